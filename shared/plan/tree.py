"""The tree of a plan: its nodes, in what order they hang where, and how to find them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import msgspec

from shared.ids import ROOT, NodeId
from shared.plan.heights import Heights
from shared.plan.kinds import Kind


class Node(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A node's place in the tree. What it says is in its cells."""

    id: str
    kind: Kind
    level: str
    parent: str | None
    """None for the root alone."""
    rank: str
    retired: bool = False
    edited_after_retirement: bool = False


class Tree:
    """Nodes under `ROOT`, and indices of them. Whoever derives from it changes it, one node after the other."""

    def __init__(self) -> None:
        root = Node(id=ROOT, kind=Kind.UNIT, level="", parent=None, rank="V")
        self.nodes: dict[NodeId, Node] = {ROOT: root}
        self._children: dict[NodeId, list[tuple[str, NodeId]]] = {}
        self._of_kind: dict[Kind, set[NodeId]] = {Kind.UNIT: {ROOT}}
        self._heights: Heights | None = None
        """Made when somebody first asks: in most plans nobody moves anything."""

    def children(self, node: NodeId = ROOT) -> list[Node]:
        """The node's children in the order of their ranks, without retired ones."""
        found = (self.nodes[child] for _, child in self._children.get(node, ()))
        return [child for child in found if not child.retired]

    def all_children(self, node: NodeId = ROOT) -> list[Node]:
        """The node's children in the order of their ranks, retired ones too."""
        return [self.nodes[child] for _, child in self._children.get(node, ())]

    def of_kind(self, kind: Kind) -> list[Node]:
        """All nodes of a kind, wherever they are, retired ones too; by rank."""
        found = (self.nodes[node] for node in self._of_kind.get(kind, ()))
        return sorted(found, key=lambda node: (node.rank, node.id))

    def ids_of_kind(self, kind: Kind) -> AbstractSet[NodeId]:
        """The same nodes in no order, without the cost of one."""
        return self._of_kind.get(kind, set())

    def has_any(self, kind: Kind) -> bool:
        """Whether there is a node of that kind anywhere, retired or not."""
        return bool(self._of_kind.get(kind))

    def walk(self, node: NodeId = ROOT) -> Iterator[tuple[int, Node]]:
        """What lies under a node, parents before children, with the depth below it (0 for its children).

        Retired nodes and what is under them are left out.
        """
        waiting = [(0, child) for child in reversed(self.children(node))]
        while waiting:
            depth, current = waiting.pop()
            yield depth, current
            waiting.extend((depth + 1, child) for child in reversed(self.children(NodeId(current.id))))

    def path(self, node: NodeId) -> list[NodeId]:
        """From just below the root down to the node itself; empty for the root."""
        way: list[NodeId] = []
        current: NodeId | None = node
        while current is not None and current != ROOT:
            way.append(current)
            parent = self.nodes[current].parent
            current = NodeId(parent) if parent is not None else None
        return way[::-1]

    def retired_at(self, node: NodeId) -> list[NodeId]:
        """The retired nodes among the node and its ancestors: empty if it is in the plan."""
        found: list[NodeId] = []
        current: str | None = node
        # Asked after every edit, and mostly there are none: no path is made for that.
        while current is not None and current != ROOT:
            step = self.nodes[NodeId(current)]
            if step.retired:
                found.append(NodeId(current))
            current = step.parent
        return found[::-1]

    def height(self, node: NodeId) -> int:
        """How many levels hang under the node, retired nodes too: 0 where it has no children."""
        if self._heights is None:
            self._heights = Heights(self.nodes, self._children)
        return self._heights.of(node)

    def last_rank(self, parent: NodeId) -> str | None:
        """The rank of the parent's last child, retired or not; None if it has none."""
        listed = self._children.get(parent)
        return listed[-1][0] if listed else None

    # Changing

    def _grow(self, nodes: Mapping[NodeId, Node]) -> None:
        """Have all of these at once, in a tree that has only the root yet."""
        self.nodes = dict(nodes)
        for node in nodes.values():
            self._of_kind.setdefault(node.kind, set()).add(NodeId(node.id))
            if node.parent is not None:
                self._children.setdefault(NodeId(node.parent), []).append((node.rank, NodeId(node.id)))
        for siblings in self._children.values():
            siblings.sort()

    def _be(self, other: Tree) -> None:
        """Be the other tree from now on."""
        self.nodes, self._children, self._of_kind = other.nodes, other._children, other._of_kind
        self._heights = other._heights

    def _hang(self, node: Node) -> None:
        """Add a node that is not there; what hung under it hangs there again."""
        name = NodeId(node.id)
        above = self.nodes.get(NodeId(node.parent)) if node.parent is not None else None
        if above is not None and above.id is not node.parent:
            # An id is one text in the whole plan: less to keep, and to fetch from memory.
            node = msgspec.structs.replace(node, parent=above.id)
        self.nodes[name] = node
        self._of_kind.setdefault(node.kind, set()).add(name)
        if node.parent is not None:
            insort(self._children.setdefault(NodeId(node.parent), []), (node.rank, name))
            if self._heights is not None:
                self._heights.put(name, NodeId(node.parent))

    def _unhang(self, name: NodeId) -> Node:
        """Take a node off, but for what hangs under it."""
        node = self.nodes.pop(name)
        self._of_kind[node.kind].discard(name)
        if node.parent is not None:
            siblings = self._children[NodeId(node.parent)]
            del siblings[bisect_left(siblings, (node.rank, name))]
            if self._heights is not None:
                self._heights.take(name, NodeId(node.parent))
        return node
