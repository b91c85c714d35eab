"""What becomes of an op when somebody else was there first. One function, asked by the sequencer for every op.

The client asks it too, to show at once what the server will most likely answer.

    nothing newer than `seen`, or the newer value is the same client's own   apply
    newer, same value                                                        absorb
    newer, prose                                       merge by words; contest where the changes overlap
    newer, a set                                                             merge
    newer, anything else                                                     contest
    settle, no newer confirmed value                   apply; rivals not seen stay
    settle, newer confirmed value                      contest, unless it is the same
    structure                                          the last one counts; what is so already is absorbed
"""

from __future__ import annotations

from shared.ids import Key, NodeId
from shared.plan.check import takes_base
from shared.plan.kinds import field_of
from shared.plan.model import Cell, Plan
from shared.plan.ops import (
    ABSORBED,
    APPLIED,
    CONTESTED,
    Create,
    Merged,
    Move,
    Op,
    Outcome,
    Restore,
    Retire,
    Settle,
)
from shared.plan.ops import Set as SetOp
from shared.plan.values import MAX_NAMES, MAX_PROSE, Names, Text, Value, is_same, names
from shared.sync.merge import Effort, merge_names, merge_words


def meet(plan: Plan, op: Op, key: Key, effort: Effort) -> Outcome:
    """What becomes of an op of this key's client on the plan as it is now. The op has been checked.

    Where the effort is spent, what would be merged is contested: comparing texts takes time that all plans share.
    """
    match op:
        case SetOp():
            return _meet_set(plan, op, key, effort)
        case Settle():
            return _meet_settle(plan.cells(NodeId(op.node)).get(op.cell), op, key)
        case Create():
            return ABSORBED if NodeId(op.node) in plan.nodes else APPLIED
        case Move():
            node = plan.nodes[NodeId(op.node)]
            return ABSORBED if (node.parent, node.rank) == (op.parent, op.rank) else APPLIED
        case Retire():
            return ABSORBED if plan.nodes[NodeId(op.node)].retired else APPLIED
        case Restore():
            return APPLIED if plan.nodes[NodeId(op.node)].retired else ABSORBED


def _meet_set(plan: Plan, op: SetOp, key: Key, effort: Effort) -> Outcome:
    cell = plan.cells(NodeId(op.node)).get(op.cell)
    if cell is None:
        return APPLIED
    was_seen = _was_seen(cell, op.seen, key) and _was_base(cell, op, key)
    if is_same(cell.value, op.value) and (not was_seen or cell.because == op.because):
        return ABSORBED
    if was_seen:
        return APPLIED
    merged = _merged(op.base, op.value, cell.value, effort) if _is_mergeable(plan, op) and effort.begins() else None
    # Even where nothing changes by it: what resulted is not what the op's author has on the screen, and what they write
    # next must not pass for written over it.
    return CONTESTED if merged is None else Merged(merged)


def _meet_settle(cell: Cell | None, op: Settle, key: Key) -> Outcome:
    if cell is None or _was_seen(cell, op.seen, key) or is_same(cell.value, op.value):
        return APPLIED
    return CONTESTED


def _was_seen(cell: Cell, seen: int, key: Key) -> bool:
    """Whether the op's author knew the confirmed value: they were looking at it, or it is their own.

    A merged value is nobody's own: its writer has not seen it yet.
    """
    return cell.seq <= seen or (cell.key.client == key.client and not cell.is_merged)


def _was_base(cell: Cell, op: SetOp, key: Key) -> bool:
    """Whether the op started from the confirmed value, as far as it says what it started from: while edits are pending
    they are shown merged with what came from others, and that is nobody's value."""
    return op.base is None or cell.key.client == key.client or is_same(cell.value, op.base)


def _is_mergeable(plan: Plan, op: SetOp) -> bool:
    field = field_of(plan.nodes[NodeId(op.node)].kind, op.field)
    return field is not None and takes_base(field)


def _merged(base: Value | None, new: Value | None, current: Value | None, effort: Effort) -> Value | None:
    if isinstance(new, Text) and isinstance(current, Text) and isinstance(base, Text):
        words = merge_words(base.text, current.text, new.text, effort)
        return Text(words) if words is not None and len(words) <= MAX_PROSE else None
    if isinstance(new, Names) and isinstance(current, Names):
        merged = names(merge_names(base.names if isinstance(base, Names) else (), current.names, new.names))
        fits = len(merged.names) <= MAX_NAMES and sum(map(len, merged.names)) <= MAX_PROSE
        return merged if fits else None
    return None
