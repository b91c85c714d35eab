"""One plan on the server: puts transactions in order, drops doubles, and hands out commits in groups.

    submitted ──> checked, met, applied ──> Gather ──> commit ──> committed ──> Publish(rows)

While one group is being committed the next one gathers, so that durability costs a sync per group and not per edit.
Nothing is published before its group is on disk: nobody sees a transaction that a crash could lose. The plan held here
is ahead of the disk by the groups that are under way.

Of the transactions before the newest image only each client's highest counter is kept here. Whoever submits something
that may be one of them looks its key up in the store first: `unsure` says which, `recall` takes the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from shared.ids import ClientId, Key
from shared.plan.apply import Stamp, apply, outcomes_or_none
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import Entry, Transaction
from shared.plan.refusal import Refusal, Why
from shared.sync.chain import LogRow, link
from shared.sync.codec import encode_entry, read_sent, sent_of
from shared.sync.handed_back import Returning
from shared.sync.performing import perform
from shared.sync.sameness import own_key
from shared.sync.up import Sent

MAX_GROUP = 1_000
"""Transactions of one commit."""

MAX_GROUP_BYTES = 2 * 2**20
"""Bytes of rows after which a commit takes no more; one row alone may be larger."""


class Logged(msgspec.Struct, frozen=True, gc=False):
    """A transaction of the log: its key, its place and who wrote it."""

    key: Key
    seq: int
    author: str


def logged_of(entry: Entry) -> Logged:
    """What is remembered of an entry."""
    return Logged(entry.transaction.key, entry.seq, entry.author)


class KeyedRow(msgspec.Struct, frozen=True, gc=False):
    """A row with what the store must find it by, and the plan's digest after it."""

    logged: Logged
    row: LogRow
    digest: bytes

    @property
    def seq(self) -> int:
        """Its place in the log."""
        return self.logged.seq


class Gather(msgspec.Struct, frozen=True):
    """There is something to commit: say `commit` soon, write those rows to disk, all or none, synced, and say
    `committed`; or throw the sequencer away."""


class Publish(msgspec.Struct, frozen=True):
    """Send these rows to everyone who has the plan open."""

    rows: tuple[KeyedRow, ...]


class Refuse(msgspec.Struct, frozen=True):
    """Tell the session that this transaction was refused; park it first where it says so."""

    session: int | None
    """None where its author is not there to be told."""
    author: str
    sent: Sent
    refusal: Refusal

    @property
    def is_parked(self) -> bool:
        """Whether the transaction must be kept here: it is not its author's mistake, or nobody else may have it."""
        return self.refusal.is_parked or self.session is None


class Repeat(msgspec.Struct, frozen=True):
    """Send the session the row it has already been given for a transaction it sent again."""

    session: int
    seq: int


Action = Gather | Publish | Refuse | Repeat


