"""One plan on the server: puts transactions in order, drops doubles, and hands out commits in groups.

    submitted ──> checked, met, applied ──> waiting ──> Commit(rows) ──> committed ──> Publish(rows)

While one group is being committed the next one gathers, so that durability costs a sync per group and not per edit.
Nothing is published before its group is on disk: nobody sees a transaction that a crash could lose. The plan held here
is ahead of the disk by the groups that are under way.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.ids import ClientId, Key
from shared.plan.apply import Stamp, apply_op, outcomes_or_none
from shared.plan.check import check
from shared.plan.model import Plan
from shared.plan.ops import Entry, Outcome, Transaction
from shared.plan.refusal import Refusal
from shared.sync.chain import LogRow, link
from shared.sync.codec import encode_entry
from shared.sync.meeting import meet

MAX_GROUP = 1_000
"""Transactions of one commit."""


class KeyedRow(msgspec.Struct, frozen=True):
    """A row with what the store must find it by."""

    seq: int
    key: Key
    row: LogRow


class Commit(msgspec.Struct, frozen=True):
    """Write these rows to disk, all or none, synced; then say `committed`, or throw the sequencer away."""

    rows: tuple[KeyedRow, ...]


class Publish(msgspec.Struct, frozen=True):
    """Send these rows to everyone who has the plan open."""

    rows: tuple[LogRow, ...]


class Refuse(msgspec.Struct, frozen=True):
    """Tell the session that this transaction was refused."""

    session: int
    key: Key
    refusal: Refusal


class Repeat(msgspec.Struct, frozen=True):
    """Send the session the row it has already been given for a transaction it sent again."""

    session: int
    seq: int


Action = Commit | Publish | Refuse | Repeat


class Sequencer:
    """The order of one plan. `plan` and `chain` are those at the end of its log, `known` the seq of every key in it."""

    def __init__(self, plan: Plan, chain: bytes, known: Iterable[tuple[Key, int]] = ()) -> None:
        self.plan = plan
        self.chain = chain
        self.durable = plan.seq
        """The newest seq that is on disk."""
        self._known: dict[ClientId, dict[int, int]] = {}
        for key, seq in known:
            self._known.setdefault(key.client, {})[key.counter] = seq
        self._waiting: list[KeyedRow] = []
        self._committing: tuple[KeyedRow, ...] = ()

    def submit(self, session: int, author: str, transactions: Iterable[Transaction]) -> list[Action]:
        """Put a session's transactions in order. The author is who the connection belongs to, whatever they say."""
        actions: list[Action] = []
        for transaction in transactions:
            answer = self._take(session, author, transaction)
            if answer is not None:
                actions.append(answer)
        return actions + self._next_group()

    def committed(self) -> list[Action]:
        """The last commit is on disk."""
        rows, self._committing = self._committing, ()
        self.durable = rows[-1].seq
        return [Publish(tuple(keyed.row for keyed in rows)), *self._next_group()]

    def _take(self, session: int, author: str, transaction: Transaction) -> Action | None:
        key = transaction.key
        before = self._known.get(key.client, {}).get(key.counter)
        if before is not None:
            # A row that is on its way to disk will be published to this session like to any other.
            return Repeat(session, before) if before <= self.durable else None
        entry = sequence(self.plan, transaction, author)
        if isinstance(entry, Refusal):
            return Refuse(session, key, entry)
        body = encode_entry(entry)
        self.chain = link(self.chain, body)
        self._known.setdefault(key.client, {})[key.counter] = entry.seq
        self._waiting.append(KeyedRow(entry.seq, key, LogRow(body, self.chain)))
        return None

    def _next_group(self) -> list[Action]:
        if self._committing or not self._waiting:
            return []
        self._committing = tuple(self._waiting[:MAX_GROUP])
        del self._waiting[:MAX_GROUP]
        return [Commit(self._committing)]


def sequence(plan: Plan, transaction: Transaction, author: str) -> Entry | Refusal:
    """Give the transaction the plan's next place and apply it, or say why not and change nothing."""
    stamp = Stamp(plan.seq + 1, author, transaction.at, transaction.key)
    outcomes = perform(plan, transaction, stamp)
    if isinstance(outcomes, Refusal):
        return outcomes
    plan.seq = stamp.seq
    return Entry(stamp.seq, author, transaction, outcomes_or_none(outcomes))


def perform(plan: Plan, transaction: Transaction, stamp: Stamp) -> list[Outcome] | Refusal:
    """Check, meet and apply a transaction's ops one after the other: all, or none and why. `seq` is left alone."""
    was_remembering = plan.is_remembering
    mark = plan.mark()
    outcomes: list[Outcome] = []
    refusal: Refusal | None = None
    for index, op in enumerate(transaction.ops):
        refusal = check(plan, op)
        if refusal is not None:
            refusal = msgspec.structs.replace(refusal, op=index)
            plan.rollback(mark)
            break
        outcome = meet(plan, op, transaction.key)
        apply_op(plan, op, outcome, stamp)
        outcomes.append(outcome)
    if not was_remembering:
        plan.forget()
    return refusal or outcomes
