"""How far an outcome reaches: where outcomes that meet a target lie, and what a miss is worth.

Everything is compared as it was entered, without rounding. A share given as two numbers (60 av 66) is never divided:
both sides are multiplied by its denominator instead.
"""

from __future__ import annotations

from decimal import Context, Decimal

import msgspec

from shared.followup.units import PERCENT, POINTS, comparable, normal_unit
from shared.plan.values import Direction, Quantity, Spread, Target, TargetForm, Value

EXACT = Context(prec=200)
"""Precision in which sums and products of storable numbers are never rounded."""

_ONE, _HUNDREDTH = Decimal(1), Decimal("0.01")
_OPEN = (TargetForm.MORE_THAN, TargetForm.LESS_THAN)
_FROM_BELOW = (TargetForm.AT_LEAST, TargetForm.MORE_THAN)
_FROM_ABOVE = (TargetForm.AT_MOST, TargetForm.LESS_THAN)


class Posts(msgspec.Struct, frozen=True):
    """Where the outcomes lie that meet a target: from `low` to `high`, None for no end."""

    low: Decimal | None
    high: Decimal | None
    is_open: bool = False
    """Whether an outcome on the post itself is not enough."""


class Measured(msgspec.Struct, frozen=True):
    """An outcome in the target's unit, `scale` times over: its lowest and highest number."""

    low: Decimal
    high: Decimal
    scale: Decimal = _ONE


class Reach(msgspec.Struct, frozen=True):
    """What became of the comparison."""

    rule: str
    """reached, partly_reached (some of a range does), within_tolerance, not_reached, or tolerance_unit."""
    bound: Decimal | None = None
    """The bound that is not reached, None if it is."""
    distance: Decimal | None = None
    """How far from it the outcome is, `scale` times over; of a range its farthest number."""
    allowed: Decimal | None = None
    """The distance that the tolerance allows."""


def posts_of(target: Target, direction: Direction) -> Posts | None:
    """Where outcomes that meet a level lie; None for a target without a bound."""
    bound, form = target.bound, target.form
    if bound is None:
        return None
    if form in _FROM_BELOW or (form is TargetForm.REACH and direction is Direction.HIGHER):
        return Posts(bound, None, form in _OPEN)
    if form in _FROM_ABOVE or form is TargetForm.REACH:
        return Posts(None, bound, form in _OPEN)
    return Posts(bound, bound if target.upper is None else target.upper)


def measured(outcome: Quantity | Spread, unit: str) -> Measured | None:
    """The outcome in that unit; None if the two cannot be compared, and for a share of nothing."""
    if isinstance(outcome, Quantity) and outcome.of is not None and is_share(outcome, unit):
        hundredfold = EXACT.multiply(outcome.amount, Decimal(100))
        return Measured(hundredfold, hundredfold, outcome.of) if outcome.of > 0 else None
    factor = comparable(outcome.unit, unit)
    if factor is None:
        return None
    if isinstance(outcome, Spread):
        return Measured(_times(outcome.low, factor), _times(outcome.high, factor))
    amount = _times(outcome.amount, factor)
    return Measured(amount, amount)


def is_share(outcome: Quantity, unit: str) -> bool:
    """Whether a target in that unit is one for the share that the outcome is of its whole (60 st av totalt 66).

    Where no unit was printed the measure's own was taken, so a % that is not among the words says nothing.
    """
    if outcome.of is None or normal_unit(unit) != PERCENT:
        return False
    words = outcome.printed.casefold()
    return normal_unit(outcome.unit) != PERCENT or bool(words and "%" not in words and "procent" not in words)


def hold(found: Measured, posts: Posts, unit: str, tolerance: Value | None) -> Reach:
    """Hold an outcome against the posts. `unit` is the target's.

    Of a range all must reach for the target to be reached. Where only some of it does it is partly reached, and so it
    is where none does but all lies within the tolerance.
    """
    low, high = _scale(posts.low, found.scale), _scale(posts.high, found.scale)
    is_below = low is not None and (found.low < low or (posts.is_open and found.low == low))
    is_above = high is not None and (found.high > high or (posts.is_open and found.high == high))
    if not is_below and not is_above:
        return Reach("reached")
    if found.low != found.high and _overlap(found, low, high, posts.is_open):
        return Reach("partly_reached", posts.low if is_below else posts.high)
    if is_below and low is not None and posts.low is not None:
        return _missed(posts.low, EXACT.subtract(low, found.low), found.scale, unit, tolerance)
    assert high is not None and posts.high is not None
    return _missed(posts.high, EXACT.subtract(found.high, high), found.scale, unit, tolerance)


def _missed(bound: Decimal, distance: Decimal, scale: Decimal, unit: str, tolerance: Value | None) -> Reach:
    if not isinstance(tolerance, Quantity):
        return Reach("not_reached", bound, distance)
    allowed = allowed_by(tolerance, bound, unit)
    if allowed is None:
        return Reach("tolerance_unit", bound, distance)
    is_near = allowed > 0 and distance <= _times(allowed, scale)
    return Reach("within_tolerance" if is_near else "not_reached", bound, distance, allowed)


def allowed_by(tolerance: Quantity, bound: Decimal, unit: str) -> Decimal | None:
    """The distance from the bound that a tolerance allows, in the target's unit; None if the units do not fit.

    One in percentage points, in the target's unit or without unit is a distance; one in % is a share of the bound,
    also where the target itself is in %.
    """
    amount, own = tolerance.amount.copy_abs(), normal_unit(tolerance.unit)
    if own == PERCENT:
        return EXACT.multiply(EXACT.multiply(amount, bound.copy_abs()), _HUNDREDTH)
    if own == POINTS and normal_unit(unit) in (PERCENT, POINTS, ""):
        return amount
    factor = comparable(tolerance.unit, unit)
    return None if factor is None else _times(amount, factor)


def _overlap(found: Measured, low: Decimal | None, high: Decimal | None, is_open: bool) -> bool:
    if low is not None and (found.high < low or (is_open and found.high == low)):
        return False
    return high is None or not (found.low > high or (is_open and found.low == high))


def _scale(bound: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if bound is None else _times(bound, scale)


def _times(amount: Decimal, factor: Decimal) -> Decimal:
    return amount if factor is _ONE or factor == 1 else EXACT.multiply(amount, factor)
