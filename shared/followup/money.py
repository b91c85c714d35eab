"""Tables of money: what their sums should be, and where what is printed is something else.

A table has one unit. Its lines are rows, parts of a row ("varav", under the row they belong to, and never added to
it), and sums of all rows above them:

    Intäkter     2 280     row
    Kostnader   -9 968     row
      varav löner -6 012   of which
    Netto       -7 688     sum
    Skatter      8 474     row
    Resultat       786     sum of the three rows, not of the sum and a row

A figure that does not add up is kept as it is printed, and told with the one that was worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from shared.followup.amounts import amount_of, difference, is_same_amount, total
from shared.followup.discrepancy import Discrepancy
from shared.followup.period import read_period
from shared.followup.units import normal_unit
from shared.ids import NodeId
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.values import Choice, FieldType, Flag, Quantity

COLUMNS = tuple(
    name
    for name in ("outcome", "budget", "deviation", "forecast", "forecast_deviation")
    if (field := field_of(Kind.BUDGET_LINE, name)) and field.type is FieldType.AMOUNT
)
"""The figures of a line."""

_DEVIATIONS = {"deviation": "outcome", "forecast_deviation": "forecast"}
"""A deviation, and the figure it holds against the budget."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table in one period, its figures by column; a column without a figure is not there."""

    node: NodeId
    line: str
    """ "row", "of_which" or "sum"."""
    parts_are_all: bool
    figures: dict[str, Quantity]
    parts: tuple[Line, ...]


def lines_of(plan: Plan, table: NodeId, period: str) -> list[Line]:
    """The lines of a table, in order, each with its parts. A line that does not say what it is, is a row, and under
    another line a part of it."""
    nodes = (NodeId(node.id) for node in plan.children(table) if node.kind is Kind.BUDGET_LINE)
    return [_line(plan, node, period, is_part=False) for node in nodes]


def sums_that_differ(plan: Plan, table: NodeId, period: str) -> list[Discrepancy]:
    """Sums that are not the sum of the rows above them, and rows that are not the sum of all their parts.

    Each comes with what the figures add up to. Only what has all its figures is added up: a blank is not zero. After
    rows with blanks the next printed sum is taken as it is, and added to from there.
    """
    lines = lines_of(plan, table, period)
    return [found for column in COLUMNS for found in _in_column(lines, column, period)]


def line_deviations_that_differ(plan: Plan, table: NodeId, period: str) -> list[Discrepancy]:
    """Deviations that are not outcome (or forecast) less budget, where all three are there.

    A forecast is for the year and is held against the year's budget. In a table whose costs are positive, budget less
    outcome is right as well: which of its rows are costs is not said.
    """
    lines = [line for whole in lines_of(plan, table, period) for line in (whole, *_below(whole))]
    return [
        Discrepancy(node=line.node, field=column, period=period, printed=printed, computed=computed)
        for line in lines
        for column, figure in _DEVIATIONS.items()
        if (printed := line.figures.get(column)) and (computed := _deviation(plan, line, figure, period))
        if not _is_deviation(plan, table, printed, computed)
    ]


def money_that_differs(plan: Plan, period: str, table: NodeId | None = None) -> list[Discrepancy]:
    """What does not add up in a period, in a table or in any of the plan's."""
    listed = [table] if table else [NodeId(node.id) for node in plan.of_kind(Kind.BUDGET_TABLE)]
    return [
        found
        for table in listed
        if not plan.retired_at(table)
        for found in (*sums_that_differ(plan, table, period), *line_deviations_that_differ(plan, table, period))
    ]


def money_periods(plan: Plan, table: NodeId) -> list[str]:
    """The periods that a table has figures for, earlier ones first."""
    lines = (NodeId(node.id) for _, node in plan.walk(table) if node.kind is Kind.BUDGET_LINE)
    names = {key.period for line in lines for key in plan.cells(line) if key.field in COLUMNS and key.period}
    return [period.name for period in sorted(filter(None, map(read_period, names)))]


