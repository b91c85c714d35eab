"""Investments: what was granted, what it came to, and which are to be accounted for."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.followup.amounts import amount_of, difference, is_more, is_same_amount, total
from shared.followup.discrepancy import Discrepancy
from shared.followup.latest import last_reported
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Day, Quantity


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision on an investment."""

    node: NodeId
    body: str
    date: str | None
    """ISO date."""
    amount: Quantity | None
    amount_is: str | None
    """ "total", "addition", or None if nobody said which."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one investment."""

    decisions: tuple[Decision, ...]
    """By date; those without one first, in the plan's order."""
    granted: Quantity | None
    """The last total and the additions after it; None where the decisions do not tell."""
    outcome: Quantity | None
    """As last reported."""
    outcome_period: str | None
    stated_deviation: Quantity | None
    deviation: Quantity | None
    """Outcome less granted; None without both in one unit."""
    is_account_due: bool


def account_of(plan: Plan, investment: NodeId, period: str | None = None) -> Account:
    """The figures of an investment, as last reported or as they were at the end of a period."""
    decisions = _decisions(plan, investment)
    given = _granted(decisions)
    reported = last_reported(plan, investment, "outcome", period)
    stated = last_reported(plan, investment, "stated_deviation", period)
    outcome = amount_of(reported.value) if reported else None
    return Account(
        decisions=decisions, granted=given, outcome=outcome, outcome_period=reported.period if reported else None,
        stated_deviation=amount_of(stated.value) if stated else None,
        deviation=difference(outcome, given) if outcome and given else None,
        is_account_due=is_account_due(plan, investment),
    )  # fmt: skip


def granted(plan: Plan, investment: NodeId) -> Quantity | None:
    """What has been decided in all: the last total and the additions after it.

    None where that cannot be told: no decision with an amount, one without, amounts in different units, or a later
    decision that does not say whether its amount is a total or an addition.
    """
    return _granted(_decisions(plan, investment))


def is_account_due(plan: Plan, investment: NodeId) -> bool:
    """Whether an investment has to be accounted for: completed, granted more than the plan's threshold, and not
    accounted for yet. A plan without a threshold asks for none."""
    threshold, given = amount_of(plan.value(ROOT, "account_threshold")), granted(plan, investment)
    is_completed = isinstance(plan.value(investment, "completed"), Day)
    is_accounted = isinstance(plan.value(investment, "accounted"), Day)
    is_large = threshold is not None and given is not None and is_more(given, threshold)
    return is_completed and not is_accounted and is_large


def deviations_that_differ(plan: Plan, period: str | None = None) -> list[Discrepancy]:
    """Investments whose stated deviation is not what outcome and decisions give; in a period, or in each there is."""
    return [
        Discrepancy(node=node, field="stated_deviation", period=when, printed=stated, computed=computed)
        for node in _investments(plan)
        for when, stated in _stated(plan, node)
        if period in (None, when)
        if (computed := account_of(plan, node, when).deviation) and not is_same_amount(stated, computed)
    ]


def accounts_due(plan: Plan) -> list[Discrepancy]:
    """Investments that are to be accounted for, with what was granted."""
    due = (node for node in _investments(plan) if is_account_due(plan, node))
    return [Discrepancy(node=node, field="accounted", computed=granted(plan, node)) for node in due]


def _investments(plan: Plan) -> list[NodeId]:
    found = (NodeId(node.id) for node in plan.of_kind(Kind.INVESTMENT))
    return [node for node in found if not plan.retired_at(node)]


def _stated(plan: Plan, node: NodeId) -> list[tuple[str, Quantity]]:
    return [
        (key.period, cell.value)
        for key, cell in plan.cells(node).items()
        if key.field == "stated_deviation" and key.period and isinstance(cell.value, Quantity)
    ]


def _decisions(plan: Plan, investment: NodeId) -> tuple[Decision, ...]:
    nodes = [NodeId(node.id) for node in plan.children(investment) if node.kind is Kind.DECISION]
    return tuple(sorted((_decision(plan, node) for node in nodes), key=lambda decision: decision.date or ""))


def _decision(plan: Plan, node: NodeId) -> Decision:
    day, kind = plan.value(node, "date"), plan.value(node, "amount_is")
    return Decision(
        node=node, body=plan.text(node, "body"), date=day.iso if isinstance(day, Day) else None,
        amount=amount_of(plan.value(node, "amount")), amount_is=kind.key if isinstance(kind, Choice) else None,
    )  # fmt: skip


def _granted(decisions: Sequence[Decision]) -> Quantity | None:
    amounts: list[Quantity] = []
    for place, decision in enumerate(decisions):
        if decision.amount is None or (place > 0 and decision.amount_is is None):
            return None
        if decision.amount_is == "total":
            amounts = []
        amounts.append(decision.amount)
    return total(amounts)
