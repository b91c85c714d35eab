"""A replica's side of the sync.

    OFFLINE ──connected──> GREETING ──Welcome──> OPENING ──Opened, news──> LIVE
       ^                                          │  ^                      │
       │                                    Parted│  │TakenBack             │
       │                                          v  │                      │
       │                                         PARTED                     │
       └──────────────────────────── disconnected ──────────────────────────┘        STOPPED after Failed

News arrive like this: pending is lifted, the news are applied, what is still pending is laid on again. The order of the
actions is the order to carry them out in; what is stored on disk comes back as `stored`, and only then is it sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from shared.errors import RemoteProtocolError
from shared.ids import ClientId, Key, NodeId
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.refusal import Refusal, Why
from shared.sync.arrival import Arrival
from shared.sync.client_actions import (
    Action,
    Changed,
    FindAnchors,
    FindLost,
    Hangup,
    Healed,
    Sealed,
    Send,
    StateChanged,
    StoreChunk,
    StoreConfirmed,
    StoreImage,
    StorePending,
    StorePeople,
    StoreRekeyed,
    StoreReopened,
    StoreReturned,
    StoreServer,
)
from shared.sync.codec import decode_entry, unsendable
from shared.sync.down import (
    Act,
    BackedUp,
    Common,
    Confirmed,
    Down,
    Failed,
    Here,
    ImageBegins,
    ImageChunk,
    Known,
    Opened,
    Parted,
    Past,
    People,
    Plans,
    Present,
    Refused,
    TakenBack,
    Welcome,
)
from shared.sync.healing import Healing
from shared.sync.image import ImageHead
from shared.sync.layers import Layers, Taken
from shared.sync.outbox import Outbox
from shared.sync.snapshot import Unpacking
from shared.sync.up import MAX_SUBMITTED, Anchor, Hello, Locate, Look, OpenPlan, Submit
from shared.sync.version import OLDEST_SPOKEN, PROTOCOL

DIFFERS = "This copy of the plan differs from the server's, which must not be; fetch it afresh."


class State(Enum):
    """Where a replica stands with its server."""

    OFFLINE = "offline"
    GREETING = "greeting"
    OPENING = "opening"
    PARTED = "parted"
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
        seal: bytes = b"",
        pending: Iterable[Transaction] = (),
        next_counter: int = 1,
        person: str = "",
        people: dict[str, str] | None = None,
        epoch: str = "",
        backed_up: int = 0,
        incoming: tuple[ImageHead, Sequence[bytes]] | None = None,
        program: str = "",
        may_create: bool = False,
    ) -> None:
        self.state = State.OFFLINE
        self.reason = ""
        """Why the server does not go on with us; set when STOPPED."""
        self.act: Act | None = None
        self.name = name
        self.client = client
        self.outbox = Outbox(pending)
        self.people: dict[str, str] = dict(people or {})
        """Names by author id."""
        self.here: tuple[Here, ...] = ()
        self.session = 0
        self.head = plan.seq
        """The server's newest seq as far as known."""
        self.backed_up = backed_up
        """Everything up to this seq is in a backup of the server's."""
        self.may_create = may_create
        """Whether the server shall make the plan if it has none of that name."""
        self.wants_afresh = False
        """Whether to fetch the whole plan again, whatever is here."""
        self._layers = Layers(plan, chain, seal, self.outbox, person)
        self._arrival = Arrival(incoming)
        self._epoch = epoch
        self._expected = (0, plan.digest)
        """A seq, and the digest that the server has said its plan has there."""
        self._next_counter = next_counter
        self._new_client = new_client
        self._has_double = False
        self._program = program
        self._node = ""
        self._healing: Healing | None = None

    @property
    def plan(self) -> Plan:
        """Confirmed and pending together, changed in place."""
        return self._layers.plan

    @property
    def person(self) -> str:
        """Who the server takes this replica's user for."""
        return self._layers.person

    @property
    def pending_cells(self) -> set[tuple[NodeId, CellKey]]:
        """The cells that what is pending writes."""
        return self._layers.pending_cells

    @property
    def image_progress(self) -> tuple[int, int]:
        """How many chunks of an image are here, of how many; 0 of 0 where none is arriving."""
        return self._arrival.progress

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
        transaction = Transaction(Key(self.client, self._next_counter), at, tuple(ops))
        problem = unsendable(transaction)
        if problem is not None:
            return Refusal(Why.UNSENDABLE, problem[:300])
        refusal = self._layers.show(transaction)
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
        self._layers.again()
        return [_changed(transaction.ops)]

    def confirmed(self) -> tuple[Plan, bytes]:
        """The plan without what is pending, and its chain. Only for the end: the machine must not be used after."""
        self._layers.lift()
        return self.plan, self._layers.chain

    def look(self, node: str) -> list[Action]:
        """The person looks at this node ("" for none)."""
        self._node = node
        return [Send(Look(node))] if self.state is State.LIVE else []

    def anchors_found(self, anchors: Sequence[Anchor]) -> list[Action]:
        """The answer to `FindAnchors`."""
        return [Send(Locate(tuple(anchors)))] if self.state is State.PARTED else []

    def lost_found(self, before: Anchor, bodies: Sequence[bytes], own: Sequence[Transaction]) -> list[Action]:
        """The answer to `FindLost`: the rows after that point to the last one here, and own transactions whose places
        come after the common point. These are pending again: whatever becomes of the rows, they are not lost."""
        if self._healing is None or self.state is not State.PARTED:
            return []
        handed = self._healing.hand_back(before, bodies, self._layers.seal)
        reopened = tuple(transaction for transaction in own if transaction.key not in self.outbox)
        self.outbox.reopen(reopened)
        self._layers.again()
        return [StoreReopened(reopened), *map(Send, handed), Healed(len(bodies), len(reopened))]

    def receive(self, message: Down) -> list[Action]:
        """A message arrived. Raises RemoteProtocolError if it does not fit; nothing has changed then."""
        match message:
            case Welcome():
                return self._welcome(message)
            case Opened():
                return self._take_opened(message)
            case Parted():
                return self._take_parted()
            case Common(seq) if self._healing is not None:
                self._healing.common = seq
                return [FindLost(seq)]
            case TakenBack() if self._healing is not None:
                self._healing.has_handed_back = True
                self.state = State.OPENING
                return [self._opening(), StateChanged()]
            case ImageBegins():
                return self._take_beginning(message)
            case ImageChunk():
                return self._take_chunk(message)
            case Confirmed():
                return self._take_rows(message)
            case Known(body):
                return self._take_known(decode_entry(body))
            case Refused(key, refusal):
                return self._take_refusal(key, refusal)
            case BackedUp(seq):
                self.backed_up = max(self.backed_up, seq)
                return [StoreServer(self._epoch, self.backed_up), StateChanged()]
            case People(people):
                fresh = {person.id: person.name for person in people if self.people.get(person.id) != person.name}
                self.people |= fresh
                return [StorePeople(self.person, fresh), StateChanged()] if fresh else []
            case Present(here):
                self.here = here
            case Failed(act, sentence):
                return self._take_failure(act, sentence)
            case Plans() | Past() | Common() | TakenBack():
                pass
        return [StateChanged()]

    # Opening

    def _welcome(self, message: Welcome) -> list[Action]:
        known: list[Action] = [] if message.person == self.person else [StorePeople(message.person, {})]
        self._layers.person = message.person
        self.session = message.session
        self.state = State.OPENING
        return [*known, self._opening(), StateChanged()]

    def _opening(self) -> Send:
        seq, chain, afresh = self.plan.seq, self._layers.chain, self.wants_afresh
        return Send(OpenPlan(self.name, self.may_create, self.client, seq, chain, afresh, self._arrival.resume))

    def _take_opened(self, message: Opened) -> list[Action]:
        self.head, self._expected = message.head, (message.head, message.digest)
        self._epoch, self.backed_up = message.epoch, message.backed_up
        if self._layers.role is not message.role:
            self._layers.role = message.role
            self._layers.again()
        return [StoreServer(message.epoch, message.backed_up), *self._after_news()]

    def _take_parted(self) -> list[Action]:
        """What the server may have lost is handed back first; if its log has gone another way by then, ours is
        exchanged for it, whole."""
        if self._healing is not None and self._healing.has_handed_back:
            self.wants_afresh = True
            return [self._opening(), StateChanged()]
        self._healing = Healing()
        self.state = State.PARTED
        return [FindAnchors(), StateChanged()]

    def _take_failure(self, act: Act, sentence: str) -> list[Action]:
        self.reason = sentence
        self.act = act
        if act is not Act.RETRY:
            self.state = State.STOPPED
        return [Hangup(act is Act.RETRY), StateChanged()]

    # An image

    def _take_beginning(self, message: ImageBegins) -> list[Action]:
        if message.head.seq < self.plan.seq and not self.wants_afresh:
            raise RemoteProtocolError("an image of an older plan than is here")
        seq, digest = self._expected
        if message.head.seq == seq and message.head.digest != digest:
            raise RemoteProtocolError("an image of another plan than was opened")
        self._arrival.begin(message)
        return [StateChanged()]

    def _take_chunk(self, message: ImageChunk) -> list[Action]:
        here = self._arrival.feed(message)
        kept = StoreChunk(here.head, message.index, message.chunk)
        return [kept, *(self._take_image(here) if here.is_complete else [StateChanged()])]

    def _take_image(self, here: Unpacking) -> list[Action]:
        plan = here.plan()
        self._layers.become(plan, here.head.chain, self._arrival.seal)
        self.wants_afresh = False
        rebased = self._healing.transplant(self.outbox, plan) if self._healing is not None else []
        self._healing = None
        self._layers.lay()
        retold: list[Action] = [StoreReopened((), tuple(rebased))] if rebased else []
        return [StoreImage(here.head, self._layers.sealed), *retold, Changed(frozenset(), True), *self._after_news()]

    # News

    def _take_rows(self, message: Confirmed) -> list[Action]:
        if message.first > self.plan.seq + 1:
            return [Hangup(True)]
        taken = self._layers.take(message)
        if taken is None:
            return self._differ()
        if not taken.rows:
            return self._after_news()
        self.head = max(self.head, self.plan.seq)
        return self._told(taken, self._layers.sealed)

    def _take_known(self, entry: Entry) -> list[Action]:
        """What was sent again has its place in the log already, among what is here."""
        if entry.seq > self.plan.seq:
            return [Hangup(True)]
        return self._told(self._layers.take_known(entry), None)

    def _told(self, taken: Taken, sealed: Sealed | None) -> list[Action]:
        answered = {key for key, _ in taken.answered}
        fresh = [entry.transaction.key for entry in taken.entries] if taken.rows else []
        # Somebody else writes under our client id: this replica was copied, or restored from before that entry.
        is_doubled = any(key.client == self.client and key not in answered for key in fresh)
        self._has_double = self._has_double or is_doubled or self.outbox.has_disputed
        kept = StoreConfirmed(taken.rows, self.plan.seq, taken.answered, taken.rebased, taken.met, sealed)
        return [kept, _changed_by(taken.entries), *taken.met, *self._after_news()]

    def _take_refusal(self, key: Key, refusal: Refusal) -> list[Action]:
        transaction = self.outbox.answered(key)
        if transaction is None:
            return []
        self._layers.again()
        return [StoreReturned(transaction, refusal), _changed(transaction.ops), *self._send(), StateChanged()]

    def _after_news(self) -> list[Action]:
        if self.state is not State.OPENING or self.plan.seq < self.head or self.wants_afresh:
            return [*self._send(), StateChanged()]
        seq, digest = self._expected
        # What has come in since the plan was opened may have led past that seq.
        if self.plan.seq == seq and self._layers.digest != digest:
            return self._differ()
        self.state = State.LIVE
        self._healing = None
        look: list[Action] = [Send(Look(self._node))] if self._node else []
        return [*look, *self._send(), StateChanged()]

    def _differ(self) -> list[Action]:
        """The same log has led to another plan here: go no further. What is pending stays where it is."""
        return self._take_failure(Act.FETCH_AFRESH, DIFFERS)

    # Sending

    def _send(self) -> list[Action]:
        if self.state is not State.LIVE:
            return []
        sent = self.outbox.take_sendable()
        if sent:
            parts = [tuple(sent[start : start + MAX_SUBMITTED]) for start in range(0, len(sent), MAX_SUBMITTED)]
            return [Send(Submit(part)) for part in parts]
        # Only now is it known of everything that is pending whether it is in somebody's log already.
        return self._change_identity() if self._has_double and not self.outbox.has_in_flight else []

    def _change_identity(self) -> list[Action]:
        """Go on under a new client id; what is disputed gets another key."""
        self._has_double = False
        self.client = self._new_client()
        self._next_counter = 1
        rekeyed = self.outbox.rekey()
        self._layers.again()
        return [StoreRekeyed(self.client, rekeyed), StateChanged()]


def _changed(ops: Iterable[Op]) -> Changed:
    listed = list(ops)
    structural = any(not isinstance(op, SetOp | SettleOp) for op in listed)
    return Changed(frozenset(NodeId(op.node) for op in listed), structural)


def _changed_by(entries: Iterable[Entry]) -> Changed:
    return _changed(op for entry in entries for op in entry.transaction.ops)
