"""Late entries on the server: which of the parked transactions wait for whoever approves, and what they decide.

A decision is a transaction in the log, under a key that follows from the late entry's own. So whatever stops the
server in between, the entry is parked still, or the decision is found by that key and the entry let go then.
"""

from __future__ import annotations

from server.plan_log import PlanLog
from server.store.base import Parked, Store
from shared.ids import Key
from shared.plan.fields import ROLE_LABELS, Role
from shared.plan.refusal import LATE, Refusal, Why
from shared.sync.codec import read_sent
from shared.sync.down import MAX_ROWS, Late, LateDecided, LateEntry
from shared.sync.late import Decision, accepted, declined
from shared.sync.sameness import own_key
from shared.sync.up import DecideLate, Sent

_MOST_BYTES = 8 * 2**20
"""Bytes of late entries after which a message takes no more; one alone may be larger."""


async def late_entries(log: PlanLog, store: Store, person: str) -> Late:
    """What waits and this person may see: whoever approves sees all, others their own. Raises StoreError."""
    found = [one for one in await _waiting(log, store) if _may_decide(log, person) or one.author == person]
    entries: list[LateEntry] = []
    size = 0
    for one in found[:MAX_ROWS]:
        size += len(one.body)
        if entries and size > _MOST_BYTES:
            break
        entries.append(LateEntry(one.key, one.author, one.at, one.refusal, one.body))
    return Late(tuple(entries), len(found) - len(entries))


async def decide(log: PlanLog, store: Store, person: str, request: DecideLate) -> LateDecided:
    """Do what this person decides about a late entry; on disk when it returns. Raises StoreError."""
    if not _may_decide(log, person):
        return _refused(request, Refusal(Why.NO_RIGHT, ROLE_LABELS[Role.APPROVER]))
    name = f"{request.key.client}:{request.key.counter}"
    one = next((one for one in await _waiting(log, store) if one.key == request.key), None)
    if one is None:
        return _refused(request, Refusal(Why.NOT_LATE, name))
    if request.is_accepted and one.author == person:
        return _refused(request, Refusal(Why.OWN_REPORT, name))
    seq = await _entered(log, person, request, one)
    if isinstance(seq, Refusal):
        return _refused(request, seq)
    await store.unpark(log.plan, one.key)
    return LateDecided(request.key, seq, None)


async def _entered(log: PlanLog, person: str, request: DecideLate, one: Parked) -> int | Refusal:
    """The seq of the decision in the log; 0 where nothing is left to say it of."""
    transaction = read_sent(Sent(one.key, one.body))
    if isinstance(transaction, Refusal):
        return transaction
    decision = Decision(
        request.is_accepted, person, request.reason, request.case_number, request.seen, request.at
    )  # fmt: skip
    if not request.is_accepted:
        return await log.enter(person, own_key(transaction), lambda plan: declined(plan, transaction, decision))
    role = log.role_of(one.author)
    return await log.enter(one.author, own_key(transaction), lambda plan: accepted(plan, transaction, decision, role))


async def _waiting(log: PlanLog, store: Store) -> list[Parked]:
    """What nobody has decided about. What is decided and parked still, since the server was stopped, is let go."""
    late = [one for one in await store.parked(log.plan) if one.refusal.why in LATE and not one.is_released]
    entered = await store.seqs_of(log.plan, [key for one in late if (key := _decided_key(one))])
    decided = [one for one in late if _decided_key(one) in entered]
    for one in decided:
        await store.unpark(log.plan, one.key)
    return [one for one in late if one not in decided]


def _decided_key(one: Parked) -> Key | None:
    transaction = read_sent(Sent(one.key, one.body))
    return None if isinstance(transaction, Refusal) else own_key(transaction)


def _may_decide(log: PlanLog, person: str) -> bool:
    return log.role_of(person).covers(Role.APPROVER)


def _refused(request: DecideLate, refusal: Refusal) -> LateDecided:
    return LateDecided(request.key, 0, refusal)
