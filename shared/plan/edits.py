"""From what somebody means to the ops that say it, with `seen` and `base` filled in from what they are looking at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.ids import NodeId
from shared.plan.check import takes_base
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Create, Move, Op, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.values import Text, Value, cleaned


def set_cell(
    plan: Plan,
    node: NodeId,
    field: str,
    value: Value | None,
    *,
    period: str | None = None,
    part: str | None = None,
    because: str = "",
) -> SetOp:
    """The op that writes this value over the one the plan shows. The node must be there."""
    cell = plan.cell(node, field, period, part)
    entry = field_of(plan.nodes[node].kind, field)
    base = cell.value if cell and entry and takes_base(entry) else None
    new = cleaned(value) if value is not None else None
    return SetOp(node, field, period, part, new, cell.seq if cell else 0, base, because)


def settle_keep(plan: Plan, node: NodeId, key: CellKey) -> Settle:
    """Keep the confirmed value; the rivals stay in the history."""
    return settle_write(plan, node, key, plan.value(node, *key))


def settle_take(plan: Plan, node: NodeId, key: CellKey, index: int) -> Settle:
    """Take a rival, counted from 0. Raises IndexError if there is none of that number."""
    cell = plan.cell(node, *key)
    return settle_write(plan, node, key, (cell.rivals if cell else ())[index].value)


def settle_write(plan: Plan, node: NodeId, key: CellKey, value: Value | None, *, because: str = "") -> Settle:
    """Settle with a value of one's own."""
    cell = plan.cell(node, *key)
    new = cleaned(value) if value is not None else None
    return Settle(node, key.field, key.period, key.part, new, cell.newest if cell else 0, because)


def add_node(
    plan: Plan, kind: Kind, title: str, *, parent: NodeId, level: str, new_id: Callable[[], NodeId]
) -> Sequence[Op]:
    """The ops for a new node, last among its siblings, with its title."""
    node = new_id()
    rank = between(plan.last_rank(parent), None)
    return [
        Create(node, kind, level, parent, rank),
        SetOp(node, "title", None, None, cleaned(Text(title)), 0),
    ]


def move_node(plan: Plan, node: NodeId, *, parent: NodeId, after: NodeId | None) -> Move:
    """The op that puts a node under a parent, after one of its children or first."""
    siblings = [child for child in plan.all_children(parent) if child.id != node]
    place = next((index + 1 for index, child in enumerate(siblings) if child.id == after), 0)
    before = siblings[place - 1].rank if place else None
    # Two who append at the same time give the same rank: no place between these, so it goes after the last of them.
    later = (sibling.rank for sibling in siblings[place:] if before is None or sibling.rank > before)
    return Move(node, parent, between(before, next(later, None)))
