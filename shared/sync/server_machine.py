"""One connection on the server, from hello to close.

    NEW ──Hello──> GREETED ──OpenPlan──> OPENING ──entered──> OPEN
     │                │                                         │ Submit, Look, OpenPlan again
     └── anything the protocol does not allow here: Failed, closed

Which message may come in which state is the table `_ALLOWED`; everything else closes the connection.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.plan.ops import Transaction
from shared.sync.down import Act, Down, Failed, Opened, PlanLine, Plans, Welcome
from shared.sync.up import Hello, ListPlans, Look, OpenPlan, Submit, Up
from shared.sync.version import OLDEST_SPOKEN, PROTOCOL, is_spoken


class State(Enum):
    """Where a connection stands."""

    NEW = "new"
    GREETED = "greeted"
    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed"


class Send(msgspec.Struct, frozen=True):
    """Send this message to the client."""

    message: Down


class Hangup(msgspec.Struct, frozen=True):
    """Close the connection once everything is sent."""


class FindPlans(msgspec.Struct, frozen=True):
    """Look up the plans there are; then say `plans_found`."""


class Enter(msgspec.Struct, frozen=True):
    """Let this connection into the plan's room, and send it what it lacks; then say `entered`, or `failed`."""

    request: OpenPlan


class PassOn(msgspec.Struct, frozen=True):
    """Hand these transactions to the plan's sequencer."""

    transactions: tuple[Transaction, ...]


class ShowAt(msgspec.Struct, frozen=True):
    """Tell the room which node this session looks at."""

    node: str


Action = Send | Hangup | FindPlans | Enter | PassOn | ShowAt

_ALLOWED: dict[State, tuple[type, ...]] = {
    State.NEW: (Hello,),
    State.GREETED: (ListPlans, OpenPlan),
    # A client may not wait for the answer to its OpenPlan before it says where it is.
    State.OPENING: (Look,),
    State.OPEN: (ListPlans, OpenPlan, Submit, Look),
    State.CLOSED: (),
}


class ServerMachine:
    """One connection of somebody whom the listener has already identified."""

    def __init__(self, session: int, person: str, program: str) -> None:
        self.state = State.NEW
        self.session = session
        self.person = person
        self._program = program
        self._client = ""

    def receive(self, message: Up) -> list[Action]:
        """A message arrived."""
        if not isinstance(message, _ALLOWED[self.state]):
            return self.fail(Act.STOP, f"A message {type(message).__name__} is not allowed here.")
        match message:
            case Hello():
                return self._greet(message)
            case ListPlans():
                return [FindPlans()]
            case OpenPlan():
                self.state = State.OPENING
                self._client = message.client
                return [Enter(message)]
            case Submit(transactions):
                return self._pass_on(transactions)
            case Look(node):
                return [ShowAt(node)] if self.state is State.OPEN else []

    def plans_found(self, plans: list[PlanLine]) -> list[Action]:
        """The answer to `FindPlans`."""
        return [Send(Plans(tuple(plans)))]

    def entered(self, plan: PlanLine) -> list[Action]:
        """The connection is in the plan's room; what it lacks follows."""
        self.state = State.OPEN
        return [Send(Opened(plan.id, plan.name, plan.head))]

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

    def _pass_on(self, transactions: tuple[Transaction, ...]) -> list[Action]:
        if any(transaction.key.client != self._client for transaction in transactions):
            return self.fail(Act.STOP, "A transaction carries the key of another client.")
        return [PassOn(transactions)]
