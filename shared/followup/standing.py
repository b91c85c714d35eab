"""Where a node stands in a period: target, outcome, assessment and what is missing, derived from the plan's cells."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from shared.followup.assessment import Claim, Computed, Status, assess
from shared.followup.figures import Cells, PeriodKeys, claim_among, claim_of, keys_of
from shared.followup.goal_assessment import ACTIVITY_STATUS, ByRule, Known, assess_goal, rule_of
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellKey
from shared.plan.values import (
    Choice,
    Missing,
    Names,
    Quantity,
    Spread,
    Target,
    TargetForm,
    Targets,
    Text,
    Value,
    WhyEmpty,
)

Sign = Literal["met", "partly", "missed", "unmeasured", "followed", "none"]

FOLLOWED_CLASS = "followed"

_STATUSES: dict[str, Status] = {status: status for status in get_args(Status)}
_CLASS, _UNIT = CellKey("measure_class"), CellKey("unit")
_BY_HAND, _NOT_ASSESSED = Computed(status=None, rule="by_hand"), Computed(status=None, rule="not_assessed")
_BY_STATUS = Computed(status=None, rule="activity_status")
_NOTHING = Claim(target=None, outcome=None)
_BY_RULE = (Kind.GOAL, Kind.UNIT)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One node in one period."""

    node: NodeId
    period: str
    target: Value | None
    """The period's target, or else that of the narrowest period around it that has one."""
    target_period: str | None
    """The period that the target was set for."""
    outcome: Value | None
    """What was measured; where another period's outcome stands in, that one."""
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
    """Why a measure has no outcome, by the key of `WhyEmpty`; None if it has one, whole or in parts, and for others."""
    contested: bool
    """Whether any cell shown here, or any other of the node in the period or outside all periods, is contested."""
    quality: tuple[str, ...] = ()
    """What is said of the outcome, by the keys of the field `quality`; sorted."""
    carried_from: str | None = None
    """The period whose outcome stands in for this one's."""
    pending_until: str | None = None
    """The date before which the target cannot be assessed, ISO 8601, where the period ends before it."""

    @property
    def sign(self) -> Sign:
        """The key into the plan's signs: the assessment, or followed, or none."""
        if self.assessment:
            return self.assessment
        return "followed" if _is_followed(self.target) else "none"


def standing(plan: Plan, node: NodeId, period: str, known: Known | None = None) -> Standing:
    """Where the node stands; `period` is a canonical name. The node must be in the plan.

    Whoever asks for many goals hands in `known`, a dict of his own for the period: what lies under them is then
    assessed once.
    """
    cells, kind, keys = plan.cells(node), plan.nodes[node].kind, keys_of(period)
    entered = cells.get(keys.assessment)
    by_person = entered_status(entered)
    claim = claim_among(cells, period) if kind is Kind.MEASURE else _plain_claim(cells, keys)
    computed = assess(claim) if kind is Kind.MEASURE else _of_other_kind(plan, node, kind, period, known)
    return Standing(
        node=node,
        period=period,
        target=claim.target,
        target_period=claim.target_period,
        outcome=claim.outcome,
        unit=claim.unit or _unit_of(claim),
        assessment=by_person or computed.status,
        computed=computed,
        is_overridden=by_person is not None and computed.status is not None and by_person != computed.status,
        override_reason=entered.because if entered and by_person else "",
        why_empty=why_no_outcome(claim) if kind is Kind.MEASURE else None,
        # Mostly nothing in the whole plan is contested, and then no cell need be looked at.
        contested=bool(plan.contested) and _is_contested(cells, period, claim),
        quality=_quality(cells, keys, claim.carried_from),
        carried_from=claim.carried_from,
        pending_until=claim.pending_until,
    )


def contradicted(stands: Standing, assessment: str) -> Status | None:
    """The computed assessment that a person contradicts with this one, and must give a reason against; else None.

    Where nothing is computed, or nothing was measured, there is nothing to contradict.
    """
    computed = stands.computed.status
    return None if computed in ("unmeasured", assessment) else computed


def below_by_rule(plan: Plan, node: NodeId, period: str, known: Known | None = None) -> ByRule | None:
    """What the rule of a goal, a unit or the plan makes of what lies under it; None where a person assesses it."""
    rule = rule_of(plan, node)
    if rule == "by_hand":
        return None
    key = keys_of(period).assessment
    return assess_goal(
        plan,
        node,
        rule,
        leaf=lambda name: counts_as(plan, name, period),
        entered=lambda name: entered_status(plan.cells(name).get(key)),
        known=known,
    )


