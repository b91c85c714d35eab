"""`stegvis tally` from outside: the tables of a plan, what they are made of, and how one makes one."""

from __future__ import annotations

import pytest

from tests.acceptance.processes import Stegvis

pytestmark = pytest.mark.acceptance

T2 = ("--period", "2021-T2")


def test_first_table_keeps_its_keys_and_all_are_listed(shared_stegvis: Stegvis) -> None:
    """A script that has read one table for years goes on reading it; one that wants all finds them."""
    found = shared_stegvis.done("tally", "example", *T2, "--compare", "2020-T2", "--json").object
    tables, compared, points = found.pop("tables"), found["compare"], found["points"]
    assert tables == [found]
    assert {"period", "table", "counted", "met", "partly", "missed", "unmeasured", "shares", "why_empty"} <= set(found)
    assert isinstance(compared, dict) and compared["recorded"] == {
        "met": 5, "partly": 10, "missed": 14, "differs": []}  # fmt: skip
    assert points == {"reached": 9, "met": 12, "partly": -3, "missed": -9}


def test_every_figure_lists_its_members(shared_stegvis: Stegvis) -> None:
    """Eleven are missed: these eleven, with outcome and target."""
    found = shared_stegvis.done("tally", "example", *T2, "--members", "--json").object
    members = found["members"]
    assert isinstance(members, list) and len(members) == 28
    missed = [member for member in members if member["counts_as"] == "missed"]
    assert len(missed) == found["missed"] == 11
    assert all({"id", "title", "outcome", "target", "assessment", "why_empty"} <= set(member) for member in members)
    said = shared_stegvis.done("--lang", "sv", "tally", "example", *T2, "--members").out
    assert "Ej uppfyllt (11)" in said and "Antal påstigande/mil" in said


def test_table_is_made_written_and_counted_by_its_rule(stegvis: Stegvis) -> None:
    """What a planner decides about a table is in the plan, for everybody and for next year."""
    made = stegvis.done("tally", "example", "--new", "Programmet", "--json").object
    stegvis.done("set", "example", "Programmet", "classes", "hållbarhet")
    stegvis.done("tally", "example", "--new", "Alla mål")
    stegvis.done("set", "example", "Alla mål", "counts", "goal")

    found = stegvis.done("tally", "example", *T2, "--json").object
    tables = found["tables"]
    assert isinstance(tables, list) and [table["table"] for table in tables] == ["Programmet", "Alla mål"]
    assert (found["node"], found["met"], found["counted"]) == (made["node"], 5, 10)
    one = stegvis.done("--lang", "en", "tally", "example", *T2, "--table", "programmet").out
    assert one.startswith("Programmet: counts measures; classes sustainability programme") and "Alla mål" not in one
    both = stegvis.done("--lang", "sv", "tally", "example", *T2).out
    assert "Alla mål: räknar mål; ej mätta räknas inte" in both


def test_class_narrows_a_named_table(stegvis: Stegvis) -> None:
    """Alone, it asks for a table of that class."""
    stegvis.done("tally", "example", "--new", "Alla")
    asked = ("tally", "example", *T2, "--class", "sustainability", "--json")
    named, alone = stegvis.done(*asked, "--table", "Alla").object, stegvis.done(*asked).object
    assert (named["table"], named["counted"], alone["counted"]) == ("Alla", 10, 10)
    assert str(alone["table"]).startswith("counts measures; classes sustainability")


def test_table_that_is_not_there_or_there_already_is_refused(stegvis: Stegvis) -> None:
    """With the names of those that are, and without making a second one."""
    stegvis.done("tally", "example", "--new", "Regionen")
    missing = stegvis.run("tally", "example", *T2, "--table", "Regoinen")
    again = stegvis.run("tally", "example", "--new", "regionen")
    assert (missing.status, again.status) == (1, 1)
    assert missing.err == "stegvis: The plan has no table “Regoinen”; it has Regionen.\n"
    assert again.err == "stegvis: The plan has a table “regionen” already.\n"


def test_numbers_of_a_paper_that_differ_are_said(stegvis: Stegvis) -> None:
    """Both are kept; somebody has to look."""
    stegvis.done("set", "example", "root", "recorded_tally", "9", *T2, "--part", "met")
    said = stegvis.done("--lang", "sv", "tally", "example", *T2).out
    found = stegvis.done("tally", "example", *T2, "--json").object
    assert "tertial 2 2021: underlaget anger 9 för uppfyllda, räknat 8." in said
    assert (found["met"], found["recorded"]) == (8, {"met": 9, "differs": ["met"]})
