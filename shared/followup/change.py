"""Increases and decreases: an outcome that is the change itself, or a level held against an earlier one."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.reach import EXACT, Posts, Reach, hold, measured
from shared.followup.units import PERCENT, POINTS, comparable, normal_unit
from shared.plan.values import Quantity, Spread, Target, TargetForm, Value

Compared = tuple[str, Reach | None]
"""Which reading was taken (change, against_earlier), or why none was; and what came of it."""


def hold_change(target: Target, outcome: Quantity | Spread, earlier: Value | None, tolerance: Value | None) -> Compared:
    """Hold an outcome against an increase or decrease, by as much as the target asks for where it says.

    An outcome with a plus sign, or in percentage points, is the change. One in % may be either: where an earlier one
    is known and the two readings disagree, neither is taken; a negative percentage is a change, for a share cannot be
    negative.
    """
    is_percent = normal_unit(outcome.unit) == PERCENT
    if not isinstance(earlier, Quantity):
        if is_percent or is_change(outcome):
            return _by_change(target, outcome, tolerance)
        return "no_earlier", None
    is_level = comparable(outcome.unit, earlier.unit) is not None
    if is_change(outcome) or (is_percent and (not is_level or _lowest(outcome) < 0)):
        return _by_change(target, outcome, tolerance)
    by_level = _by_level(target, outcome, earlier, tolerance)
    if is_percent and by_level[1] is not None:
        by_change = _by_change(target, outcome, tolerance)[1]
        # Of a change in percentage points there is but one reading: its unit would say so.
        if by_change is not None and by_change.rule != by_level[1].rule:
            return "ambiguous_change", None
    return by_level


def is_change(outcome: Quantity | Spread) -> bool:
    """Whether the words say that this is a change: a plus sign, or percentage points."""
    return outcome.printed.startswith("+") or normal_unit(outcome.unit) == POINTS


def level_to_reach(target: Target, earlier: Quantity) -> Decimal | None:
    """The level that an increase or decrease asks for, in the earlier outcome's unit; None if the units do not fit.

    A bound in % is a share of the earlier level, also where that is in %; one in percentage points is a distance.
    """
    if target.bound is None:
        return earlier.amount
    step = target.bound.copy_abs()
    if normal_unit(target.unit) == PERCENT:
        step = EXACT.multiply(EXACT.multiply(step, earlier.amount.copy_abs()), Decimal("0.01"))
    elif normal_unit(target.unit) == POINTS:
        if normal_unit(earlier.unit) != PERCENT:
            return None
    else:
        factor = comparable(target.unit, earlier.unit)
        if factor is None:
            return None
        step = EXACT.multiply(step, factor)
    return EXACT.add(earlier.amount, step) if _rises(target) else EXACT.subtract(earlier.amount, step)


def _by_level(target: Target, outcome: Quantity | Spread, earlier: Quantity, tolerance: Value | None) -> Compared:
    level, found = level_to_reach(target, earlier), measured(outcome, earlier.unit)
    if level is None or found is None:
        return "units_differ", None
    return "against_earlier", hold(found, _posts(target, level), earlier.unit, tolerance)


def _by_change(target: Target, outcome: Quantity | Spread, tolerance: Value | None) -> Compared:
    unit = outcome.unit if target.bound is None else target.unit
    found = measured(outcome, unit)
    if found is None:
        return "units_differ", None
    step = (target.bound or Decimal(0)).copy_abs()
    return "change", hold(found, _posts(target, step if _rises(target) else step.copy_negate()), unit, tolerance)


def _posts(target: Target, level: Decimal) -> Posts:
    """Without a bound anything beyond the level will do; with one the level is what must be reached."""
    is_open = target.bound is None
    return Posts(level, None, is_open) if _rises(target) else Posts(None, level, is_open)


def _rises(target: Target) -> bool:
    return target.form is TargetForm.INCREASE


def _lowest(outcome: Quantity | Spread) -> Decimal:
    return outcome.low if isinstance(outcome, Spread) else outcome.amount
