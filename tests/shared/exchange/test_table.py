"""Tables of data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import Flag, Quantity, Text
from tests.shared.exchange.helpers import drafts, read, said, titles, unaccounted, way, words

TABLE = (
    "period;perspective;objective;name;target_raw;result_raw;counted;org\n2021-T2;Kund;;Kö;18 dagar;21 dagar;yes;X\n"
)


def test_a_blank_level_is_skipped() -> None:
    """The tree is ragged; an empty objective is no objective."""
    table = read(TABLE, "a.csv")
    assert way(table, drafts(table, "Mätetal")[0]) == ["Kund"]


def test_a_rows_own_period_counts() -> None:
    """A table may hold several periods."""
    measure = drafts(read(TABLE, "a.csv", "2019"), "Mätetal")[0]
    assert isinstance(said(measure, "outcome", "2021-T2"), Quantity)
    assert said(measure, "counted") == Flag(True)


def test_the_more_exact_period_counts() -> None:
    """A year beside a part of it says less."""
    table = read("plan_year,period,name,result\n2021,2021-08,Kö,3\n", "a.csv", None)
    assert CellKey("outcome", "2021-08") in drafts(table, "Mätetal")[0].cells


@pytest.mark.parametrize("column", ["Nämnd", "Förvaltning", "Verksamhetsområde", "Organisatorisk enhet"])
def test_units_come_from_a_column(column: str) -> None:
    """Without units nobody can hand in by themselves, and there is no other way to make one."""
    table = read(f"{column};Perspektiv;Mätetal;Enhet\nIT-centrum;Ekonomi;Kö;dagar\n", "a.csv")
    (unit,) = drafts(table, column)
    assert unit.kind is Kind.UNIT and way(table, drafts(table, "Mätetal")[0]) == ["IT-centrum", "Ekonomi"]
    assert said(drafts(table, "Mätetal")[0], "unit") == Text("dagar")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_found_out(separator: str, encoding: str) -> None:
    """Regions' exports vary in both."""
    text = separator.join(["Mätetal", "Målvärde"]) + "\r\n" + separator.join(["Återbesök", "5"]) + "\r\n"
    assert titles(read(text.encode(encoding), "a.csv"), "Mätetal") == ["Återbesök"]


def test_columns_of_no_use_are_named() -> None:
    """Whoever imports must see what was left behind."""
    assert [column.column for column in read(TABLE, "a.csv").mapping if column.use is None] == ["org"]


def test_rows_on_several_periods_are_about_one_measure() -> None:
    """Otherwise a time series becomes as many measures."""
    table = read("name;period;result\nKö;2020;1\nKö;2021;2\n", "a.csv")
    assert len(drafts(table, "Mätetal")) == 1


def test_two_rows_of_one_period_are_two_measures() -> None:
    """The same measure stands in several units' plans."""
    assert len(drafts(read("name;period;result\nKö;2020;1\nKö;2020;2\n", "a.csv"), "Mätetal")) == 2


def test_a_stated_assessment_keeps_its_reason() -> None:
    """An assessment that no figures give needs one."""
    measure = drafts(read("name;stated_status;status_basis\nKö;met;said so\n", "a.csv"), "Mätetal")[0]
    assert measure.because == {CellKey("assessment", "2020"): "said so"}


def test_a_quoted_cell_may_hold_lines() -> None:
    """Its row stands on several lines, and all are accounted for."""
    text = 'name;analysis\nKö;"Första.\nAndra."\n'
    table = read(text, "a.csv")
    assert words(drafts(table, "Mätetal")[0], "analysis", "2020") == "Första.\nAndra."
    assert unaccounted(table, text) == set()


def test_a_table_without_known_columns_is_listed_whole() -> None:
    """It is no reason to stop, but the person must see that nothing was taken."""
    assert [entry.line for entry in read("a;b\n1;2\n", "a.csv").not_understood] == [2]


_CELL = st.text(alphabet="aåKöMät 12,%\"';\n\t-", max_size=8)


_HEAD = st.sampled_from(["name;target;result", "a;b", "perspective;name"])


@given(st.lists(st.lists(_CELL, max_size=4), max_size=6), _HEAD)
def test_every_line_is_accounted_for_once(rows: list[list[str]], head: str) -> None:
    """Quotes that never close and rows that are too long included."""
    text = "\n".join([head, *(";".join(row) for row in rows)])
    assert unaccounted(read(text, "a.csv"), text) == set()


def test_a_column_that_is_not_used_is_listed_cell_by_cell() -> None:
    """So that whoever checks an import finds every word of the file again."""
    table = read("name;result_raw;editor\nKö;1;Eva\nResor;2;\n", "a.csv")
    assert [entry[:2] for entry in table.structure if entry.why == "column not used"] == [(2, "editor: Eva")]


def test_a_reason_without_what_it_explains_is_listed() -> None:
    """There is no assessment that it could be kept with."""
    table = read("name;stated_status;status_basis\nKö;;oklart\n", "a.csv")
    assert [entry.text for entry in table.not_understood] == ["status_basis: oklart"]
