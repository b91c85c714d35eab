"""Logs to put into files: real transactions, put in order by the real sequencer."""

from __future__ import annotations

import random
from decimal import Decimal

from shared.ids import ROOT, ClientId, Key, NodeId, PlanId
from shared.plan.edits import add_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Op, Transaction
from shared.plan.values import Quantity, Text
from shared.sync.chain import START
from shared.sync.codec import sent_of
from shared.sync.image import Image
from shared.sync.sequencer import Gather, KeyedRow, Sequencer
from shared.sync.snapshot import image_of
from tests.builders import ids

PLAN, OTHER = PlanId("plana"), PlanId("planb")


class History:
    """A plan's life: transactions of some people, as rows for a file."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._sequencer = Sequencer(Plan(), START)
        self._counters: dict[ClientId, int] = {}
        self._new_id = ids()
        self._nodes: list[NodeId] = []

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self._sequencer.plan

    def image(self) -> Image:
        """An image of the plan as it is now."""
        return image_of(self.plan.still(), self._sequencer.chain)

    def rows(self, count: int, *, words: int = 3) -> tuple[KeyedRow, ...]:
        """The next rows of its log; edits of texts are that many words long."""
        return tuple(self._row(self._ops(words)) for _ in range(count))

    def _row(self, ops: list[Op]) -> KeyedRow:
        person = self._chance.choice(["anna", "bo", "cia"])
        client = ClientId(person + self._chance.choice("xy"))
        counter = self._counters[client] = self._counters.get(client, 0) + 1
        sent = sent_of(Transaction(Key(client, counter), 1_600_000_000_000 + counter, tuple(ops)))
        assert self._sequencer.submit(1, person, [sent]) == [Gather()]
        (row,) = self._sequencer.commit()
        self._sequencer.committed()
        return row

    def _ops(self, words: int) -> list[Op]:
        if not self._nodes or self._chance.random() < 0.1:
            ops = add_node(self.plan, Kind.MEASURE, "Sjukfrånvaro", parent=ROOT, level="", new_id=self._new_id)
            self._nodes.append(NodeId(ops[0].node))
            return list(ops)
        node = self._chance.choice(self._nodes)
        if self._chance.random() < 0.5:
            text = " ".join(f"ord{self._chance.randrange(10**6)}" for _ in range(words))
            return [set_cell(self.plan, node, "analysis", Text(text), period="2021")]
        number = Quantity(Decimal(self._chance.randrange(1000)), "%")
        return [set_cell(self.plan, node, "outcome", number, period="2021")]
