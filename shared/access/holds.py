"""What a plan's rounds hold, whatever somebody's role.

a period that is closed       written with a correction alone, which tells of it in the same transaction
a unit that is approved       the same, until it is sent back: nor is it handed in again, and nothing moves in or out
a hand-in                     not approved by whoever reported, nor before it is there
a round's period              not changed once something was handed in
a correction                  right before the edit it is true of, and not changed once it is made
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.followup.corrections import Correction, is_begun_by, is_true, read_correction, told_of
from shared.followup.hand_in import (
    HANDING_IN,
    Stage,
    approved_above,
    approving,
    authors,
    hand_in_of,
    number_of,
)
from shared.followup.period import read_period
from shared.followup.rounds import CLOSED, Round, rounds, rounds_of, standing_round
from shared.ids import Key, NodeId
from shared.plan.fields import Label
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Node, Plan
from shared.plan.ops import CellOp, Create, Move, Op, Settle, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import PeriodName, Quantity, Value

_PERIOD_STANDS = Label(
    "period ändras inte när något har klarmarkerats; öppna en ny omgång",
    "period is not changed once something was handed in; open another round",
)


def held(plan: Plan, op: Op, author: str, key: Key) -> Refusal | None:
    """Why the op cannot be done while the plan's rounds stand as they do, or None if it can."""
    node = plan.nodes.get(NodeId(op.node))
    if node is None or isinstance(op, Create):
        return None
    if node.kind is Kind.CORRECTION:
        return _held_correction(plan, node, op, key)
    if isinstance(op, Move):
        return _held_move(plan, node, op)
    if not isinstance(op, SetOp | Settle):
        return None
    if node.kind is Kind.ROUND:
        return _held_round(plan, node, op, author)
    field = field_of(node.kind, op.field)
    return _held_cell(plan, op, op.period, key) if op.period and field and field.per_period else None


def untold(plan: Plan, transaction: Transaction) -> Refusal | None:
    """Why the transaction, which the plan has done by now, tells of what it does not do. Each correction comes right
    before the edit that it was true of, or it could be written otherwise afterwards, or without any edit."""
    ops = transaction.ops
    written = {op.node: place for place, op in enumerate(ops) if isinstance(op, SetOp | Settle) and _tells(plan, op)}
    for node, place in written.items():
        found = read_correction(plan, plan.nodes[NodeId(node)])
        follows = ops[place + 1] if place + 1 < len(ops) else None
        # What was declined is told of without being done; only the server may say so.
        if found is None or not (found.late or _is_of(found, follows)):
            return Refusal(Why.CORRECTION_UNTRUE, plan.title(NodeId(node))[:300], op=place)
    return None


def _tells(plan: Plan, op: CellOp) -> bool:
    node = plan.nodes[NodeId(op.node)]
    return node.kind is Kind.CORRECTION and _is_told(plan, node)


def _is_of(found: Correction, op: Op | None) -> bool:
    return isinstance(op, SetOp | Settle) and (op.node, op.cell) == (found.corrects, found.cell)


def _is_told(plan: Plan, node: Node) -> bool:
    """Those under a round are what the board is told; one that lies elsewhere is a note."""
    above = plan.nodes.get(NodeId(node.parent)) if node.parent else None
    return above is not None and above.kind is Kind.ROUND


def _held_correction(plan: Plan, node: Node, op: Op, key: Key) -> Refusal | None:
    becomes_told = isinstance(op, Move) and plan.nodes[NodeId(op.parent)].kind is Kind.ROUND
    if not becomes_told and not (_is_told(plan, node) and plan.cells(NodeId(node.id))):
        return None
    is_written = isinstance(op, SetOp | Settle) and is_begun_by(plan, NodeId(node.id), key)
    return None if is_written else Refusal(Why.CORRECTION_STANDS, plan.title(NodeId(node.id))[:300])


