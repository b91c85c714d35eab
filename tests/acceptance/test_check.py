"""`stegvis check` from outside, and what it says of real papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from shared.plan.model import Plan
from shared.review.review import review
from tests.acceptance.papers import needs_papers, paper
from tests.acceptance.processes import Stegvis
from tests.shared.exchange.helpers import Importer

pytestmark = pytest.mark.acceptance

T2 = ("--period", "2021-T2")
TABLE = (
    "Perspektiv;Mätetal;Enhet;Målvärde;Resultat;Analys\n"
    "Medarbetare;Sjukfrånvaro;%;högst 5 %;4,9 %;Sjukfrånvaron är 4,8 %.\n"
    "Medarbetare;Medarbetarsamtal;%;minst 90 %;;\n"
)


@pytest.fixture
def mine(stegvis: Stegvis, tmp_path: Path) -> Stegvis:
    """A home with a plan in which one figure differs and one is missing."""
    (tmp_path / "plan.csv").write_text(TABLE, "utf-8")
    stegvis.done("import", str(tmp_path / "plan.csv"), "--plan", "mine", *T2)
    return stegvis


def _rules(stegvis: Stegvis, *options: str) -> Counter[object]:
    return Counter(found["rule"] for found in stegvis.done("check", "mine", *T2, "--json", *options).objects)


def test_findings_say_where_why_and_both_figures(mine: Stegvis) -> None:
    """For people one line each; for programs the same with keys that are never renamed."""
    said = mine.done("--lang", "sv", "check", "mine", *T2).out
    found = {item["rule"]: item for item in mine.done("--lang", "sv", "check", "mine", *T2, "--json").objects}
    figure = found["figure_in_text"]

    assert "Tal i texten som skiljer sig (figure_in_text, varning): 1" in said
    assert "Medarbetare/Sjukfrånvaro: ”4,8 %” i analysen, men resultatet är 4,9\u00a0%" in said
    assert said.splitlines()[-1].startswith("tertial 2 2021: fel 1, varningar 1, påpekanden ")
    assert set(figure) == {
        "rule", "severity", "node", "path", "period", "field", "part", "sentence", "printed", "computed", "waived",
        "because",
    }  # fmt: skip
    assert figure["path"] == ["Medarbetare", "Sjukfrånvaro"]
    assert (figure["field"], figure["period"], figure["part"]) == ("analysis", "2021-T2", None)
    assert (figure["printed"], figure["computed"], figure["severity"]) == ("4.8", "4.9", "warning")
    assert (figure["waived"], figure["because"]) == (False, None)
    assert {"no_outcome", "no_direction", "no_owner"} <= found.keys()


def test_what_is_waived_is_left_out_until_all_is_asked_for(mine: Stegvis) -> None:
    """And its reason is there for whoever asks."""
    before = _rules(mine)
    node = ("no_outcome", "Medarbetarsamtal")
    mine.done("check", "mine", *T2, "--waive", *node, "--because", "mäts i december")
    everything = mine.done("--lang", "sv", "check", "mine", *T2, "--all").out
    waived = [item for item in mine.done("check", "mine", *T2, "--all", "--json").objects if item["waived"]]

    assert _rules(mine) == before - Counter(["no_outcome"]) and _rules(mine, "--all") == before
    assert "    undantaget: mäts i december" in everything and everything.endswith("undantagna 1.\n")
    assert [(item["rule"], item["because"]) for item in waived] == [("no_outcome", "mäts i december")]

    mine.done("set", "mine", "Medarbetarsamtal", "waiver", "", *T2, "--part", "no_outcome")
    assert _rules(mine) == before


def test_strict_stops_a_script_while_there_are_errors(mine: Stegvis) -> None:
    """Findings are no refusal; only who asks for it is stopped, and a waiver lets through."""
    assert mine.run("check", "mine", *T2).status == 0
    stopped = mine.run("check", "mine", *T2, "--strict")
    assert (stopped.status, stopped.err) == (1, "") and "no_outcome" in stopped.out
    mine.done("check", "mine", *T2, "--waive", "no_outcome", "Medarbetarsamtal", "--because", "mäts i december")
    assert mine.run("check", "mine", *T2, "--strict").status == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "--period"),
        (("--period", "soon"), 2, "“soon” is not a period"),
        ((*T2, "--because", "x"), 2, "--because goes with --waive only."),
        ((*T2, "--waive", "percent", "Prisvärdhet"), 2, "Say with --because why it is waived."),
        ((*T2, "--waive", "nonsense", "Prisvärdhet", "--because", "x"), 2, "“nonsense” is no rule; they are sums,"),
        ((*T2, "--waive", "percent", "Nowhere", "--because", "x"), 1, "The plan has no node “Nowhere”."),
        ((*T2, "--waive", "tally", "Prisvärdhet", "--because", "x"), 1, "has found nothing on the node"),
        ((*T2, "--waive", "percent", "Prisvärdhet", "--because", "x" * 3000), 1, "--because takes at most"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    shared_stegvis: Stegvis, words: tuple[str, ...], status: int, said: str
) -> None:
    """A waiver of nothing would look as if something had been waived."""
    finished = shared_stegvis.run("check", "example", *words)

    assert (finished.status, finished.out) == (status, "") and said in finished.err
    assert finished.err.count("\n") == 1


# Real papers


def _plan(*names: str, period: str | None = None) -> Plan:
    importer = Importer()
    for name in names:
        importer.take(paper(name, period))
    return importer.plan


BOARD_PLAN, BOARD_TABLE = "documents/jamtland-verksamhetsplan-2021.txt", "data/jamtland-rs-plan-2021.csv"


@needs_papers
@pytest.mark.parametrize(("papers", "there"), [((BOARD_TABLE, BOARD_PLAN), "16"), ((BOARD_PLAN,), "0")])
def test_the_board_plan_claims_more_result_goals_than_it_has(papers: tuple[str, ...], there: str) -> None:
    """Its introduction says 18, and 16 are there; its 34 measures and four strategies are right.

    The plan by itself has no labels on its goals, so that none of them is known to be a result goal.
    """
    claims = [finding.found for finding in review(_plan(*papers), "2021") if finding.rule == "count_in_text"]

    assert [(found.printed, found.computed, found.field) for found in claims] == [("18", there, "description")]


BOARDS, INCOME = "data/jonkoping-board-deviations-2021-08.csv", "data/jonkoping-income-statement-2021-t2.csv"


@needs_papers
@pytest.mark.parametrize(
    ("name", "period", "differs"),
    [
        (BOARDS, "2021-08", ("deviation", "-96", "-97")),
        ("data/jonkoping-investments-2019.csv", "2019", ("stated_deviation", "2750000", "2740000")),
        ("documents/jonkoping-investeringar-2019.txt", "2019", ("stated_deviation", "2750000", "2740000")),
        (INCOME, "2020", ("outcome", "-10993", "-10994")),
    ],
)
def test_what_does_not_add_up_in_the_regions_money_is_found(
    name: str, period: str, differs: tuple[str, str, str]
) -> None:
    """The boards' −97 is printed as −96, F0082's 2 740 000 as 2 750 000; the forecasts of the same table add up."""
    found = [finding.found for finding in review(_plan(name, period=period), period)]

    assert [(one.field, one.printed, one.computed) for one in found] == [differs]


@needs_papers
def test_sums_of_the_income_statement_that_add_up_are_left_alone() -> None:
    """The columns of the year before are off by one, as rounded millions are; those of the period are not."""
    assert review(_plan(INCOME), "2021-T2") == []
    assert {finding.rule for finding in review(_plan(INCOME), "2020-T2")} == {"sums"}


QUIET = {"no_outcome", "no_direction", "no_unit", "no_owner", "unexplained"}
"""Rules about what is not there, which say as much as the papers leave out."""

FOUND: Mapping[tuple[str, tuple[str, ...]], Counter[str]] = {
    ("2019", ("documents/jamtland-handlingsplaner-2019.md",)): Counter(),
    ("2021-08", ("documents/jamtland-uppfoljning-resultatmal-2021-08.txt",)): Counter(),
    ("2021-08", ("documents/jonkoping-manadsrapport-tim-2021-08.txt", "data/jonkoping-tim-2021-08.csv")): Counter(),
    ("2020", ("documents/jonkoping-regionledningskontor-2020.txt", "data/jonkoping-rlk-2020.csv")): Counter(),
    # Without the table nothing says which measures the paper counts, and all ten are.
    ("2020", ("documents/jonkoping-regionledningskontor-2020.txt",)): Counter({"tally": 5}),
    ("2021-T2", ("data/jonkoping-region-2021-t2.csv",)): Counter(),
    ("2020", ("documents/jonkoping-intern-kontroll-2020.txt",)): Counter(),
    ("2020", ("data/jonkoping-control-plan-2020.csv",)): Counter(),
}
"""By period and papers: what was found and read by hand, beside what is not there."""


@needs_papers
@pytest.mark.parametrize(("period", "papers"), FOUND, ids=lambda value: str(value))
def test_hundreds_of_numbers_in_real_prose_raise_no_false_alarm(period: str, papers: tuple[str, ...]) -> None:
    """Dates, ranges, other regions' figures, last year's: a reviewer who takes them for mistakes is switched off."""
    found = Counter(finding.rule for finding in review(_plan(*papers), period) if finding.rule not in QUIET)

    assert found == FOUND[period, papers]


@needs_papers
def test_missed_measures_of_the_office_are_explained_in_its_report_and_not_in_its_table() -> None:
    """Four are missed; the report has an analysis of each."""
    table = _plan("data/jonkoping-rlk-2020.csv")
    both = _plan("documents/jonkoping-regionledningskontor-2020.txt", "data/jonkoping-rlk-2020.csv", period="2020")

    assert sum(finding.rule == "unexplained" for finding in review(table, "2020")) == 4
    assert sum(finding.rule == "unexplained" for finding in review(both, "2020")) == 0
