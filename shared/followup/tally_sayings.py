"""What the measures of a plan say of themselves that tables ask about: class, indicator, whether they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shared.followup.folded import folded
from shared.followup.tally_columns import column
from shared.followup.tally_places import Places
from shared.followup.tally_rules import Classes
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Flag, Text

_CLASS, _INDICATOR, _COUNTED = CellKey("measure_class"), CellKey("indicator"), CellKey("counted")


class Sayings:
    """Of every measure that is in the plan. Made anew when nodes come, go or move."""

    def __init__(self, plan: Plan, places: Places) -> None:
        self._plan = plan
        self.classes_of: dict[NodeId, str] = {}
        """The measures that are in the plan, each with its class's key, "" where it has none."""
        self.indicators: dict[NodeId, str] = {}
        """Those that have one, each with that as it is compared."""
        self.choices: dict[NodeId, bool] = {}
        """Those that say themselves whether they count."""
        # In the order of the nodes, which lie in memory much as they do there: twice as fast as in that of a set.
        self._listen(places.of_kind(Kind.MEASURE))
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
        self.indicators.pop(node, None)
        self.choices.pop(node, None)
        self._listen([node])
        self._count(node, 1)

    def _listen(self, nodes: Sequence[NodeId]) -> None:
        found = [self._plan.cells(node) for node in nodes]
        rows = zip(nodes, column(found, _CLASS), strict=True)
        self.classes_of |= {node: value.key if type(value) is Choice else "" for node, value in rows}
        rows = zip(nodes, column(found, _INDICATOR), strict=True)
        named = {node: folded(value.text) for node, value in rows if type(value) is Text}
        self.indicators |= {node: words for node, words in named.items() if words}
        rows = zip(nodes, column(found, _COUNTED), strict=True)
        self.choices |= {node: value.on for node, value in rows if type(value) is Flag}

    def _count(self, node: NodeId, by: int) -> None:
        key = self.classes_of[node]
        self._present[key] += by
        if self.choices.get(node) is False:
            self._left[key] += by
