"""A replica's side of the sync.

    OFFLINE ──connected──> GREETING ──Welcome──> OPENING ──Opened, rows──> LIVE
       ^                                                                    │
       └──────────────────────────── disconnected ──────────────────────────┘        STOPPED after Failed

The plan it holds is what was confirmed with what is pending on top. News arrive like this: pending is rolled back, the
news are applied, what is still pending is replayed. The order of the actions is the order to carry them out in; what is
stored on disk comes back as `stored`, and only then is it sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

import msgspec

from shared.errors import RemoteProtocolError
from shared.ids import ClientId, Key, NodeId
from shared.plan.apply import Stamp, apply
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Contested, Entry, Merged, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.refusal import Refusal, Why
from shared.sync.chain import LogRow, link
from shared.sync.client_actions import (
    Action,
    Changed,
    EditMet,
    Hangup,
    Send,
    StateChanged,
    StoreConfirmed,
    StoreIdentity,
    StoreImage,
    StorePending,
    StorePeople,
    StoreReturned,
)
from shared.sync.codec import decode_entry, unsendable
from shared.sync.down import (
    Act,
    Confirmed,
    Down,
    Failed,
    Here,
    Image,
    Opened,
    People,
    Plans,
    Present,
    Refused,
    Welcome,
)
from shared.sync.outbox import Outbox
from shared.sync.sequencer import perform
from shared.sync.snapshot import plan_from
from shared.sync.up import Hello, Look, OpenPlan, Submit
from shared.sync.version import OLDEST_SPOKEN, PROTOCOL


class State(Enum):
    """Where a replica stands with its server."""

    OFFLINE = "offline"
    GREETING = "greeting"
    OPENING = "opening"
    LIVE = "live"
    STOPPED = "stopped"


class ClientMachine:
    """One replica of one plan."""

    def __init__(
        self,
        *,
        name: str,
        client: ClientId,
        plan: Plan,
        chain: bytes,
        new_client: Callable[[], ClientId],
        pending: Iterable[Transaction] = (),
        next_counter: int = 1,
        person: str = "",
        people: dict[str, str] | None = None,
        program: str = "",
        may_create: bool = False,
    ) -> None:
        self.state = State.OFFLINE
        self.reason = ""
        """Why the server does not go on with us; set when STOPPED."""
        self.act: Act | None = None
        self.name = name
        self.client = client
        self.plan = plan
        self.person = person
        self.people: dict[str, str] = dict(people or {})
        """Names by author id."""
        self.here: tuple[Here, ...] = ()
        self.session = 0
        self.head = plan.seq
        """The server's newest seq as far as known."""
        self.pending_cells: set[tuple[NodeId, CellKey]] = set()
        self.outbox = Outbox(pending)
        self._chain = chain
        self._next_counter = next_counter
        self._new_client = new_client
        self._has_double = False
        self._program = program
        self.may_create = may_create
        """Whether the server shall make the plan if it has none of that name."""
        self._node = ""
        self._replay()

    # What the shell tells

    def connected(self) -> list[Action]:
        """The link is up."""
        self.state = State.GREETING
        return [Send(Hello(PROTOCOL, OLDEST_SPOKEN, self._program)), StateChanged()]

    def disconnected(self) -> list[Action]:
        """The link is gone."""
        if self.state is not State.STOPPED:
            self.state = State.OFFLINE
        self.outbox.cut()
        self.here = ()
        return [StateChanged()]

    def submit(self, ops: Sequence[Op], at: int) -> list[Action] | Refusal:
        """A person did this, at this time (ms since 1970). A Refusal means that nothing happened."""
        key = Key(self.client, self._next_counter)
        transaction = Transaction(key, at, tuple(ops))
        problem = unsendable(transaction)
        if problem is not None:
            return Refusal(Why.UNSENDABLE, problem[:300])
        refusal = self._show(transaction)
        if refusal is not None:
            return refusal
        self._next_counter += 1
        self.outbox.add(transaction)
        return [_changed(ops), StorePending(transaction)]

    def stored(self, key: Key) -> list[Action]:
        """The pending transaction is on disk here."""
        self.outbox.stored(key)
        return self._send()

    def withdraw(self, key: Key) -> list[Action]:
        """The pending transaction could not be stored: it never happened."""
        transaction = self.outbox.answered(key)
        if transaction is None:
            return []
        self._roll_back()
        self._replay()
        return [_changed(transaction.ops)]

    def confirmed(self) -> tuple[Plan, bytes]:
        """The plan without what is pending, and its chain. Only for the end: the machine must not be used after."""
        self._roll_back()
        return self.plan, self._chain

    def look(self, node: str) -> list[Action]:
        """The person looks at this node ("" for none)."""
        self._node = node
        return [Send(Look(node))] if self.state is State.LIVE else []

    def receive(self, message: Down) -> list[Action]:
        """A message arrived. Raises RemoteProtocolError if it does not fit; nothing has changed then."""
        match message:
            case Welcome():
                return self._welcome(message)
            case Opened(_, _, head):
                self.head = head
                return self._caught_up() if self.plan.seq >= head else [StateChanged()]
            case Image():
                return self._take_image(message)
            case Confirmed(rows):
                return self._take_rows(rows)
            case Refused(key, refusal):
                return self._take_refusal(key, refusal)
            case People(people):
                fresh = {person.id: person.name for person in people if self.people.get(person.id) != person.name}
                self.people |= fresh
                return [StorePeople(self.person, fresh), StateChanged()] if fresh else []
            case Present(here):
                self.here = here
            case Failed(act, sentence):
                return self._take_failure(act, sentence)
            case Plans():
                pass
        return [StateChanged()]

    # Opening

    def _welcome(self, message: Welcome) -> list[Action]:
        known: list[Action] = [] if message.person == self.person else [StorePeople(message.person, {})]
        self.person = message.person
        self.session = message.session
        self.state = State.OPENING
        wanted = OpenPlan(self.name, self.may_create, self.client, self.plan.seq, self._chain)
        return [*known, Send(wanted), StateChanged()]

    def _caught_up(self) -> list[Action]:
        """Nothing is missing any more: live, and what is pending goes out."""
        self.state = State.LIVE
        look: list[Action] = [Send(Look(self._node))] if self._node else []
        return [*look, *self._send(), StateChanged()]

    def _take_failure(self, act: Act, sentence: str) -> list[Action]:
        self.reason = sentence
        self.act = act
        if act is not Act.RETRY:
            self.state = State.STOPPED
        return [Hangup(act is Act.RETRY), StateChanged()]

    # News

    def _take_image(self, message: Image) -> list[Action]:
        self.plan.become(plan_from(message.image))
        self._chain = message.chain
        self._replay()
        stored: list[Action] = [StoreImage(message.image, message.chain, self.plan.seq)]
        return [*stored, Changed(frozenset(), True), *self._after_news()]

    def _take_rows(self, rows: tuple[LogRow, ...]) -> list[Action]:
        entries = [decode_entry(row.body) for row in rows]
        fresh = [(row, entry) for row, entry in zip(rows, entries, strict=True) if entry.seq > self.plan.seq]
        if fresh and fresh[0][1].seq != self.plan.seq + 1:
            return [Hangup(True)]
        chain = self._verified(fresh)
        mine = self._recognised(entries)
        met = self._advance([entry for _, entry in fresh], mine)
        self._chain = chain
        answered, rebased = self._resolve(mine)
        self._replay()
        self.head = max(self.head, self.plan.seq)
        kept = StoreConfirmed(tuple(row for row, _ in fresh), self.plan.seq, answered, rebased)
        return [kept, _changed_by(entries), *met, *self._after_news()]

    def _verified(self, fresh: list[tuple[LogRow, Entry]]) -> bytes:
        """The chain after these rows, which must follow from what is here."""
        chain = self._chain
        for row, entry in fresh:
            chain = link(chain, row.body)
            if chain != row.chain:
                raise RemoteProtocolError(f"transaction {entry.seq} does not follow from what is stored here")
        return chain

    def _recognised(self, entries: list[Entry]) -> list[Entry]:
        """The entries that are answers to what is pending.

        An entry under a key of ours that we do not know, or know with other content, tells that somebody else writes
        under our client id: this replica was copied, or restored from before that entry. Then it takes another id.
        """
        mine: list[Entry] = []
        for entry in entries:
            key = entry.transaction.key
            pending = self.outbox.get(key)
            if pending is not None and _meant(pending) == _meant(entry.transaction):
                mine.append(entry)
            elif key.client == self.client and (pending is not None or entry.seq > self.plan.seq):
                self._has_double = True
                self.outbox.dispute(key)
        return mine

    def _advance(self, entries: list[Entry], mine: list[Entry]) -> list[EditMet]:
        """Take off what is pending and apply the entries. If one does not fit, all is as it was before."""
        self._roll_back()
        mark, seq = self.plan.mark(), self.plan.seq
        own = {entry.seq for entry in mine}
        met: list[EditMet] = []
        try:
            for entry in entries:
                met.extend(self._meetings(entry, is_mine=entry.seq in own))
                apply(self.plan, entry)
        except RemoteProtocolError:
            self.plan.rollback(mark)
            self.plan.seq = seq
            self.plan.forget()
            self._replay()
            raise
        self.plan.forget()
        return met

    def _meetings(self, entry: Entry, *, is_mine: bool) -> list[EditMet]:
        """Whom to tell of what, before the entry is applied."""
        told = []
        for op, outcome in entry.results():
            if isinstance(op, SetOp | SettleOp) and isinstance(outcome, Contested | Merged):
                cell = self.plan.cell(NodeId(op.node), *op.cell)
                met_mine = cell is not None and cell.key.client == self.client
                if is_mine or met_mine:
                    told.append(EditMet(NodeId(op.node), op.cell, isinstance(outcome, Contested), is_mine))
        return told

    def _resolve(self, mine: list[Entry]) -> tuple[tuple[Key, ...], tuple[Transaction, ...]]:
        """Take what is answered out of the outbox; the keys of it, and what else is pending that this has changed."""
        answered = tuple(entry.transaction.key for entry in mine)
        for key in answered:
            self.outbox.answered(key)
        return answered, tuple(self.outbox.rebase(mine))

    def _take_refusal(self, key: Key, refusal: Refusal) -> list[Action]:
        transaction = self.outbox.answered(key)
        if transaction is None:
            return []
        self._roll_back()
        self._replay()
        return [StoreReturned(transaction, refusal), _changed(transaction.ops), *self._send(), StateChanged()]

    def _after_news(self) -> list[Action]:
        if self.state is State.OPENING and self.plan.seq >= self.head:
            return self._caught_up()
        return [*self._send(), StateChanged()]

    def _change_identity(self) -> list[Action]:
        """Go on under a new client id. What is pending still is disputed, or waits behind what is."""
        self._has_double = False
        self.client = self._new_client()
        kept = [
            msgspec.structs.replace(transaction, key=Key(self.client, counter))
            for counter, transaction in enumerate(self.outbox, start=1)
        ]
        self._roll_back()
        self.outbox = Outbox(kept, are_stored=False)
        self._next_counter = len(kept) + 1
        self._replay()
        return [StoreIdentity(self.client, tuple(kept), self._next_counter), Hangup(True), StateChanged()]

    # Pending

    def _roll_back(self) -> None:
        if self.plan.is_remembering:
            self.plan.rollback(self._bottom)
            self.plan.forget()

    def _replay(self) -> None:
        """Put what is pending on top of what is confirmed. What does not fit any more is not shown; the server will
        say why, and it comes back to its author then."""
        self._bottom = self.plan.mark()
        self.pending_cells = set()
        for transaction in self.outbox:
            self._show(transaction)

    def _show(self, transaction: Transaction) -> Refusal | None:
        shown = perform(self.plan, transaction, Stamp(0, self.person, transaction.at, transaction.key))
        if isinstance(shown, Refusal):
            return shown
        self.pending_cells |= {(NodeId(op.node), op.cell) for op in transaction.ops if isinstance(op, SetOp | SettleOp)}
        return None

    def _send(self) -> list[Action]:
        if self.state is not State.LIVE:
            return []
        sendable = self.outbox.take_sendable()
        if sendable:
            return [Send(Submit(tuple(sendable)))]
        # Only now is it known of everything that is pending that it is in nobody's log yet.
        return self._change_identity() if self._has_double and not self.outbox.has_in_flight else []


def _meant(transaction: Transaction) -> tuple[int, list[Op]]:
    """What a transaction does, and when it was made; not what its author had seen, which may be told to what is
    pending later."""
    ops = [msgspec.structs.replace(op, seen=0) if isinstance(op, SetOp | SettleOp) else op for op in transaction.ops]
    return transaction.at, ops


def _changed(ops: Iterable[Op]) -> Changed:
    listed = list(ops)
    structural = any(not isinstance(op, SetOp | SettleOp) for op in listed)
    return Changed(frozenset(NodeId(op.node) for op in listed), structural)


def _changed_by(entries: Iterable[Entry]) -> Changed:
    return _changed(op for entry in entries for op in entry.transaction.ops)
