"""The ops that undo a transaction.

They are worked out before it is applied, when the plan still says what was there, and given their `seen` when they
are used: an undo never takes away what somebody else has written since.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.ids import Key, NodeId
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellOp, Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp


def inverse(plan: Plan, ops: Sequence[Op]) -> tuple[Op, ...]:
    """The ops that take these back, on a plan where they have not been applied yet; last things first.

    Of a node that is made here only the making is taken back, by retiring it.
    """
    made = {op.node for op in ops if isinstance(op, Create)}
    undoing: list[Op] = [Retire(node) for node in sorted(made)]
    undoing += [_undone(plan, op) for op in reversed(ops) if op.node not in made]
    return tuple(undoing)


def _undone(plan: Plan, op: Op) -> Op:
    node = plan.nodes.get(NodeId(op.node))
    match op:
        case Move() if node is not None and node.parent is not None:
            return Move(op.node, node.parent, node.rank)
        case Retire():
            return Restore(op.node)
        case SetOp() | Settle():
            cell = plan.cell(NodeId(op.node), *op.cell)
            value, because = (cell.value, cell.because) if cell else (None, "")
            return SetOp(op.node, op.field, op.period, op.part, value, 0, None, because)
        case _:
            return Retire(op.node)


def as_of_now(plan: Plan, undoing: Sequence[Op], undone: Key) -> tuple[Op, ...] | None:
    """The undoing ops with what their author sees now; None if somebody has written over the undone edit since."""
    ready: list[Op] = []
    for op in undoing:
        if isinstance(op, SetOp | Settle):
            cell = plan.cell(NodeId(op.node), *op.cell)
            if cell is None or not _is_still(cell, undone):
                return None
            ready.append(_looking_at(op, cell))
        else:
            ready.append(op)
    return tuple(ready)


def _is_still(cell: Cell, undone: Key) -> bool:
    """Whether the value is the undone edit's own: not somebody else's, and not merged with somebody else's."""
    return cell.key == undone and not cell.is_merged


def _looking_at(op: CellOp, cell: Cell) -> Op:
    return msgspec.structs.replace(op, seen=cell.newest)
