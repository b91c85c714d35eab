"""Which nodes of a plan somebody asks for."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.followup.belonging import belongs_to, is_called, units_called
from shared.followup.open_actions import is_open
from shared.followup.owed import owes
from shared.followup.standing import standing
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan
from tui.cli.plain import status_of


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the nodes must be; None and False ask for nothing."""

    kind: Kind | None = None
    period: str | None = None
    """The canonical name of the period that `status` and `is_missing` are about; they need one."""
    unit: str | None = None
    """An owner's name, or the title or code of a unit above."""
    status: str | None = None
    """An assessment, or an activity's status, by its key."""
    is_missing: bool = False
    is_contested: bool = False
    is_open: bool = False
    """Actions that are left to do, at the end of the period if one is given."""


def selected(plan: Plan, wanted: Wanted) -> list[Node]:
    """The nodes that are all of this, in the plan's order. The root is never among them."""
    named = units_called(plan, wanted.unit) if wanted.unit is not None else []
    return [node for _, node in plan.walk() if _is_wanted(plan, node, wanted, named)]


def _is_wanted(plan: Plan, node: Node, wanted: Wanted, named: Sequence[NodeId]) -> bool:
    name, period = NodeId(node.id), wanted.period
    if wanted.kind is not None and node.kind is not wanted.kind:
        return False
    if wanted.is_missing and not (period and owes(plan, name, period)):
        return False
    if wanted.is_open and not (node.kind is Kind.ACTION and is_open(plan, name, period)):
        return False
    if wanted.is_contested and not _is_contested(plan, name, period):
        return False
    if wanted.status is not None and not (period and _has_status(plan, name, period, wanted.status)):
        return False
    if any(belongs_to(plan, name, unit) for unit in named):
        return True
    return wanted.unit is None or is_called(plan, name, wanted.unit)


def _is_contested(plan: Plan, node: NodeId, period: str | None) -> bool:
    if period is not None:
        return standing(plan, node, period).contested
    return any(cell.is_contested for cell in plan.cells(node).values())


def _has_status(plan: Plan, node: NodeId, period: str, status: str) -> bool:
    return status in (standing(plan, node, period).assessment, status_of(plan, node, period))
