"""Tables of money: what is added to what, and what does not add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.facts import facts
from shared.followup.money import (
    line_deviations_that_differ,
    lines_of,
    money_that_differs,
    sums_that_differ,
    table_of,
    units_in,
)
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Flag, Quantity, Text
from shared.review.review import review
from tests.shared.followup.plans import Paper

PERIOD = "2021-T2"


class Table:
    """A table being written down."""

    def __init__(self) -> None:
        self.paper = Paper()
        self.node = self.paper.node(Kind.BUDGET_TABLE)

    def line(self, kind: str, outcome: int | None, *, under: NodeId | None = None, **figures: int) -> NodeId:
        """A line with an outcome, and other figures."""
        node = self.paper.node(Kind.BUDGET_LINE, under or self.node)
        if kind:
            self.paper.set(node, "line", Choice(kind))
        given = figures if outcome is None else {"outcome": outcome, **figures}
        for column, amount in given.items():
            self.paper.set(node, column, Quantity(Decimal(amount), "mnkr"), PERIOD)
        return node

    def found(self) -> list[tuple[NodeId, int, int]]:
        """The sums that differ: line, printed, computed."""
        differing = sums_that_differ(self.paper.plan, self.node, PERIOD)
        return [
            (each.node, int(each.printed.amount), int(each.computed.amount))
            for each in differing
            if each.printed and each.computed
        ]


@pytest.fixture
def table() -> Table:
    """A table without lines."""
    return Table()


def test_a_sum_that_does_not_add_up_is_told_with_both_figures_and_its_rows(table: Table) -> None:
    """The paper's own figure is never changed."""
    rows = [table.line("row", amount) for amount in (1, 11, 35, 59, -206, 3)]
    last = table.line("sum", -96)
    (found,) = sums_that_differ(table.paper.plan, table.node, PERIOD)
    assert table.found() == [(last, -96, -97)]
    assert (found.rows, found.field, found.period) == (tuple(rows), "outcome", PERIOD)
    assert money_that_differs(table.paper.plan, PERIOD) == [found]


@given(st.lists(st.integers(-9999, 9999), min_size=1, max_size=8))
def test_a_later_sum_is_of_all_rows_and_not_of_earlier_sums(amounts: list[int]) -> None:
    """An income statement's result holds its net cost once."""
    table = Table()
    for place, amount in enumerate(amounts):
        table.line("" if place % 2 else "row", amount)
        table.line("sum", sum(amounts[: place + 1]))
    assert table.found() == []


def test_parts_are_never_added_to_the_row_above(table: Table) -> None:
    """ "Varav" is in the row already."""
    row = table.line("row", -27)
    table.line("", -61, under=row)
    table.line("of_which", 34, under=row)
    table.line("of_which", 5)
    table.line("sum", -27)
    assert table.found() == []


def test_parts_that_are_the_whole_row_must_add_up_to_it(table: Table) -> None:
    """Only where somebody has said so: “varav” is often just some of it."""
    row = table.line("row", -27)
    table.line("of_which", -61, under=row)
    table.line("of_which", 33, under=row)
    assert table.found() == []
    table.paper.set(row, "parts_are_all", Flag(True))
    assert table.found() == [(row, -27, -28)]


def test_a_blank_is_not_zero(table: Table) -> None:
    """A column that is blank above its first sum is added up from there."""
    table.line("row", None)
    table.line("sum", -148)
    table.line("row", 237)
    table.line("row", 38)
    last = table.line("sum", 127)
    assert table.found() == []
    table.paper.set(last, "outcome", Quantity(Decimal(128), "mnkr"), PERIOD)
    assert table.found() == [(last, 128, 127)]


def test_rows_in_another_unit_are_not_added(table: Table) -> None:
    """A table has one unit; a row in another is converted by nobody."""
    table.line("row", 1)
    row = table.line("row", None)
    table.paper.set(row, "outcome", Quantity(Decimal(5), "tkr"), PERIOD)
    table.line("sum", 7)
    assert table.found() == []


def test_lines_have_their_figures_by_column_and_their_parts(table: Table) -> None:
    """A retired line is no line any more."""
    row = table.line("row", 1, budget=2)
    part = table.line("", 3, under=row)
    table.paper.retire(table.line("row", 9))
    (line,) = lines_of(table.paper.plan, table.node, PERIOD)
    assert (line.node, set(line.figures), [each.node for each in line.parts]) == (row, {"outcome", "budget"}, [part])
    assert line.parts[0].line == "of_which"
    assert table_of(table.paper.plan, part) == table.node


def test_a_deviation_is_outcome_less_budget(table: Table) -> None:
    """Costs are negative, so that a positive deviation is good, also for costs."""
    table.line("row", -90, budget=-100, deviation=10)
    wrong = table.line("row", -90, budget=-100, deviation=-10)
    table.line("row", -90, deviation=7)
    (found,) = line_deviations_that_differ(table.paper.plan, table.node, PERIOD)
    assert (found.node, found.field) == (wrong, "deviation")
    assert found.computed == Quantity(Decimal(10), "mnkr")
    table.paper.set(table.node, "sign_rule", Choice("costs_positive"))
    assert line_deviations_that_differ(table.paper.plan, table.node, PERIOD) == []


def test_a_forecast_is_held_against_the_budget_of_the_year(table: Table) -> None:
    """The budget so far is no budget for December."""
    row = table.line("row", None, forecast=-310, budget=-200, forecast_deviation=-10)
    assert line_deviations_that_differ(table.paper.plan, table.node, PERIOD) == []
    table.paper.set(row, "budget", Quantity(Decimal(-290), "mnkr"), "2021")
    (found,) = line_deviations_that_differ(table.paper.plan, table.node, PERIOD)
    assert (found.field, found.computed) == ("forecast_deviation", Quantity(Decimal(-20), "mnkr"))


def test_a_figure_without_a_unit_is_in_the_tables(table: Table) -> None:
    """It was typed into the table, whose unit stands above it; else the sum would not be looked at any more."""
    table.paper.set(table.node, "unit", Text("mnkr"))
    row, last = table.line("row", 5), table.line("sum", 9)
    table.paper.set(row, "outcome", Quantity(Decimal(7)), PERIOD)
    assert table.found() == [(last, 9, 7)]
    assert units_in(table.paper.plan, table.node, PERIOD) == ["mnkr"]


def test_a_table_in_several_units_is_told_and_never_said_to_add_up(table: Table) -> None:
    """10 tkr and 1 mnkr are not 11 of anything, and whoever reads that all adds up looks no further."""
    row, other = table.line("row", 1), table.line("row", None)
    table.paper.set(other, "outcome", Quantity(Decimal(10), "tkr"), PERIOD)
    table.line("sum", 11)
    assert units_in(table.paper.plan, table.node, PERIOD) == ["mnkr", "tkr"]
    (said,) = facts(table.paper.plan, table.node, "sv", PERIOD)
    assert said == "Siffrorna för tertial 2 2021 är i flera enheter (mnkr, tkr) och läggs inte ihop."
    (found,) = (each for each in review(table.paper.plan, PERIOD) if each.rule == "sums")
    assert (found.found.node, found.found.field) == (table.node, "unit")
    assert facts(table.paper.plan, row, "sv", PERIOD) == []


def test_an_empty_table_says_nothing(table: Table) -> None:
    """Nothing adds up where nothing is."""
    assert facts(table.paper.plan, table.node, "sv") == []
