"""How an assessment came about, asked from outside: the paragraph, and the facts for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.processes import Stegvis

pytestmark = pytest.mark.acceptance

YEAR = ("--period", "2020")
CSV = """Perspektiv;Strategiskt mål;Mätetal;Målvärde;Resultat
Ekonomi;Ekonomi i balans;Nettokostnad;0 tkr;120 tkr
Ekonomi;Ekonomi i balans;Sjukfrånvaro;5 %;5,90 %
"""
SICK, GOAL = "Ekonomi/Ekonomi i balans/Sjukfrånvaro", "Ekonomi/Ekonomi i balans"


@pytest.fixture
def plan(stegvis: Stegvis, tmp_path: Path) -> Stegvis:
    """A plan with a goal, a measure that is reached and one whose owner has a direction and a tolerance."""
    path = tmp_path / "plan.csv"
    path.write_text(CSV, "utf-8")
    stegvis.done("import", str(path), "--plan", "p", *YEAR)
    stegvis.done("set", "p", SICK, "direction", "lower")
    stegvis.done("set", "p", SICK, "tolerance", "1 %-enhet")
    return stegvis


def test_the_paragraph_is_in_the_language_asked_for(plan: Stegvis) -> None:
    """A board's question is answered in one go, from a script too."""
    swedish = plan.done("--lang", "sv", "explain", "p", SICK, *YEAR).out.replace("\u00a0", " ")
    english = plan.done("--lang", "en", "explain", "p", SICK, *YEAR).out.replace("\u00a0", " ")

    assert "Målet missas med 0,9 procentenheter, vilket ryms i toleransen 1 %-enhet: delvis uppfyllt." in swedish
    assert "missed by 0.9 percentage points, within the tolerance of" in english and english.count("\n") == 1


def test_the_facts_are_those_of_the_paragraph(plan: Stegvis) -> None:
    """A report of another program's must be able to say the same."""
    plan.done("set", "p", SICK, "assessment", "missed", *YEAR, "--because", "sämre än riket")
    found = plan.done("explain", "p", SICK, *YEAR, "--json").object

    assert [found[key] for key in ("assessment", "computed", "rule", "overridden", "rounding")] == [
        "missed", "partly", "within_tolerance", True, "none",
    ]  # fmt: skip
    assert (found["direction"], found["direction_from"], found["direction_assumed"]) == ("lower", "owner", False)
    assert found["target"] == {"value": "5", "upper": None, "printed": "5 %", "form": "reach", "unit": "%"}
    assert found["tolerance"] == {"value": "1", "unit": "%-enhet", "of": None, "allowed": "1"}
    entered = found["entered"]
    assert isinstance(entered, dict) and (entered["assessment"], entered["because"]) == ("missed", "sämre än riket")
    assert "sämre än riket" in str(found["text"])


def test_a_goal_is_assessed_by_the_rule_of_the_plan(plan: Stegvis) -> None:
    """The choice is one cell of the root; what decided is named."""
    plan.done("set", "p", "root", "assessment_rule", "worst")
    found = plan.done("explain", "p", GOAL, *YEAR, "--json").object
    below = found["below"]

    assert (found["assessment"], found["rule"]) == ("partly", "worst")
    assert isinstance(below, dict)
    assert [(each["title"], each["decides"]) for each in below["members"]] == [
        ("Nettokostnad", False), ("Sjukfrånvaro", True),
    ]  # fmt: skip
    (listed,) = (
        row for row in plan.done("list", "p", "--kind", "goal", *YEAR, "--json").objects if row["id"] == found["id"]
    )
    assert listed["assessment"] == "partly"


def test_the_plans_own_words_are_printed(plan: Stegvis) -> None:
    """What a region calls it is what its lists say."""
    plan.done("set", "p", "root", "sign_word", "nära", "--part", "partly")

    assert "nära" in plan.done("list", "p", "--kind", "measure", *YEAR).out
    assert ": nära." in plan.done("explain", "p", SICK, *YEAR).out


def test_what_is_asked_wrongly_is_one_sentence(plan: Stegvis) -> None:
    """No period, no such period, no such node."""
    for words, status in ((("explain", "p", SICK), 2), (("explain", "p", SICK, "--period", "x"), 2),
                          (("explain", "p", "Ingenting", *YEAR), 1)):  # fmt: skip
        finished = plan.run(*words)
        assert (finished.status, finished.out, finished.err.count("\n")) == (status, "", 1)
