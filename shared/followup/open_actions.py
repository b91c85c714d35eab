"""Actions that have been decided and not carried out: so that no proposal is forgotten when a new year begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

import msgspec

from shared.followup.latest import last_reported
from shared.followup.period import Period, read_period
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Day, PeriodName

CLOSED = ("done", "cancelled")
"""Statuses after which nothing is left to do. What was moved is still to be done."""


class OpenAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action that is left to do at the end of a period."""

    node: NodeId
    status: str | None
    """The last status reported, by its key; None if none has been."""
    decided_for: str | None
    """The period it was decided for, its own or that of the nearest node above it that has one."""
    age_months: int | None
    """Whole months from the end of the period it was decided for to the end of the asked one, never below 0."""
    due: str | None
    """ISO date."""
    is_overdue: bool
    """Whether it was due before the last day of the asked period."""


def is_open(plan: Plan, action: NodeId, period: str | None = None) -> bool:
    """Whether an action is left to do at the end of the period, or as last reported. Retired ones are not.

    A sub-point that has no status of its own has that of the action above it.
    """
    return not plan.retired_at(action) and action_status(plan, action, period) not in CLOSED


def open_action(plan: Plan, action: NodeId, period: str | None = None) -> OpenAction | None:
    """What is known of an action that is open; None if it is not. Without a period it has no age and is not late."""
    if not is_open(plan, action, period):
        return None
    asked = read_period(period) if period else None
    decided, due = _decided_for(plan, action), plan.value(action, "due")
    day = due.iso if isinstance(due, Day) else None
    return OpenAction(
        node=action,
        status=action_status(plan, action, period),
        decided_for=decided,
        age_months=_age(decided, asked),
        due=day,
        is_overdue=bool(day and asked and date.fromisoformat(day) < asked.last_day),
    )


def open_actions(plan: Plan, period: str | None = None) -> list[OpenAction]:
    """All of them, in the plan's order, sub-points after what they belong to."""
    found = (open_action(plan, NodeId(node.id), period) for _, node in plan.walk() if node.kind is Kind.ACTION)
    return [action for action in found if action is not None]


def action_status(plan: Plan, action: NodeId, period: str | None = None) -> str | None:
    """The status that an action has at the end of the period, or as last reported, by its key: its own, or that of the
    action that it is a sub-point of."""
    for step in with_actions_above(plan, action):
        found = last_reported(plan, step, "status", period)
        if found and isinstance(found.value, Choice):
            return found.value.key
    return None


def with_actions_above(plan: Plan, node: NodeId) -> Iterator[NodeId]:
    """The node, and the actions that it is a sub-point of, the nearest first."""
    yield node
    if plan.nodes[node].kind is Kind.ACTION:
        above = reversed(plan.path(node)[:-1])
        yield from takewhile(lambda step: plan.nodes[step].kind is Kind.ACTION, above)


def _decided_for(plan: Plan, action: NodeId) -> str | None:
    values = (plan.value(step, "decided_for") for step in reversed(plan.path(action)))
    return next((value.name for value in values if isinstance(value, PeriodName)), None)


def _age(decided: str | None, asked: Period | None) -> int | None:
    since = read_period(decided) if decided else None
    if since is None or asked is None:
        return None
    start, end = since.last_day, asked.last_day
    return max(0, (end.year - start.year) * 12 + end.month - start.month)
