"""Which node of a plan a draft speaks of: never by its title alone, but also by where it stands and what it does."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from shared.exchange.document import Draft
from shared.exchange.words import plain
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan

_OWN = (Kind.MEASURE, Kind.ACTIVITY, Kind.ACTION)
"""Kinds that may hang directly under a wider level in the plan, where a table names a level between."""

_ByPlace = dict[tuple[Kind, str], deque[NodeId]]


def match(plan: Plan, drafts: Sequence[Draft]) -> dict[int, NodeId]:
    """The plan's node for each draft that has one, by the draft's index; no node for two drafts.

    First by path: under the same parent the same kind and title, the second of two equal siblings for the second. Then,
    for drafts from tables that may leave levels out, the only node of that kind and title further down; or the one
    directly under a level above, where the plan lacks a level that the table has.
    """
    found: dict[int, NodeId] = {0: ROOT}
    matching = _Matching(plan, drafts, found)
    matching.by_path()
    matching.over_levels()
    return found


class _Matching:
    def __init__(self, plan: Plan, drafts: Sequence[Draft], found: dict[int, NodeId]) -> None:
        self._plan = plan
        self._drafts = drafts
        self._found = found
        self._taken: set[NodeId] = {ROOT}
        self._below: dict[NodeId, _ByPlace] = {}
        self._beside: dict[NodeId, _ByPlace] = {}

    def by_path(self) -> None:
        for index in range(1, len(self._drafts)):
            self._keep(index, self._child(index))

    def over_levels(self) -> None:
        for index, draft in enumerate(self._drafts):
            if index in self._found:
                continue
            self._keep(index, self._child(index))
            if index not in self._found and draft.skips_levels:
                self._keep(index, self._further_down(index) or self._further_up(index))

    def _keep(self, index: int, node: NodeId | None) -> None:
        if node is not None:
            self._found[index] = node
            self._taken.add(node)

    def _child(self, index: int) -> NodeId | None:
        """The first node not taken yet that has the draft's kind and title, directly under its parent's node."""
        draft = self._drafts[index]
        parent = self._found.get(draft.parent)
        if parent is None or index in self._found:
            return None
        return next(iter(self._free(self._children(parent), draft)), None)

    def _further_down(self, index: int) -> NodeId | None:
        draft = self._drafts[index]
        parent = self._found.get(draft.parent)
        if parent is None:
            return None
        if parent not in self._below:
            self._below[parent] = self._by_place(node for _, node in self._plan.walk(parent))
        free = self._free(self._below[parent], draft)
        return free[0] if len(free) == 1 else None

    def _further_up(self, index: int) -> NodeId | None:
        draft = self._drafts[index]
        above = draft.parent
        while draft.kind in _OWN and above > 0:
            above = self._drafts[above].parent
            parent = self._found.get(above)
            if parent is not None and parent != ROOT:
                free = self._free(self._children(parent), draft)
                return free[0] if len(free) == 1 else None
        return None

    def _free(self, nodes: _ByPlace, draft: Draft) -> list[NodeId]:
        """The first two nodes at the draft's place that are not taken: more make no difference."""
        there = nodes.get((draft.kind, plain(draft.title)), deque())
        while there and there[0] in self._taken:
            there.popleft()
        return list(islice((node for node in there if node not in self._taken), 2))

    def _children(self, parent: NodeId) -> _ByPlace:
        if parent not in self._beside:
            self._beside[parent] = self._by_place(iter(self._plan.children(parent)))
        return self._beside[parent]

    def _by_place(self, nodes: Iterator[Node]) -> _ByPlace:
        by_place: _ByPlace = {}
        for node in nodes:
            name = NodeId(node.id)
            by_place.setdefault((node.kind, plain(self._plan.title(name))), deque()).append(name)
        return by_place
