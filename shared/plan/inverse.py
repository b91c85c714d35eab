"""The ops that undo a transaction.

They are worked out before it is applied, when the plan still says what was there, and checked again when they are
used: an undo never takes away what somebody else has done since.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.ids import Key, NodeId
from shared.plan.model import Cell, Plan
from shared.plan.ops import Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp


class Undoing(msgspec.Struct, frozen=True, array_like=True):
    """An op and the one that takes it back."""

    done: Op
    undo: Op


def inverse(plan: Plan, ops: Sequence[Op]) -> tuple[Undoing, ...]:
    """What takes these ops back, worked out on a plan where they have not been applied yet; last things first.

    Of a node that is made here only the making is taken back, by retiring it. An op that changes nothing has nothing
    to take back.
    """
    made = {op.node for op in ops if isinstance(op, Create)}
    undoing = [Undoing(op, Retire(op.node)) for op in ops if isinstance(op, Create)]
    for op in reversed(ops):
        undo = _undo_of(plan, op) if op.node not in made else None
        if undo is not None:
            undoing.append(Undoing(op, undo))
    return tuple(undoing)


def _undo_of(plan: Plan, op: Op) -> Op | None:
    node = plan.nodes.get(NodeId(op.node))
    if node is None:
        return None
    match op:
        case Move() if node.parent is not None and (node.parent, node.rank) != (op.parent, op.rank):
            return Move(op.node, node.parent, node.rank)
        case Retire() if not node.retired:
            return Restore(op.node)
        case Restore() if node.retired:
            return Retire(op.node)
        case SetOp() | Settle():
            cell = plan.cell(NodeId(op.node), *op.cell)
            value, because = (cell.value, cell.because) if cell else (None, "")
            return SetOp(op.node, op.field, op.period, op.part, value, 0, None, because)
        case _:
            return None


def as_of_now(plan: Plan, undoing: Sequence[Undoing], key: Key) -> tuple[Op, ...] | None:
    """The undoing ops with what their author sees now; None if somebody has changed since what they would change.

    A settlement is not undone either: the claims it decided between are in the history, and cannot be raised again in
    their authors' names.
    """
    if not all(_still_stands(plan, one.done, key) for one in undoing):
        return None
    return tuple(_looking_at(plan, one.undo) for one in undoing)


def _still_stands(plan: Plan, done: Op, key: Key) -> bool:
    node = plan.nodes.get(NodeId(done.node))
    if node is None:
        return False
    match done:
        case Create():
            return not node.retired and _is_all_of(plan, NodeId(done.node), key)
        case Move():
            return (node.parent, node.rank) == (done.parent, done.rank)
        case Retire():
            return node.retired and not node.edited_after_retirement
        case Restore():
            return not node.retired
        case SetOp():
            cell = plan.cell(NodeId(done.node), *done.cell)
            return cell is not None and _is_own(cell, key)
        case Settle():
            return False


def _is_all_of(plan: Plan, node: NodeId, key: Key) -> bool:
    """Whether everything at and under a node was written by that one transaction."""
    if not all(_is_own(cell, key) for cell in plan.cells(node).values()):
        return False
    return all(_is_all_of(plan, NodeId(child.id), key) for child in plan.all_children(node))


def _is_own(cell: Cell, key: Key) -> bool:
    """Whether the value is that transaction's own: not somebody else's, not merged, and not contested."""
    return cell.key == key and not cell.is_merged and not cell.is_contested


def _looking_at(plan: Plan, op: Op) -> Op:
    if not isinstance(op, SetOp):
        return op
    cell = plan.cell(NodeId(op.node), *op.cell)
    return msgspec.structs.replace(op, seen=cell.newest if cell else 0)
