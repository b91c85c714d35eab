"""What is worked out, in the words people read."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.facts import differing, facts, months
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Day, PeriodName, Quantity, Reference, Text, Value
from tests.shared.followup.plans import Paper

NBSP = "\u00a0"


def _number(amount: int, unit: str = "") -> Quantity:
    return Quantity(Decimal(amount), unit)


def _node(paper: Paper, kind: Kind, parent: NodeId = ROOT, **cells: Value) -> NodeId:
    node = paper.node(kind, parent)
    for field, value in cells.items():
        paper.set(node, field, value)
    return node


def test_a_risk_is_told_with_the_plans_words() -> None:
    """A number without its scale and words says nothing."""
    paper = Paper()
    control = _node(paper, Kind.CONTROL, probability=_number(3), consequence=_number(4))
    assert facts(paper.plan, control, "sv") == ["Risk: 12: 3 × 4"]
    for field in ("probability_steps", "consequence_steps"):
        paper.set(ROOT, field, _number(4))
    for part, word in (("probability 3", "möjlig"), ("consequence 4", "allvarlig"), ("risk 9", "hög")):
        paper.set(ROOT, "risk_word", Text(word), part=part)
    assert facts(paper.plan, control, "sv") == ["Risk: 12 av 16, hög: möjlig (3) × allvarlig (4)"]
    assert facts(paper.plan, control, "en") == ["Risk: 12 of 16, hög: möjlig (3) × allvarlig (4)"]
    paper.set(control, "probability", _number(5))
    assert facts(paper.plan, control, "sv") == ["Sannolikhet 5 finns inte på planens skala (1 till 4)."]


def test_a_control_item_tells_its_open_actions_and_what_it_repeats() -> None:
    """So that what was found last year is not found again."""
    paper = Paper()
    earlier, control = _node(paper, Kind.CONTROL, title=Text("Attest 2017")), _node(paper, Kind.CONTROL)
    paper.set(control, "repeats", Reference(earlier))
    first, _ = _node(paper, Kind.ACTION, control), _node(paper, Kind.ACTION, control)
    paper.set(first, "status", Choice("done"), "2021")
    assert facts(paper.plan, control, "sv", "2021") == ["Upprepar: Attest 2017", "Öppna åtgärder: 1 av 2"]
    assert facts(paper.plan, control, "en", "2020")[-1] == "Open actions: 2 of 2"


def test_an_open_action_tells_how_long_it_has_been() -> None:
    """One month is not “1 months”."""
    paper = Paper()
    action = _node(paper, Kind.ACTION, decided_for=PeriodName("2020"), due=Day("2021-06-30"))
    assert facts(paper.plan, action, "sv", "2021-T2") == [
        "Öppen åtgärd, beslutad för 2020, 8 månader sedan, skulle ha varit klar 2021-06-30."
    ]
    assert facts(paper.plan, action, "en", "2021-01") == ["Open action, decided for 2020, 1 month ago."]
    assert facts(paper.plan, action, "en") == ["Open action, decided for 2020."]
    paper.set(action, "status", Choice("cancelled"), "2021")
    assert facts(paper.plan, action, "sv", "2021") == []
    assert (months(1, "sv"), months(2, "sv")) == ("1 månad", "2 månader")


def test_an_investment_tells_both_deviations() -> None:
    """The stated one stands beside the one that was worked out."""
    paper = Paper()
    investment = _node(paper, Kind.INVESTMENT)
    assert facts(paper.plan, investment, "sv") == []
    decision = _node(paper, Kind.DECISION, investment, date=Day("2017-04-04"))
    assert facts(paper.plan, investment, "en") == ["Granted: the decisions do not tell"]
    paper.set(decision, "amount", _number(12_160_000, "kr"))
    paper.set(investment, "outcome", _number(14_900_000, "kr"), "2019")
    paper.set(investment, "stated_deviation", _number(2_750_000, "kr"), "2019")
    assert [line.replace(NBSP, " ") for line in facts(paper.plan, investment, "sv", "2019")] == [
        "Beviljat: 12 160 000 kr", "Utfall minus beviljat: 2 740 000 kr (angiven avvikelse: 2 750 000 kr)",
    ]  # fmt: skip
    paper.set(ROOT, "account_threshold", _number(5_000_000, "kr"))
    paper.set(investment, "completed", Day("2019-12-31"))
    assert facts(paper.plan, investment, "sv")[-1] == "Ska återredovisas."


def test_a_table_tells_what_does_not_add_up_and_its_sum_too() -> None:
    """In every period that has figures, if none is asked for; a line tells of itself alone."""
    paper = Paper()
    table = _node(paper, Kind.BUDGET_TABLE)
    row = _node(paper, Kind.BUDGET_LINE, table, title=Text("A"))
    last = _node(paper, Kind.BUDGET_LINE, table, title=Text("Totalt"), line=Choice("sum"))
    for period, amount in (("2021-T1", 7), ("2021-T2", 9)):
        paper.set(row, "outcome", _number(7, "mnkr"), period)
        paper.set(last, "outcome", _number(amount, "mnkr"), period)
    said = [line.replace(NBSP, " ") for line in facts(paper.plan, table, "sv")]
    assert said == ["Totalt, Utfall tertial 2 2021: angivet 9 mnkr, siffrorna ger 7 mnkr"]
    assert facts(paper.plan, table, "en", "2021-T1") == ["All sums and deviations add up."]
    assert (facts(paper.plan, row, "sv"), len(facts(paper.plan, last, "sv"))) == ([], 1)
    assert [found.period for found in differing(paper.plan, table)] == ["2021-T2"]


def test_other_kinds_and_lines_outside_all_tables_have_nothing_worked_out_here() -> None:
    """Measures have their own explanation."""
    paper = Paper()
    assert facts(paper.plan, paper.measure("5", "4"), "sv", "2021-T2") == []
    assert facts(paper.plan, _node(paper, Kind.BUDGET_LINE), "sv") == []
