"""Assessments computed from a target, an outcome and the measure's own tolerance, with the rule that was used.

No single formula gives the assessments that are printed, so each measure has its tolerance, and a person may override
what is computed here. Whatever cannot be computed without guessing is left to a person: status None.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, get_args

import msgspec

from shared.followup.change import hold_change
from shared.followup.reach import Reach, allowed_by, hold, measured, posts_of
from shared.followup.target import proposed_direction
from shared.followup.units import comparable, normal_unit
from shared.plan.fields import Label
from shared.plan.kinds import ASSESSMENTS
from shared.plan.values import Direction, Quantity, Spread, Target, TargetForm, Targets, Value

Status = Literal["met", "partly", "missed", "unmeasured"]

STATUS_LABELS = {key: Label(sv, en) for key, sv, en in ASSESSMENTS}

ASSESSMENT_ORDER: tuple[Status, ...] = get_args(Status)
"""All assessments in the order in which they are listed."""

WORST_FIRST: tuple[Status, ...] = ("missed", "partly", "met")
"""The assessments of what was measured, the worst first."""

DirectionFrom = Literal["", "owner", "proposed", "target", "nothing"]
"""Who says which way is better: the measure's owner, whoever proposed it when the measure was read in, the words of
the target, or nobody (then higher); "" where the form of the target says it."""

_CHANGES = (TargetForm.INCREASE, TargetForm.DECREASE)
_STATUS_OF: dict[str, Status] = {
    "reached": "met", "partly_reached": "partly", "within_tolerance": "partly", "not_reached": "missed",
}  # fmt: skip


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment as computed, and why."""

    status: Status | None
    """None where there is nothing to compute: a person assesses."""
    rule: str
    """Which rule gave it. Of figures: reached, partly_reached, within_tolerance, not_reached, change,
    against_earlier, all_parts, no_outcome, only_in_parts, carried_from_nothing, pending, no_target, words, followed,
    no_earlier, ambiguous_change, units_differ, tolerance_unit. Of goals: see `shared.followup.goal_assessment`;
    by_hand, activity_status and not_assessed where a person assesses, or nobody."""
    assumed_direction: bool = False
    """Whether the measure's owner has not said which way is better, and it was assumed."""
    used_direction: Direction | None = None
    """The direction that was used, where the target's form leaves it open."""
    direction_from: DirectionFrom = ""
    reach: Reach | None = None
    """How far the outcome reaches, where it was held against something."""
    parts: tuple[Computed, ...] = ()
    """One for each of several targets, in their order."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """All that a measure's assessment is computed from."""

    target: Value | None
    outcome: Value | None
    """What was measured; where another period's outcome stands in, that one."""
    direction: Direction | None = None
    direction_proposed: Direction | None = None
    tolerance: Value | None = None
    earlier: Value | None = None
    """The outcome an increase or decrease is counted from."""
    earlier_period: str = ""
    """The period of that outcome by its canonical name, "" for a baseline of no period."""
    is_from_baseline: bool = False
    """Whether it is the measure's baseline and no outcome of its own."""
    parts: tuple[tuple[str, Value], ...] = ()
    """Outcomes of parts by their names; looked for only where they can matter."""
    unit: str = ""
    """The measure's own unit."""
    target_period: str | None = None
    """The period that the target was set for."""
    carried_from: str | None = None
    """The period whose outcome stands in for this one's."""
    pending_until: str | None = None
    """The date before which the target cannot be assessed, where the period ends before it."""


def assess(claim: Claim) -> Computed:
    """What the numbers say. Reaching the target exactly is met; a miss by no more than the tolerance is partly.

    Without a tolerance what is not reached is missed. Of several targets all must hold: the worst counts.
    """
    target = claim.target
    if isinstance(target, Target) and target.form is TargetForm.FOLLOWED:
        return Computed(status=None, rule="followed")
    if not isinstance(target, Target | Targets):
        return Computed(status=None, rule="no_target")
    if claim.pending_until is not None:
        return Computed(status="unmeasured", rule="pending")
    if isinstance(target, Targets):
        return _assess_all(target, claim)
    if target.form is TargetForm.WORDS:
        return Computed(status=None, rule="words")
    if not isinstance(claim.outcome, Quantity | Spread):
        return Computed(status="unmeasured", rule=_why_none(claim))
    return _assess_one(target, claim.outcome, claim)


