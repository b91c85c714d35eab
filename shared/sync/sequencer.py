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
from shared.plan.ops import Entry, Merged, Outcome, Transaction
from shared.plan.refusal import Refusal
from shared.sync.chain import LogRow, link
from shared.sync.codec import encode_entry
from shared.sync.meeting import meet

MAX_GROUP = 1_000
"""Transactions of one commit."""

MAX_GROUP_BYTES = 2 * 2**20
"""Bytes of rows after which a commit takes no more; one row alone may be larger."""

MAX_MERGES = 20
"""Texts and sets that one transaction may have merged; further ones are contested."""


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


class Known(msgspec.Struct, frozen=True):
    """A transaction of the log: its key, its place and who wrote it."""

    key: Key
    seq: int
    author: str


class Sequencer:
    """The order of one plan. `plan` and `chain` are those at the end of its log, `known` every transaction in it."""

    def __init__(self, plan: Plan, chain: bytes, known: Iterable[Known] = ()) -> None:
        self.plan = plan
        self.chain = chain
        self.durable = plan.seq
        """The newest seq that is on disk."""
        self._known: dict[ClientId, dict[int, int]] = {}
        self._owners: dict[ClientId, str] = {}
        for logged in known:
            self._note(logged.key, logged.seq, logged.author)
        self._waiting: list[KeyedRow] = []
        self._committing: tuple[KeyedRow, ...] = ()
        self._held: list[tuple[int, Refuse]] = []

    def owner(self, client: ClientId) -> str | None:
        """Whose client this is: its first transaction's author; None if it has none yet. Nobody else may use it."""
        return self._owners.get(client)

    def submit(self, session: int, author: str, transactions: Iterable[Transaction]) -> list[Action]:
        """Put a session's transactions in order. The author is who the connection belongs to, whatever they say, and
        the clients of the keys are theirs."""
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
        due = [refuse for seq, refuse in self._held if seq <= self.durable]
        self._held = [(seq, refuse) for seq, refuse in self._held if seq > self.durable]
        return [Publish(tuple(keyed.row for keyed in rows)), *due, *self._next_group()]

    def _take(self, session: int, author: str, transaction: Transaction) -> Action | None:
        key = transaction.key
        before = self._known.get(key.client, {}).get(key.counter)
        if before is not None:
            # A row that is on its way to disk will be published to this session like to any other.
            return Repeat(session, before) if before <= self.durable else None
        entry = sequence(self.plan, transaction, author)
        if isinstance(entry, Refusal):
            return self._refuse(Refuse(session, key, entry))
        self._append(entry)
        return None

    def _append(self, entry: Entry) -> None:
        body = encode_entry(entry)
        self.chain = link(self.chain, body)
        self._note(entry.transaction.key, entry.seq, entry.author)
        self._waiting.append(KeyedRow(entry.seq, entry.transaction.key, LogRow(body, self.chain)))

    def _refuse(self, refuse: Refuse) -> Action | None:
        """A refusal may rest on something that is not on disk yet, and must not be heard before it is."""
        if self.plan.seq == self.durable:
            return refuse
        self._held.append((self.plan.seq, refuse))
        return None

    def _note(self, key: Key, seq: int, author: str) -> None:
        self._known.setdefault(key.client, {})[key.counter] = seq
        self._owners.setdefault(key.client, author)

    def _next_group(self) -> list[Action]:
        if self._committing or not self._waiting:
            return []
        count = size = 0
        while count < min(len(self._waiting), MAX_GROUP) and (not count or size < MAX_GROUP_BYTES):
            size += len(self._waiting[count].row.body)
            count += 1
        self._committing = tuple(self._waiting[:count])
        del self._waiting[:count]
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
    merges = 0
    for index, op in enumerate(transaction.ops):
        refusal = check(plan, op)
        if refusal is not None:
            refusal = msgspec.structs.replace(refusal, op=index)
            plan.rollback(mark)
            break
        outcome = meet(plan, op, transaction.key, may_merge=merges < MAX_MERGES)
        merges += isinstance(outcome, Merged)
        apply_op(plan, op, outcome, stamp)
        outcomes.append(outcome)
    if not was_remembering:
        plan.forget()
    return refusal or outcomes
