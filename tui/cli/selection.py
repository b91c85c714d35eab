"""Which nodes of a plan somebody asks for."""

from __future__ import annotations

import msgspec

from shared.followup.open_actions import is_open
from shared.followup.standing import owes_outcome, standing
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan
from shared.plan.values import Names
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
    return [node for _, node in plan.walk() if _is_wanted(plan, node, wanted)]


def _is_wanted(plan: Plan, node: Node, wanted: Wanted) -> bool:
    name, period = NodeId(node.id), wanted.period
    if wanted.kind is not None and node.kind is not wanted.kind:
        return False
    if wanted.is_missing and not (period and owes_outcome(plan, name, period)):
        return False
    if wanted.is_open and not (node.kind is Kind.ACTION and is_open(plan, name, period)):
        return False
    if wanted.is_contested and not _is_contested(plan, name, period):
        return False
    if wanted.status is not None and not (period and _has_status(plan, name, period, wanted.status)):
        return False
    return wanted.unit is None or _belongs_to(plan, name, wanted.unit)


def _is_contested(plan: Plan, node: NodeId, period: str | None) -> bool:
    if period is not None:
        return standing(plan, node, period).contested
    return any(cell.is_contested for cell in plan.cells(node).values())


def _has_status(plan: Plan, node: NodeId, period: str, status: str) -> bool:
    return status in (standing(plan, node, period).assessment, status_of(plan, node, period))


def _belongs_to(plan: Plan, node: NodeId, unit: str) -> bool:
    """Whether the node's nearest owner, its own or that of a node above, is that one, or a unit above is."""
    way = plan.path(node)[::-1]
    owners = next((value.names for step in way if isinstance(value := plan.value(step, "owner"), Names)), ())
    units = [step for step in way if plan.nodes[step].kind is Kind.UNIT]
    called = [*owners, *(plan.title(step) for step in units), *(plan.text(step, "code") for step in units)]
    return _normal(unit) in {_normal(name) for name in called}


def _normal(name: str) -> str:
    return " ".join(name.casefold().split())
