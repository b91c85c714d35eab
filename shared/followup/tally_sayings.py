"""What the measures of a plan say of themselves that tables ask about: their class, and whether they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from shared.followup.tally_places import out_of_plan
from shared.followup.tally_rules import Classes
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Flag

_MEASURE = Kind.MEASURE
_CLASS, _COUNTED = CellKey("measure_class"), CellKey("counted")


class Sayings:
    """Of every measure that is in the plan. Made anew when nodes come, go or move."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        gone, cells_of = out_of_plan(plan), plan.cells
        # Nodes that were made one after the other lie beside each other: twice as fast as in any other order.
        there = [name for name, node in plan.nodes.items() if node.kind is _MEASURE and name not in gone]
        self.classes_of: dict[NodeId, str] = {name: _class_in(cells_of(name)) for name in there}
        """The measures that are in the plan, each with its class's key, "" where it has none."""
        self.choices: dict[NodeId, bool] = {
            name: choice for name in there if (choice := _choice_in(cells_of(name))) is not None
        }
        """Those that say themselves whether they count."""
        # By class: how many measures have it, and how many of those say that they do not count.
        self._present = Counter(self.classes_of.values())
        self._left = Counter(self.classes_of[node] for node, choice in self.choices.items() if not choice)

    @property
    def classes(self) -> Classes:
        """The classes there are, and those that have left the common table altogether."""
        present = frozenset(key for key, count in self._present.items() if count)
        return Classes(present, frozenset(key for key in present if self._left[key] == self._present[key]))

    def look_again(self, node: NodeId) -> None:
        """Something changed on a measure."""
        if node not in self.classes_of:
            return
        self._count(node, -1)
        cells = self._plan.cells(node)
        self.classes_of[node] = _class_in(cells)
        self.choices.pop(node, None)
        if (choice := _choice_in(cells)) is not None:
            self.choices[node] = choice
        self._count(node, 1)

    def _count(self, node: NodeId, by: int) -> None:
        key = self.classes_of[node]
        self._present[key] += by
        if self.choices.get(node) is False:
            self._left[key] += by


def _class_in(cells: Mapping[CellKey, Cell]) -> str:
    cell = cells.get(_CLASS)
    return cell.value.key if cell is not None and type(cell.value) is Choice else ""


def _choice_in(cells: Mapping[CellKey, Cell]) -> bool | None:
    cell = cells.get(_COUNTED)
    return cell.value.on if cell is not None and type(cell.value) is Flag else None
