"""May somebody do this op on the plan as it is?

Asked beside `shared.plan.check`, which says whether an op can be done at all: what names a node or a field that is not
there is refused by that one. What an op takes and what somebody has are two functions, since a role that is granted for
a part of the plan changes the second alone.
"""

from __future__ import annotations

from shared.followup.rounds import closed_round
from shared.ids import NodeId
from shared.plan.fields import ROLE_LABELS, Field, Label, Role
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import CellOp, Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why

_LEAST = Role.REPORTER
"""The least role that may change anything."""


def permit(plan: Plan, role: Role, op: Op) -> Refusal | None:
    """Why somebody with this role for the whole plan may not do the op, or None if they may.

    A cell of a period whose round is closed is written by nobody, whatever their role.
    """
    needed = role_for(plan, op)
    if not role.covers(needed):
        return Refusal(Why.NO_RIGHT, ROLE_LABELS[needed])
    if not isinstance(op, SetOp | Settle) or not plan.has_any(Kind.ROUND):
        return None
    return _closed(plan, op)


def role_for(plan: Plan, op: Op) -> Role:
    """The least role that the op takes."""
    match op:
        case SetOp() | Settle():
            field = _field(plan, op)
            return field.role if field else _LEAST
        case Create(kind=kind):
            return _role_for_place(kind)
        case Move() | Retire() | Restore():
            node = plan.nodes.get(NodeId(op.node))
            return _role_for_place(node.kind if node else None)


def _role_for_place(kind: Kind | None) -> Role:
    """What it takes to bring a node in, move it or take it out. Taking out a closed round would unlock its period."""
    return Role.APPROVER if kind in (Kind.ROUND, Kind.CORRECTION) else Role.PLANNER


def _closed(plan: Plan, op: CellOp) -> Refusal | None:
    field = _field(plan, op)
    closed = closed_round(plan, op.period) if op.period and field and field.per_period else None
    if closed is None:
        return None
    return Refusal(Why.ROUND_CLOSED, Label(closed.period.label("sv"), closed.period.label("en")))


def _field(plan: Plan, op: CellOp) -> Field | None:
    node = plan.nodes.get(NodeId(op.node))
    return field_of(node.kind, op.field) if node else None
