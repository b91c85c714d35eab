"""Finding out what an import would do, with nothing left of it on the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.exchange.document import Document
from shared.exchange.reconcile import Changes, reconcile
from shared.ids import ClientId, Key, NodeId
from shared.plan.apply import Stamp
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import MAX_OPS, Op, Transaction
from shared.plan.refusal import Refusal
from shared.sync.codec import MAX_UP, encode
from shared.sync.performing import perform
from tui.world import new_id

_KEY = Key(ClientId("rehearsal"), 1)


def rehearse(plan: Plan, documents: Sequence[Document]) -> list[Changes] | Refusal:
    """What each document would change, the ones before it brought in; or why that cannot be done.

    The plan is as before when this returns.
    """
    was_remembering = plan.is_remembering
    mark = plan.mark()
    try:
        return _performed(plan, documents)
    finally:
        plan.rollback(mark)
        if not was_remembering:
            plan.forget()


def portions(ops: Sequence[Op]) -> Iterator[tuple[Op, ...]]:
    """The ops in transactions that a server takes: one, unless there are very many or they say very much."""
    portion: list[Op] = []
    size_bytes = 0
    for op in ops:
        op_bytes = len(encode(op))
        if portion and (len(portion) == MAX_OPS or size_bytes + op_bytes > MAX_UP // 2):
            yield tuple(portion)
            portion, size_bytes = [], 0
        portion.append(op)
        size_bytes += op_bytes
    if portion:
        yield tuple(portion)


def _performed(plan: Plan, documents: Sequence[Document]) -> list[Changes] | Refusal:
    done = []
    for document in documents:
        changes = reconcile(document, plan, lambda: NodeId(new_id()))
        outcomes = perform(plan, Transaction(_KEY, 0, changes.ops), Stamp(0, "", 0, _KEY), Role.ADMINISTRATOR)
        if isinstance(outcomes, Refusal):
            return outcomes
        done.append(changes)
    return done
