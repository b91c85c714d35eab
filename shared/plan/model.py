"""A plan in memory: nodes, cells, rivals, and the seq it reflects.

A plan is changed in place, since a copy of a large one for every keystroke is out of the question. Whoever may have
to take changes back asks for a `mark` first and calls `rollback` with it: the client does so with what is pending, the
sequencer with a transaction that turns out to be refused half way.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NewType

import msgspec

from shared.ids import ROOT, Key, NodeId
from shared.plan.digest import digest_from, total_of, weight_of
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import Text, Value

Mark = NewType("Mark", int)


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


class Rival(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A claim on a contested cell that is not its confirmed value."""

    value: Value | None
    seq: int
    author: str
    at: int
    key: Key
    because: str = ""


class Cell(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A fact about a node, and who wrote it when."""

    value: Value | None
    """None once it has been cleared."""
    seq: int
    author: str
    at: int
    """Milliseconds since 1970 by the author's clock."""
    key: Key
    because: str = ""
    is_merged: bool = False
    """Whether the value was combined by the server and so was on nobody's screen before."""
    rivals: tuple[Rival, ...] = ()

    @property
    def is_contested(self) -> bool:
        """Whether more than one claim stands."""
        return bool(self.rivals)

    @property
    def newest(self) -> int:
        """The newest seq among its claims: what somebody has seen who looks at it now."""
        return max(self.seq, *(rival.seq for rival in self.rivals)) if self.rivals else self.seq


NO_CELLS: Mapping[CellKey, Cell] = {}


class Still(msgspec.Struct, frozen=True):
    """What a plan was at one moment; stays so, whatever happens to the plan."""

    seq: int
    digest: bytes
    nodes: Mapping[NodeId, Node]
    cells: Mapping[NodeId, Mapping[CellKey, Cell]]


class Plan:
    """A tree of nodes under `ROOT`, their cells, and `seq`, the last transaction it reflects."""

    def __init__(self) -> None:
        root = Node(id=ROOT, kind=Kind.UNIT, level="", parent=None, rank="V")
        self.nodes: dict[NodeId, Node] = {ROOT: root}
        self.seq = 0
        self.contested: set[tuple[NodeId, CellKey]] = set()
        self._cells: dict[NodeId, dict[CellKey, Cell]] = {}
        self._children: dict[NodeId, list[tuple[str, NodeId]]] = {}
        self._of_kind: dict[Kind, set[NodeId]] = {Kind.UNIT: {ROOT}}
        self._keys: dict[CellKey, CellKey] = {}
        """The keys there are, each once: few, and every one of them would be there thousands of times."""
        self._journal: list[tuple[NodeId, CellKey | None, Node | Cell | None]] | None = None
        self._total = weight_of(root)
        self.is_counted = True
        """Whether the digest follows what changes. Off for what is only tried, and taken back before it is on again."""

    @classmethod
    def of(cls, still: Still) -> Plan:
        """The plan that was so: every parent is among the nodes, every cell's node too, and the digest is theirs."""
        plan = cls()
        plan.seq, plan.nodes, plan._total = still.seq, dict(still.nodes), total_of(still.digest)
        plan._cells = {node: dict(cells) for node, cells in still.cells.items()}
        plan.contested = {
            (node, key) for node, cells in still.cells.items() for key, cell in cells.items() if cell.rivals
        }
        for node in still.nodes.values():
            plan._of_kind.setdefault(node.kind, set()).add(NodeId(node.id))
            if node.parent is not None:
                plan._children.setdefault(NodeId(node.parent), []).append((node.rank, NodeId(node.id)))
        for siblings in plan._children.values():
            siblings.sort()
        return plan

    # Looking

    @property
    def digest(self) -> bytes:
        """Sixteen bytes that equal plans have in common, and others practically never; see `shared.plan.digest`."""
        return digest_from(self._total)

    def counted_digest(self) -> bytes:
        """The digest, worked out anew from every node and cell."""
        nodes = sum(map(weight_of, self.nodes.values()))
        cells = (weight_of((node, key, cell)) for node, found in self._cells.items() for key, cell in found.items())
        return digest_from(nodes + sum(cells))

    def still(self) -> Still:
        """The plan as it is now. Costs a shallow copy: nodes and cells themselves never change."""
        cells = {node: dict(found) for node, found in self._cells.items()}
        return Still(self.seq, self.digest, dict(self.nodes), cells)

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

    def cell(self, node: NodeId, field: str, period: str | None = None, part: str | None = None) -> Cell | None:
        """The cell, or None if nothing was ever written there."""
        return self._cells.get(node, NO_CELLS).get(CellKey(field, period, part))

    def value(self, node: NodeId, field: str, period: str | None = None, part: str | None = None) -> Value | None:
        """The cell's confirmed value, or None."""
        cell = self.cell(node, field, period, part)
        return cell.value if cell else None

    def cells(self, node: NodeId) -> Mapping[CellKey, Cell]:
        """All cells of a node, cleared ones too, in the order they were first written."""
        return self._cells.get(node, NO_CELLS)

    def text(self, node: NodeId, field: str, period: str | None = None) -> str:
        """A text field's words, or "" where there are none."""
        value = self.value(node, field, period)
        return value.text if isinstance(value, Text) else ""

    def title(self, node: NodeId) -> str:
        """What the node is called, or "" if it has no title."""
        return self.text(node, "title")

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

    def last_rank(self, parent: NodeId) -> str | None:
        """The rank of the parent's last child, retired or not; None if it has none."""
        listed = self._children.get(parent)
        return listed[-1][0] if listed else None

    # Changing; only `shared.plan.apply` does

    def put_node(self, node: Node) -> None:
        """Add a node, or replace the one with its id."""
        self._note(NodeId(node.id), None, self.nodes.get(NodeId(node.id)))
        self._place(node)

    def put_cell(self, node: NodeId, key: CellKey, cell: Cell) -> None:
        """Write a cell of a node that is there."""
        self._note(node, key, self._cells.get(node, NO_CELLS).get(key))
        self._write(node, key, cell)

    @property
    def is_remembering(self) -> bool:
        """Whether changes can be rolled back."""
        return self._journal is not None

    def mark(self) -> Mark:
        """A point to roll back to. From now on changes are remembered, until `forget`."""
        if self._journal is None:
            self._journal = []
        return Mark(len(self._journal))

    def rollback(self, mark: Mark) -> list[NodeId]:
        """Take back every change since the mark, newest first; `seq` is the caller's to restore. Returns the nodes."""
        journal = self._journal or []
        undone = []
        while len(journal) > mark:
            node, key, old = journal.pop()
            undone.append(node)
            if isinstance(old, Node):
                self._place(old)
            elif key is None:
                self._displace(node)
            else:
                self._write(node, key, old)
        return undone

    def become(self, other: Plan) -> None:
        """Be the other plan from now on; the other one must not be used any more. Nothing is remembered."""
        self.nodes, self.seq, self.contested, self._total = other.nodes, other.seq, other.contested, other._total
        self._cells, self._children, self._journal = other._cells, other._children, None
        self._of_kind, self._keys = other._of_kind, other._keys

    def forget(self) -> None:
        """Stop remembering changes."""
        self._journal = None

    def _note(self, node: NodeId, key: CellKey | None, old: Node | Cell | None) -> None:
        if self._journal is not None:
            self._journal.append((node, key, old))

    def _place(self, node: Node) -> None:
        name = NodeId(node.id)
        if name in self.nodes:
            self._displace(name)
        self.nodes[name] = node
        if self.is_counted:
            self._total += weight_of(node)
        self._of_kind.setdefault(node.kind, set()).add(name)
        if node.parent is not None:
            insort(self._children.setdefault(NodeId(node.parent), []), (node.rank, name))

    def _displace(self, name: NodeId) -> None:
        node = self.nodes.pop(name)
        if self.is_counted:
            self._total -= weight_of(node)
        self._of_kind[node.kind].discard(name)
        if node.parent is not None:
            siblings = self._children[NodeId(node.parent)]
            del siblings[bisect_left(siblings, (node.rank, name))]

    def _write(self, node: NodeId, key: CellKey, cell: Cell | Node | None) -> None:
        cells = self._cells.setdefault(node, {})
        old = cells.get(key)
        if old is not None:
            if self.is_counted:
                self._total -= weight_of((node, key, old))
            if old.rivals:
                self.contested.discard((node, key))
        if isinstance(cell, Cell):
            cells[self._keys.setdefault(key, key)] = cell
            if self.is_counted:
                self._total += weight_of((node, key, cell))
            if cell.rivals:
                self.contested.add((node, key))
        else:
            del cells[key]
