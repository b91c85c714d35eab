"""What a plan's rounds hold, whatever somebody's role.

a period that is closed       written with a correction alone, which tells of it in the same transaction
a unit that is approved       the same, until it is sent back
a hand-in                     not approved by whoever reported, nor before it is there
a correction                  not changed once it is made
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.followup.corrections import is_begun_by, is_true, told_of
from shared.followup.hand_in import approving, authors, hand_in_of, number_of
from shared.followup.period import read_period
from shared.followup.rounds import CLOSED, Round, rounds_of, standing_round
from shared.ids import Key, NodeId
from shared.plan.fields import Label
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Node, Plan
from shared.plan.ops import CellOp, Create, Op, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import PeriodName, Quantity


def held(plan: Plan, op: Op, author: str, key: Key) -> Refusal | None:
    """Why the op cannot be done while the plan's rounds stand as they do, or None if it can."""
    node = plan.nodes.get(NodeId(op.node))
    if node is None or isinstance(op, Create):
        return None
    if node.kind is Kind.CORRECTION:
        return _held_correction(plan, node, op, key)
    if not isinstance(op, SetOp | Settle):
        return None
    if node.kind is Kind.ROUND:
        return _held_approval(plan, node, op, author) if op.field == "approved" else None
    field = field_of(node.kind, op.field)
    return _held_cell(plan, op, op.period, key) if op.period and field and field.per_period else None


def _held_correction(plan: Plan, node: Node, op: Op, key: Key) -> Refusal | None:
    """Those under a round are what the board is told; one that lies elsewhere is a note."""
    above = plan.nodes.get(NodeId(node.parent)) if node.parent else None
    if above is None or above.kind is not Kind.ROUND or not plan.cells(NodeId(node.id)):
        return None
    is_written = isinstance(op, SetOp | Settle) and is_begun_by(plan, NodeId(node.id), key)
    return None if is_written else Refusal(Why.CORRECTION_STANDS, plan.title(NodeId(node.id))[:300])


def _held_cell(plan: Plan, op: CellOp, period: str, key: Key) -> Refusal | None:
    """A cell of a closed period, or of an approved unit, is written with a correction that tells of it."""
    there = rounds_of(plan, period)
    found = standing_round(there)
    refusal = _holding(plan, op, found, there) if found else None
    if found is None or refusal is None:
        return None
    told = told_of(plan, found, op, key)
    if told is None:
        return refusal
    if not told.reason or not (told.case_number or told.late):
        return Refusal(Why.CORRECTION_BARE, refusal.detail)
    return None if told.late or is_true(plan, told, op) else Refusal(Why.CORRECTION_UNTRUE, refusal.detail)


def _holding(plan: Plan, op: CellOp, found: Round, there: Sequence[Round]) -> Refusal | None:
    if found.state == CLOSED:
        return Refusal(Why.ROUND_CLOSED, _labelled("", found.period.name))
    holding = approving(plan, NodeId(op.node), there)
    if holding is None:
        return None
    unit = plan.title(holding.unit)[:200] if holding.unit else ""
    return Refusal(Why.UNIT_APPROVED, _labelled(unit, found.period.name))


def _held_approval(plan: Plan, node: Node, op: CellOp, author: str) -> Refusal | None:
    """Nobody approves their own report; to take an approval back is another matter."""
    named, unit = plan.value(NodeId(node.id), "period"), NodeId(op.part) if op.part else None
    period = read_period(named.name) if isinstance(named, PeriodName) else None
    if period is None or op.value is None:
        return None
    label = _labelled(plan.title(unit)[:200] if unit else "", period.name)
    number = op.value.amount if isinstance(op.value, Quantity) else 0
    if not 0 < number <= number_of(hand_in_of(plan, period.name, unit).handed_in):
        return Refusal(Why.NOT_HANDED_IN, label)
    is_own = author and author in authors(plan, period.name, unit)
    return Refusal(Why.OWN_REPORT, label) if is_own else None


def _labelled(unit: str, period: str) -> Label:
    """A unit and a period, as they stand in a sentence."""
    found = read_period(period)
    sv, en = (found.label("sv"), found.label("en")) if found else (period, period)
    return Label(", ".join(filter(None, (unit, sv))), ", ".join(filter(None, (unit, en))))
