"""One indicator in several units, and one goal of several boards, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.processes import Stegvis

pytestmark = pytest.mark.acceptance

PLAN = """Perspektiv;Mätetal;Målvärde;Resultat
Kontoret;Sjukfrånvaro;2,9 %;3,3 %
IT-centrum;Telefontid;90 %;
"""
Y = ("--period", "2020")


@pytest.fixture
def mine(stegvis: Stegvis, tmp_path: Path) -> Stegvis:
    """A home with a plan of two units, one of which measures sick leave."""
    (tmp_path / "plan.csv").write_text(PLAN, "utf-8")
    stegvis.done("import", str(tmp_path / "plan.csv"), "--plan", "mine", *Y)
    return stegvis


def test_a_measure_is_shared_renamed_and_still_one_indicator(mine: Stegvis) -> None:
    """Each unit has its own target and result; the title may be what the unit calls it."""
    mine.done("set", "mine", "Sjukfrånvaro", "unit", "%")
    made = mine.done("share", "mine", "Sjukfrånvaro", "--to", "IT-centrum", "--owner", "ITC", "--json").object
    there = str(made["id"])
    mine.done("set", "mine", there, "title", "Frånvaro ITC")
    mine.done("set", "mine", there, "target", "3,6 %", *Y)
    mine.done("set", "mine", there, "outcome", "3,5 %", *Y)
    shared = mine.done("indicator", "mine", "--json").objects
    one = mine.done("indicator", "mine", "Sjukfrånvaro", "--json").object
    printed = mine.done("--lang", "sv", "indicator", "mine", "Frånvaro ITC").out

    assert [(each["title"], len(each["measures"])) for each in shared if isinstance(each["measures"], list)] == [
        ("Sjukfrånvaro", 2)
    ]
    measures = one["measures"]
    assert isinstance(measures, list)
    assert [(each["title"], each["whose"]) for each in measures] == [("Sjukfrånvaro", None), ("Frånvaro ITC", "ITC")]
    assert [[(p["period"], p["target"], p["outcome"]) for p in each["periods"]] for each in measures] == [
        [("2020", "2.9", "3.3")], [("2020", "3.6", "3.5")],
    ]  # fmt: skip
    assert "ITC" in printed and "3,5\N{NO-BREAK SPACE}%" in printed and "2,9 %" in printed


def test_an_indicator_is_asked_for_by_the_title_that_its_measures_have(mine: Stegvis) -> None:
    """A measure that was just shared has an id for an indicator, which nobody types; the guide asks for its title."""
    mine.done("share", "mine", "Sjukfrånvaro", "--to", "IT-centrum", "--owner", "ITC")
    by_title = mine.done("indicator", "mine", "sjukfrånvaro", "--json").object
    mine.done("set", "mine", "IT-centrum/Sjukfrånvaro", "indicator", "en annan")
    apart = mine.run("indicator", "mine", "Sjukfrånvaro")

    assert isinstance(by_title["measures"], list) and len(by_title["measures"]) == 2
    assert apart.status == 1 and "can be more than one node" in apart.err


def test_show_names_the_other_units_measures(mine: Stegvis) -> None:
    """Whoever looks at one must see that it is not the only one."""
    mine.done("share", "mine", "Sjukfrånvaro", "--to", "IT-centrum", "--owner", "ITC")
    shown = mine.done("show", "mine", "Kontoret/Sjukfrånvaro", *Y)
    there = mine.done("show", "mine", "IT-centrum/Sjukfrånvaro", *Y, "--json").object["same_indicator"]

    assert "Same indicator: IT-centrum/Sjukfrånvaro (ITC)" in shown.out
    assert isinstance(there, list) and [(each["path"], each["outcome"]) for each in there] == [
        (["Kontoret", "Sjukfrånvaro"], "3.3")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("share", "mine", "IT-centrum", "--to", "Kontoret"), "Only measures can be shared, not “IT-centrum”."),
        (("share", "mine", "Sjukfrånvaro", "--to", "Finns inte"), "no node “Finns inte”"),
        (("indicator", "mine", "Finns inte"), "No measure has the indicator “Finns inte”."),
        (("indicator", "mine", "IT-centrum"), "No measure has the indicator “IT-centrum”."),
    ],
)
def test_what_cannot_be_shared_is_said_in_one_sentence(mine: Stegvis, words: tuple[str, ...], said: str) -> None:
    """And changes nothing."""
    finished = mine.run(*words)

    assert (finished.status, finished.out) == (1, "") and said in finished.err and finished.err.count("\n") == 1


def test_the_same_unit_is_not_given_it_twice(mine: Stegvis) -> None:
    """The second one would owe a result for ever."""
    mine.done("share", "mine", "Sjukfrånvaro", "--to", "IT-centrum")
    again = mine.run("share", "mine", "Kontoret/Sjukfrånvaro", "--to", "IT-centrum")

    assert again.status == 1 and "is shared with IT-centrum already" in again.err
    assert len(mine.done("list", "mine", "--kind", "measure", "--json").objects) == 3


def test_nothing_shared_is_said(mine: Stegvis) -> None:
    """An empty table would look broken."""
    assert mine.done("--lang", "sv", "indicator", "mine").out == "Inga indikatorer är delade.\n"


def test_each_board_has_its_own_comment_on_a_goal_they_share(mine: Stegvis) -> None:
    """Each board approves its own words."""
    mine.done("set", "mine", "Kontoret", "owner", "RS, RUN")
    mine.done("set", "mine", "Kontoret", "analysis", "Runs ord", *Y, "--part", "RUN")
    mine.done("set", "mine", "Kontoret", "analysis", "Rs ord", *Y, "--part", "RS")
    shown = mine.done("show", "mine", "Kontoret", *Y).out.splitlines()

    assert [line for line in shown if line.startswith("Analysis")] == [
        "Analysis, 2020, RS: Rs ord", "Analysis, 2020, RUN: Runs ord",
    ]  # fmt: skip
