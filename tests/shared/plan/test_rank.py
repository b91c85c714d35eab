"""Ranks: there is always room, and order holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.plan.rank import MAX_LENGTH, Rank, between, is_rank


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=60))
def test_inserting_anywhere_keeps_the_order(places: list[int]) -> None:
    """Siblings are ordered by rank alone: an insert in the wrong place would show a plan in the wrong order."""
    ranks: list[str] = []
    for number in places:
        place = number % (len(ranks) + 1)
        rank = between(ranks[place - 1] if place else None, ranks[place] if place < len(ranks) else None)
        ranks.insert(place, rank)
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
    assert all(is_rank(rank) for rank in ranks)


def test_appending_does_not_make_ranks_longer() -> None:
    """An import appends thousands of rows; ranks that grow with each would end at the limit of their length."""
    ranks: list[Rank] = []
    for _ in range(5_000):
        ranks.append(between(ranks[-1] if ranks else None, None))
    assert ranks == sorted(set(ranks))
    assert max(map(len, ranks)) == 4


def test_one_more_fits_in_the_same_gap_500_times() -> None:
    """Somebody may always drop rows at the same place."""
    low = between(None, None)
    high = between(low, None)
    for _ in range(500):
        high = between(low, high)
    assert low < high
    assert len(high) < MAX_LENGTH


def test_no_rank_between_the_wrong_way_round() -> None:
    """Asked for the impossible it must say so and not answer with a rank in the wrong place."""
    with pytest.raises(ValueError, match="no rank between"):
        between("b", "a")


@pytest.mark.parametrize("text", ["", "V0", "å", "V V", "V" * (MAX_LENGTH + 1)])
def test_what_is_no_rank_is_refused(text: str) -> None:
    """A rank that ends in 0 leaves no room before it, and one from the wire may be anything."""
    assert not is_rank(text)
