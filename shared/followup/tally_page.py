"""One table for one period and one place in the plan: its members, and how many of them have each mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from shared.followup.assessment import WORST_FIRST
from shared.followup.standing import FOLLOWED_CLASS, Sign
from shared.followup.tally_marks import Mark, Marker
from shared.followup.tally_places import Places, way_to
from shared.followup.tally_rules import Rule
from shared.followup.tally_sayings import Sayings
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan

_BADNESS: dict[Sign, int] = {sign: place for place, sign in enumerate(WORST_FIRST)}
_LAST = len(_BADNESS)


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
        places: Places,
    ) -> None:
        self.rule = rule
        self.counts: Counter[Mark] = Counter()
        """How many of what counts have each mark."""
        self._plan, self._sayings, self._marker, self._places = plan, sayings, marker, places
        self._only_class, self._top = only_class, top
        self._within = places.inside(top)
        self._is_shared = rule.counts is Kind.MEASURE and rule.shared != "each"
        self._counted: dict[NodeId, Mark] = {}
        self._indicators: dict[NodeId, str] = {}
        """Of those that belong to the table and share an indicator, which."""
        self._sharing: dict[str, dict[NodeId, tuple[int, int]]] = {}
        """By indicator, those that share it, each with how it sorts: the least one counts."""
        self._chosen: dict[str, NodeId] = {}
        """By indicator, the one of them that counts."""
        self._fill()

    def listed(self) -> list[tuple[NodeId, Mark]]:
        """What counts, in the plan's order, with its marks."""
        ordered = sorted(self._counted, key=lambda node: way_to(self._plan, node))
        return [(node, self._counted[node]) for node in ordered]

    def look_again(self, node: NodeId) -> None:
        """Something changed on a node, and is no longer as its mark says."""
        if self._plan.nodes[node].kind is not self.rule.counts:
            return
        self._leave(node)
        if self._belongs(node):
            self._take([node])

    def _fill(self) -> None:
        """Put everything on it that belongs there."""
        if self.rule.counts is Kind.MEASURE:
            wanted = self._wanted()
            # Those that say something of themselves are in the plan.
            is_all = self._top == ROOT
            self._take(wanted if is_all else [node for node in wanted if self._is_within(node)])
        elif self._top == ROOT:
            if self.rule.counts is Kind.GOAL:
                self._marker.assess_goals(self._places)
            self._take(self._places.of_kind(self.rule.counts))
        else:
            self._take([name for name in self._plan.ids_of_kind(self.rule.counts) if self._is_within(name)])

    def _wanted(self) -> list[NodeId]:
        """All measures that count, wherever they are."""
        sayings = self._sayings
        classes = frozenset(own for own in sayings.classes.present if self._is_of(own))
        wanted = [node for node, own in sayings.classes_of.items() if own in classes]
        if not (self.rule.may_join or self.rule.may_leave):
            return wanted
        own_say = {node: self._is_wanted(node, sayings.classes_of[node]) for node in sayings.choices}
        others = [node for node in wanted if node not in own_say]
        return others + [node for node, is_wanted in own_say.items() if is_wanted]

    def _belongs(self, node: NodeId) -> bool:
        if not self._is_within(node):
            return False
        return self.rule.counts is not Kind.MEASURE or self._is_wanted(node, self._sayings.classes_of[node])

    def _is_within(self, node: NodeId) -> bool:
        return self._within.holds(self._plan.nodes[node])

    def _is_of(self, own: str) -> bool:
        """Whether the measures of a class count that say nothing else."""
        if self._only_class and own != self._only_class:
            return False
        return own in self.rule.classes if self.rule.classes else own != FOLLOWED_CLASS

    def _is_wanted(self, node: NodeId, own: str) -> bool:
        """Whether a measure of that class counts, wherever it is."""
        if self._only_class and own != self._only_class:
            return False
        is_of = self._is_of(own)
        if not (self.rule.may_leave if is_of else self.rule.may_join):
            return is_of
        return self._sayings.choices.get(node, is_of)

    def _take(self, nodes: Sequence[NodeId]) -> None:
        """Put nodes on it that belong there."""
        indicators = self._sayings.indicators
        sharing = {node: indicators[node] for node in nodes if node in indicators} if self._is_shared else {}
        self._count([node for node in nodes if node not in sharing] if sharing else nodes)
        if not sharing:
            return
        self._indicators.update(sharing)
        marks = self._marker.marks([*sharing], Kind.MEASURE) if self.rule.shared != "highest" else {}
        depths = self._places.depths
        for node, indicator in sharing.items():
            badness = self._badness(marks[node].sign) if marks else 0
            self._sharing.setdefault(indicator, {})[node] = (badness, depths[node])
        self._choose(set(sharing.values()))

    def _badness(self, sign: Sign) -> int:
        """Sorts the one first that counts. One without an assessment is neither the worst nor the best."""
        badness = _BADNESS.get(sign, _LAST)
        return badness if self.rule.shared == "worst" or badness == _LAST else -badness

    def _choose(self, indicators: Collection[str]) -> None:
        """Count of those that share each indicator the one whose result counts."""
        self._uncount([self._chosen.pop(each) for each in indicators if each in self._chosen])
        chosen = {each: self._first(self._sharing[each]) for each in indicators if self._sharing[each]}
        self._chosen.update(chosen)
        self._count([*chosen.values()])

    def _first(self, sharing: dict[NodeId, tuple[int, int]]) -> NodeId:
        """The one that sorts first: by its sign where that matters, then the highest, then the plan's order."""
        least = min(sharing.values())
        equals = [node for node, order in sharing.items() if order == least]
        return min(equals, key=lambda node: way_to(self._plan, node)) if len(equals) > 1 else equals[0]

    def _leave(self, node: NodeId) -> None:
        """Take a node off, if it is there; another one may count instead of it."""
        indicator = self._indicators.pop(node, "")
        if indicator:
            del self._sharing[indicator][node]
            self._choose([indicator])
        else:
            self._uncount([node])

    def _count(self, nodes: Sequence[NodeId]) -> None:
        marks = self._marker.marks(nodes, self.rule.counts)
        self._counted.update(marks)
        self.counts.update(marks.values())

    def _uncount(self, nodes: Sequence[NodeId]) -> None:
        for node in nodes:
            mark = self._counted.pop(node, None)
            if mark is not None:
                self.counts[mark] -= 1
