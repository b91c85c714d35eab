"""Late entries: transactions that came when their period was closed, or their unit approved, and what is decided about
them.

The server keeps such a transaction until whoever approves has decided. Let in, it goes into the log in its author's
name, with a correction for each cell that was held; turned down, the corrections alone do, and say so. Either way
every replica has the decision, and its author's finds it by the key that both sides work out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256

import msgspec

from shared.access.permits import role_for
from shared.followup.corrections import ACCEPTED, DECLINED, Correction, Grounds, correction, read_correction
from shared.followup.hand_in import approving
from shared.followup.rounds import CLOSED, Round, round_of, rounds_of
from shared.ids import ID_BYTES, Key, NodeId, id_from
from shared.plan.apply import Stamp, apply_op
from shared.plan.check import check
from shared.plan.fields import ROLE_LABELS, Role
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import CellOp, Merged, Op, Settle, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.refusal import Refusal, Why
from shared.sync.codec import encode, unsendable
from shared.sync.meeting import meet
from shared.sync.merge import Effort
from shared.sync.sameness import own_key


class Decision(msgspec.Struct, frozen=True):
    """What somebody decides about a late entry."""

    is_accepted: bool
    decided_by: str
    reason: str
    case_number: str
    seen: int
    """The seq that the plan stood at when they decided: what is newer they have not seen."""
    at: int
    """When they decided, in ms since 1970."""


def period_of(transaction: Transaction, refusal: Refusal) -> str | None:
    """The period that the late entry was refused for, or None if it names none."""
    op = transaction.ops[refusal.op] if refusal.op < len(transaction.ops) else None
    return op.period if isinstance(op, SetOp | Settle) else None


def accepted(plan: Plan, transaction: Transaction, decision: Decision, role: Role) -> Transaction | Refusal:
    """The late entry as it goes into the log: its ops, each that is held with its correction before it. A Refusal if
    it cannot be done on the plan as it is, or not by its author's role: a decision is about its time, and gives nobody
    a right they have not. Whoever decides may let in what is reported in any case."""
    ops = _told(plan, transaction, decision, role)
    return ops if isinstance(ops, Refusal) else _bounded(own_key(transaction), transaction.at, ops)


def declined(plan: Plan, transaction: Transaction, decision: Decision) -> Transaction | Refusal | None:
    """What goes into the log instead of the late entry, in the name of whoever declines it: the corrections alone.
    None if there is nothing to say it under: the round is gone."""
    ops = _told(plan, transaction, decision, Role.ADMINISTRATOR)
    if isinstance(ops, Refusal):
        return None
    return _bounded(own_key(transaction), decision.at, ops) if ops else None


def decision_about(plan: Plan, transaction: Transaction) -> Correction | None:
    """What was decided about the late entry, as far as this plan has heard."""
    nodes = (plan.nodes.get(_name(transaction, index)) for index in range(len(transaction.ops)))
    there = next((node for node in nodes if node and node.kind is Kind.CORRECTION), None)
    return read_correction(plan, there) if there else None


def _told(plan: Plan, transaction: Transaction, decision: Decision, role: Role) -> list[Op] | Refusal:
    """The ops for what was decided. They are tried on the plan one by one, as each is told of by what it finds."""
    stamp = Stamp(plan.seq + 1, "", transaction.at, own_key(transaction))
    ranks: dict[NodeId, str] = {}
    told: list[Op] = []
    effort = Effort()
    with _trying(plan):
        for index, sent in enumerate(transaction.ops):
            op = _let_in(plan, sent, decision)
            refusal = check(plan, op) or _beyond(plan, op, role)
            if refusal is not None:
                return msgspec.structs.replace(refusal, op=index)
            outcome = meet(plan, op, stamp.key, effort)
            found = _round_for(plan, op, decision)
            if found is not None and isinstance(op, SetOp | Settle):
                rank = ranks[found.node] = between(ranks.get(found.node, plan.last_rank(found.node)), None)
                after = outcome.value if isinstance(outcome, Merged) else op.value
                name, grounds = _name(transaction, index), _grounds(decision)
                told += correction(plan, found, op, grounds, name=name, rank=rank, after=after)
            if decision.is_accepted:
                told.append(op)
            apply_op(plan, op, outcome, stamp)
    return told


def _beyond(plan: Plan, op: Op, role: Role) -> Refusal | None:
    needed = role_for(plan, op)
    is_right = role.covers(needed) or Role.REPORTER.covers(needed)
    return None if is_right else Refusal(Why.NO_RIGHT, ROLE_LABELS[needed])


def _grounds(decision: Decision) -> Grounds:
    late = ACCEPTED if decision.is_accepted else DECLINED
    return Grounds(decision.case_number, decision.reason, late, decision.decided_by)


def _round_for(plan: Plan, op: Op, decision: Decision) -> Round | None:
    """The round under which it is told of: of what is let in, if the op is held there still."""
    if not isinstance(op, SetOp | Settle) or op.period is None:
        return None
    field, found = field_of(plan.nodes[NodeId(op.node)].kind, op.field), round_of(plan, op.period)
    if found is None or field is None or not field.per_period:
        return None
    return found if not decision.is_accepted or _is_held(plan, op, found) else None


def _is_held(plan: Plan, op: CellOp, found: Round) -> bool:
    return found.state == CLOSED or approving(plan, NodeId(op.node), rounds_of(plan, found.period.name)) is not None


def _let_in(plan: Plan, op: Op, decision: Decision) -> Op:
    """Whoever lets it in has seen what stands there, and wants this instead; prose and sets are merged with it."""
    if not isinstance(op, SetOp) or op.base is not None or op.period is None:
        return op
    cell = plan.cell(NodeId(op.node), *op.cell)
    is_known = cell is not None and op.seen < cell.newest <= decision.seen
    return msgspec.structs.replace(op, seen=cell.newest) if cell and is_known else op


@contextmanager
def _trying(plan: Plan) -> Iterator[None]:
    """Take back whatever is done to the plan in the block."""
    was_remembering, mark = plan.is_remembering, plan.mark()
    try:
        yield
    finally:
        plan.rollback(mark)
        if not was_remembering:
            plan.forget()


def _name(transaction: Transaction, index: int) -> NodeId:
    """The correction's node for that op: whoever decides twice, or after a crash, makes the same one."""
    raw = sha256(encode((own_key(transaction), index))).digest()
    return NodeId(id_from(raw[:ID_BYTES]))


def _bounded(key: Key, at: int, ops: Sequence[Op]) -> Transaction | Refusal:
    """No log may have what nobody can read."""
    transaction = Transaction(key, at, tuple(ops))
    wrong = unsendable(transaction)
    return Refusal(Why.UNSENDABLE, wrong[:300]) if wrong else transaction
