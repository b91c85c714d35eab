"""Which nodes still owe an outcome for a period, kept up as nodes change."""

from __future__ import annotations

from collections.abc import Iterable

from shared.followup.standing import owes_outcome
from shared.ids import NodeId
from shared.plan.model import Plan


class Owed:
    """The nodes of a plan that owe an outcome for one period."""

    def __init__(self, plan: Plan, period: str, nodes: Iterable[NodeId]) -> None:
        self._plan = plan
        self._period = period
        self._nodes = {node for node in nodes if owes_outcome(plan, node, period)}

    def __contains__(self, node: NodeId) -> bool:
        return node in self._nodes

    def __len__(self) -> int:
        return len(self._nodes)

    def look_again(self, nodes: Iterable[NodeId]) -> None:
        """Take account of what changed on these nodes."""
        for node in nodes:
            if node in self._plan.nodes and owes_outcome(self._plan, node, self._period):
                self._nodes.add(node)
            else:
                self._nodes.discard(node)
