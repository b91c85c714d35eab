"""What follows from a node's figures, as other programs get it."""

from __future__ import annotations

from shared.followup.control import repeated, risk_of
from shared.followup.discrepancy import Discrepancy
from shared.followup.facts import differing
from shared.followup.investment import Decision, account_of
from shared.followup.open_actions import open_action
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Quantity
from tui.cli.plain import decimal, plain_value


def facts_object(plan: Plan, node: NodeId, period: str | None) -> dict[str, object] | None:
    """What is worked out about a node; null for kinds of which nothing is."""
    match plan.nodes[node].kind:
        case Kind.CONTROL:
            return {"risk": _risk(plan, node), "repeats": repeated(plan, node)}
        case Kind.ACTION:
            return {"open": open_object(plan, node, period)}
        case Kind.INVESTMENT:
            return _account(plan, node, period)
        case Kind.BUDGET_TABLE | Kind.BUDGET_LINE:
            return {"differing": [_discrepancy(found) for found in differing(plan, node, period)]}
        case _:
            return None


def open_object(plan: Plan, action: NodeId, period: str | None) -> dict[str, object] | None:
    """What is known of an action that is left to do; null if it is not."""
    found = open_action(plan, action, period)
    if found is None:
        return None
    return {
        "status": found.status, "decided_for": found.decided_for, "age_months": found.age_months, "due": found.due,
        "overdue": found.is_overdue,
    }  # fmt: skip


def _risk(plan: Plan, control: NodeId) -> dict[str, object] | None:
    risk = risk_of(plan, control)
    if risk is None:
        return None
    return {
        "value": decimal(risk.value), "highest": decimal(risk.highest) if risk.highest is not None else None,
        "probability": decimal(risk.probability), "consequence": decimal(risk.consequence),
        "probability_word": risk.probability_word or None, "consequence_word": risk.consequence_word or None,
        "word": risk.word or None,
    }  # fmt: skip


def _account(plan: Plan, investment: NodeId, period: str | None) -> dict[str, object]:
    account = account_of(plan, investment, period)
    return {
        "granted": plain_value(account.granted), "granted_unit": _unit(account.granted),
        "outcome": plain_value(account.outcome), "outcome_unit": _unit(account.outcome),
        "outcome_period": account.outcome_period, "stated_deviation": plain_value(account.stated_deviation),
        "computed_deviation": plain_value(account.deviation), "deviation_unit": _unit(account.deviation),
        "account_due": account.is_account_due,
        "decisions": [_decision(decision) for decision in account.decisions],
    }  # fmt: skip


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "id": decision.node, "body": decision.body, "date": decision.date, "amount": plain_value(decision.amount),
        "unit": _unit(decision.amount), "amount_is": decision.amount_is,
    }  # fmt: skip


def _discrepancy(found: Discrepancy) -> dict[str, object]:
    return {
        "node": found.node, "field": found.field, "period": found.period, "printed": plain_value(found.printed),
        "computed": plain_value(found.computed), "unit": _unit(found.computed), "rows": list(found.rows),
    }  # fmt: skip


def _unit(quantity: Quantity | None) -> str | None:
    return quantity.unit or None if quantity else None
