"""Which nodes still owe an outcome for a period, kept up as nodes come, change and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.followup.standing import owes_outcome
from shared.ids import NodeId
from shared.plan.model import Plan


class Owed:
    """The nodes of a plan that owe an outcome for one period.

    A large plan takes longer to count than a key may wait, so it is counted a stretch at a time: call `count_on` until
    it says that all is counted.
    """

    def __init__(self, plan: Plan, period: str, nodes: Sequence[NodeId]) -> None:
        self._plan = plan
        self._period = period
        self._known = set(nodes)
        self._waiting = list(reversed(nodes))
        self._owing: set[NodeId] = set()

    def __contains__(self, node: NodeId) -> bool:
        return node in self._owing

    def __len__(self) -> int:
        return len(self._owing)

    @property
    def is_counted(self) -> bool:
        """Whether every node has been looked at."""
        return not self._waiting

    def count_on(self, at_most: int | None = None) -> bool:
        """Look at the next nodes, all of them if no number is given. True once all are counted."""
        count = len(self._waiting) if at_most is None else at_most
        stretch, self._waiting = self._waiting[-count:] if count else [], self._waiting[: -count or None]
        self.look_again(stretch)
        return self.is_counted

    def look_again(self, nodes: Iterable[NodeId]) -> None:
        """Take account of what changed on these nodes; those that are not among the plan's rows owe nothing."""
        for node in nodes:
            if node in self._known and owes_outcome(self._plan, node, self._period):
                self._owing.add(node)
            else:
                self._owing.discard(node)

    def follow(self, nodes: Sequence[NodeId]) -> None:
        """The plan's rows are these now: count those that came, and drop those that went."""
        now = set(nodes)
        came, went = now - self._known, self._known - now
        self._known = now
        self._owing -= went
        self._waiting = [node for node in self._waiting if node in now]
        self.look_again(came)
