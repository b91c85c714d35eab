"""The period a paper is about, as its title says it."""

from __future__ import annotations

import pytest

from shared.exchange.periods import column_period, period_in


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Månadsrapport - aug 2021, TIM", "2021-08"),
        ("Uppföljning resultatmål - Augusti 2021 (Regionstyrelsen)", "2021-08"),
        ("Region Jönköpings län, delårsrapport augusti 2021", "2021-T2"),
        ("Delårsrapport per april 2021", "2021-T1"),
        ("Delårsrapport januari–augusti 2021", "2021-T2"),
        ("Delårsrapport 2 2020", "2020-T2"),
        ("Månadsrapport maj–juni 2021", "2021-06"),
        ("Uppföljning av elevhälsan läsåret 2019–2020", "2019-SY"),
        ("Verksamhetsplan 2019–2021", "2019"),
        ("Verksamhetsberättelse 2020", "2020"),
        ("Utfall 2021-T2", "2021-T2"),
        ("IT-plan 2021", "2021"),
        ("Innehåll", None),
    ],
)
def test_title_says_which_period_a_paper_is_about(title: str, period: str | None) -> None:
    """All its results go into that period, so the more exact reading counts."""
    found = period_in(title)
    assert (found.name if found else None) == period


@pytest.mark.parametrize(
    ("head", "period"),
    [("2019-12-31", "2019"), ("Läsåret 2019–2020", "2019-SY"), ("T1 2020", "2020-T1"), ("2020-06-30", "2020-06")],
)
def test_head_of_a_column_says_which_period_it_has(head: str, period: str) -> None:
    """In a yearly report the last day of a year is the year."""
    assert column_period(head, "2020") == period
