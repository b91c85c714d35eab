"""Adding and comparing amounts of money: exact, and never across units.

kr, tkr and mnkr are figures of different exactness. So amounts of two units have no sum; only which of them is larger
can be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shared.followup.units import comparable, normal_unit
from shared.plan.values import Quantity, Value


def amount_of(value: Value | None) -> Quantity | None:
    """The amount that a cell holds, or None if it holds none."""
    return value if isinstance(value, Quantity) else None


def total(amounts: Iterable[Quantity]) -> Quantity | None:
    """Their sum in the unit they share; None of amounts in different units, and of none at all."""
    listed = list(amounts)
    units = {normal_unit(amount.unit): amount.unit for amount in listed}
    if len(units) != 1:
        return None
    return Quantity(sum((amount.amount for amount in listed), Decimal(0)), next(iter(units.values())))


def difference(one: Quantity, other: Quantity) -> Quantity | None:
    """One less the other; None if they are in different units."""
    return total([one, Quantity(other.amount.copy_negate(), other.unit)])


def is_same_amount(one: Quantity, other: Quantity) -> bool:
    """Whether both say the same in one unit: 12,0 and 12 do."""
    return normal_unit(one.unit) == normal_unit(other.unit) and one.amount == other.amount


def is_more(one: Quantity, other: Quantity) -> bool:
    """Whether one is the larger amount, also across units of money; no if they cannot be compared."""
    factor = comparable(one.unit, other.unit)
    return factor is not None and one.amount * factor > other.amount
