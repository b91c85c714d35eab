"""A document laid against a plan: the ops that bring in what it says. Nothing is ever cleared or retired."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.exchange.document import Document, Draft
from shared.exchange.matching import match
from shared.exchange.words import one_line
from shared.ids import ROOT, NodeId
from shared.plan.check import takes_base
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Create, Op
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.values import Text, Value


class Changes(msgspec.Struct, frozen=True):
    """What an import does to a plan."""

    ops: tuple[Op, ...]
    """In the order to apply them: a node is created before its cells and its children."""
    created: int
    """New nodes."""
    changed: int
    """Nodes that were there and get another or a further value; the root too."""
    unchanged: int
    """Nodes that were there and say all of it already; the root is not counted."""


def reconcile(document: Document, plan: Plan, new_id: Callable[[], NodeId]) -> Changes:
    """The ops that make the plan say what the document says.

    Nodes are found again as `match` does. Of those, cells that differ are set, with what was seen; what the document
    does not speak of stays, and so does what other papers said of the whole plan. New nodes come after the last of
    their siblings. Importing the same again gives no ops.
    """
    merging = _Reconciling(plan, match(plan, document.drafts), new_id)
    for index, draft in enumerate(document.drafts):
        merging.take(index, draft)
    return Changes(tuple(merging.ops), merging.created, merging.changed, merging.unchanged)


class _Reconciling:
    def __init__(self, plan: Plan, found: dict[int, NodeId], new_id: Callable[[], NodeId]) -> None:
        self.ops: list[Op] = []
        self.created = self.changed = self.unchanged = 0
        self._plan = plan
        self._nodes = dict(found)
        self._new_id = new_id
        self._ranks: dict[NodeId, str | None] = {}

    def take(self, index: int, draft: Draft) -> None:
        """Add the ops for one draft."""
        if index not in self._nodes:
            self._create(index, draft)
            self.created += 1
            return
        node = self._nodes[index]
        sets = [op for key, value in draft.cells.items() if (op := self._changed(node, draft, key, value))]
        self.ops.extend(sets)
        self.changed += bool(sets)
        self.unchanged += not sets and node != ROOT

    def _create(self, index: int, draft: Draft) -> None:
        parent, node = self._nodes[draft.parent], self._new_id()
        self._nodes[index] = node
        if parent not in self._ranks:
            self._ranks[parent] = self._plan.last_rank(parent) if parent in self._plan.nodes else None
        rank = between(self._ranks[parent], None)
        self._ranks[parent] = rank
        self.ops.append(Create(node, draft.kind, draft.level, parent, rank))
        self.ops.extend(_set(node, key, value, draft.because.get(key, "")) for key, value in draft.cells.items())

    def _changed(self, node: NodeId, draft: Draft, key: CellKey, value: Value) -> SetOp | None:
        """The op for a cell whose value differs; a title that is the same but for its spelling stays."""
        cell = self._plan.cell(node, *key)
        if key.field == "title" or (cell is not None and cell.value == value):
            return None
        because = draft.because.get(key, "")
        if cell is None:
            return _set(node, key, value, because)
        if node == ROOT:
            value = _told(cell.value, value)
            if value == cell.value:
                return None
        return _set(node, key, value, because, seen=cell.newest, base=_base(draft.kind, key, cell.value))


def _told(old: Value | None, new: Value) -> Value:
    """What is said of the whole plan: another paper's prose comes after what is there, without what is there.

    Where that has no room, the value is longer than a plan takes, and the import is refused whole.
    """
    if not isinstance(old, Text) or not isinstance(new, Text) or not old.text:
        return new
    there = one_line(old.text)
    added = [line for line in new.text.split("\n") if one_line(line) not in there]
    return Text("\n".join([old.text, *added]))


def _base(kind: Kind, key: CellKey, value: Value | None) -> Value | None:
    field = field_of(kind, key.field)
    return value if field is not None and takes_base(field) else None


def _set(node: NodeId, key: CellKey, value: Value, because: str, *, seen: int = 0, base: Value | None = None) -> SetOp:
    return SetOp(node, key.field, key.period, key.part, value, seen, base, because)
