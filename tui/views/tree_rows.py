"""The rows of an outline as flat arrays in pre-order: good for 100,000 nodes, and never recursive.

index    0  1  2  3  4        what lies under row i is i+1 .. i+size[i]-1
depth    0  1  2  1  0        a fold hides exactly that stretch
size     4  2  1  1  1        `_visible` are the indexes not hidden, in order, so that both ways are quick
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from shared.ids import NodeId
from shared.plan.model import Plan


class TreeRows:
    """The nodes of a plan in the order they are read, with the folds over them.

    A *row* is an index into all nodes; a *line* is its place among those that no fold hides.
    """

    def __init__(self, plan: Plan, folded: frozenset[NodeId] = frozenset()) -> None:
        self.ids: list[NodeId] = []
        self.depths: list[int] = []
        self._read(plan)
        self._sizes = _sizes(self.depths)
        self._row_of = {node: row for row, node in enumerate(self.ids)}
        self._folded = {node for node in folded if node in self._row_of}
        self._visible = list(self._unhidden(0, len(self.ids)))

    def _read(self, plan: Plan) -> None:
        for depth, node in plan.walk():
            self.ids.append(NodeId(node.id))
            self.depths.append(depth)

    @property
    def line_count(self) -> int:
        """How many rows are not hidden."""
        return len(self._visible)

    @property
    def folded(self) -> frozenset[NodeId]:
        """The nodes whose rows are folded."""
        return frozenset(self._folded)

    def __contains__(self, node: NodeId) -> bool:
        return node in self._row_of

    def node_at(self, line: int) -> NodeId:
        """The node on that line. Raises IndexError if there is no such line."""
        return self.ids[self._visible[line]]

    def depth_of(self, node: NodeId) -> int:
        """0 for the rows just below the root."""
        return self.depths[self._row_of[node]]

    def has_children(self, node: NodeId) -> bool:
        """Whether anything lies under it."""
        return self._sizes[self._row_of[node]] > 1

    def is_folded(self, node: NodeId) -> bool:
        """Whether what lies under it is hidden by its own fold."""
        return node in self._folded

    def line_of(self, node: NodeId) -> int | None:
        """The node's line, or that of the fold that hides it; None if it is not in the plan."""
        row = self._row_of.get(node)
        if row is None:
            return None
        line = bisect_left(self._visible, row)
        is_shown = line < len(self._visible) and self._visible[line] == row
        return line if is_shown else line - 1

    def parent_of(self, node: NodeId) -> NodeId | None:
        """The node it lies under, or None if that is the root."""
        row = self._row_of[node]
        depth = self.depths[row]
        while row and self.depths[row] >= depth:
            row -= 1
        return self.ids[row] if self.depths[row] < depth else None

    def fold(self, node: NodeId) -> bool:
        """Hide what lies under the node; False if there is nothing to hide or it is folded already."""
        if not self.has_children(node) or node in self._folded:
            return False
        first, after = self._stretch(node)
        self._folded.add(node)
        del self._visible[bisect_left(self._visible, first) : bisect_left(self._visible, after)]
        return True

    def unfold(self, node: NodeId) -> bool:
        """Show what lies under the node, except where other folds hide it; False if it is not folded."""
        if node not in self._folded:
            return False
        self._folded.discard(node)
        if self._is_shown(node):
            first, after = self._stretch(node)
            place = bisect_left(self._visible, first)
            self._visible[place:place] = self._unhidden(first, after)
        return True

    def reveal(self, node: NodeId) -> bool:
        """Unfold whatever hides the node; False if nothing did."""
        above: list[NodeId] = []
        parent = self.parent_of(node)
        while parent is not None:
            above.append(parent)
            parent = self.parent_of(parent)
        return sum(self.unfold(ancestor) for ancestor in reversed(above)) > 0

    def after(self, node: NodeId | None, *, backwards: bool = False) -> Iterator[NodeId]:
        """Every other node once, hidden ones too, from the one after this onwards and round again."""
        here = self._row_of.get(node) if node is not None else None
        before, onwards = (self.ids[:here], self.ids[here + 1 :]) if here is not None else ([], self.ids)
        yield from reversed(onwards + before) if backwards else onwards + before

    def _is_shown(self, node: NodeId) -> bool:
        row = self._row_of[node]
        line = bisect_left(self._visible, row)
        return line < len(self._visible) and self._visible[line] == row

    def _stretch(self, node: NodeId) -> tuple[int, int]:
        row = self._row_of[node]
        return row + 1, row + self._sizes[row]

    def _unhidden(self, row: int, after: int) -> Iterator[int]:
        while row < after:
            yield row
            row += self._sizes[row] if self.ids[row] in self._folded else 1


def _sizes(depths: list[int]) -> list[int]:
    """How many rows each row's subtree has, itself included."""
    sizes = [1] * len(depths)
    open_rows: list[int] = []
    for row, depth in enumerate(depths):
        while open_rows and depths[open_rows[-1]] >= depth:
            done = open_rows.pop()
            sizes[done] = row - done
        open_rows.append(row)
    for done in open_rows:
        sizes[done] = len(depths) - done
    return sizes
