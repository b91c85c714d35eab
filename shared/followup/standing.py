"""Where a node stands in a period: target, outcome, assessment and what is missing, derived from the plan's cells."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from shared.followup.assessment import Claim, Computed, Status, assess
from shared.followup.period import Period, read_period
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Direction, Missing, Quantity, Target, TargetForm, Text, Value, WhyEmpty

Sign = Literal["met", "partly", "missed", "unmeasured", "followed", "none"]

FOLLOWED_CLASS = "followed"

_STATUSES: dict[str, Status] = {status: status for status in get_args(Status)}
_DIRECTIONS = {direction.value: direction for direction in Direction}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One node in one period."""

    node: NodeId
    period: str
    target: Value | None
    """The period's target, or else that of the narrowest period around it that has one."""
    target_period: str | None
    """The period that the target was set for."""
    outcome: Value | None
    unit: str
    """The measure's unit, or else the outcome's or the target's; "" if none is known."""
    assessment: Status | None
    """What a person has entered, or else what was computed."""
    computed: Computed
    is_overridden: bool
    """Whether a person's assessment differs from the computed one."""
    override_reason: str
    """What the person gave as the reason for the assessment entered, "" if nothing or none was entered."""
    why_empty: str | None
    """Why a measure has no outcome, by the key of `WhyEmpty`; None if it has one, and for other kinds."""
    contested: bool
    """Whether any cell shown here, or any other of the node in the period or outside all periods, is contested."""

    @property
    def sign(self) -> Sign:
        """The key into the plan's signs: the assessment, or followed, or none."""
        if self.assessment:
            return self.assessment
        return "followed" if _is_followed(self.target) else "none"


def standing(plan: Plan, node: NodeId, period: str) -> Standing:
    """Where the node stands; `period` is a canonical name. The node must be in the plan."""
    target_period = _target_period(plan, node, period)
    claim = _claim(plan, node, period, target_period)
    target, outcome, computed = claim.target, claim.outcome, assess(claim)
    entered = plan.cell(node, "assessment", period)
    by_person = _status(entered.value) if entered else None
    return Standing(
        node=node,
        period=period,
        target=target,
        target_period=target_period,
        outcome=outcome,
        unit=_unit(plan, node, outcome, target),
        assessment=by_person or computed.status,
        computed=computed,
        is_overridden=by_person is not None and computed.status is not None and by_person != computed.status,
        override_reason=entered.because if entered and by_person else "",
        why_empty=_why_empty(outcome, target) if plan.nodes[node].kind is Kind.MEASURE else None,
        contested=_is_contested(plan, node, {None, period, target_period}),
    )


def contradicted(stands: Standing, assessment: str) -> Status | None:
    """The computed assessment that a person contradicts with this one, and must give a reason against; else None.

    Where nothing is computed, or nothing was measured, there is nothing to contradict.
    """
    computed = stands.computed.status
    return None if computed in ("unmeasured", assessment) else computed


def claim_of(plan: Plan, node: NodeId, period: str) -> Claim:
    """What the node's assessment is computed from; what `explain` takes beside the computed one."""
    return _claim(plan, node, period, _target_period(plan, node, period))


def _claim(plan: Plan, node: NodeId, period: str, target_period: str | None) -> Claim:
    target = plan.value(node, "target", target_period) if target_period else None
    direction = plan.value(node, "direction")
    return Claim(
        target=target,
        outcome=plan.value(node, "outcome", period),
        direction=_DIRECTIONS.get(direction.key) if isinstance(direction, Choice) else None,
        tolerance=plan.value(node, "tolerance"),
        earlier=_earlier(plan, node, period, target),
    )


def owes_outcome(plan: Plan, node: NodeId, period: str) -> bool:
    """Whether the node is a measure whose outcome is still to be reported for the period.

    Retired ones and those that are only followed owe nothing. A reason for having no outcome is a report, and so is an
    outcome in parts.
    """
    if plan.nodes[node].kind is not Kind.MEASURE or plan.retired_at(node):
        return False
    if measure_class(plan, node) == FOLLOWED_CLASS or _is_followed(claim_of(plan, node, period).target):
        return False
    return not any(
        key.field == "outcome" and key.period == period and cell.value is not None
        for key, cell in plan.cells(node).items()
    )


def measure_class(plan: Plan, node: NodeId) -> str:
    """The key of the measure's class, "" if it has none."""
    value = plan.value(node, "measure_class")
    return value.key if isinstance(value, Choice) else ""


def _target_period(plan: Plan, node: NodeId, period: str) -> str | None:
    """The period whose target holds: this one, or the narrowest around it that has one."""
    if plan.value(node, "target", period) is not None:
        return period
    asked = read_period(period)
    if asked is None:
        return None
    named = [
        (key.period, read_period(key.period))
        for key, cell in plan.cells(node).items()
        if key.field == "target" and key.period and cell.value is not None
    ]
    around = [(found, name) for name, found in named if found and found.contains(asked)]
    return min(around, key=lambda entry: _days(entry[0]))[1] if around else None


def _days(period: Period) -> int:
    return (period.last_day - period.first_day).days


def _earlier(plan: Plan, node: NodeId, period: str, target: Value | None) -> Value | None:
    """The outcome an increase or decrease is counted from.

    The target names a period or means a year earlier. A named year stands for the same part of it, if that has an
    outcome.
    """
    if not isinstance(target, Target) or target.form not in (TargetForm.INCREASE, TargetForm.DECREASE):
        return None
    asked, against = read_period(period), read_period(target.against)
    last_year = asked.same_period_last_year() if asked else None
    candidates = [last_year] if against is None or (last_year and against.contains(last_year)) else []
    for candidate in (*candidates, against):
        if candidate and (found := plan.value(node, "outcome", candidate.name)) is not None:
            return found
    return None


def _status(value: Value | None) -> Status | None:
    return _STATUSES.get(value.key) if isinstance(value, Choice) else None


def _is_followed(target: Value | None) -> bool:
    return isinstance(target, Target) and target.form is TargetForm.FOLLOWED


def _unit(plan: Plan, node: NodeId, outcome: Value | None, target: Value | None) -> str:
    own = plan.value(node, "unit")
    if isinstance(own, Text) and own.text:
        return own.text
    return next((value.unit for value in (outcome, target) if isinstance(value, Quantity | Target) and value.unit), "")


def _why_empty(outcome: Value | None, target: Value | None) -> str | None:
    if outcome is not None and not isinstance(outcome, Missing):
        return None
    has_target = target is not None and not isinstance(target, Missing)
    why = outcome.why if outcome else WhyEmpty.NOT_YET if has_target else WhyEmpty.NO_TARGET
    return str(why.value)


def _is_contested(plan: Plan, node: NodeId, periods: set[str | None]) -> bool:
    return any(cell.is_contested and key.period in periods for key, cell in plan.cells(node).items())
