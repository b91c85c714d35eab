"""The unit of a number that is typed without one: what the figures around it are in."""

from __future__ import annotations

from shared.followup.money import table_of
from shared.followup.standing import standing
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan


def own_unit(plan: Plan, node: NodeId, period: str | None) -> str:
    """The unit that a number is in where none is written, "" for none: the node's own, that of its target or outcome in
    the period, or of its table of money. The node must be in the plan."""
    found = standing(plan, node, period or "").unit
    table = table_of(plan, node) if not found and plan.nodes[node].kind is Kind.BUDGET_LINE else None
    return plan.text(table, "unit") if table else found
