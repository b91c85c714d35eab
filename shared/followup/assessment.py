"""Assessments computed from a target, an outcome and the measure's own tolerance, with the rule that was used.

No single formula gives the assessments that are printed, so each measure has its tolerance, and a person may override
what is computed here. Whatever cannot be computed without guessing is left to a person: status None.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Literal

import msgspec

from shared.followup.language import Language, in_language
from shared.followup.quantity import print_quantity
from shared.followup.target import describe_target, proposed_direction
from shared.followup.units import PERCENT, POINTS, comparable, normal_unit
from shared.plan.fields import Label
from shared.plan.kinds import ASSESSMENTS
from shared.plan.values import Direction, Quantity, Target, TargetForm, Value

Status = Literal["met", "partly", "missed", "unmeasured"]

_EXACT = Context(prec=200)
"""Precision in which sums and products of storable numbers are never rounded."""

STATUS_LABELS = {key: Label(sv, en) for key, sv, en in ASSESSMENTS}

_RULES = {
    "reached": Label("målet har nåtts", "the target is reached"),
    "within_tolerance": Label("inte nått men inom toleransen {tolerance}", "missed by no more than {tolerance}"),
    "not_reached": Label("målet har inte nåtts", "the target is not reached"),
    "change": Label("resultatet läses som förändringen", "the outcome is read as the change"),
    "against_earlier": Label("jämfört med {earlier}", "compared with {earlier}"),
    "no_outcome": Label("det finns inget resultat", "there is no outcome"),
    "no_target": Label("det finns inget mål", "there is no target"),
    "words": Label("målet är i ord och bedöms av en person", "the target is in words, for a person to assess"),
    "followed": Label("måttet följs bara upp", "the measure is only followed"),
    "no_earlier": Label("det finns inget tidigare resultat", "there is no earlier outcome to compare with"),
    "ambiguous_change": Label(
        "resultatet kan vara förändringen eller nivån ({earlier} tidigare)",
        "the outcome can be the change or the level ({earlier} before)",
    ),
    "units_differ": Label("enheterna kan inte jämföras", "the units cannot be compared"),
    "tolerance_unit": Label("toleransen {tolerance} har fel enhet", "the tolerance {tolerance} has another unit"),
}


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment as computed, and why."""

    status: Status | None
    """None where there is nothing to compute: a person assesses."""
    rule: str
    """Which rule gave it: reached, within_tolerance, not_reached, change, against_earlier, no_outcome, no_target,
    words, followed, no_earlier, ambiguous_change, units_differ, tolerance_unit."""
    assumed_direction: bool = False
    """Whether the measure has no direction and one was assumed: what the target proposes, else higher is better."""
    used_direction: Direction | None = None
    """The direction that was used, where the target's form leaves it open."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """All that an assessment is computed from."""

    target: Value | None
    outcome: Value | None
    direction: Direction | None = None
    tolerance: Value | None = None
    earlier: Value | None = None
    """The outcome an increase or decrease is counted from."""


def assess(claim: Claim) -> Computed:
    """What the numbers say. Reaching the target exactly is met; a miss by no more than the tolerance is partly.

    A tolerance in percentage points, or in the target's unit, or without unit, is a distance; one in % is a share of
    the target's bound, also where the target itself is in %. Without a tolerance what is not reached is missed.
    """
    target, outcome = claim.target, claim.outcome
    if not isinstance(target, Target):
        return Computed(status=None, rule="no_target")
    if target.form in (TargetForm.WORDS, TargetForm.FOLLOWED):
        return Computed(status=None, rule=target.form.value)
    if not isinstance(outcome, Quantity):
        return Computed(status="unmeasured", rule="no_outcome")
    if target.form in (TargetForm.INCREASE, TargetForm.DECREASE):
        return _assess_change(target, outcome, claim.earlier)
    return _assess_level(target, outcome, claim)


def explain(computed: Computed, claim: Claim, lang: Language) -> str:
    """One sentence with the numbers: what was compared with what, and what follows from it."""
    status = in_language(STATUS_LABELS[computed.status], lang) if computed.status else ""
    nothing = "ingen beräknad bedömning" if lang == "sv" else "no computed assessment"
    numbers = _numbers(claim, lang)
    rule = in_language(_RULES[computed.rule], lang).format(
        tolerance=_shown(claim.tolerance, lang), earlier=_shown(claim.earlier, lang)
    )
    sentence = f"{numbers}{rule}: {status or nothing}{_assumption(computed, lang)}."
    return sentence[:1].upper() + sentence[1:]


def _numbers(claim: Claim, lang: Language) -> str:
    target, outcome = _shown(claim.target, lang), _shown(claim.outcome, lang)
    if target and outcome:
        return f"{outcome} {'mot målet' if lang == 'sv' else 'against the target'} {target}, "
    return f"{'målet' if lang == 'sv' else 'target'} {target}, " if target else ""


def _assumption(computed: Computed, lang: Language) -> str:
    if not computed.assumed_direction:
        return ""
    if computed.used_direction is Direction.LOWER:
        return " (antaget att lägre är bättre)" if lang == "sv" else " (assuming that lower is better)"
    return " (antaget att högre är bättre)" if lang == "sv" else " (assuming that higher is better)"


def _shown(value: Value | None, lang: Language) -> str:
    if isinstance(value, Quantity):
        return print_quantity(value, lang)
    return describe_target(value, lang) if isinstance(value, Target) else ""


def _assess_change(target: Target, outcome: Quantity, earlier: Value | None) -> Computed:
    """An increase or decrease: the outcome is the change itself, or a level held against an earlier one.

    An outcome in % may be either. Where an earlier one is known and the two readings disagree, neither is taken; a
    negative percentage is a change, for a share cannot be negative.
    """
    sign = 1 if target.form is TargetForm.INCREASE else -1
    by_change = outcome.amount * sign > 0
    is_percent = normal_unit(outcome.unit) == PERCENT
    if not isinstance(earlier, Quantity):
        return _verdict(by_change, "change") if is_percent else Computed(status=None, rule="no_earlier")
    factor = comparable(outcome.unit, earlier.unit)
    if is_percent and (factor is None or outcome.amount < 0):
        return _verdict(by_change, "change")
    if factor is None:
        return Computed(status=None, rule="units_differ")
    by_level = _EXACT.multiply(outcome.amount, factor) * sign > earlier.amount * sign
    if is_percent and by_change != by_level:
        return Computed(status=None, rule="ambiguous_change")
    return _verdict(by_level, "against_earlier")


def _verdict(is_met: bool, rule: str) -> Computed:
    return Computed(status="met" if is_met else "missed", rule=rule)


def _assess_level(target: Target, outcome: Quantity, claim: Claim) -> Computed:
    factor = comparable(outcome.unit, target.unit)
    if factor is None or target.bound is None:
        return Computed(status=None, rule="units_differ" if factor is None else "words")
    direction = claim.direction or proposed_direction(target) or Direction.HIGHER
    amount = _EXACT.multiply(outcome.amount, factor)
    missed = _missed_bound(target, direction, amount)
    status, rule = ("met", "reached") if missed is None else _how_far(amount, missed, target.unit, claim.tolerance)
    is_open = target.form is TargetForm.REACH
    return Computed(
        status=status, rule=rule, assumed_direction=is_open and claim.direction is None,
        used_direction=direction if is_open else None,
    )  # fmt: skip


def _missed_bound(target: Target, direction: Direction, amount: Decimal) -> Decimal | None:
    """The bound that the amount does not reach; None if the target is reached."""
    low = target.bound or Decimal(0)
    high = low if target.upper is None else target.upper
    by_form = {
        TargetForm.AT_LEAST: amount >= low, TargetForm.MORE_THAN: amount > low,
        TargetForm.AT_MOST: amount <= low, TargetForm.LESS_THAN: amount < low,
        TargetForm.REACH: amount >= low if direction is Direction.HIGHER else amount <= low,
    }  # fmt: skip
    if by_form.get(target.form, low <= amount <= high):
        return None
    return high if amount > high else low


def _how_far(amount: Decimal, bound: Decimal, unit: str, tolerance: Value | None) -> tuple[Status | None, str]:
    """What becomes of a target that is not reached."""
    if not isinstance(tolerance, Quantity):
        return "missed", "not_reached"
    allowed = _allowed(bound, unit, tolerance)
    if allowed is None:
        return None, "tolerance_unit"
    is_near = allowed > 0 and _EXACT.subtract(amount, bound).copy_abs() <= allowed
    return ("partly", "within_tolerance") if is_near else ("missed", "not_reached")


def _allowed(bound: Decimal, unit: str, tolerance: Quantity) -> Decimal | None:
    """The distance from the bound that a tolerance allows, in the target's unit; None if the units do not fit."""
    amount = tolerance.amount.copy_abs()
    if normal_unit(tolerance.unit) == PERCENT:
        return _EXACT.multiply(_EXACT.multiply(amount, bound.copy_abs()), Decimal("0.01"))
    if normal_unit(tolerance.unit) == POINTS:
        return amount
    factor = comparable(tolerance.unit, unit)
    return None if factor is None else _EXACT.multiply(amount, factor)
