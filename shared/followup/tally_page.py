"""One table for one period and one place in the plan: its members, and how many of them have each mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from shared.followup.standing import FOLLOWED_CLASS
from shared.followup.tally_marks import Mark, Marker
from shared.followup.tally_places import Inside, out_of_plan, way_to
from shared.followup.tally_rules import Rule
from shared.followup.tally_sayings import Sayings
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.values import Text

_INDICATOR = CellKey("indicator")
_WORST_FIRST = {"missed": 0, "partly": 1, "met": 2}
_LAST = len(_WORST_FIRST)


class Page:
    """Kept up to date by `look_again`. Nodes that come, go or move need another page."""

    def __init__(
        self,
        plan: Plan,
        rule: Rule,
        only_class: str,
        top: NodeId | None,
        sayings: Sayings,
        marker: Marker,
        marks: dict[NodeId, Mark],
    ) -> None:
        self.rule = rule
        self.counts: Counter[Mark] = Counter()
        """How many of what counts have each mark."""
        self._plan, self._sayings, self._marker, self._marks = plan, sayings, marker, marks
        self._only_class, self._top = only_class, top
        self._within = Inside(plan, top)
        self._counted: dict[NodeId, Mark] = {}
        self._sharing: dict[str, set[NodeId]] = {}
        """By indicator, those that belong to the table and share it."""
        self._indicators: dict[NodeId, str] = {}
        self._fill()

    def listed(self) -> list[tuple[NodeId, Mark]]:
        """What counts, in the plan's order, with its marks."""
        ordered = sorted(self._counted, key=lambda node: way_to(self._plan, node))
        return [(node, self._counted[node]) for node in ordered]

    def look_again(self, node: NodeId) -> None:
        """Something changed on a node, and is no longer as its mark says."""
        if self._plan.nodes[node].kind is not self.rule.counts:
            return
        before = self._indicators.pop(node, "")
        if before:
            self._sharing[before].discard(node)
        self._leave(node)
        after = self._take(node) if self._belongs(node) else ""
        for indicator in {before, after} - {""}:
            self._choose(indicator)

    def _fill(self) -> None:
        """Put everything on it that belongs there."""
        marks, mark_of = self._marks, self._marker.measure if self.rule.counts is Kind.MEASURE else self._marker.mark
        chosen = self._chosen()
        if self.rule.counts is Kind.MEASURE and self.rule.shared != "each":
            chosen = [node for node in chosen if not self._shares(node)]
        counted = self._counted
        for node in chosen:
            mark = marks.get(node)
            if mark is None:
                mark = marks[node] = mark_of(node)
            counted[node] = mark
        self.counts.update(counted.values())
        for indicator in self._sharing:
            self._choose(indicator)

    def _chosen(self) -> Iterable[NodeId]:
        """All nodes that belong to the table."""
        if self.rule.counts is not Kind.MEASURE:
            kind, nodes = self.rule.counts, self._plan.nodes.items()
            if self._top != ROOT:
                return [name for name, node in nodes if node.kind is kind and self._within.holds(node)]
            gone = out_of_plan(self._plan)
            return [name for name, node in nodes if node.kind is kind and name not in gone]
        wanted = [node for node, own in self._sayings.classes_of.items() if self._is_wanted(node, own)]
        # Those that say something of themselves are in the plan.
        return wanted if self._top == ROOT else filter(self._is_within, wanted)

    def _belongs(self, node: NodeId) -> bool:
        if not self._is_within(node):
            return False
        return self.rule.counts is not Kind.MEASURE or self._is_wanted(node, self._sayings.classes_of[node])

    def _is_within(self, node: NodeId) -> bool:
        return self._within.holds(self._plan.nodes[node])

    def _is_wanted(self, node: NodeId, own: str) -> bool:
        """Whether a measure of that class counts, wherever it is."""
        rule = self.rule
        if self._only_class and own != self._only_class:
            return False
        is_of = own in rule.classes if rule.classes else own != FOLLOWED_CLASS
        if not (rule.may_leave if is_of else rule.may_join):
            return is_of
        return self._sayings.choices.get(node, is_of)

    def _take(self, node: NodeId) -> str:
        """Put a node on it; the indicator whose one is still to be chosen, or ""."""
        if self.rule.counts is Kind.MEASURE and self.rule.shared != "each" and self._shares(node):
            return self._indicators[node]
        self._count(node)
        return ""

    def _shares(self, node: NodeId) -> bool:
        """Whether a measure has an indicator; then it is put beside those that have the same."""
        cell = self._plan.cells(node).get(_INDICATOR)
        indicator = " ".join(cell.value.text.split()).casefold() if cell and isinstance(cell.value, Text) else ""
        if indicator:
            self._indicators[node] = indicator
            self._sharing.setdefault(indicator, set()).add(node)
        return bool(indicator)

    def _choose(self, indicator: str) -> None:
        """Count the one of those that share an indicator whose result counts."""
        sharing = self._sharing[indicator]
        for node in sharing:
            self._leave(node)
        if sharing:
            self._count(min(sharing, key=self._order) if len(sharing) > 1 else next(iter(sharing)))

    def _order(self, node: NodeId) -> tuple[object, ...]:
        """Sorts the one first that counts. One without an assessment is neither the worst nor the best."""
        way = way_to(self._plan, node)
        place = (len(way), way)
        if self.rule.shared == "highest":
            return (0, place)
        badness = _WORST_FIRST.get(self._mark(node).sign, _LAST)
        return (badness if self.rule.shared == "worst" or badness == _LAST else -badness, place)

    def _mark(self, node: NodeId) -> Mark:
        found = self._marks.get(node)
        if found is None:
            found = self._marks[node] = self._marker.mark(node)
        return found

    def _count(self, node: NodeId) -> None:
        self._counted[node] = mark = self._mark(node)
        self.counts[mark] += 1

    def _leave(self, node: NodeId) -> None:
        mark = self._counted.pop(node, None)
        if mark is not None:
            self.counts[mark] -= 1
