"""A region's internal control of 2020, as its follow-up and its table have it."""

from __future__ import annotations

import pytest

from shared.followup.open_actions import open_actions
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Names, Quantity, Text, Value
from tests.acceptance.papers import needs_papers, paper
from tests.shared.exchange.helpers import Importer

pytestmark = [pytest.mark.acceptance, needs_papers]

PAPER = "documents/jonkoping-intern-kontroll-2020.txt"
TABLE = "data/jonkoping-control-plan-2020.csv"

ITEMS = (
    ("Attest av löneutbetalningar", 5), ("Besluts- och genomförandeprocess av större investeringar", 3),
    ("Affärer och transaktioner inom rörelsekapitalförvaltningen", 2), ("Reservrutiner, IT", 2),
    ("Medverkan i styrelse/råd (advisory board) inom läkemedels- och medicintekniska industrin", 2),
    ("Reseräkningar", 3), ("Intern representation", 3),
)  # fmt: skip
"""The control items, and how many actions each has."""


def _imported(*names: str) -> Importer:
    importer = Importer()
    for name in names:
        importer.take(paper(name))
    return importer


def _said(importer: Importer) -> dict[tuple[NodeId, CellKey], Value | None]:
    plan = importer.plan
    return {(node, key): cell.value for node in plan.nodes for key, cell in plan.cells(node).items()}


@pytest.mark.parametrize("names", [(PAPER,), (TABLE,), (PAPER, TABLE), (TABLE, PAPER)])
def test_seven_items_have_twenty_actions_with_five_sub_points(names: tuple[str, ...]) -> None:
    """From the paper, from the table, and from one after the other: nothing is doubled."""
    plan = _imported(*names).plan
    items = [NodeId(node.id) for node in plan.children(ROOT) if node.kind is Kind.CONTROL]
    assert [(plan.title(item), len(plan.children(item))) for item in items] == list(ITEMS)
    points = [plan.children(NodeId(action.id)) for item in items for action in plan.children(item)]
    assert [len(below) for below in points if below] == [5]
    assert len(plan.of_kind(Kind.ACTION)) == 25


@pytest.mark.parametrize("name", [PAPER, TABLE])
def test_items_have_aims_questions_and_samples(name: str) -> None:
    """2 of 10, 14 of 35 and 6 of 35, with both numbers; almost 4 of 10 was the year before last."""
    plan = _imported(name).plan
    items = [NodeId(node.id) for node in plan.children(ROOT) if node.kind is Kind.CONTROL]
    assert [len(plan.text(item, "aim").split("\n")) for item in items] == [2, 2, 2, 2, 1, 2, 1]
    assert [len(plan.text(item, "question").split("\n")) for item in items] == [2, 1, 2, 1, 2, 2, 1]
    found = {
        (key.period, key.part, str(cell.value.amount), str(cell.value.of))
        for item in items
        for key, cell in plan.cells(item).items()
        if key.field == "sample" and isinstance(cell.value, Quantity)
    }
    now = {
        ("2020", "utanordningslistor", "2", "10"), ("2020", "fakturor", "14", "35"), ("2020", "fakturorna", "6", "35"),
    }  # fmt: skip
    assert found == (now | {("2017", "utanordningslistor", "4", "10")} if name == PAPER else now)


def test_the_item_that_repeats_an_earlier_one_says_so() -> None:
    """The earlier item is in no plan here, so that the words are all there is."""
    importer = _imported(PAPER)
    attest = importer.node(ITEMS[0][0])
    assert "2017" in importer.plan.text(attest, "question")
    assert importer.plan.value(attest, "repeats") is None


def test_findings_have_their_figures_and_stand_apart_from_what_the_item_is_about() -> None:
    """What is always so is no finding of the year."""
    importer = _imported(PAPER)
    findings = {title: importer.plan.text(importer.node(title), "finding", "2020") for title, _ in ITEMS}
    assert [sum(line.startswith("- ") for line in findings[title].split("\n")) for title, _ in ITEMS] == [
        3, 10, 9, 6, 7, 5, 6,
    ]  # fmt: skip
    assert "600-700 tkr" in findings["Reseräkningar"] and "2 av 10" in findings[ITEMS[0][0]]
    about = importer.plan.text(importer.node("Reservrutiner, IT"), "description")
    assert "22" in about and "drygt 300 mnkr" in about


def test_actions_have_those_who_are_responsible() -> None:
    """Named once for all actions of an item, or by one action for itself alone."""
    importer = _imported(PAPER)
    owners = []
    for title, _ in ITEMS:
        actions = [NodeId(node.id) for node in importer.plan.children(importer.node(title))]
        said = [importer.plan.value(action, "owner") for action in actions]
        owners.append([value.names[0][:9] for value in said if isinstance(value, Names)])
    assert owners == [
        ["HR-funkti"] * 5, ["regionens"] * 3, ["Ekonomifu"] * 2, ["IT-centru"] * 2, ["de person"], ["HR-funkti"] * 3,
        ["Ekonomifu"] * 3,
    ]  # fmt: skip


def test_the_table_adds_nothing_but_conclusions_to_the_paper() -> None:
    """Neither overwrites what the other says."""
    importer = _imported(PAPER)
    before = _said(importer)
    changes = importer.take(paper(TABLE))
    assert (changes.created, paper(TABLE).not_understood) == (0, ())
    after = _said(importer)
    assert all(after[place] == value for place, value in before.items())
    assert {key.field for _, key in set(after) - set(before)} == {"analysis", "owner"}


def test_proposals_that_nobody_has_taken_up_are_a_year_old_a_year_later() -> None:
    """What was proposed in the follow-up of 2020 and is not done is still open at the end of 2021."""
    importer = _imported(PAPER)
    done = importer.node("Reseräkningar", "En rutin för momshanteringen av kvitton/utlägg bör etableras.")
    importer.set(done, CellKey("status", "2021"), Choice("done"))
    left = open_actions(importer.plan, "2021")
    assert (len(left), {action.age_months for action in left}) == (24, {12})
    assert len(open_actions(importer.plan, "2020")) == 25


def test_nothing_else_of_the_paper_is_a_control_item() -> None:
    """The letter that comes with it stays prose."""
    document = paper(PAPER)
    assert document.counts == {"Avsnitt": 6, "Kontrollmoment": 7, "Åtgärd": 20, "Delåtgärd": 5}
    assert document.not_understood == ()
    assert isinstance(document.drafts[0].cells[CellKey("description")], Text)
