"""What is still owed for a period: outcomes of measures, and the status of activities; by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

import msgspec

from shared.followup.belonging import belongs_to, members_of, owners_of
from shared.followup.latest import last_reported
from shared.followup.open_actions import CLOSED, with_actions_above
from shared.followup.period import read_period
from shared.followup.standing import owes_outcome
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, PeriodName


class Debt(Enum):
    """What a node owes; the name of the field that is empty."""

    OUTCOME = "outcome"
    STATUS = "status"


class Share(msgspec.Struct, frozen=True):
    """What one unit has to report for a period, and what of it is missing."""

    unit: NodeId | None
    """None for the whole plan, or for what belongs to no unit."""
    members: tuple[NodeId, ...]
    """Its measures and activities, in the plan's order."""
    owing: Mapping[NodeId, Debt]
    """Those of them that owe something."""


_REPORTING = (Kind.MEASURE, Kind.ACTIVITY, Kind.ACTION)


def owes(plan: Plan, node: NodeId, period: str) -> Debt | None:
    """What the node owes for the period, a canonical name; None where it owes nothing."""
    if plan.nodes[node].kind is Kind.MEASURE:
        return Debt.OUTCOME if owes_outcome(plan, node, period) else None
    return Debt.STATUS if owes_status(plan, node, period) else None


def owes_status(plan: Plan, node: NodeId, period: str) -> bool:
    """Whether the node is an activity or action whose status is still to be reported for the period.

    It owes none before the period it was decided for, nor after it was done or cancelled. A sub-point of an action has
    that action's status where it has none of its own.
    """
    asked = read_period(period)
    if plan.nodes[node].kind not in (Kind.ACTIVITY, Kind.ACTION) or plan.retired_at(node) or asked is None:
        return False
    decided = plan.value(node, "decided_for")
    begins = read_period(decided.name) if isinstance(decided, PeriodName) else None
    if begins and begins.first_day > asked.last_day:
        return False
    return not any(_is_told(plan, step, period) for step in with_actions_above(plan, node))


def _is_told(plan: Plan, node: NodeId, period: str) -> bool:
    """Whether its status was reported for the period, or is final since an earlier one."""
    last = last_reported(plan, node, "status", period)
    is_over = last is not None and isinstance(last.value, Choice) and last.value.key in CLOSED
    return is_over or plan.value(node, "status", period) is not None


def owed(plan: Plan, period: str) -> list[Share]:
    """Each unit's share, in the plan's order, and one with None for what belongs to no unit, where there is such.

    What belongs to several units is in the share of each. A plan without units is one share.
    """
    debts = {node: owes(plan, node, period) for node in _reporting(plan)}
    shares = [_share(unit, members, debts) for unit, members in members_of(plan, debts).items()]
    placed = {node for share in shares for node in share.members}
    rest = [node for node in debts if node not in placed]
    return [*shares, _share(None, rest, debts)] if rest or not shares else shares


def share_of(plan: Plan, period: str, unit: NodeId | None) -> Share:
    """What one unit, or with None the whole plan, has to report."""
    members = [node for node in _reporting(plan) if belongs_to(plan, node, unit)]
    return _share(unit, members, {node: owes(plan, node, period) for node in members})


def by_owner(plan: Plan, nodes: list[NodeId]) -> list[tuple[str, list[NodeId]]]:
    """The nodes by their owners' names, in alphabetical order; under "", last, what nobody owns.

    What several own is each one's: whoever reads their part of the list must find it there.
    """
    found: dict[str, list[NodeId]] = {}
    for node in nodes:
        for owner in owners_of(plan, node) or ("",):
            found.setdefault(owner, []).append(node)
    return sorted(found.items(), key=lambda entry: (not entry[0], entry[0].casefold()))


def _reporting(plan: Plan) -> Iterator[NodeId]:
    return (NodeId(node.id) for _, node in plan.walk() if node.kind in _REPORTING)


def _share(unit: NodeId | None, members: list[NodeId], debts: Mapping[NodeId, Debt | None]) -> Share:
    return Share(unit, tuple(members), {node: debt for node in members if (debt := debts[node])})
