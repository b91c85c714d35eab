"""Reach: ranges, shares of a whole and tolerances, held against a level."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.assessment import Claim, assess
from shared.followup.quantity import read_quantity
from shared.followup.reach import Measured, Posts, Reach, allowed_by, hold
from shared.followup.target import read_target
from shared.plan.values import Direction, Quantity, Spread

_AMOUNTS = st.decimals(-100, 100, places=1)


def _range(low: str, high: str, target: str, tolerance: str = "", direction: Direction | None = None) -> str | None:
    made = Claim(
        target=read_target(target),
        outcome=Spread(Decimal(low), Decimal(high), "%"),
        direction=direction,
        tolerance=read_quantity(tolerance) if tolerance else None,
    )
    return assess(made).status


@pytest.mark.parametrize(
    ("low", "high", "target", "tolerance", "status"),
    [
        ("63", "97", "minst 60 %", "", "met"),
        ("63", "97", "minst 63 %", "", "met"),
        ("63", "97", "minst 80 %", "", "partly"),
        ("63", "97", "minst 97 %", "", "partly"),
        ("63", "97", "mer än 97 %", "", "missed"),
        ("63", "97", "minst 98 %", "", "missed"),
        ("63", "97", "minst 98 %", "10 %-enheter", "missed"),
        ("63", "97", "minst 98 %", "35 %-enheter", "partly"),
        ("63", "97", "högst 97 %", "", "met"),
        ("63", "97", "högst 70 %", "", "partly"),
        ("63", "97", "högst 62 %", "", "missed"),
        ("63", "97", "mellan 70 och 80 %", "", "partly"),
        ("63", "97", "mellan 60 och 98 %", "", "met"),
        ("63", "97", "exakt 80 %", "", "partly"),
    ],
)
def test_a_range_reaches_when_all_of_it_does(low: str, high: str, target: str, tolerance: str, status: str) -> None:
    """63–97 % over many sites: some that reach are something, and are not all."""
    assert _range(low, high, target, tolerance) == status


@given(_AMOUNTS, _AMOUNTS, _AMOUNTS, st.sampled_from(Direction))
def test_a_range_is_never_better_than_its_best_nor_worse_than_its_worst(
    one: Decimal, other: Decimal, bound: Decimal, direction: Direction
) -> None:
    """Whoever reads only one end of it must not be contradicted on both."""
    order = ["missed", "partly", "met"]
    target = f"{bound} %".replace(".", ",")
    low, high = sorted((one, other))
    ends = [_range(str(end), str(end), target, "5 %-enheter", direction) for end in (low, high)]
    found = _range(str(low), str(high), target, "5 %-enheter", direction)
    places = sorted(order.index(str(end)) for end in ends)
    assert places[0] <= order.index(str(found)) <= places[1]


@pytest.mark.parametrize(
    ("outcome", "target", "tolerance", "status"),
    [
        ("60 st av totalt 66", "90 %", "", "met"),
        ("2 av 3", "66,6 %", "", "met"),
        ("2 av 3", "66,7 %", "", "missed"),
        ("2 av 3", "66,7 %", "0,1 %-enheter", "partly"),
        ("1 av 3", "66,7 %", "33,3 %-enheter", "missed"),
        ("1 av 3", "66,7 %", "33,4 %-enheter", "partly"),
        ("60 st av totalt 66", "60 st", "", "met"),
        ("60 st av totalt 66", "61 st", "", "missed"),
        ("5 av 0", "90 %", "", None),
    ],
)
def test_a_share_is_computed_only_where_the_target_is_one(
    outcome: str, target: str, tolerance: str, status: str | None
) -> None:
    """Two numbers give a percentage, compared without dividing: two thirds have no last decimal."""
    tolerated = read_quantity(tolerance) if tolerance else None
    made = Claim(
        target=read_target(target), outcome=read_quantity(outcome), direction=Direction.HIGHER, tolerance=tolerated
    )
    assert assess(made).status == status


def test_a_percentage_with_its_base_is_a_percentage() -> None:
    """ "45 % av 66" says the percentage itself; the same numbers with the measure's unit beside them do not."""
    printed = Quantity(Decimal(45), "%", "45 % av 66", Decimal(66))
    bare = Quantity(Decimal(60), "%", "60 av 66", Decimal(66))
    target = read_target("minst 90 %")
    assert assess(Claim(target=target, outcome=printed)).status == "missed"
    assert assess(Claim(target=target, outcome=bare)).status == "met"


def test_tolerance_says_which_distance_it_allows() -> None:
    """Points are a distance between percentages, percent a share of the target; other units must be the target's."""
    allowed = {
        words: allowed_by(found, Decimal(50), unit)
        for words, unit in (("10 %-enheter", "%"), ("10 %", "%"), ("10 %", "kr"), ("10", "kr"), ("2 tkr", "kr"))
        if isinstance(found := read_quantity(words), Quantity)
    }  # fmt: skip
    assert allowed == {"10 %-enheter": 10, "10 %": 5, "10": 10, "2 tkr": 2000}
    points = Quantity(Decimal(5), "%-enheter")
    assert allowed_by(points, Decimal(50), "kr") is None


def test_the_farthest_end_of_a_range_is_what_it_misses_by() -> None:
    """The distance told is the one that the tolerance was held against."""
    found = hold(Measured(Decimal(10), Decimal(20)), Posts(Decimal(25), None), "", Quantity(Decimal(15)))
    assert found == Reach("within_tolerance", Decimal(25), Decimal(15), Decimal(15))
