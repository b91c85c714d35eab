"""Tallies: the numbers must be those of the printed tables, and the rule must stand beside them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.tally import Tally, difference, shares, tally
from shared.ids import ROOT
from shared.plan.kinds import Kind
from shared.plan.values import Quantity
from tests.shared.followup.plans import Paper

T2 = "2021-T2"
SYSTEM, SUSTAINABILITY = {"measure_class": "system"}, {"measure_class": "sustainability"}


def counts(made: Tally) -> tuple[int, int, int, int]:
    """Met, partly, missed, of how many."""
    return made.met, made.partly, made.missed, made.counted


@pytest.mark.parametrize(
    ("numbers", "percents"),
    [
        ((8, 9, 11), [29, 32, 39]),
        ((5, 10, 14), [17, 35, 48]),
        ((2, 0, 3), [40, 0, 60]),
        ((3, 1, 1), [60, 20, 20]),
        ((5, 0, 3), [63, 0, 37]),
        ((1, 1, 1), [34, 33, 33]),
        ((0, 0, 0), [0, 0, 0]),
        ((), []),
    ],
)
def test_shares_are_those_printed(numbers: tuple[int, ...], percents: list[int]) -> None:
    """The papers round by largest remainder; between equal remainders the earlier count wins."""
    assert shares(numbers) == percents


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_shares_add_up_to_100(numbers: list[int]) -> None:
    """A column that adds up to 99 or 101 gets a table sent back; no share is off by a whole percent."""
    percents = shares(numbers)
    total = sum(numbers)
    assert sum(percents) == (100 if total else 0)
    for share, count in zip(percents, numbers, strict=True):
        assert abs(share * total - 100 * count) < max(total, 1)


def test_negative_count_is_refused() -> None:
    """There is no share of less than nothing."""
    with pytest.raises(ValueError, match="negative"):
        shares([1, -1])


def region() -> Paper:
    """The region's second tertial of 2021: 28 counted measures, shared ones flagged off, ten of sustainability."""
    paper = Paper()
    for status, number in (("met", 8), ("partly", 9), ("missed", 11)):
        for _ in range(number):
            paper.measure(by_person=status, counted=True, choices=SYSTEM)
    for _ in range(10):
        paper.measure("0 tkr", "5 850 tkr", counted=False, choices=SYSTEM)
    for outcome in ("151", "152", "153", "158", "157", "159", "160", "161", "162", "163"):
        paper.measure("högst 158 kWh/m2", outcome, counted=False, choices=SUSTAINABILITY)
    return paper


def test_region_is_tallied_as_printed() -> None:
    """8, 9 and 11 of 28, with or without naming the class: the flag says which of the shared measures count."""
    paper = region()
    made = tally(paper.plan, T2)
    assert counts(made) == (8, 9, 11, 28)
    assert made.shares == [29, 32, 39]
    assert counts(tally(paper.plan, T2, only_class="system")) == (8, 9, 11, 28)
    assert len(made.members) == 28


def test_class_outside_the_common_table_has_its_own() -> None:
    """The sustainability table counts all ten, though none of them counts in the region's."""
    assert counts(tally(region().plan, T2, only_class="sustainability")) == (5, 0, 5, 10)


def test_comparison_is_in_percentage_points_of_wholly_or_partly_met() -> None:
    """17 of 28 is 61 %, 15 of 29 is 52 %: nine points better."""
    paper = region()
    for part, number in (("met", 5), ("partly", 10), ("missed", 14)):
        paper.set(ROOT, "recorded_tally", Quantity(Decimal(number)), "2020-T2", part)
    now, then = tally(paper.plan, T2), tally(paper.plan, "2020-T2")
    assert then.is_recorded
    assert (then.shares, then.reached, now.reached) == ([17, 35, 48], 52, 61)
    assert difference(now, then) == 9
    assert difference(now, tally(paper.plan, "2019")) is None


def test_nothing_reported_prints_blank() -> None:
    """0 % would say that everything was missed."""
    made = tally(Paper().plan, T2)
    assert (made.shares, made.reached, made.counted) == ([None, None, None], None, 0)


def test_recorded_tally_gives_way_to_measures_and_stands_for_no_other_class() -> None:
    """Numbers of a paper are shown only where there is nothing to count, and never for what they do not mean."""
    paper = Paper()
    paper.set(ROOT, "recorded_tally", Quantity(Decimal(3)), "2020", "met")
    assert counts(tally(paper.plan, "2020")) == (3, 0, 0, 3)
    assert not tally(paper.plan, "2020", only_class="unit").is_recorded
    assert not tally(paper.plan, "2021").is_recorded
    paper.measure(by_person="missed", period="2020")
    assert counts(tally(paper.plan, "2020")) == (0, 0, 1, 1)


def test_unmeasured_are_told_but_not_counted() -> None:
    """A measure without an outcome is no miss; one that nobody can assess is in neither number."""
    paper = Paper()
    paper.measure("50 %", "51 %")
    paper.measure("50 %", "u.s.")
    paper.measure("50 %")
    paper.measure("4 tillfällen och 48 chefer", "4")
    paper.measure("Uppföljningsmått", "4")
    made = tally(paper.plan, T2)
    assert (counts(made), made.unmeasured) == ((1, 0, 0, 1), 2)


def test_shared_measure_counts_once_where_it_stands_highest() -> None:
    """The same indicator in several units' plans is one measure of the region; within a unit it is the unit's."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    paper.measure(by_person="missed", parent=goal, texts={"indicator": "N00945"})
    paper.measure(by_person="met", texts={"indicator": "n00945"})
    paper.measure(by_person="partly")
    paper.measure(by_person="partly")
    made = tally(paper.plan, T2, lang="en")
    assert counts(made) == (1, 2, 0, 3)
    assert "shared measures once" in made.table
    assert counts(tally(paper.plan, T2, under=goal)) == (0, 0, 1, 1)


def test_only_what_the_council_set_counts_unless_a_measure_says_otherwise() -> None:
    """Classes without flags: the printed tables count the council's measures; a flag takes one in or out."""
    paper = Paper()
    paper.measure(by_person="met", choices=SYSTEM)
    own = paper.measure(by_person="missed", choices={"measure_class": "unit"})
    assert counts(tally(paper.plan, T2)) == (1, 0, 0, 1)
    assert counts(tally(paper.plan, T2, only_class="unit")) == (0, 0, 1, 1)
    paper.measure(by_person="partly", choices={"measure_class": "unit"}, counted=True)
    assert counts(tally(paper.plan, T2)) == (1, 1, 0, 2)
    assert counts(tally(paper.plan, T2, only_class="system")) == (1, 0, 0, 1)
    assert tally(paper.plan, T2, under=own).counted == 0


def test_retired_measure_is_not_counted() -> None:
    """What left the plan leaves its tallies."""
    paper = Paper()
    node = paper.measure("50 %", "51 %")
    paper.retire(node)
    assert tally(paper.plan, T2).counted == 0


def test_rule_is_printed() -> None:
    """A number of 28 means nothing without the rule that says 28 of what."""
    assert tally(region().plan, T2, lang="sv").table == (
        "klass systemmätetal, enligt mätetalens egna val; ej mätta räknas inte"
    )
    assert tally(Paper().plan, T2, lang="en").table == (
        "all measures but those only followed; unmeasured ones are not counted"
    )
