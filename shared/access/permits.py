"""May somebody do this op on the plan as it is?

Asked beside `shared.plan.check`, which says whether an op can be done at all: what names a node or a field that is not
there is refused by that one. What an op takes and what somebody has are two functions, since a role that is granted for
a part of the plan changes the second alone.

Beyond roles, rounds hold: what is approved or closed is not written, but for corrections that say so; and nobody
approves what they have reported. See `shared.access.holds`.
"""

from __future__ import annotations

from shared.access.holds import held
from shared.ids import Key, NodeId
from shared.plan.fields import ROLE_LABELS, Field, Role
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why

_LEAST = Role.REPORTER
"""The least role that may change anything."""


def permit(plan: Plan, role: Role, op: Op, *, author: str, key: Key) -> Refusal | None:
    """Why this author, with this role for the whole plan, may not do the op in the transaction of that key; None if
    they may. The ops before it in the transaction have been applied.

    An `author` of "" is a client that does not know who its user is yet: the server will.
    """
    needed = role_for(plan, op)
    if not role.covers(needed):
        return Refusal(Why.NO_RIGHT, ROLE_LABELS[needed])
    return held(plan, op, author, key) if plan.has_any(Kind.ROUND) else None


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


def _field(plan: Plan, op: SetOp | Settle) -> Field | None:
    node = plan.nodes.get(NodeId(op.node))
    return field_of(node.kind, op.field) if node else None
