"""One connection on the server, from hello to close.

    NEW ──Hello──> GREETED ──OpenPlan──> OPENING ──entered──> OPEN
     │                │                   │  ^                 │ Submit, Look, Recall, late entries, OpenPlan again
     │                │             parted│  │OpenPlan
     │                │                   v  │
     │                │                  PARTED: Locate, HandBack
     └── anything the protocol does not allow here: Failed, closed

Which message may come in which state is the table `_ALLOWED`; everything else closes the connection.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.sync.down import Act, Common, Down, Failed, Opened, Parted, PlanLine, Plans, TakenBack, Welcome
from shared.sync.up import (
    Anchor,
    DecideLate,
    HandBack,
    Hello,
    ListLate,
    ListPlans,
    Locate,
    Look,
    OpenPlan,
    Recall,
    Sent,
    Submit,
    Up,
)
from shared.sync.version import OLDEST_SPOKEN, PROTOCOL, is_spoken


class State(Enum):
    """Where a connection stands."""

    NEW = "new"
    GREETED = "greeted"
    OPENING = "opening"
    PARTED = "parted"
    OPEN = "open"
    CLOSED = "closed"

    # Asked for every message; see `shared.plan.kinds.Kind`.
    __hash__ = object.__hash__


class Send(msgspec.Struct, frozen=True):
    """Send this message to the client."""

    message: Down


class Hangup(msgspec.Struct, frozen=True):
    """Close the connection once everything is sent."""


class FindPlans(msgspec.Struct, frozen=True):
    """Look up the plans there are; then say `plans_found`."""


class Enter(msgspec.Struct, frozen=True):
    """Let this connection into the plan's room, and send it what it lacks; then say `entered`, `parted` or `fail`."""

    request: OpenPlan
    was_parted: bool
    """Whether the client has been told already that its log is another, and could hand back what is in it."""


class PassOn(msgspec.Struct, frozen=True):
    """Hand these transactions to the plan's sequencer."""

    transactions: tuple[Sent, ...]


class FindCommon(msgspec.Struct, frozen=True):
    """Find the newest of these points that is in the log; then say `common_found`."""

    anchors: tuple[Anchor, ...]


class TakeBack(msgspec.Struct, frozen=True):
    """Put these rows, which follow that point in the client's log, into the log if the seal is ours; then say
    `taken_back`. Up to `common` the client's log is this one."""

    common: int
    before: Anchor
    bodies: tuple[bytes, ...]
    seal: bytes


class FindPast(msgspec.Struct, frozen=True):
    """Send `Past` with rows up to that seq."""

    until: int


class FindLate(msgspec.Struct, frozen=True):
    """Send `Late` with what waits and this person may see."""


class Decide(msgspec.Struct, frozen=True):
    """Decide about a late entry for this person; send `LateDecided` once that is on disk."""

    request: DecideLate


class ShowAt(msgspec.Struct, frozen=True):
    """Tell the room which node this session looks at."""

    node: str


Action = Send | Hangup | FindPlans | Enter | PassOn | FindCommon | TakeBack | FindPast | FindLate | Decide | ShowAt

MAX_HANDED_BYTES = 64 * 2**20
"""Bytes of rows that one connection may hand back; of more the authors' own transactions must do."""

_ROW_BYTES = 50
"""What a row takes besides its content."""

_ALLOWED: dict[State, tuple[type, ...]] = {
    State.NEW: (Hello,),
    State.GREETED: (ListPlans, OpenPlan),
    # A client may not wait for the answer to its OpenPlan before it says where it is.
    State.OPENING: (Look,),
    State.PARTED: (Locate, HandBack, OpenPlan, Look),
    State.OPEN: (ListPlans, OpenPlan, Submit, Recall, ListLate, DecideLate, Look),
    State.CLOSED: (),
}


class ServerMachine:
    """One connection of somebody whom the listener has already identified."""

    def __init__(self, session: int, person: str, program: str) -> None:
        self.state = State.NEW
        self.session = session
        self.person = person
        self._program = program
        self._common = 0
        self._handed: list[bytes] = []
        self._handed_bytes = 0

    def receive(self, message: Up) -> list[Action]:
        """A message arrived."""
        if not isinstance(message, _ALLOWED[self.state]):
            return self.fail(Act.STOP, f"A message {type(message).__name__} is not allowed here.")
        match message:
            case Submit(transactions):
                return [PassOn(transactions)]
            case Hello():
                return self._greet(message)
            case ListPlans():
                return [FindPlans()]
            case OpenPlan():
                was_parted = self.state is State.PARTED
                self.state = State.OPENING
                self._common, self._handed, self._handed_bytes = 0, [], 0
                return [Enter(message, was_parted)]
            case Locate(anchors):
                return [FindCommon(anchors)]
            case HandBack():
                return self._take_handed(message)
            case Recall(until):
                return [FindPast(until)]
            case ListLate():
                return [FindLate()]
            case DecideLate():
                return [Decide(message)]
            case Look(node):
                return [ShowAt(node)] if self.state is State.OPEN else []

    def plans_found(self, plans: list[PlanLine]) -> list[Action]:
        """The answer to `FindPlans`."""
        return [Send(Plans(tuple(plans)))]

    def entered(self, opened: Opened) -> list[Action]:
        """The connection is in the plan's room; what it lacks follows."""
        self.state = State.OPEN
        return [Send(opened)]

    def parted(self, head: int) -> list[Action]:
        """The client's log is not this plan's."""
        self.state = State.PARTED
        return [Send(Parted(head))]

    def common_found(self, seq: int) -> list[Action]:
        """The answer to `FindCommon`; 0 if there is no such point."""
        self._common = seq
        return [Send(Common(seq))]

    def taken_back(self, count: int) -> list[Action]:
        """What was handed back is durable; so many rows were new."""
        return [Send(TakenBack(count))]

    def fail(self, act: Act, sentence: str) -> list[Action]:
        """Tell the client why this cannot go on, and close."""
        self.state = State.CLOSED
        return [Send(Failed(act, sentence)), Hangup()]

    def _greet(self, hello: Hello) -> list[Action]:
        if not is_spoken(hello.protocol, hello.oldest):
            older = "client" if hello.protocol < OLDEST_SPOKEN else "server"
            return self.fail(
                Act.UPGRADE,
                f"The server speaks protocol {OLDEST_SPOKEN} to {PROTOCOL}, the client {hello.oldest} to "
                f"{hello.protocol}: upgrade the {older}.",
            )
        self.state = State.GREETED
        return [Send(Welcome(min(PROTOCOL, hello.protocol), self._program, self.person, self.session))]

    def _take_handed(self, message: HandBack) -> list[Action]:
        """Gather what is handed back. Of too much nothing is taken."""
        self._handed_bytes += sum(map(len, message.bodies)) + _ROW_BYTES * len(message.bodies)
        if self._handed_bytes <= MAX_HANDED_BYTES:
            self._handed.extend(message.bodies)
        if not message.is_last:
            return []
        bodies = tuple(self._handed) if self._handed_bytes <= MAX_HANDED_BYTES else ()
        self._handed, self._handed_bytes = [], 0
        return [TakeBack(self._common, message.before, bodies, message.seal)]
