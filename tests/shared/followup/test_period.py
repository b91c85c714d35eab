"""Periods: what people write is read as the period they mean, and the canonical name says it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.language import Language
from shared.followup.period import Period, Span, read_day, read_period

_COUNTS = {Span.YEAR: 1, Span.HALF: 2, Span.TERTIAL: 3, Span.QUARTER: 4, Span.MONTH: 12, Span.WEEK: 52}
PERIODS = st.sampled_from(Span).flatmap(
    lambda span: st.builds(Period, st.integers(1901, 2199), st.just(span), st.integers(1, _COUNTS[span]))
)
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["sv", "en"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2021", "2021"),
        ("helår 2020", "2020"),
        ("Helår 2020", "2020"),
        ("år 2020", "2020"),
        ("full year 2020", "2020"),
        ("2021-H1", "2021-H1"),
        ("halvår 1 2021", "2021-H1"),
        ("första halvåret 2021", "2021-H1"),
        ("2021-T2", "2021-T2"),
        ("2021-t2", "2021-T2"),
        ("T2 2021", "2021-T2"),
        ("2021 T2", "2021-T2"),
        ("tertial 2 2021", "2021-T2"),
        ("Tertial 2, 2021", "2021-T2"),
        ("TERTIAL\u00a02\u00a02021", "2021-T2"),
        ("delår 2 2020", "2020-T2"),
        ("delår 1 2020", "2020-T1"),
        ("Delårsrapport 2 2020", "2020-T2"),
        ("kvartal 3 2021", "2021-Q3"),
        ("Q3 2021", "2021-Q3"),
        ("tredje kvartalet 2021", "2021-Q3"),
        ("2021-08", "2021-08"),
        ("2021-8", "2021-08"),
        ("aug 2021", "2021-08"),
        ("Aug. 2021", "2021-08"),
        ("augusti 2021", "2021-08"),
        ("August 2021", "2021-08"),
        ("maj 2021", "2021-05"),
        ("oktober 2021", "2021-10"),
        ("2021-08-31", "2021-08"),
        ("31 augusti 2021", "2021-08"),
        ("2021-W38", "2021-W38"),
        ("v. 38 2021", "2021-W38"),
        ("v.38 2021", "2021-W38"),
        ("vecka 38 2021", "2021-W38"),
        ("2021 v. 3", "2021-W03"),
        ("2020-W53", "2020-W53"),
    ],
)
def test_spelling_is_read_as_the_period_it_means(text: str, name: str) -> None:
    """Reports name their periods in many ways; a command or an import takes any of them."""
    period = read_period(text)
    assert period is not None
    assert period.name == name


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "T4 2021", "2021-T0", "2021-Q5", "H3 2021", "2021-13", "2021-00", "2021-W53", "2021-02-30",
        "tertial 2", "1899", "2200", "0000", "20211", "augusti", "läsåret 2019–2020", "２０２１", "٢٠٢١", "2021-T²",
        "2021-08-31T00:00", "hösten 2020", "x2 2021", "2021\x00", "2" * 10_000,
    ],
)  # fmt: skip
def test_text_that_names_no_period_is_refused(text: str) -> None:
    """A period that does not exist must not become another one."""
    assert read_period(text) is None


@given(PERIODS, LANGUAGES)
def test_name_and_label_are_read_back(period: Period, lang: Language) -> None:
    """What the program shows, a person may type."""
    assert read_period(period.name) == period
    assert read_period(period.label(lang)) == period


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    """Whatever is pasted gets an answer and never an exception."""
    found = read_period(text)
    assert found is None or read_period(found.name) == found


@given(PERIODS)
def test_previous_period_ends_the_day_before(period: Period) -> None:
    """Periods of one span follow each other without a gap, over new years and week 53 too."""
    assert period.previous().last_day + timedelta(days=1) == period.first_day
    assert period.previous() < period


@given(PERIODS, PERIODS)
def test_order_is_total_and_shorter_comes_first(one: Period, other: Period) -> None:
    """Columns sort in one way only: by the end, and the third tertial before the year it ends with."""
    assert (one < other) + (other < one) + (one == other) == 1
    if one != other and one.contains(other) and one.last_day == other.last_day:
        assert other < one


def test_periods_sort_as_a_year_unfolds() -> None:
    """A year stands after its parts, since it is reported after them."""
    names = ["2021-T1", "2021-H1", "2021-08", "2021-T2", "2021-Q4", "2021-T3", "2021"]
    periods = [period for period in map(read_period, reversed(names)) if period]
    assert [period.name for period in sorted(periods)] == names


def test_year_contains_its_parts_but_not_a_week_that_leaves_it() -> None:
    """A target set for the year holds for its tertials; the days of week 53 belong to two years."""
    year = Period(2020)
    assert year.contains(Period(2020, Span.TERTIAL, 2))
    assert year.contains(year)
    assert not year.contains(Period(2020, Span.WEEK, 53))
    assert not Period(2020, Span.TERTIAL, 2).contains(year)


def test_days_of_each_span() -> None:
    """The first and last day decide what a period contains and when it is due."""
    assert (Period(2021, Span.TERTIAL, 2).first_day, Period(2021, Span.TERTIAL, 2).last_day) == (
        date(2021, 5, 1), date(2021, 8, 31),
    )  # fmt: skip
    assert Period(2020, Span.MONTH, 2).last_day == date(2020, 2, 29)
    assert Period(2021, Span.WEEK, 38).first_day == date(2021, 9, 20)


def test_same_period_last_year_exists_even_for_week_53() -> None:
    """Comparisons with last year must not fail in the rare year with 53 weeks."""
    assert Period(2021, Span.TERTIAL, 2).same_period_last_year().name == "2020-T2"
    assert Period(2020, Span.WEEK, 53).same_period_last_year().name == "2019-W52"


def test_labels_in_both_languages() -> None:
    """The words on screen and in reports."""
    tertial, month = Period(2021, Span.TERTIAL, 2), Period(2021, Span.MONTH, 8)
    assert (tertial.label("sv"), tertial.label("en")) == ("tertial 2 2021", "tertial 2, 2021")
    assert (month.label("sv"), month.label("en")) == ("augusti 2021", "August 2021")


def test_day_is_read_as_iso_or_written_out() -> None:
    """Due dates are typed in both ways; an impossible date is none."""
    assert read_day("2021-08-31") == read_day("31 augusti 2021") == date(2021, 8, 31)
    assert read_day("2021-02-30") is None
    assert read_day("31 juni 2021") is None
    assert read_day("20210831") is None
