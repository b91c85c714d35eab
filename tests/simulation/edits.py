"""What the people of a simulation do, drawn by lot from the plan that they see."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node, move_node, set_cell, settle_keep, settle_take
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Create, Op, Restore, Retire
from shared.plan.rank import between
from shared.plan.values import Quantity, Text, names
from tests.simulation.profiles import Doing

PERIOD = "2021"
WORDS = ("köer", "ökar", "minskar", "personal", "saknas", "bra", "läget")
_OWNERS = ("RS", "RUN", "HSN", "ANA")
_CHAIN = 40


class Edits:
    """Ops by lot. Node ids count up, so that a seed gives the same ones again."""

    def __init__(self, chance: random.Random, doing: Doing) -> None:
        self._chance = chance
        self._draw: Callable[[Plan, list[NodeId]], list[Op]] = {
            Doing.ANYTHING: self._anything,
            Doing.CONFLICTS: self._conflict,
            Doing.RESULTS: self._result,
            Doing.STRUCTURE: self._structure,
        }[doing]
        self._ids = 0
        self._words = 0

    def ops(self, plan: Plan) -> list[Op]:
        """What somebody does who sees this plan: one transaction."""
        return self._draw(plan, [NodeId(node.id) for _, node in plan.walk()])

    def _anything(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        kind = self._chance.random()
        if len(nodes) < 3 or kind < 0.08:
            return self._creation(plan, nodes)
        node = self._chance.choice(nodes)
        if kind < 0.18:
            # Among few nodes, so that two move them under each other or under a retired one.
            few = nodes[:4]
            return [move_node(plan, self._chance.choice(few), parent=self._chance.choice([ROOT, *few]), after=None)]
        if kind < 0.24:
            return [Retire(node) if self._chance.random() < 0.5 else Restore(node)]
        if kind < 0.34 and plan.contested:
            return [self._settlement(plan)]
        return [self._setting(plan, node) for _ in range(self._chance.choice((1, 1, 1, 3)))]

    def _result(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        if len(nodes) < 3 or self._chance.random() < 0.2:
            return self._conflict(plan, nodes)
        value = Quantity(Decimal(self._chance.randrange(1_000)), "%")
        return [set_cell(plan, self._chance.choice(nodes[:3]), "outcome", value, period=PERIOD)]

    def _conflict(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        if len(nodes) < 3:
            return self._creation(plan, nodes)
        if plan.contested and self._chance.random() < 0.1:
            return [self._settlement(plan)]
        few = nodes[:3] if self._chance.random() < 0.8 else nodes
        node = self._chance.choice(few)
        kind = self._chance.random()
        if kind < 0.3:
            return [self._setting(plan, node)]
        if kind < 0.6:
            # Often the same value as somebody else's.
            value = Quantity(Decimal(self._chance.randrange(2)), "%")
            return [set_cell(plan, node, "outcome", value, period=PERIOD)]
        # New words, often at the same place: all of them must be found again.
        self._words += 1
        text = plan.text(node, "analysis", PERIOD).split()
        text.insert(self._chance.choice((0, 2, len(text))), f"ord{self._words}")
        return [set_cell(plan, node, "analysis", Text(" ".join(text)), period=PERIOD)]

    def _structure(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        kind = self._chance.random()
        if len(nodes) < 3 or kind < 0.2:
            return self._chain(plan, nodes)
        node, other = self._chance.choice(nodes), self._chance.choice([ROOT, *nodes])
        if kind < 0.7:
            return [move_node(plan, node, parent=other, after=None)]
        if kind < 0.85:
            return [Retire(node) if self._chance.random() < 0.7 else Restore(node)]
        return [self._setting(plan, node)]

    def _chain(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        """Nodes under one another, down to deeper than a plan may be."""
        deepest = max(nodes, key=lambda node: len(plan.path(node)), default=ROOT)
        parent = self._chance.choice([ROOT, deepest, deepest])
        made: list[Op] = []
        rank = between(plan.last_rank(parent), None)
        for _ in range(self._chance.randint(1, _CHAIN)):
            node = self._new_id()
            made.append(Create(node, Kind.GOAL, "", parent, rank))
            parent, rank = node, between(None, None)
        return made

    def _creation(self, plan: Plan, nodes: list[NodeId]) -> list[Op]:
        parent = self._chance.choice([ROOT, *nodes])
        title = f"mätetal {self._ids}"
        return list(add_node(plan, Kind.MEASURE, title, parent=parent, level="", new_id=self._new_id))

    def _settlement(self, plan: Plan) -> Op:
        node, key = self._chance.choice(sorted(plan.contested, key=repr))
        if self._chance.random() < 0.5:
            return settle_keep(plan, node, key)
        return settle_take(plan, node, key, 0)

    def _setting(self, plan: Plan, node: NodeId) -> Op:
        what = self._chance.choice(("outcome", "analysis", "owner"))
        if plan.nodes[node].kind is not Kind.MEASURE:
            what = "title"
        if what == "title":
            return set_cell(plan, node, what, Text(self._chance.choice(WORDS)))
        if what == "outcome":
            return set_cell(plan, node, what, Quantity(Decimal(self._chance.randrange(5)), "%"), period=PERIOD)
        if what == "owner":
            return set_cell(plan, node, what, names(self._chance.sample(_OWNERS, 2)))
        text = plan.text(node, "analysis", PERIOD).split()
        place = self._chance.randint(0, len(text))
        text[place : place + self._chance.randint(0, 1)] = [self._chance.choice(WORDS)]
        return set_cell(plan, node, what, Text(" ".join(text)), period=PERIOD)

    def _new_id(self) -> NodeId:
        self._ids += 1
        letters = "abcdefghijklmnopqrstuvwxyz"
        return NodeId("n" + "".join(letters[self._ids // power % 26] for power in (17_576, 676, 26, 1)))