def _held_move(plan: Plan, node: Node, op: Move) -> Refusal | None:
    """What is approved stays what it was: nothing is taken out of it to be changed, nor put in unseen."""
    for there in _open_rounds(plan):
        before, after = (approved_above(plan, NodeId(above), there) for above in (node.parent or "", op.parent))
        unit = min(before ^ after, default=None)
        if unit is not None:
            return Refusal(Why.UNIT_APPROVED, _labelled(plan.title(unit)[:200], there[0].period.name))
    return None


def _open_rounds(plan: Plan) -> Iterator[list[Round]]:
    """The rounds of each period that is not closed: a closed one holds its figures wherever they lie."""
    by_period: dict[str, list[Round]] = {}
    for each in rounds(plan):
        by_period.setdefault(each.period.name, []).append(each)
    return (there for there in by_period.values() if not any(each.state == CLOSED for each in there))


def _held_cell(plan: Plan, op: CellOp, period: str, key: Key) -> Refusal | None:
    """A cell of a closed period, or of an approved unit, is written with a correction that tells of it."""
    there = rounds_of(plan, period)
    found = standing_round(there)
    if found is None:
        return None
    refusal = _holding(plan, op, found, there)
    told = told_of(plan, there, op, key)
    if not told:
        return refusal
    detail = refusal.detail if refusal else _labelled("", found.period.name)
    if any(not each.reason or not (each.case_number or each.late) for each in told):
        return Refusal(Why.CORRECTION_BARE, detail)
    is_so = all(each.late or is_true(plan, each, op) for each in told)
    return None if is_so else Refusal(Why.CORRECTION_UNTRUE, detail)


def _holding(plan: Plan, op: CellOp, found: Round, there: Sequence[Round]) -> Refusal | None:
    if found.state == CLOSED:
        return Refusal(Why.ROUND_CLOSED, _labelled("", found.period.name))
    holding = approving(plan, NodeId(op.node), there)
    if holding is None:
        return None
    unit = plan.title(holding.unit)[:200] if holding.unit else ""
    return Refusal(Why.UNIT_APPROVED, _labelled(unit, found.period.name))


def _held_round(plan: Plan, node: Node, op: CellOp, author: str) -> Refusal | None:
    name = NodeId(node.id)
    period = _name_of(plan.value(name, "period"))
    if op.field == "period":
        is_begun = any(key.field in HANDING_IN for key in plan.cells(name))
        return Refusal(Why.BAD_VALUE, _PERIOD_STANDS) if is_begun and _name_of(op.value) != period else None
    if op.field == "handed_in":
        return _held_hand_in(plan, period, op)
    return _held_approval(plan, period, op, author) if op.field == "approved" and op.value is not None else None


def _name_of(value: Value | None) -> str:
    """The canonical name of the period that a value names, "" for none."""
    period = read_period(value.name) if isinstance(value, PeriodName) else None
    return period.name if period else ""


def _held_hand_in(plan: Plan, period: str, op: CellOp) -> Refusal | None:
    """What is approved is not handed in again, nor is the hand-in taken back: either would open it."""
    unit = NodeId(op.part) if op.part else None
    if hand_in_of(plan, period, unit).stage is not Stage.APPROVED:
        return None
    return Refusal(Why.UNIT_APPROVED, _labelled(plan.title(unit)[:200] if unit else "", period))


def _held_approval(plan: Plan, period: str, op: CellOp, author: str) -> Refusal | None:
    """Nobody approves their own report; to take an approval back is another matter."""
    unit = NodeId(op.part) if op.part else None
    label = _labelled(plan.title(unit)[:200] if unit else "", period)
    number = op.value.amount if isinstance(op.value, Quantity) else 0
    if not 0 < number <= number_of(hand_in_of(plan, period, unit).handed_in):
        return Refusal(Why.NOT_HANDED_IN, label)
    is_own = author and author in authors(plan, period, unit)
    return Refusal(Why.OWN_REPORT, label) if is_own else None


def _labelled(unit: str, period: str) -> Label:
    """A unit and a period, as they stand in a sentence."""
    found = read_period(period)
    sv, en = (found.label("sv"), found.label("en")) if found else (period, period)
    return Label(", ".join(filter(None, (unit, sv))), ", ".join(filter(None, (unit, en))))
