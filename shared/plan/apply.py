"""Applying what was decided: an op, with its outcome, to a plan. Total and deterministic.

Everyone who applies the same entries in the same order has the same plan. What becomes of an op is decided once, by
the sequencer, and travels with it; nothing is decided here.
"""

from __future__ import annotations

import msgspec

from shared.errors import RemoteProtocolError
from shared.ids import ROOT, Key, NodeId
from shared.plan.model import Cell, Node, Plan, Rival
from shared.plan.ops import (
    APPLIED,
    Absorbed,
    CellOp,
    Contested,
    Create,
    Entry,
    Merged,
    Move,
    Op,
    Outcome,
    Restore,
    Retire,
    Settle,
)
from shared.plan.ops import Set as SetOp
from shared.plan.values import Value, is_same


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """Who wrote an op, and where it stands."""

    seq: int
    """0 for what is pending: the cells it writes keep the seq they had."""
    author: str
    at: int
    key: Key


def apply(plan: Plan, entry: Entry) -> None:
    """Apply a whole entry and move the plan's seq to it.

    Raises RemoteProtocolError if it does not fit: a node it names is missing, or it is not the next one.
    """
    if entry.seq != plan.seq + 1:
        raise RemoteProtocolError(f"transaction {entry.seq} does not follow {plan.seq}")
    if entry.outcomes and len(entry.outcomes) != len(entry.transaction.ops):
        raise RemoteProtocolError(f"transaction {entry.seq} does not say what became of each op")
    stamp = stamp_of(entry)
    for op, outcome in entry.results():
        apply_op(plan, op, outcome, stamp)
    plan.seq = entry.seq


def stamp_of(entry: Entry) -> Stamp:
    """The stamp that an entry puts on what it writes."""
    transaction = entry.transaction
    return Stamp(entry.seq, entry.author, transaction.at, transaction.key)


def apply_op(plan: Plan, op: Op, outcome: Outcome, stamp: Stamp) -> None:
    """Apply one op. Raises RemoteProtocolError if a node it names is missing, or is the root."""
    if isinstance(outcome, Absorbed):
        return
    if op.node == ROOT and not isinstance(op, CellOp):
        raise RemoteProtocolError("the root of a plan stays where it is")
    match op:
        case SetOp() | Settle():
            _need(plan, op.node)
            node, place = NodeId(op.node), op.cell
            plan.put_cell(node, place, _written(plan.cells(node).get(place), op, outcome, stamp))
            _mark_edited(plan, node)
        case Create():
            _need(plan, op.parent)
            if NodeId(op.node) in plan.nodes:
                raise RemoteProtocolError(f"the plan has a node {op.node} already")
            plan.put_node(Node(op.node, op.kind, op.level, op.parent, op.rank))
            _mark_edited(plan, NodeId(op.parent))
        case Move():
            _need(plan, op.parent)
            if op.node in plan.path(NodeId(op.parent)):
                raise RemoteProtocolError(f"node {op.node} would hang under itself")
            _change(plan, op.node, parent=op.parent, rank=op.rank)
        case Retire():
            _change(plan, op.node, retired=True)
        case Restore():
            _change(plan, op.node, retired=False, edited_after_retirement=False)


def _written(old: Cell | None, op: CellOp, outcome: Outcome, stamp: Stamp) -> Cell:
    rivals = old.rivals if old else ()
    if isinstance(op, Settle):
        rivals = tuple(rival for rival in rivals if rival.seq > op.seen)
    if isinstance(outcome, Contested) and old is not None:
        return msgspec.structs.replace(old, rivals=_with_rival(rivals, op, stamp))
    merged = isinstance(outcome, Merged)
    value: Value | None = outcome.value if isinstance(outcome, Merged) else op.value
    seq = stamp.seq or (old.seq if old else 0)
    return Cell(value, seq, stamp.author, stamp.at, stamp.key, op.because, merged, rivals)


def _with_rival(rivals: tuple[Rival, ...], op: CellOp, stamp: Stamp) -> tuple[Rival, ...]:
    """The rivals and the newcomer: a client's newer claim replaces its older one, equal claims stand once."""
    kept = tuple(rival for rival in rivals if rival.key.client != stamp.key.client)
    if any(is_same(rival.value, op.value) for rival in kept):
        return kept
    return (*kept, Rival(op.value, stamp.seq, stamp.author, stamp.at, stamp.key, op.because))


def _need(plan: Plan, node: str) -> Node:
    found = plan.nodes.get(NodeId(node))
    if found is None:
        raise RemoteProtocolError(f"the plan has no node {node}")
    return found


def _change(plan: Plan, node: str, **changes: object) -> None:
    plan.put_node(msgspec.structs.replace(_need(plan, node), **changes))


def _mark_edited(plan: Plan, node: NodeId) -> None:
    """Note on retired nodes at or above an edit that something was entered after they were retired."""
    for retired in plan.retired_at(node):
        if not plan.nodes[retired].edited_after_retirement:
            _change(plan, retired, edited_after_retirement=True)


def outcomes_or_none(outcomes: list[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes as an entry carries them: none at all where every op was simply applied."""
    return () if outcomes.count(APPLIED) == len(outcomes) else tuple(outcomes)
