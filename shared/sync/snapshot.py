"""A whole plan at one seq, as bytes, and back."""

from __future__ import annotations

import msgspec

from shared.errors import RemoteProtocolError
from shared.ids import ROOT, NodeId
from shared.plan.model import Cell, Node, Plan
from shared.plan.ops import CellKey
from shared.sync.codec import decode, encode


class _PlanImage(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    seq: int
    nodes: list[Node]
    """The root first; parents before children."""
    cells: list[tuple[str, str, str | None, str | None, Cell]]
    """Node, field, period, part and the cell, ordered by these within the node."""


_decoder = msgspec.msgpack.Decoder(_PlanImage)


def image_of(plan: Plan) -> bytes:
    """The plan's nodes, cells and seq. Equal plans give equal bytes."""
    nodes = [plan.nodes[ROOT], *_all_nodes(plan)]
    cells = [
        (node.id, key.field, key.period, key.part, cell)
        for node in nodes
        for key, cell in sorted(plan.cells(NodeId(node.id)).items(), key=_order)
    ]
    return encode(_PlanImage(plan.seq, nodes, cells))


def plan_from(image: bytes) -> Plan:
    """The plan of an image. Raises RemoteProtocolError if it is not one."""
    read = decode(_decoder, image)
    plan = Plan()
    for node in read.nodes:
        is_root = node.id == ROOT
        if is_root != (node.parent is None) or (NodeId(node.id) in plan.nodes) != is_root:
            raise RemoteProtocolError(f"an image in which a node is not in its one place ({node.id})")
        if node.parent is not None and NodeId(node.parent) not in plan.nodes:
            raise RemoteProtocolError(f"an image with a node that hangs on nothing ({node.id})")
        plan.put_node(node)
    for name, field, period, part, cell in read.cells:
        if NodeId(name) not in plan.nodes:
            raise RemoteProtocolError(f"an image with a cell of no node ({name})")
        plan.put_cell(NodeId(name), CellKey(field, period, part), cell)
    plan.seq = read.seq
    return plan


def _order(item: tuple[CellKey, Cell]) -> tuple[str, str, str]:
    key = item[0]
    return key.field, key.period or "", key.part or ""


def _all_nodes(plan: Plan) -> list[Node]:
    found: list[Node] = []
    waiting = [ROOT]
    while waiting:
        children = plan.all_children(waiting.pop())
        found.extend(children)
        waiting.extend(NodeId(child.id) for child in children)
    return found
