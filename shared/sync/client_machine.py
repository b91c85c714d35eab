"""A replica's side of the sync.

    OFFLINE ──connected──> GREETING ──Welcome──> OPENING ──Opened, news──> LIVE
       ^                                          │  ^                      │
       │                                    Parted│  │TakenBack             │
       │                                          v  │                      │
       │                                         PARTED                     │
       └──────────────────────────── disconnected ──────────────────────────┘        STOPPED after Failed

The order of the actions is the order to carry them out in. What there is to do on the way to LIVE is in `opening`, what
becomes of transactions in `traffic`; here is when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from shared.ids import ClientId, Key, NodeId
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Op, Transaction
from shared.plan.refusal import Refusal
from shared.sync.client_actions import Action, FindAnchors, FindLost, Hangup, Send, StateChanged, StorePeople
from shared.sync.codec import decode_entry
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
    Late,
    LateDecided,
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
from shared.sync.layers import Layers
from shared.sync.opening import Opening
from shared.sync.outbox import Outbox
from shared.sync.traffic import Traffic
from shared.sync.up import Anchor, Hello, Locate, Look
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
    ) -> None:
        self.state = State.OFFLINE
        self.reason = ""
        """Why the server does not go on with us; set when STOPPED."""
        self.act: Act | None = None
        self.people: dict[str, str] = dict(people or {})
        """Names by author id."""
        self.here: tuple[Here, ...] = ()
        self.session = 0
        self._layers = Layers(plan, chain, seal, Outbox(pending), person)
        self._traffic = Traffic(self._layers, client, next_counter, new_client)
        self.opening = Opening(name, self._layers, epoch, backed_up, incoming)
        self._program = program
        self._node = ""

    @property
    def plan(self) -> Plan:
        """Confirmed and pending together, changed in place."""
        return self._layers.plan

    @property
    def outbox(self) -> Outbox:
        """What is pending."""
        return self._layers.outbox

    @property
    def client(self) -> ClientId:
        """Under which the next transaction is made."""
        return self._traffic.client

    @property
    def person(self) -> str:
        """Who the server takes this replica's user for."""
        return self._layers.person

    @property
    def pending_cells(self) -> set[tuple[NodeId, CellKey]]:
        """The cells that what is pending writes."""
        return self._layers.pending_cells

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
        return self._traffic.submit(ops, at)

    def stored(self, key: Key) -> list[Action]:
        """The pending transaction is on disk here."""
        self.outbox.stored(key)
        return self._send()

    def withdraw(self, key: Key) -> list[Action]:
        """The pending transaction could not be stored: it never happened."""
        return self._traffic.withdraw(key)

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
        come after the common point."""
        return self.opening.hand_back(before, bodies, own) if self.state is State.PARTED else []

    def receive(self, message: Down) -> list[Action]:
        """A message arrived. Raises RemoteProtocolError if it does not fit; nothing has changed then."""
        match message:
            case Welcome():
                return self._welcome(message)
            case Opened():
                return [*self.opening.take_opened(message), *self._after_news()]
            case Parted():
                return self._take_parted()
            case Common(seq) if self.opening.healing is not None:
                self.opening.healing.common = seq
                return [FindLost(seq)]
            case TakenBack(count) if self.opening.healing is not None:
                return [self.opening.healing.taken_back(count), *self._open()]
            case ImageBegins():
                self.opening.begin_image(message)
            case ImageChunk():
                taken = self.opening.take_chunk(message)
                return [*taken, *([StateChanged()] if self.opening.is_arriving else self._after_news())]
            case Confirmed():
                return self._take_rows(message)
            case Known(body):
                return self._take_known(decode_entry(body))
            case Refused(key, refusal):
                returned = self._traffic.take_refusal(key, refusal)
                return [*returned, *self._send(), StateChanged()] if returned else []
            case BackedUp(seq):
                return self.opening.take_backed_up(seq)
            case People(people):
                fresh = {person.id: person.name for person in people if self.people.get(person.id) != person.name}
                self.people |= fresh
                return [StorePeople(self.person, fresh), StateChanged()] if fresh else []
            case Present(here):
                self.here = here
            case Failed(act, sentence):
                return self._take_failure(act, sentence)
            case Plans() | Past() | Common() | TakenBack() | Late() | LateDecided():
                pass
        return [StateChanged()]

    # From hello to live

    def _welcome(self, message: Welcome) -> list[Action]:
        known: list[Action] = [] if message.person == self.person else [StorePeople(message.person, {})]
        self._layers.person = message.person
        self.session = message.session
        return [*known, *self._open()]

    def _open(self) -> list[Action]:
        self.state = State.OPENING
        return [self.opening.ask(self.client), StateChanged()]

    def _take_parted(self) -> list[Action]:
        """What the server may have lost is handed back first; if its log has gone another way by then, ours is
        exchanged for it, whole."""
        healing = self.opening.healing
        if healing is not None and healing.has_handed_back:
            self.opening.wants_afresh = True
            return self._open()
        self.opening.healing = Healing()
        self.state = State.PARTED
        return [FindAnchors(), StateChanged()]

    def _take_failure(self, act: Act, sentence: str) -> list[Action]:
        self.reason = sentence
        self.act = act
        if act is not Act.RETRY:
            self.state = State.STOPPED
        return [Hangup(act is Act.RETRY), StateChanged()]

    # News

    def _take_rows(self, message: Confirmed) -> list[Action]:
        if message.first > self.plan.seq + 1:
            return [Hangup(True)]
        told = self._traffic.take_rows(message)
        return self._differ() if told is None else [*told, *self._after_news()]

    def _take_known(self, entry: Entry) -> list[Action]:
        if entry.seq > self.plan.seq:
            return [Hangup(True)]
        return [*self._traffic.take_known(entry), *self._after_news()]

    def _after_news(self) -> list[Action]:
        if self.state is not State.OPENING or not self.opening.has_all:
            return [*self._send(), StateChanged()]
        if self.opening.differs:
            return self._differ()
        self.state = State.LIVE
        self.opening.healing = None
        look: list[Action] = [Send(Look(self._node))] if self._node else []
        return [*look, *self._send(), StateChanged()]

    def _differ(self) -> list[Action]:
        """The same log has led to another plan here: go no further. What is pending stays where it is."""
        return self._take_failure(Act.FETCH_AFRESH, DIFFERS)

    def _send(self) -> list[Action]:
        return self._traffic.send() if self.state is State.LIVE else []
