"""Where nodes are: whether they are in the plan and under another one, and in which order."""

from __future__ import annotations

from functools import cached_property

from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan

Way = tuple[tuple[str, str], ...]
"""The ranks that lead to a node, from the top: sorts nodes in the plan's order."""


class Inside(dict[str | None, bool]):
    """By node: whether it is in the plan, and is `top` or under it.

    What was asked about is remembered, so that another one is needed when anything comes, goes or moves.
    """

    def __init__(self, plan: Plan, top: NodeId | None) -> None:
        super().__init__({None: False})
        self._nodes = plan.nodes
        if top is not None:
            self[top] = top in plan.nodes and not plan.retired_at(top)
        self._top = top

    def __missing__(self, node: str | None) -> bool:
        way: list[str | None] = []
        current = node
        while current not in self:
            step = self._nodes[NodeId(current or "")]
            if step.retired:
                self[current] = False
                break
            way.append(current)
            current = step.parent
        found = self[current]
        self.update(dict.fromkeys(way, found))
        return found

    def holds(self, node: Node) -> bool:
        """The same of a node that nothing needs to be remembered of: most have nothing under them."""
        return self[self._top] if node.id == self._top else self[node.parent] and not node.retired


class Depths(dict[str | None, int]):
    """By node: how many lie above it. What was asked about is remembered, as in `Inside`."""

    def __init__(self, plan: Plan) -> None:
        super().__init__({None: -1})
        self._nodes = plan.nodes

    def __missing__(self, node: str | None) -> int:
        way: list[str | None] = []
        current = node
        while current not in self:
            way.append(current)
            current = self._nodes[NodeId(current or "")].parent
        depth = self[current]
        for step in reversed(way):
            depth += 1
            self[step] = depth
        return depth


class Places:
    """What all pages of a plan ask about where nodes are; worked out once, until anything comes, goes or moves."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._inside: dict[NodeId | None, Inside] = {}
        self.depths = Depths(plan)

    def inside(self, top: NodeId | None) -> Inside:
        """Whether nodes are in the plan, and are `top` or under it."""
        if top not in self._inside:
            self._inside[top] = Inside(self._plan, top)
        return self._inside[top]

    def of_kind(self, kind: Kind) -> list[NodeId]:
        """The nodes of a kind that are in the plan."""
        gone = self._gone
        return [name for name, node in self._plan.nodes.items() if node.kind is kind and name not in gone]

    @cached_property
    def _gone(self) -> set[NodeId]:
        return _out_of_plan(self._plan)


def _out_of_plan(plan: Plan) -> set[NodeId]:
    """The nodes that are retired or lie under one that is: few, and so what is in the plan is soonest told by them."""
    gone: set[NodeId] = set()
    waiting = [name for name, node in plan.nodes.items() if node.retired]
    while waiting:
        name = waiting.pop()
        if name not in gone:
            gone.add(name)
            waiting += [NodeId(child.id) for child in plan.all_children(name)]
    return gone


def deeper(plan: Plan, one: NodeId, other: NodeId) -> NodeId | None:
    """The one of the two that is under the other; None if neither is, or either is not there."""
    if one not in plan.nodes or other not in plan.nodes:
        return None
    if Inside(plan, other)[one]:
        return one
    return other if Inside(plan, one)[other] else None


def way_to(plan: Plan, node: NodeId) -> Way:
    """The way to the node. The shorter it is, the higher up the node."""
    return tuple((plan.nodes[step].rank, step) for step in plan.path(node))
