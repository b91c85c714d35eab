"""What was last reported of a fact that stays so until something else is said: a status, an outcome so far."""

from __future__ import annotations

import msgspec

from shared.followup.period import Period, read_period
from shared.ids import NodeId
from shared.plan.model import Plan
from shared.plan.values import Value


class Reported(msgspec.Struct, frozen=True):
    """A value, and the period that it was reported in."""

    period: str
    value: Value


def last_reported(plan: Plan, node: NodeId, field: str, period: str | None = None) -> Reported | None:
    """The value of the newest period that has one; with `period`, of the newest that ends no later than that one does.

    Parts are left aside, and so are cells without a period.
    """
    asked = read_period(period) if period else None
    found: list[tuple[Period, Reported]] = []
    for key, cell in plan.cells(node).items():
        if key.field != field or key.period is None or key.part is not None or cell.value is None:
            continue
        when = read_period(key.period)
        if when and (asked is None or when.last_day <= asked.last_day):
            found.append((when, Reported(key.period, cell.value)))
    return max(found, key=lambda pair: pair[0])[1] if found else None
