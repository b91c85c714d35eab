"""The figures of a measure in a period, found among its cells: what its assessment is computed from.

This is asked for every node that a screen or a tally shows, so the keys of a period's cells are made once, and no
cell is looked at that cannot matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

import msgspec

from shared.followup.assessment import Claim
from shared.followup.period import Period, read_period
from shared.ids import NodeId
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellKey
from shared.plan.values import (
    Carried,
    Choice,
    Day,
    Direction,
    PeriodName,
    Quantity,
    Spread,
    Target,
    TargetForm,
    Targets,
    Text,
    Value,
)

Cells = Mapping[CellKey, Cell]

MAX_CARRIED = 12
"""Periods through which an outcome that stands in for another's is followed."""

_SHORTER = (
    *("SY", "H1", "H2", "T1", "T2", "T3", "Q1", "Q2", "Q3", "Q4"), *(f"{month:02}" for month in range(1, 13))
)  # fmt: skip
_DIRECTIONS = {direction.value: direction for direction in Direction}
_DIRECTION, _PROPOSED = CellKey("direction"), CellKey("direction_proposed")
_TOLERANCE, _UNIT = CellKey("tolerance"), CellKey("unit")
_BASELINE, _BASELINE_PERIOD = CellKey("baseline"), CellKey("baseline_period")


class PeriodKeys(msgspec.Struct, frozen=True):
    """The keys of a period's cells, and the periods whose targets hold for it."""

    outcome: CellKey
    assessment: CellKey
    quality: CellKey
    status: CellKey
    own_assessed_from: CellKey
    targets: tuple[tuple[CellKey, CellKey], ...]
    """The keys of target and of the day it is assessed from, of this period and those around it, narrowest first."""
    last_day: str
    """ISO 8601; "" for what is no period."""


@lru_cache(maxsize=512)
def keys_of(period: str) -> PeriodKeys:
    """The keys for a period by its canonical name."""
    found = read_period(period)
    names = [period, *(_around(found) if found else ())]
    return PeriodKeys(
        outcome=CellKey("outcome", period),
        assessment=CellKey("assessment", period),
        quality=CellKey("quality", period),
        status=CellKey("status", period),
        own_assessed_from=CellKey("assessed_from", period),
        targets=tuple((CellKey("target", name), CellKey("assessed_from", name)) for name in names),
        last_day=found.last_day.isoformat() if found else "",
    )


def claim_of(plan: Plan, node: NodeId, period: str) -> Claim:
    """What the node's assessment is computed from; `period` is a canonical name. The node must be in the plan."""
    return claim_among(plan.cells(node), period)


def claim_among(cells: Cells, period: str) -> Claim:
    """The claim that a node's cells make."""
    keys = keys_of(period)
    target, target_period, pending_until = _target(cells, keys)
    outcome, carried_from = _outcome(cells, keys.outcome)
    earlier, earlier_period, is_baseline = _earlier(cells, period, target)
    return Claim(
        target=target,
        outcome=outcome,
        direction=_direction(cells.get(_DIRECTION)),
        direction_proposed=_direction(cells.get(_PROPOSED)),
        tolerance=_value(cells.get(_TOLERANCE)),
        earlier=earlier,
        earlier_period=earlier_period,
        is_from_baseline=is_baseline,
        parts=_parts(cells, period) if outcome is None or isinstance(target, Targets) else (),
        unit=_text(cells.get(_UNIT)),
        target_period=target_period,
        carried_from=carried_from,
        pending_until=pending_until,
    )


def _target(cells: Cells, keys: PeriodKeys) -> tuple[Value | None, str | None, str | None]:
    """The target that holds, the period it was set for, and the day it waits for where the period ends before it."""
    for target_key, from_key in keys.targets:
        value = _value(cells.get(target_key))
        if value is not None:
            day = _value(cells.get(keys.own_assessed_from)) or _value(cells.get(from_key))
            waits = isinstance(day, Day) and keys.last_day < day.iso
            return value, target_key.period, day.iso if waits and isinstance(day, Day) else None
    return None, None, None


def _outcome(cells: Cells, key: CellKey) -> tuple[Value | None, str | None]:
    """The outcome, looked up where it was measured; the period of that, where it is another one.

    Periods that stand in for each other in a ring give none.
    """
    value = _value(cells.get(key))
    if not isinstance(value, Carried):
        return value, None
    seen, origin = {key.period}, value.period
    while isinstance(value, Carried) and value.period not in seen and len(seen) <= MAX_CARRIED:
        seen.add(value.period)
        origin = value.period
        value = _value(cells.get(CellKey("outcome", origin)))
    return (None if isinstance(value, Carried) else value), origin


def _earlier(cells: Cells, period: str, target: Value | None) -> tuple[Value | None, str, bool]:
    """The outcome an increase or decrease is counted from, its period, and whether it is the baseline.

    The target names a period or means a year earlier. A named year stands for the same part of it, if that has an
    outcome. Where nothing was reported then, the baseline stands in, if it is of that period or of none.
    """
    against = _against(target)
    if against is None:
        return None, "", False
    for name in _earlier_periods(period, against):
        found, _ = _outcome(cells, CellKey("outcome", name))
        if isinstance(found, Quantity):
            return found, name, False
    baseline, of_period = _value(cells.get(_BASELINE)), _value(cells.get(_BASELINE_PERIOD))
    name = of_period.name if isinstance(of_period, PeriodName) else ""
    if isinstance(baseline, Quantity) and (not against or name in ("", *_earlier_periods(period, against))):
        return baseline, name, True
    return None, "", False


def _against(target: Value | None) -> str | None:
    """The period that a change is counted from as the target names it; None where there is no change to count.

    Of several targets the first change says it.
    """
    for each in target.all_of if isinstance(target, Targets) else (target,):
        if isinstance(each, Target) and each.form in (TargetForm.INCREASE, TargetForm.DECREASE):
            return each.against
    return None


@lru_cache(maxsize=512)
def _earlier_periods(period: str, against: str) -> tuple[str, ...]:
    """The periods whose outcome can be the earlier one, the one that says most first."""
    asked, named = read_period(period), read_period(against)
    last_year = asked.same_period_last_year() if asked else None
    fits = last_year is not None and (named is None or named.contains(last_year))
    candidates = (last_year if fits else None, named)
    return tuple(dict.fromkeys(candidate.name for candidate in candidates if candidate))


def _around(asked: Period) -> tuple[str, ...]:
    """Other periods that hold every day of this one, narrowest first. None is made of weeks."""
    years = range(asked.year - 1, asked.year + 2)
    written = [name for year in years for name in (f"{year:04}", *(f"{year:04}-{part}" for part in _SHORTER))]
    periods = [found for name in written if (found := read_period(name)) and found != asked and found.contains(asked)]
    return tuple(found.name for found in sorted(periods, key=_days))


def _days(period: Period) -> timedelta:
    return period.last_day - period.first_day


def _parts(cells: Cells, period: str) -> tuple[tuple[str, Value], ...]:
    return tuple(
        (key.part, cell.value)
        for key, cell in cells.items()
        if key.part and key.field == "outcome" and key.period == period and isinstance(cell.value, Quantity | Spread)
    )


def _direction(cell: Cell | None) -> Direction | None:
    return _DIRECTIONS.get(cell.value.key) if cell and isinstance(cell.value, Choice) else None


def _text(cell: Cell | None) -> str:
    return cell.value.text if cell and isinstance(cell.value, Text) else ""


def _value(cell: Cell | None) -> Value | None:
    return cell.value if cell else None
