"""How many levels hang under each node, kept up as the tree changes: to ask costs no walk, however much hangs there.

Of each parent it is known how many of its children have which height. One that comes or goes changes that for its
parent, for whose parent only where the parent's own height is another now, and so on up: at most as many steps as the
plan has levels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.ids import ROOT, NodeId


class Placed(Protocol):
    """A node, as far as this is about it."""

    @property
    def parent(self) -> str | None:
        """The node it hangs under; None for the root."""


class Heights:
    """Of the nodes that are there now; `children` are each node's, with their ranks. From now on every change is told
    to `put` and `take`, and `nodes` always has all that hang anywhere, but for the one that is just changing."""

    def __init__(self, nodes: Mapping[NodeId, Placed], children: Mapping[NodeId, Sequence[tuple[str, NodeId]]]) -> None:
        self._nodes = nodes
        self._below: dict[NodeId, Counter[int]] = {}
        """For each parent: how many children of which height it has."""
        found = [ROOT]
        for node in found:
            found.extend(child for _, child in children.get(node, ()))
        for node in reversed(found):
            heights = Counter(self.of(child) for _, child in children.get(node, ()))
            if heights:
                self._below[node] = heights

    def of(self, node: NodeId) -> int:
        """The levels under the node: 0 where nothing hangs there."""
        below = self._below.get(node)
        return 1 + max(below) if below else 0

    def put(self, node: NodeId, parent: NodeId) -> None:
        """The node hangs under that one now, with all that hangs under it."""
        self._change(parent, None, self.of(node))

    def take(self, node: NodeId, parent: NodeId) -> None:
        """The node hangs under that one no more."""
        self._change(parent, self.of(node), None)

    def _change(self, parent: NodeId, old: int | None, new: int | None) -> None:
        """A child of that parent has another height; None for no child at all."""
        at: NodeId | None = parent
        while at is not None and old != new:
            before = self.of(at)
            below = self._below.setdefault(at, Counter())
            if new is not None:
                below[new] += 1
            if old is not None:
                below[old] -= 1
                if not below[old]:
                    del below[old]
            if not below:
                del self._below[at]
            old, new = before, self.of(at)
            above = self._nodes[at].parent
            at = NodeId(above) if above is not None else None
