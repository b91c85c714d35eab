"""Two investments that a region accounted for in 2019, as the paper and its table have them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.followup.investment import account_of, accounts_due, deviations_that_differ
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Day, Quantity
from tests.acceptance.papers import needs_papers, paper
from tests.shared.exchange.helpers import Importer

pytestmark = [pytest.mark.acceptance, needs_papers]

PAPER = "documents/jonkoping-investeringar-2019.txt"
TABLE = "data/jonkoping-investments-2019.csv"


def _imported(*names: str) -> Importer:
    importer = Importer()
    for name in names:
        importer.take(paper(name, "2019"))
    return importer


def _by_number(plan: Plan) -> dict[str, NodeId]:
    nodes = [NodeId(node.id) for node in plan.children(ROOT) if node.kind is Kind.INVESTMENT]
    return {plan.text(node, "case_number"): node for node in nodes}


def _amount(quantity: Quantity | None) -> int | None:
    return int(quantity.amount) if quantity else None


@pytest.mark.parametrize("names", [(PAPER,), (TABLE,), (PAPER, TABLE), (TABLE, PAPER)])
def test_granted_outcome_and_deviations_are_the_printed_and_the_computed_ones(names: tuple[str, ...]) -> None:
    """2 750 000 is stated and 2 740 000 is what it is; of the other one nothing is stated."""
    plan = _imported(*names).plan
    found = _by_number(plan)
    assert set(found) == {"F0082", "Ö0574"} and len(plan.of_kind(Kind.DECISION)) == 3
    accounts = {number: account_of(plan, node, "2019") for number, node in found.items()}
    figures = {
        number: [_amount(each) for each in (a.granted, a.outcome, a.stated_deviation, a.deviation)]
        for number, a in accounts.items()
    }
    assert figures == {
        "F0082": [12_160_000, 14_900_000, 2_750_000, 2_740_000], "Ö0574": [9_300_000, 9_600_000, None, 300_000],
    }  # fmt: skip
    (differing,) = deviations_that_differ(plan)
    assert (differing.node, _amount(differing.printed), _amount(differing.computed)) == (
        found["F0082"], 2_750_000, 2_740_000,
    )  # fmt: skip


@pytest.mark.parametrize("name", [PAPER, TABLE])
def test_decisions_have_body_date_and_amount(name: str) -> None:
    """The second is a new total: 12 160 000, not that much more."""
    plan = _imported(name).plan
    account = account_of(plan, _by_number(plan)["F0082"])
    assert [(each.body, each.date, _amount(each.amount), each.amount_is) for each in account.decisions] == [
        ("Regionfullmäktige", "2016-06-21", 10_100_000, "total"),
        ("Regionfullmäktige", "2017-04-04", 12_160_000, "total"),
    ]


@pytest.mark.parametrize("name", [PAPER, TABLE])
def test_effects_are_rated_per_perspective_and_aspect(name: str) -> None:
    """Fifteen ratings; a comma belongs to an aspect."""
    plan = _imported(name).plan
    rated = {
        (number, key.part): cell.value.key
        for number, node in _by_number(plan).items()
        for key, cell in plan.cells(node).items()
        if key.field == "expected_effect" and isinstance(cell.value, Choice)
    }
    assert len(rated) == 15
    assert rated["F0082", "Kund- och patientperspektiv: Minskad smittspridning"] == "small"
    assert rated["F0082", "Ekonomiskt perspektiv: Personalkostnader, kronor"] == "none"
    assert rated["Ö0574", "Process- och produktionsperspektiv: Förbättrad arbetsmiljö"] == "small"


def test_evaluations_stand_by_perspective_and_the_comment_apart() -> None:
    """The paper's own evaluation, in the parts it was rated in; broken paragraphs are whole again."""
    plan = _imported(PAPER).plan
    found = _by_number(plan)
    parts = {
        number: [key.part for key in plan.cells(node) if key.field == "evaluation"] for number, node in found.items()
    }
    perspectives = ["Kund- och patientperspektiv", "Process- och produktionsperspektiv", "Ekonomiskt perspektiv"]
    assert parts == {"F0082": perspectives, "Ö0574": perspectives[:2]}
    first = str(plan.value(found["F0082"], "evaluation", "2019", perspectives[0]))
    assert "förlossningsavdelning, antenalmottagning/avdelning" in first
    assert "2 750 000 kr" in plan.text(found["F0082"], "analysis", "2019")


def test_the_contact_of_the_paper_answers_for_the_investment() -> None:
    """Its table misspells one title and shortens the other."""
    importer = _imported(PAPER)
    owners = [str(importer.plan.value(node, "owner")) for node in _by_number(importer.plan).values()]
    assert "Kvinnokliniken" in owners[0] and "Länstrafiken" in owners[1]
    assert paper(PAPER).not_understood == ()


def test_an_account_is_due_above_the_papers_own_threshold() -> None:
    """5 000 000 kronor; both are above it, once they are completed."""
    importer = _imported(PAPER)
    threshold = importer.plan.value(ROOT, "account_threshold")
    assert isinstance(threshold, Quantity) and threshold.amount == Decimal(5_000_000)
    assert accounts_due(importer.plan) == []
    node = _by_number(importer.plan)["F0082"]
    importer.set(node, CellKey("completed"), Day("2019-12-31"))
    assert [(each.node, _amount(each.computed)) for each in accounts_due(importer.plan)] == [(node, 12_160_000)]


def test_a_table_without_a_period_says_which_figures_it_cannot_place() -> None:
    """An outcome belongs to a period, and this table names none: `--period` does."""
    assert {entry.text for entry in paper(TABLE).not_understood} == {
        "14 900 000 kronor", "2 750 000 kr", "9 600 000 kronor",
    }  # fmt: skip
    assert paper(TABLE, "2019").not_understood == ()
