"""What follows from the words of a measure's targets and results, as cells of their own.

A target may name where the measure stood, and when it can be assessed; its words may suggest which way is better, and a
result's remark how good the number is. What a paper says in a column of its own counts before that; and a suggested
direction is only proposed, for a person to confirm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shared.followup.period import read_period
from shared.followup.quality import quality_in
from shared.followup.target import proposed_direction
from shared.followup.target_remarks import baseline_in, pending_until
from shared.followup.target_words import direction_in
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Day, Missing, PeriodName, Quantity, Target, Targets, Value, names

_AsTarget = Target | Targets | Missing


def with_consequences(cells: Mapping[CellKey, Value], title: str) -> dict[CellKey, Value]:
    """A measure's cells, and those that follow from them; of several targets the latest says where it began."""
    whole = dict(cells)
    targets = [(key, value) for key, value in cells.items() if key.field == "target" and isinstance(value, _AsTarget)]
    for key, target in sorted(targets, key=lambda entry: entry[0].period or "", reverse=True):
        for follows, value in _of_target(key, target, title):
            whole.setdefault(follows, value)
    for key, value in cells.items():
        qualities = quality_in(value.printed) if key.field == "outcome" and isinstance(value, Quantity) else ()
        if qualities:
            whole.setdefault(CellKey("quality", key.period, key.part), names(qualities))
    if CellKey("direction") in cells:
        whole.pop(CellKey("direction_proposed"), None)
    return whole


def _of_target(key: CellKey, target: _AsTarget, title: str) -> Iterator[tuple[CellKey, Value]]:
    period = read_period(key.period) if key.period else None
    day = pending_until(target.printed, period.year if period else None)
    if day:
        yield CellKey("assessed_from", key.period), Day(day.isoformat())
    if isinstance(target, Missing):
        return
    start = baseline_in(target.printed, target.unit if isinstance(target, Target) else "")
    if start:
        yield CellKey("baseline"), start.value
    if start and start.period:
        yield CellKey("baseline_period"), PeriodName(start.period)
    direction = proposed_direction(target) or direction_in(title)
    if direction:
        yield CellKey("direction_proposed"), Choice(direction.value)