def counts_as(plan: Plan, node: NodeId, period: str) -> Status | None:
    """What a measure or an activity counts as for the goal above it; None where that is nothing.

    An activity that nobody has assessed counts by its status, though it has no assessment of its own.
    """
    cells, keys = plan.cells(node), keys_of(period)
    if plan.nodes[node].kind is not Kind.MEASURE:
        return activity_counts_as(cells, keys)
    return entered_status(cells.get(keys.assessment)) or assess(claim_among(cells, period)).status


def activity_counts_as(cells: Cells, keys: PeriodKeys) -> Status | None:
    """The same of an activity with these cells; `keys` are the period's."""
    by_person = entered_status(cells.get(keys.assessment))
    if by_person is not None:
        return by_person
    cell = cells.get(keys.status)
    return ACTIVITY_STATUS.get(cell.value.key) if cell and isinstance(cell.value, Choice) else None


def owes_outcome(plan: Plan, node: NodeId, period: str) -> bool:
    """Whether the node is a measure whose outcome is still to be reported for the period.

    Retired ones, those that are only followed and those that wait for a later date owe nothing. A reason for having no
    outcome is a report, and so is an outcome in parts.
    """
    if plan.nodes[node].kind is not Kind.MEASURE or plan.retired_at(node):
        return False
    if measure_class(plan, node) == FOLLOWED_CLASS:
        return False
    claim = claim_of(plan, node, period)
    if _is_followed(claim.target) or claim.pending_until is not None:
        return False
    return not any(
        key.field == "outcome" and key.period == period and cell.value is not None
        for key, cell in plan.cells(node).items()
    )


def measure_class(plan: Plan, node: NodeId) -> str:
    """The key of the measure's class, "" if it has none."""
    cell = plan.cells(node).get(_CLASS)
    return cell.value.key if cell and isinstance(cell.value, Choice) else ""


def _plain_claim(cells: Cells, keys: PeriodKeys) -> Claim:
    """What a node that is no measure shows of figures: an investment or a budget line has an outcome."""
    outcome, unit = cells.get(keys.outcome), cells.get(_UNIT)
    if outcome is None and unit is None:
        return _NOTHING
    words = unit.value.text if unit and isinstance(unit.value, Text) else ""
    return Claim(target=None, outcome=outcome.value if outcome else None, unit=words)


def _of_other_kind(plan: Plan, node: NodeId, kind: Kind, period: str, known: Known | None) -> Computed:
    if kind in _BY_RULE:
        found = below_by_rule(plan, node, period, known)
        return found.computed if found else _BY_HAND
    if kind is Kind.ACTIVITY:
        return _BY_STATUS
    return _NOT_ASSESSED


def entered_status(cell: Cell | None) -> Status | None:
    """What a person has entered in the cell of an assessment; None for nothing."""
    return _STATUSES.get(cell.value.key) if cell and isinstance(cell.value, Choice) else None


def _is_followed(target: Value | None) -> bool:
    return isinstance(target, Target) and target.form is TargetForm.FOLLOWED


def _unit_of(claim: Claim) -> str:
    numbers = (value for value in (claim.outcome, claim.target) if isinstance(value, Quantity | Spread | Target))
    return next((value.unit for value in numbers if value.unit), "")


def _quality(cells: Cells, keys: PeriodKeys, carried_from: str | None) -> tuple[str, ...]:
    """What is said of the outcome, here and, where it was carried over, where it was measured."""
    own = cells.get(keys.quality)
    origin = cells.get(CellKey("quality", carried_from)) if carried_from else None
    said = {name for cell in (own, origin) if cell and isinstance(cell.value, Names) for name in cell.value.names}
    return tuple(sorted(said)) if said else ()


def why_no_outcome(claim: Claim) -> str | None:
    """Why a measure has no outcome, by the key of `WhyEmpty`; None if it has one, whole or in parts."""
    outcome = claim.outcome
    if isinstance(outcome, Missing):
        return str(outcome.why.value)
    if outcome is not None or claim.parts:
        return None
    if claim.pending_until is not None:
        return str(WhyEmpty.PENDING.value)
    has_target = isinstance(claim.target, Target | Targets)
    return str((WhyEmpty.NOT_YET if has_target else WhyEmpty.NO_TARGET).value)


def _is_contested(cells: Cells, period: str, claim: Claim) -> bool:
    periods = {None, period, claim.target_period, claim.carried_from}
    return any(cell.is_contested and key.period in periods for key, cell in cells.items())
