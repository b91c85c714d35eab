"""Short ways to make what tests talk about."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import count

from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.edits import add_node
from shared.plan.fields import Role
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op, Transaction
from shared.plan.refusal import Refusal
from shared.plan.values import Quantity, Text
from shared.sync.sequencer import sequence

ANNA, BO = ClientId("anna"), ClientId("bo")

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def an_id(number: int) -> NodeId:
    """The node id of that number: readable in failures, valid on the wire."""
    letters = ""
    while True:
        number, digit = divmod(number, 26)
        letters = _LETTERS[digit] + letters
        if not number:
            return NodeId(f"n{letters}")


def ids() -> Callable[[], NodeId]:
    """A source of ids, the same in every run."""
    numbers = count()
    return lambda: an_id(next(numbers))


class Desk:
    """A plan and somebody who numbers what is done to it, as the server would."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.new_id = ids()
        self.entries: list[Entry] = []
        self._counters: dict[ClientId, int] = {}

    def do(self, *ops: Op, client: ClientId = ANNA, author: str = "") -> Entry:
        """These ops as one transaction; they must not be refused."""
        answer = self.attempt(*ops, client=client, author=author)
        assert isinstance(answer, Entry), answer
        return answer

    def attempt(
        self, *ops: Op, client: ClientId = ANNA, author: str = "", role: Role = Role.ADMINISTRATOR
    ) -> Entry | Refusal:
        """These ops as one transaction, or why not."""
        answer = sequence(self.plan, self.transaction(*ops, client=client), author or client, role)
        if isinstance(answer, Entry):
            self.entries.append(answer)
        return answer

    def transaction(self, *ops: Op, client: ClientId = ANNA) -> Transaction:
        """These ops under the client's next key."""
        counter = self._counters[client] = self._counters.get(client, 0) + 1
        return Transaction(Key(client, counter), 1_600_000_000_000, ops)

    def add(self, title: str, kind: Kind = Kind.GOAL, parent: NodeId = ROOT, level: str = "") -> NodeId:
        """A new node under the parent, last."""
        ops = add_node(self.plan, kind, title, parent=parent, level=level, new_id=self.new_id)
        self.do(*ops)
        return NodeId(ops[0].node)

    def measure(self, title: str = "Sjukfrånvaro", parent: NodeId = ROOT) -> NodeId:
        """A new measure."""
        return self.add(title, Kind.MEASURE, parent, "Mätetal")


def percent(number: str) -> Quantity:
    """So many percent."""
    return Quantity(Decimal(number), "%")


def words(text: str) -> Text:
    """A text value."""
    return Text(text)
