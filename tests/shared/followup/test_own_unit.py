"""What a number is in that is typed without a unit."""

from __future__ import annotations

from shared.followup.own_unit import own_unit
from shared.plan.kinds import Kind
from shared.plan.values import Text
from tests.shared.followup.plans import Paper

T2 = "2021-T2"


def test_a_result_is_in_the_measures_unit_or_that_of_its_target() -> None:
    """Whoever types 45 beside the target 50 % means 45 %, on screen and on the command line."""
    paper = Paper()
    node = paper.measure("minst 50 %", period="2021")
    assert (own_unit(paper.plan, node, T2), own_unit(paper.plan, node, "2019")) == ("%", "")
    paper.set(node, "unit", Text("andel"))
    assert own_unit(paper.plan, node, T2) == "andel"


def test_an_amount_is_in_the_unit_of_its_table() -> None:
    """A table has one unit, which is written above it once."""
    paper = Paper()
    table = paper.node(Kind.BUDGET_TABLE)
    line = paper.node(Kind.BUDGET_LINE, paper.node(Kind.BUDGET_LINE, table))
    paper.set(table, "unit", Text("mnkr"))
    assert own_unit(paper.plan, line, T2) == "mnkr"
