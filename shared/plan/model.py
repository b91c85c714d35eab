"""A plan in memory: its tree with the cells, their rivals, and the seq it reflects.

A plan is changed in place, since a copy of a large one for every keystroke is out of the question. Whoever may have
to take changes back asks for a `mark` first and calls `rollback` with it: the client does so with what is pending, the
sequencer with a transaction that turns out to be refused half way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NewType

import msgspec

from shared.ids import ROOT, Key, NodeId
from shared.plan.digest import digest_from, total_of, weight_of
from shared.plan.ops import CellKey
from shared.plan.tree import Node, Tree
from shared.plan.values import Text, Value

__all__ = ["NO_CELLS", "Cell", "Mark", "Node", "Plan", "Rival", "Still"]

Mark = NewType("Mark", int)


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


class Plan(Tree):
    """A tree of nodes under `ROOT`, their cells, and `seq`, the last transaction it reflects."""

    def __init__(self) -> None:
        super().__init__()
        self.seq = 0
        self.contested: set[tuple[NodeId, CellKey]] = set()
        self._cells: dict[NodeId, dict[CellKey, Cell]] = {}
        self._keys: dict[CellKey, CellKey] = {}
        """The keys there are, each once: few, and every one of them would be there thousands of times."""
        self._journal: list[tuple[NodeId, CellKey | None, Node | Cell | None]] | None = None
        self._total = weight_of(self.nodes[ROOT])
        self.is_counted = True
        """Whether the digest follows what changes. Off for what is only tried, and taken back before it is on again."""

    @classmethod
    def of(cls, still: Still) -> Plan:
        """The plan that was so: every parent is among the nodes, every cell's node too, and the digest is theirs."""
        plan = cls()
        plan.seq, plan._total = still.seq, total_of(still.digest)
        plan._grow(still.nodes)
        plan._cells = {node: dict(cells) for node, cells in still.cells.items()}
        plan.contested = {
            (node, key) for node, cells in still.cells.items() for key, cell in cells.items() if cell.rivals
        }
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
        self._be(other)
        self.seq, self.contested, self._total = other.seq, other.contested, other._total
        self._cells, self._keys, self._journal = other._cells, other._keys, None

    def forget(self) -> None:
        """Stop remembering changes."""
        self._journal = None

    def _note(self, node: NodeId, key: CellKey | None, old: Node | Cell | None) -> None:
        if self._journal is not None:
            self._journal.append((node, key, old))

    def _place(self, node: Node) -> None:
        if NodeId(node.id) in self.nodes:
            self._displace(NodeId(node.id))
        self._hang(node)
        if self.is_counted:
            self._total += weight_of(node)

    def _displace(self, name: NodeId) -> None:
        node = self._unhang(name)
        if self.is_counted:
            self._total -= weight_of(node)

    def _write(self, node: NodeId, key: CellKey, cell: Cell | Node | None) -> None:
        cells = self._cells.get(node)
        if cells is None:
            # Under the node's own id, and not an equal one: one text less to keep, and to fetch from memory.
            cells = self._cells[NodeId(self.nodes[node].id)] = {}
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
