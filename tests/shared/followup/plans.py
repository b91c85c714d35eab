"""Plans to follow up, built the way real ones are: by applying ops."""

from __future__ import annotations

from shared.followup.quantity import read_quantity
from shared.followup.target import read_target
from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.apply import apply
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import APPLIED, Create, Entry, Op, Outcome, Retire, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.values import Choice, Flag, Text, Value


class Paper:
    """A plan being written down."""

    def __init__(self) -> None:
        self.plan = Plan()

    def node(self, kind: Kind, parent: NodeId = ROOT, name: NodeId | None = None) -> NodeId:
        """A new node, last among its siblings."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        number = self.plan.seq
        name = name or NodeId("n" + letters[number // 676 % 26] + letters[number // 26 % 26] + letters[number % 26])
        self.do(Create(name, kind, "", parent, between(self.plan.last_rank(parent), None)))
        return name

    def measure(
        self,
        target: str = "",
        outcome: str = "",
        *,
        period: str = "2021-T2",
        parent: NodeId = ROOT,
        by_person: str = "",
        choices: dict[str, str] | None = None,
        counted: bool | None = None,
        texts: dict[str, str] | None = None,
    ) -> NodeId:
        """A measure with what is given, as printed."""
        node = self.node(Kind.MEASURE, parent)
        if target:
            self.set(node, "target", read_target(target), period)
        if outcome:
            self.set(node, "outcome", read_quantity(outcome), period)
        if by_person:
            self.set(node, "assessment", Choice(by_person), period)
        if counted is not None:
            self.set(node, "counted", Flag(counted))
        for field, key in (choices or {}).items():
            self.set(node, field, Choice(key))
        for field, words in (texts or {}).items():
            self.set(node, field, Text(words))
        return node

    def set(
        self,
        node: NodeId,
        field: str,
        value: Value | None,
        period: str | None = None,
        part: str | None = None,
        *,
        because: str = "",
        outcome: Outcome = APPLIED,
    ) -> None:
        """Write one cell."""
        self.do(SetOp(node, field, period, part, value, 0, because=because), outcome)

    def retire(self, node: NodeId) -> None:
        """Take a node out of the plan."""
        self.do(Retire(node))

    def do(self, op: Op, outcome: Outcome = APPLIED) -> None:
        """Apply one op as the next transaction."""
        seq = self.plan.seq + 1
        apply(self.plan, Entry(seq, "anna", Transaction(Key(ClientId("c"), seq), 0, (op,)), (outcome,)))