def table_of(plan: Plan, line: NodeId) -> NodeId | None:
    """The table that a line stands in; None for one outside all tables."""
    return next((step for step in reversed(plan.path(line)) if plan.nodes[step].kind is Kind.BUDGET_TABLE), None)


def units_in(plan: Plan, table: NodeId, period: str) -> list[str]:
    """The units that a table's figures are in, in the order they are met: a table has one, and what is in several is
    not added up."""
    lines = [line for whole in lines_of(plan, table, period) for line in (whole, *_below(whole))]
    units = {normal_unit(figure.unit): figure.unit for line in lines for figure in line.figures.values()}
    return list(units.values())


def _line(plan: Plan, node: NodeId, period: str, *, is_part: bool) -> Line:
    said, whole = plan.value(node, "line"), plan.value(node, "parts_are_all")
    figures = {column: _figure(plan, node, column, period) for column in COLUMNS}
    below = (NodeId(child.id) for child in plan.children(node) if child.kind is Kind.BUDGET_LINE)
    return Line(
        node=node, line="of_which" if is_part else said.key if isinstance(said, Choice) else "row",
        parts_are_all=isinstance(whole, Flag) and whole.on,
        figures={column: figure for column, figure in figures.items() if figure is not None},
        parts=tuple(_line(plan, child, period, is_part=True) for child in below),
    )  # fmt: skip


def _figure(plan: Plan, node: NodeId, column: str, period: str) -> Quantity | None:
    """The amount that stands there; without a unit of its own it is in the table's."""
    found = amount_of(plan.value(node, column, period))
    table = table_of(plan, node) if found and not found.unit else None
    return msgspec.structs.replace(found, unit=plan.text(table, "unit")) if found and table else found


def _below(line: Line) -> Iterator[Line]:
    for part in line.parts:
        yield part
        yield from _below(part)


def _in_column(lines: Sequence[Line], column: str, period: str) -> Iterator[Discrepancy]:
    above: list[tuple[NodeId, Quantity]] | None = []
    for line in lines:
        figure = line.figures.get(column)
        if line.line == "row":
            above = [*above, (line.node, figure)] if above is not None and figure else None
        elif line.line == "sum" and figure:
            if above is None:
                above = [(line.node, figure)]
            else:
                yield from _differs(line.node, figure, above, column, period)
        yield from _parts_differ(line, column, period)


def _parts_differ(line: Line, column: str, period: str) -> Iterator[Discrepancy]:
    figure = line.figures.get(column)
    parts = [(part.node, found) for part in line.parts if (found := part.figures.get(column))]
    if line.parts_are_all and figure and parts and len(parts) == len(line.parts):
        yield from _differs(line.node, figure, parts, column, period)
    for part in line.parts:
        yield from _parts_differ(part, column, period)


def _differs(
    node: NodeId, printed: Quantity, added: Sequence[tuple[NodeId, Quantity]], column: str, period: str
) -> Iterator[Discrepancy]:
    computed = total(figure for _, figure in added)
    if computed and not is_same_amount(printed, computed):
        rows = tuple(row for row, _ in added)
        yield Discrepancy(node=node, field=column, period=period, printed=printed, computed=computed, rows=rows)


def _deviation(plan: Plan, line: Line, figure: str, period: str) -> Quantity | None:
    held = line.figures.get(figure)
    asked = read_period(period)
    year = f"{asked.year:04}" if asked else period
    budget = _figure(plan, line.node, "budget", year) if figure == "forecast" else line.figures.get("budget")
    return difference(held, budget) if held and budget else None


def _is_deviation(plan: Plan, table: NodeId, printed: Quantity, computed: Quantity) -> bool:
    rule = plan.value(table, "sign_rule")
    is_either = isinstance(rule, Choice) and rule.key == "costs_positive"
    turned = Quantity(Decimal(0) - computed.amount, computed.unit)
    return is_same_amount(printed, computed) or (is_either and is_same_amount(printed, turned))
