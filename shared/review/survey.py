"""The plan as a review looks at it: each node once, with what every rule asks for worked out beforehand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from shared.followup.period import Period, read_period
from shared.followup.standing import Standing, standing
from shared.ids import ROOT, NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Cell, Node, Plan
from shared.plan.ops import CellKey
from shared.plan.values import FieldType, Names, Text, Value

period_of = lru_cache(maxsize=4096)(read_period)
"""`read_period`, remembered: a plan says the same few names many times."""


@lru_cache(maxsize=4096)
def order_of(name: str) -> tuple[date, int] | None:
    """What sorts periods as they follow each other, without reading them again for each comparison."""
    period = read_period(name)
    return (period.last_day, -period.first_day.toordinal()) if period else None


PROSE = {
    kind: frozenset(field.name for field in entry.fields.values() if field.type is FieldType.PROSE)
    - {"vocabulary", "before", "after"}
    for kind, entry in KINDS.items()
}
"""The fields of each kind in which somebody writes about the plan."""

Series = list[tuple[Period, Value]]
"""Values of one field and part, one for each period, earliest first."""


Texts = tuple[tuple[CellKey, str], ...]


class Subject(msgspec.Struct, frozen=True):
    """One node, as the rules look at it."""

    node: NodeId
    kind: Kind
    cells: Mapping[CellKey, Cell]
    texts: Texts
    """Its prose, of all periods."""
    stands: Standing | None
    """Where it stands in the period; measures only."""

    def value(self, field: str, period: str | None = None, part: str | None = None) -> Value | None:
        """A cell's value, or None."""
        cell = self.cells.get(CellKey(field, period, part))
        return cell.value if cell else None


class Survey:
    """A plan and a period under review. The plan must not change meanwhile."""

    def __init__(self, plan: Plan, period: str) -> None:
        self.plan = plan
        self.period = period
        """Its canonical name."""
        asked = read_period(period)
        assert asked is not None, "a period is read before it is reviewed"
        self.asked: Period = asked
        self._order = (asked.last_day, -asked.first_day.toordinal())
        self.nodes: list[Node] = [plan.nodes[ROOT]]
        """The root and all nodes in the plan, in its order."""
        self.answered: set[NodeId] = set()
        """Nodes that actions lie under."""
        self._ends: list[int] = []
        self._places: dict[NodeId, int] = {ROOT: 0}
        self._owned: set[NodeId] = set()
        self._take_in()

    def _take_in(self) -> None:
        """One walk through the plan."""
        depths = [-1]
        for depth, node in self.plan.walk():
            self._places[NodeId(node.id)] = len(self.nodes)
            self.nodes.append(node)
            depths.append(depth)
            if node.kind is Kind.ACTION and node.parent is not None:
                self.answered.add(NodeId(node.parent))
        self._ends = [len(self.nodes)] * len(self.nodes)
        open_ones: list[int] = []
        for place, depth in enumerate(depths):
            while open_ones and depths[open_ones[-1]] >= depth:
                self._ends[open_ones.pop()] = place
            open_ones.append(place)
        for node in self.nodes:
            name = NodeId(node.id)
            owner = self.plan.value(name, "owner")
            if (isinstance(owner, Names) and owner.names) or node.parent in self._owned:
                self._owned.add(name)

    def subjects(self) -> Iterator[Subject]:
        """Each node once, in the plan's order."""
        for node in self.nodes:
            name = NodeId(node.id)
            stands = standing(self.plan, name, self.period) if node.kind is Kind.MEASURE else None
            yield Subject(name, node.kind, self.plan.cells(name), self.texts(node), stands)

    def texts(self, node: Node) -> Texts:
        """The node's prose, of all periods."""
        prose = PROSE[node.kind]
        return tuple(
            (key, cell.value.text)
            for key, cell in self.plan.cells(NodeId(node.id)).items()
            if key.field in prose and isinstance(cell.value, Text)
        )

    def before(self, subject: Subject, field: str, part: str | None) -> Series:
        """The values of a field that is per period, of the periods before this one."""
        found = [
            (order, period, cell.value)
            for key, cell in subject.cells.items()
            if key.field == field and key.part == part and key.period and cell.value is not None
            if (order := order_of(key.period)) is not None and order < self._order
            if (period := period_of(key.period)) is not None
        ]
        found.sort(key=lambda entry: entry[0])
        return [(period, value) for _, period, value in found]

    def is_owned(self, node: NodeId) -> bool:
        """Whether somebody answers for the node, or for one above it."""
        return node in self._owned

    def is_leaf(self, node: NodeId) -> bool:
        """Whether nothing lies under the node."""
        place = self._places[node]
        return self._ends[place] == place + 1

    def place(self, node: NodeId) -> int:
        """Where the node stands in the plan's order."""
        return self._places[node]

    def count_under(self, node: NodeId, places: Sequence[int]) -> int:
        """How many of these places, in order, lie under the node."""
        place = self._places[node]
        return bisect_left(places, self._ends[place]) - bisect_left(places, place + 1)

    def is_now(self, key: CellKey) -> bool:
        """Whether the cell belongs to the period, or to none."""
        return key.period is None or key.period == self.period
