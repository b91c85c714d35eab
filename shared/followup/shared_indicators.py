"""Indicators that several units measure: the same measure in several plans or parts of one, each with its own target.

What makes them one is the text in the field `indicator`, whatever case it is in. Titles do not: they are changed, and
equal ones need not mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from shared.followup.folded import folded
from shared.followup.period import Period, read_period
from shared.ids import NodeId
from shared.plan.edits import add_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Op
from shared.plan.ops import Set as SetOp
from shared.plan.values import Names, Text, Value

_IN_COMMON = ("unit", "direction", "direction_proposed", "measure_class", "accumulation")
"""What a measure has in common with the one that it shares its indicator with; target and tolerance are its own."""


class SharedIndicator(msgspec.Struct, frozen=True):
    """An indicator that more than one measure has."""

    key: str
    """As the first of them has it."""
    measures: tuple[NodeId, ...]
    """In the plan's order."""


def shared_indicators(plan: Plan) -> list[SharedIndicator]:
    """The plan's shared indicators, in the order of their first measures; retired measures do not count."""
    found: dict[str, list[NodeId]] = {}
    for _, node in plan.walk():
        if node.kind is Kind.MEASURE and (key := indicator_of(plan, NodeId(node.id))):
            found.setdefault(key.casefold(), []).append(NodeId(node.id))
    return [
        SharedIndicator(indicator_of(plan, measures[0]), tuple(measures))
        for measures in found.values()
        if len(measures) > 1
    ]


def measures_of(plan: Plan, key: str) -> tuple[NodeId, ...]:
    """The measures of an indicator, one or many, in the plan's order."""
    asked = folded(key)
    if not asked:
        return ()
    measures = (NodeId(node.id) for _, node in plan.walk() if node.kind is Kind.MEASURE)
    return tuple(node for node in measures if indicator_of(plan, node).casefold() == asked)


def siblings(plan: Plan, node: NodeId) -> tuple[NodeId, ...]:
    """The other measures of the node's indicator; () for other kinds, and where the indicator is blank."""
    if plan.nodes[node].kind is not Kind.MEASURE:
        return ()
    return tuple(other for other in measures_of(plan, indicator_of(plan, node)) if other != node)


def indicator_of(plan: Plan, node: NodeId) -> str:
    """The measure's indicator, "" where it has none."""
    return " ".join(plan.text(node, "indicator").split())


def whose_is(plan: Plan, node: NodeId) -> str:
    """Whose the node is: its nearest owners, its own or those of a node above, or the unit it lies under; or ""."""
    for step in reversed(plan.path(node)):
        owner = plan.value(step, "owner")
        if isinstance(owner, Names) and owner.names:
            return ", ".join(owner.names)
        if plan.nodes[step].kind is Kind.UNIT:
            return plan.title(step)
    return ""


def reported_periods(plan: Plan, measures: Sequence[NodeId]) -> list[str]:
    """The periods that any of the measures has a target or an outcome for, earlier ones first."""
    names = {
        key.period
        for node in measures
        for key, cell in plan.cells(node).items()
        if key.field in ("target", "outcome") and key.period and cell.value is not None
    }
    return sorted(names, key=lambda name: (_place(name), name))


def share(
    plan: Plan, node: NodeId, *, parent: NodeId, owner: Names | None, new_id: Callable[[], NodeId]
) -> Sequence[Op]:
    """The ops that give another unit the measure: under that parent, with the same indicator, unit and direction.

    A measure that has no indicator yet gets its own id for one. () if the parent has a measure of the indicator with
    those owners already.
    """
    key = indicator_of(plan, node)
    if any(_is_there(plan, other, parent, owner) for other in siblings(plan, node)):
        return ()
    named = [] if key else [set_cell(plan, node, "indicator", Text(node))]
    level = plan.nodes[node].level
    made = add_node(plan, Kind.MEASURE, plan.title(node), parent=parent, level=level, new_id=new_id)
    cells: dict[str, Value | None] = {field: plan.value(node, field) for field in _IN_COMMON}
    cells |= {"indicator": Text(key or node), "owner": owner}
    sets = [SetOp(made[0].node, field, None, None, value, 0) for field, value in cells.items() if value is not None]
    return (*named, *made, *sets)


def _is_there(plan: Plan, other: NodeId, parent: NodeId, owner: Names | None) -> bool:
    return plan.nodes[other].parent == parent and plan.value(other, "owner") == owner


def _place(name: str) -> Period:
    return read_period(name) or Period(int(name[:4]))
