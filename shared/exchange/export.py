"""A whole plan as one document for other programs: JSON-able, and the same plan always gives the same document."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shared.ids import ROOT, NodeId
from shared.plan.model import Cell, Node, Plan
from shared.plan.ops import CellKey
from shared.plan.values import Value

FORMAT = "stegvis-plan"
FORMAT_VERSION = 1


class ExportedRival(msgspec.Struct, frozen=True):
    """A claim on a contested cell."""

    value: dict[str, object] | None
    seq: int
    author: str
    at: int
    because: str


class ExportedCell(msgspec.Struct, frozen=True):
    """A cell, with its key, its claims and who wrote it."""

    field: str
    period: str | None
    part: str | None
    value: dict[str, object] | None
    """`type`, and what that type of value has; numbers as decimal strings, words as printed."""
    seq: int
    author: str
    at: int
    because: str
    rivals: tuple[ExportedRival, ...]


class ExportedNode(msgspec.Struct, frozen=True):
    """A node, with where it stands and all its cells."""

    id: str
    kind: str
    level: str
    title: str
    path: tuple[str, ...]
    """Titles from below the root down to its own."""
    parent: str | None
    rank: str
    retired: bool
    cells: tuple[ExportedCell, ...]


class ExportedPlan(msgspec.Struct, frozen=True):
    """A plan at one seq."""

    format: str
    version: int
    seq: int
    nodes: tuple[ExportedNode, ...]
    """The root first, parents before children, siblings in their order; retired nodes too."""


def export_plan(plan: Plan) -> ExportedPlan:
    """The whole plan: nodes, cells, words as printed, rivals, seqs."""
    return ExportedPlan(FORMAT, FORMAT_VERSION, plan.seq, tuple(_node(plan, node) for node in _in_order(plan)))


def _in_order(plan: Plan) -> list[Node]:
    found: list[Node] = []
    waiting = [plan.nodes[ROOT]]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(plan.all_children(NodeId(node.id))))
    return found


def _node(plan: Plan, node: Node) -> ExportedNode:
    name = NodeId(node.id)
    return ExportedNode(
        id=node.id, kind=node.kind.value, level=node.level, title=plan.title(name),
        path=tuple(plan.title(step) for step in plan.path(name)), parent=node.parent, rank=node.rank,
        retired=node.retired, cells=_cells(plan.cells(name)),
    )  # fmt: skip


def _cells(cells: Mapping[CellKey, Cell]) -> tuple[ExportedCell, ...]:
    ordered = sorted(cells.items(), key=lambda pair: tuple(part or "" for part in pair[0]))
    return tuple(_cell(key, cell) for key, cell in ordered)


def _cell(key: CellKey, cell: Cell) -> ExportedCell:
    rivals = tuple(ExportedRival(_value(r.value), r.seq, r.author, r.at, r.because) for r in cell.rivals)
    value = _value(cell.value)
    return ExportedCell(key.field, key.period, key.part, value, cell.seq, cell.author, cell.at, cell.because, rivals)


def _value(value: Value | None) -> dict[str, object] | None:
    """The value with its parts named, in the order of its type."""
    if value is None:
        return None
    parts = {name: msgspec.to_builtins(getattr(value, name)) for name in value.__struct_fields__}
    return {"type": value.__struct_config__.tag, **parts}
