"""Whether an op can be done at all on a plan as it is. How it meets what others wrote is another question."""

from __future__ import annotations

from shared.ids import ROOT, NodeId
from shared.plan.fields import Field
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellOp, Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.rank import is_rank
from shared.plan.refusal import Refusal, Why
from shared.plan.values import FieldType, Text, Value, clean, cleaned, wrong_with

MERGED = (FieldType.PROSE, FieldType.PEOPLE, FieldType.CHOICES)
"""Types whose values are merged where two edits meet: prose by words, sets by members."""

MAX_DEPTH = 64
"""Levels of a plan; the deepest real one has six."""


def check(plan: Plan, op: Op) -> Refusal | None:
    """Why this op cannot be done, or None if it can."""
    match op:
        case SetOp() | Settle():
            # Most have neither words.
            wrong = _check_words(op.part or "", op.because) if op.part or op.because else None
            return wrong or _check_cell(plan, op)
        case Create():
            return _check_words(op.level) or _check_create(plan, op)
        case Move():
            return _check_move(plan, op)
        case Retire() | Restore():
            return _check_there(plan, op.node)


def _check_words(*words: str) -> Refusal | None:
    for word in words:
        if word and clean(word) != word:
            return Refusal(Why.BAD_VALUE, "takes no control characters")
    return None


def _check_create(plan: Plan, op: Create) -> Refusal | None:
    if NodeId(op.parent) not in plan.nodes:
        return Refusal(Why.NO_PARENT, op.parent)
    if not is_rank(op.rank):
        return Refusal(Why.BAD_RANK, op.rank[:40])
    there = plan.nodes.get(NodeId(op.node))
    if there is not None and (there.kind, there.level, there.parent) != (op.kind, op.level, op.parent):
        return Refusal(Why.NODE_EXISTS, op.node)
    if len(plan.path(NodeId(op.parent))) >= MAX_DEPTH:
        return Refusal(Why.TOO_DEEP, str(MAX_DEPTH))
    return None


def _check_move(plan: Plan, op: Move) -> Refusal | None:
    missing = _check_there(plan, op.node)
    if missing is not None:
        return missing
    parent = NodeId(op.parent)
    if parent not in plan.nodes:
        return Refusal(Why.NO_PARENT, op.parent)
    if not is_rank(op.rank):
        return Refusal(Why.BAD_RANK, op.rank[:40])
    way = plan.path(parent)
    if op.node in way:
        return Refusal(Why.CYCLE, plan.title(NodeId(op.node)) or op.node)
    if plan.retired_at(parent):
        return Refusal(Why.RETIRED_PARENT, plan.title(parent) or op.parent)
    is_elsewhere = plan.nodes[NodeId(op.node)].parent != op.parent
    if is_elsewhere and len(way) + 1 + plan.height(NodeId(op.node)) > MAX_DEPTH:
        return Refusal(Why.TOO_DEEP, str(MAX_DEPTH))
    return None


def _check_there(plan: Plan, node: str) -> Refusal | None:
    if node == ROOT:
        return Refusal(Why.ROOT_STAYS)
    if NodeId(node) not in plan.nodes:
        return Refusal(Why.NO_NODE, node)
    return None


def _check_cell(plan: Plan, op: CellOp) -> Refusal | None:
    node = plan.nodes.get(NodeId(op.node))
    if node is None:
        return Refusal(Why.NO_NODE, op.node)
    field = field_of(node.kind, op.field)
    if field is None:
        return Refusal(Why.NO_FIELD, op.field)
    if op.seen > plan.seq:
        return Refusal(Why.NOT_SEEN, str(op.seen))
    return _check_place(op, field) or _check_value(op.value, field)


def _check_place(op: CellOp, field: Field) -> Refusal | None:
    if field.per_period and op.period is None:
        return Refusal(Why.NEEDS_PERIOD, field.name)
    if op.period is not None and not field.per_period:
        return Refusal(Why.TAKES_NO_PERIOD, field.name)
    if op.part is not None and not field.in_parts:
        return Refusal(Why.TAKES_NO_PART, field.name)
    return None


def _check_value(value: Value | None, field: Field) -> Refusal | None:
    if field.name == "title" and (not isinstance(value, Text) or not value.text.strip()):
        return Refusal(Why.NEEDS_TITLE)
    if value is None:
        return None
    wrong = wrong_with(value, field.type, field.choices)
    if wrong is None and cleaned(value) is not value:
        wrong = "takes no control characters"
    return Refusal(Why.BAD_VALUE, f"{field.name} {wrong}"[:300]) if wrong else None


def takes_base(field: Field) -> bool:
    """Whether edits of this field are merged, so that a `Set` carries the value it started from."""
    return field.type in MERGED