def worst_of(found: Iterable[Status]) -> Status | None:
    """The worst of these assessments, unmeasured ones left out; None if none is left."""
    listed = set(found)
    return next((status for status in WORST_FIRST if status in listed), None)


def _why_none(claim: Claim) -> str:
    if claim.outcome is None and claim.carried_from is not None:
        return "carried_from_nothing"
    return "only_in_parts" if claim.outcome is None and claim.parts else "no_outcome"


def _assess_one(target: Target, outcome: Quantity | Spread, claim: Claim) -> Computed:
    if target.form not in _CHANGES:
        return _assess_level(target, outcome, claim)
    rule, reach = hold_change(target, outcome, claim.earlier, claim.tolerance)
    if reach is not None and reach.rule == "tolerance_unit":
        return Computed(status=None, rule=reach.rule, reach=reach)
    return Computed(status=_STATUS_OF[reach.rule] if reach else None, rule=rule, reach=reach)


def _assess_level(target: Target, outcome: Quantity | Spread, claim: Claim) -> Computed:
    direction, source = _direction(target, claim)
    found, posts = measured(outcome, target.unit), posts_of(target, direction)
    if found is None or posts is None:
        return Computed(status=None, rule="units_differ" if found is None else "words")
    reach, is_open = hold(found, posts, target.unit, claim.tolerance), target.form is TargetForm.REACH
    return Computed(
        status=_STATUS_OF.get(reach.rule),
        rule=reach.rule,
        reach=reach,
        assumed_direction=is_open and source != "owner",
        used_direction=direction if is_open else None,
        direction_from=source if is_open else "",
    )


def _direction(target: Target, claim: Claim) -> tuple[Direction, DirectionFrom]:
    if claim.direction is not None:
        return claim.direction, "owner"
    if claim.direction_proposed is not None:
        return claim.direction_proposed, "proposed"
    by_words = proposed_direction(target)
    return (by_words, "target") if by_words is not None else (Direction.HIGHER, "nothing")


def _assess_all(targets: Targets, claim: Claim) -> Computed:
    """Each target against the part whose name is its unit, or against the outcome itself where that has its unit.

    One that is missed decides, whatever is not known of the others; else what is not known leaves all of it open.
    """
    parts = tuple(_assess_part(target, claim) for target in targets.all_of)
    statuses = [part.status for part in parts if part.status is not None]
    status: Status | None = "missed" if "missed" in statuses else worst_of(statuses)
    if status != "missed" and len(statuses) < len(parts):
        status = None
    elif status != "missed" and "unmeasured" in statuses:
        status = "unmeasured"
    assumed = any(part.assumed_direction for part in parts)
    return Computed(status=status, rule="all_parts", parts=parts, assumed_direction=assumed)


def _assess_part(target: Target, claim: Claim) -> Computed:
    if target.form is TargetForm.WORDS:
        return Computed(status=None, rule="words")
    outcome = outcome_for(target, claim)
    if outcome is None:
        return Computed(status="unmeasured", rule="no_outcome")
    return _assess_one(target, outcome, _with_fitting_tolerance(claim, target))


def _with_fitting_tolerance(claim: Claim, target: Target) -> Claim:
    """The measure has one tolerance: one in people says nothing about occasions."""
    tolerance = claim.tolerance
    if isinstance(tolerance, Quantity) and allowed_by(tolerance, target.bound or Decimal(0), target.unit) is None:
        return msgspec.structs.replace(claim, tolerance=None)
    return claim


def outcome_for(target: Target, claim: Claim) -> Quantity | Spread | None:
    """The outcome that one of several targets is held against; None if there is none.

    A part named as the target's unit holds numbers of that unit: its own unit is the measure's, where none was written.
    """
    unit = normal_unit(target.unit)
    for name, value in claim.parts:
        if isinstance(value, Quantity | Spread) and normal_unit(name) == unit:
            is_default = normal_unit(value.unit) == normal_unit(claim.unit)
            return msgspec.structs.replace(value, unit=target.unit) if is_default else value
    outcome = claim.outcome
    if not isinstance(outcome, Quantity | Spread) or not outcome.unit:
        return None
    return outcome if comparable(outcome.unit, target.unit) is not None else None
