"""Every target and result that the papers of two regions print is understood, or kept as words with a reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from shared.followup.entry import read_entry
from shared.followup.target import describe_target, proposed_direction, read_targets
from shared.followup.target_remarks import baseline_in, pending_until
from shared.followup.target_words import direction_in
from shared.followup.words_only import why_words
from shared.plan.kinds import KINDS, Kind
from shared.plan.values import Direction, Missing, Quantity, Target, TargetForm, Targets
from tests.acceptance.papers import needs_papers, paper, paper_path
from tests.shared.exchange.helpers import drafts, said

pytestmark = [pytest.mark.acceptance, needs_papers]

JAMTLAND = "jamtland-rs-plan-2021.csv"
REGION, OFFICE, TRAFFIC = "jonkoping-region-2021-t2.csv", "jonkoping-rlk-2020.csv", "jonkoping-tim-2021-08.csv"
TARGETS = {JAMTLAND: (34, 34), REGION: (48, 47), OFFICE: (10, 10), TRAFFIC: (11, 0)}
"""Of each table its measures, and how many of them have a target printed. The monthly report has no such column."""

F = TargetForm


class Row(msgspec.Struct, frozen=True):
    """A measure as printed."""

    line: int
    name: str
    unit: str
    target: str
    result: str


def _rows(table: str) -> Iterator[Row]:
    with paper_path(f"data/{table}").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            name = row.get("name") or row.get("measure") or ""
            if name:
                yield Row(int(row["line"]), name, row["unit"], row["target_raw"], row.get("result_raw") or "")


def _understood(row: Row) -> str:
    """The form a target is understood in, or the sentence on why it is not; "" if it is neither."""
    field = KINDS[Kind.MEASURE].fields["target"]
    value = read_entry(field, row.target, unit=row.unit)
    if isinstance(value, Targets):
        return f"all of: {describe_target(value, 'en')}"
    if isinstance(value, Target) and value.form is not F.WORDS:
        return f"{value.form.value}: {describe_target(value, 'en')}"
    if isinstance(value, Target):
        return why_words(value.printed).en
    return value.why.value if isinstance(value, Missing) else ""


@pytest.mark.parametrize("table", TARGETS)
def test_every_target_is_understood_or_has_a_reason(table: str) -> None:
    """Run with -s to see the table. None of these papers has a target that only a person can read."""
    rows = list(_rows(table))
    understood = {row.line: _understood(row) for row in rows}
    for row in rows:
        print(f"{table[:24]:24} {row.line:5} {row.target[:44]:44} {understood[row.line]}")
    measures, targets = TARGETS[table]
    assert (len(rows), sum(bool(row.target) for row in rows)) == (measures, targets)
    assert [row for row in rows if not understood[row.line]] == []
    assert [row for row in rows if row.target and ": " not in understood[row.line]] == []
    assert all(understood[row.line] == "no_target" for row in rows if not row.target)


def _target(table: str, line: int) -> Target | Targets:
    row = next(row for row in _rows(table) if row.line == line)
    return read_targets(row.target, row.unit)


@pytest.mark.parametrize(
    ("table", "line", "form", "bound", "unit", "against"),
    [
        (JAMTLAND, 91, F.REACH, "-10", "%", ""),
        (JAMTLAND, 92, F.REACH, "203.5", "kWh/m ²", ""),
        (JAMTLAND, 93, F.MORE_THAN, "0", "%", ""),
        (JAMTLAND, 100, F.INCREASE, None, "", "2020-H2"),
        (JAMTLAND, 101, F.INCREASE, None, "", "2020-H2"),
        (JAMTLAND, 121, F.REACH, "75", "%", ""),
        (JAMTLAND, 122, F.REACH, "61", "%", ""),
        (JAMTLAND, 135, F.REACH, "4", "", ""),
        (JAMTLAND, 151, F.INCREASE, None, "", "2020"),
        (JAMTLAND, 158, F.REACH, "250", "", ""),
        (JAMTLAND, 172, F.INCREASE, None, "", ""),
        (JAMTLAND, 187, F.AT_LEAST, "9", "", ""),
        (JAMTLAND, 230, F.REACH, "4.65", "", ""),
        (JAMTLAND, 244, F.AT_MOST, "1.9", "%", ""),
        (JAMTLAND, 245, F.REACH, "0", "kr", ""),
        (REGION, 2179, F.REACH, "34500", "", ""),
        (REGION, 2606, F.REACH, "2.9", "%", ""),
        (REGION, 2637, F.REACH, "0", "tkr", ""),
        (REGION, 6301, F.REACH, "158", "kWh/m2", ""),
        (REGION, 6873, F.REACH, "-10", "%", ""),
        (OFFICE, 1163, F.REACH, "-30", "%", ""),
        (OFFICE, 1231, F.REACH, "250", "recept/100 0 inv", ""),
    ],
)
def test_target_is_understood_as_a_person_reads_it(
    table: str, line: int, form: TargetForm, bound: str | None, unit: str, against: str
) -> None:
    """Checked by hand, one by one, against the paper."""
    target = _target(table, line)
    assert isinstance(target, Target)
    printed = None if target.bound is None else str(target.bound)
    assert (target.form, printed, target.unit, target.against) == (form, bound, unit, against)


def test_the_two_targets_that_are_not_a_plain_bound_in_the_regions_report() -> None:
    """Trips that are to become more, and a cost that is not to."""
    forms = Counter(target.form for row in _rows(REGION) if isinstance(target := read_targets(row.target), Target))
    assert (forms[F.INCREASE], forms[F.AT_MOST], forms[F.WORDS]) == (1, 1, 1)
    assert forms[F.REACH] == 45


def test_occasions_and_managers_are_two_targets() -> None:
    """Both must hold."""
    both = _target(JAMTLAND, 212)
    assert isinstance(both, Targets)
    assert [(str(each.bound), each.unit) for each in both.all_of] == [("4", "tillfällen"), ("48", "chefer")]


def test_remarks_of_the_boards_plan_are_read() -> None:
    """Two baselines of a school year, two targets that are pending until the end of the year."""
    rows = list(_rows(JAMTLAND))
    baselines = {row.line: found for row in rows if (found := baseline_in(row.target, row.unit))}
    assert {line: (found.period, str(found.value.amount)) for line, found in baselines.items()} == {
        121: ("2019-SY", "74"), 122: ("2019-SY", "60"),
    }  # fmt: skip
    pending = {row.line: day.isoformat() for row in rows if (day := pending_until(row.target, 2021))}
    assert pending == {172: "2021-12-31", 173: "2021-12-31"}


def test_proposed_directions_of_the_boards_plan_are_right() -> None:
    """Held against what the paper means; the rest is proposed nothing, and left to its owner."""
    proposed = {
        row.line: proposed_direction(read_targets(row.target, row.unit)) or direction_in(row.name)
        for row in _rows(JAMTLAND)
    }
    lower = {line for line, direction in proposed.items() if direction is Direction.LOWER}
    higher = {line for line, direction in proposed.items() if direction is Direction.HIGHER}
    assert lower == {91, 92, 158, 231, 244}
    assert higher >= {93, 100, 101, 138, 151, 167, 170, 171, 172, 173, 187, 233, 260 + 1}
    assert not higher & {200, 211, 221, 230, 245}


def test_every_result_is_one_number_with_its_unit() -> None:
    """58 of the year's and the interim report, 11 of the monthly one."""
    outcome = KINDS[Kind.MEASURE].fields["outcome"]
    for table in (REGION, OFFICE, TRAFFIC):
        for row in _rows(table):
            value = read_entry(outcome, row.result, unit=row.unit)
            assert isinstance(value, Quantity) and value.unit == row.unit, row


def test_import_writes_what_the_targets_of_the_plan_say() -> None:
    """Baselines, pending dates and proposals stand in cells of their own; no direction is decided."""
    measures = drafts(paper("documents/jamtland-verksamhetsplan-2021.txt"), "Mätetal")
    fields = Counter(key.field for measure in measures for key in measure.cells)
    assert (fields["target"], fields["direction"]) == (34, 0)
    assert (fields["baseline"], fields["baseline_period"], fields["assessed_from"]) == (2, 2, 2)
    assert fields["direction_proposed"] >= 17
    health = next(measure for measure in measures if measure.title.startswith("Andel flickor i årskurs 7"))
    start = said(health, "baseline")
    assert isinstance(start, Quantity) and str(start.amount) == "74"