class Sequencer:
    """The order of one plan. `plan` and `chain` are those at the end of its log, `recent` the transactions that are
    remembered one by one, `clients` each client's owner and its highest counter before them."""

    def __init__(
        self,
        plan: Plan,
        chain: bytes,
        *,
        recent: Iterable[Logged] = (),
        clients: Mapping[ClientId, tuple[str, int]] | None = None,
        role_of: Callable[[str], Role] = lambda author: Role.ADMINISTRATOR,
    ) -> None:
        self.plan = plan
        self.chain = chain
        self.durable = plan.seq
        """The newest seq that is on disk."""
        self.durable_digest = plan.digest
        """The plan's digest at that seq."""
        self._role_of = role_of
        self._recent: dict[Key, int] = {}
        self._owners = {client: owner for client, (owner, _) in (clients or {}).items()}
        self._highest = {client: counter for client, (_, counter) in (clients or {}).items()}
        self._newest = dict(self._highest)
        """The highest counter of each client in the log."""
        for logged in recent:
            self._note(logged)
        self._waiting: list[KeyedRow] = []
        self._committing: tuple[KeyedRow, ...] = ()
        self._is_gathering = False
        self._held: list[tuple[int, Refuse]] = []

    def owner(self, client: ClientId) -> str | None:
        """Whose client this is: its first transaction's author; None if it has none yet. Nobody else may use it."""
        return self._owners.get(client)

    def unsure(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the keys that may be in the log before what is remembered here."""
        return [key for key in keys if key.counter <= self._highest.get(key.client, 0) and key not in self._recent]

    def recall(self, found: Mapping[Key, int]) -> None:
        """These keys, of those `unsure` named, are in the log; the others are not."""
        self._recent |= found

    def forget(self, seq: int) -> None:
        """Transactions up to that seq are found in the store from now on; of them only each client's highest counter is
        remembered here."""
        old = [key for key, known in self._recent.items() if known <= seq]
        for key in old:
            del self._recent[key]
            self._highest[key.client] = max(key.counter, self._highest.get(key.client, 0))

    def submit(self, session: int, author: str, transactions: Iterable[Sent]) -> list[Action]:
        """Put a session's transactions in order. The author is who the connection belongs to, whatever they say, and
        the clients of the keys are theirs; none of the keys is `unsure`."""
        answers = [answer for sent in transactions if (answer := self._take(session, author, sent)) is not None]
        return answers + self._next_group()

    def release(self, author: str, sent: Sent) -> list[Action]:
        """An administrator lets in what was parked: it is put in order in its author's name, under the key `released`
        gives it, which is not `unsure`, and with the right to do anything. What is refused again is parked again."""
        transaction = released(sent)
        answer: Action | None = None
        if isinstance(transaction, Refusal):
            answer = self._refuse(Refuse(None, author, sent, transaction))
        elif transaction.key not in self._recent:
            answer = self._sequence(None, author, transaction, sent, Role.ADMINISTRATOR)
        return [answer, *self._next_group()] if answer is not None else self._next_group()

    def seq_of(self, key: Key) -> int | None:
        """Where the transaction of that key, which is not `unsure`, stands in the log; None if it does not."""
        return self._recent.get(key)

    def enter(self, author: str, transaction: Transaction) -> list[Action] | Refusal:
        """Put in order what the server makes itself, about a late entry: in somebody's name, with the right to do
        anything, and under a key that is neither `unsure` nor in the log."""
        return self._enter(author, transaction, Role.ADMINISTRATOR) or self._next_group()

    def take_back(self, returning: Returning) -> list[Action]:
        """Put rows into the log again that it has lost. They are the server's own, as their seal has shown, and none of
        their keys is `unsure`. What does not fit any more is parked."""
        answers = (self._take_one_back(returning, *row) for row in returning)
        return [answer for answer in answers if answer is not None] + self._next_group()

    def _take_one_back(self, returning: Returning, entry: Entry, body: bytes, before: bytes) -> Action | None:
        if entry.transaction.key in self._recent:
            return None
        if before == self.chain:
            apply(self.plan, entry)
            self._append(entry, body)
            return None
        transaction = returning.retold(self.plan, entry.transaction)
        role = self._role_of(entry.author)
        return self._sequence(None, entry.author, transaction, sent_of(transaction), role)

    def commit(self) -> tuple[KeyedRow, ...]:
        """The rows to write to disk now: all that wait, or as many as make a group."""
        count = size = 0
        for kept in self._waiting[:MAX_GROUP]:
            if count and size >= MAX_GROUP_BYTES:
                break
            size += len(kept.row.body)
            count += 1
        self._committing = tuple(self._waiting[:count])
        del self._waiting[:count]
        return self._committing

    def committed(self) -> list[Action]:
        """The rows of the last commit are on disk."""
        rows, self._committing = self._committing, ()
        self._is_gathering = False
        self.durable, self.durable_digest = rows[-1].seq, rows[-1].digest
        due = [refuse for seq, refuse in self._held if seq <= self.durable]
        self._held = [(seq, refuse) for seq, refuse in self._held if seq > self.durable]
        return [Publish(rows), *due, *self._next_group()]

    def _take(self, session: int, author: str, sent: Sent) -> Action | None:
        before = self._recent.get(sent.key)
        if before is not None:
            # A row that is on its way to disk will be published to this session like to any other.
            return Repeat(session, before) if before <= self.durable else None
        transaction = read_sent(sent)
        if isinstance(transaction, Refusal):
            return self._refuse(Refuse(session, author, sent, transaction))
        if sent.key.counter < self._newest.get(sent.key.client, 0):
            # Clients send in order: it was refused, and the answer was lost. Let in now, where it may have become
            # possible, it would be laid over its author's own newer edits.
            return self._refuse(Refuse(session, author, sent, Refusal(Why.OVERTAKEN)))
        return self._sequence(session, author, transaction, sent, self._role_of(author))

    def _sequence(
        self, session: int | None, author: str, transaction: Transaction, sent: Sent, role: Role
    ) -> Action | None:
        refusal = self._enter(author, transaction, role)
        return None if refusal is None else self._refuse(Refuse(session, author, sent, refusal))

    def _enter(self, author: str, transaction: Transaction, role: Role) -> Refusal | None:
        """Put a transaction into the log, or say why not: then the plan is as it was."""
        plan, seq, mark = self.plan, self.plan.seq, self.plan.mark()
        try:
            entry = sequence(plan, transaction, author, role)
            if isinstance(entry, Refusal):
                return entry
            self._append(entry, encode_entry(entry))
        except Exception as error:
            # A mistake of ours must hold up this transaction and not all others.
            plan.rollback(mark)
            plan.seq = seq
            return Refusal(Why.INTERNAL, type(error).__name__)
        finally:
            plan.forget()
        return None

    def _append(self, entry: Entry, body: bytes) -> None:
        self.chain = link(self.chain, body)
        logged = logged_of(entry)
        self._note(logged)
        self._waiting.append(KeyedRow(logged, LogRow(body, self.chain), self.plan.digest))

    def _refuse(self, refuse: Refuse) -> Action | None:
        """A refusal may rest on something that is not on disk yet, and must not be heard before it is."""
        if self.plan.seq == self.durable:
            return refuse
        self._held.append((self.plan.seq, refuse))
        return None

    def _note(self, logged: Logged) -> None:
        self._recent[logged.key] = logged.seq
        self._newest[logged.key.client] = max(logged.key.counter, self._newest.get(logged.key.client, 0))
        self._owners.setdefault(logged.key.client, logged.author)

    def _next_group(self) -> list[Action]:
        if self._is_gathering or not self._waiting:
            return []
        self._is_gathering = True
        return [Gather()]


def released(sent: Sent) -> Transaction | Refusal:
    """A parked transaction as it is let in, or why it cannot be read.

    It gets a key of its own. Under its old one it would count as older than its author's newer edits, of which it has
    seen none, and yet be laid over them; and their replica, which has forgotten it, would take it for a stranger's.
    """
    transaction = read_sent(sent)
    if isinstance(transaction, Refusal):
        return transaction
    return msgspec.structs.replace(transaction, key=own_key(transaction))


def sequence(plan: Plan, transaction: Transaction, author: str, role: Role) -> Entry | Refusal:
    """Give the transaction the plan's next place and apply it, or say why not and change nothing."""
    stamp = Stamp(plan.seq + 1, author, transaction.at, transaction.key)
    outcomes = perform(plan, transaction, stamp, role)
    if isinstance(outcomes, Refusal):
        return outcomes
    plan.seq = stamp.seq
    return Entry(stamp.seq, author, transaction, outcomes_or_none(outcomes))
