"""Periods: what people write is read as the period they mean, and the canonical name says it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.language import Language
from shared.followup.period import Period, Span, read_day, read_period

_COUNTS = {Span.YEAR: 1, Span.HALF: 2, Span.TERTIAL: 3, Span.QUARTER: 4, Span.MONTH: 12, Span.WEEK: 52,
           Span.SCHOOL_YEAR: 1}  # fmt: skip
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
        ("v. 38 -21", "2021-W38"),
        ("per helår 2019", "2019"),
        ("verksamhetsåret 2020", "2020"),
        ("årsredovisning 2020", "2020"),
        ("2021:T2", "2021-T2"),
        ("T2/21", "2021-T2"),
        ("det andra kvartalet 2021", "2021-Q2"),
        ("aug-21", "2021-08"),
        ("dec -20", "2020-12"),
        ("202108", "2021-08"),
        ("2021/08", "2021-08"),
        ("31/8 2021", "2021-08"),
        ("Månadsrapport - aug 2021", "2021-08"),
        ("Månadsrapport per februari 2021", "2021-02"),
        ("Delårsbokslut augusti 2021", "2021-T2"),
        ("Delårsrapport per april 2021", "2021-T1"),
        ("januari–augusti 2021", "2021-T2"),
        ("jan - mar 2021", "2021-Q1"),
        ("januari–juni 2021", "2021-H1"),
        ("maj t.o.m. augusti 2021", "2021-T2"),
        ("januari till december 2021", "2021"),
        ("våren 2021", "2021-H1"),
        ("våren 20", "2020-H1"),
        ("hösten -21", "2021-H2"),
        ("HT20", "2020-H2"),
        ("2019-SY", "2019-SY"),
        ("läsåret 2019–2020", "2019-SY"),
        ("läsår 19/20", "2019-SY"),
        ("2019/2020", "2019-SY"),
        ("2019/20", "2019-SY"),
        ("school year 2019–2020", "2019-SY"),
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
        "tertial 2", "1899", "2200", "0000", "20211", "augusti", "２０２１", "٢٠٢١", "hösten ٢٠٢١", "2021-T²",
        "2021-08-31T00:00", "x2 2021", "2021\x00", "2" * 10_000, "aug 21", "v. 38 21", "v. 12-14", "2011/12",
        "läsåret 2019–2021", "läsåret 98/99", "2019–2020", "2019-20", "hösten", "feb-mars 2021", "feb–april 2021",
        "augusti–maj 2021", "delårsbokslut mars 2021", "20210831", "1/2021", "i", "läsåret 2199–2200x",
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
    read_day(text, 2021)
    found = read_period(text, 2021) or read_period(text)
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
    school = Period(2019, Span.SCHOOL_YEAR)
    assert (school.first_day, school.last_day) == (date(2019, 7, 1), date(2020, 6, 30))


def test_same_period_last_year_exists_even_for_week_53() -> None:
    """Comparisons with last year must not fail in the rare year with 53 weeks."""
    assert Period(2021, Span.TERTIAL, 2).same_period_last_year().name == "2020-T2"
    assert Period(2020, Span.WEEK, 53).same_period_last_year().name == "2019-W52"


def test_labels_in_both_languages() -> None:
    """The words on screen and in reports."""
    assert Period(2019, Span.SCHOOL_YEAR).label("sv") == "läsåret 2019–2020"
    tertial, month = Period(2021, Span.TERTIAL, 2), Period(2021, Span.MONTH, 8)
    assert (tertial.label("sv"), tertial.label("en")) == ("tertial 2 2021", "tertial 2, 2021")
    assert (month.label("sv"), month.label("en")) == ("augusti 2021", "August 2021")


def test_day_is_read_as_iso_or_written_out() -> None:
    """Due dates are typed in both ways; an impossible date is none."""
    assert read_day("2021-08-31") == read_day("31 augusti 2021") == date(2021, 8, 31)
    assert read_day("2021-02-30") is None
    assert read_day("31 juni 2021") is None
    assert read_day("31/8 2021") == date(2021, 8, 31)
    assert read_day("20210831") is None


def test_words_without_a_year_take_the_year_they_are_said_in() -> None:
    """ "Från tertial 1" in a report of 2021, "kompletteras efter 31/12" in its plan."""
    assert read_period("T1", 2021) == Period(2021, Span.TERTIAL, 1)
    assert read_period("tertial 1 2020", 2021) == Period(2020, Span.TERTIAL, 1)
    assert read_day("31/12", 2021) == date(2021, 12, 31)
    assert read_period("5", 2021) is read_period("", 2021) is None
    assert read_day("31/13", 2021) is read_day("31/12") is None


def test_school_year_lies_in_two_years_and_holds_their_halves() -> None:
    """It is in neither year, so that no target of a year is silently held against it."""
    school = Period(2019, Span.SCHOOL_YEAR)
    assert school.contains(Period(2019, Span.HALF, 2)) and school.contains(Period(2020, Span.HALF, 1))
    assert not Period(2019).contains(school) and not Period(2020).contains(school)
    assert school.previous() == school.same_period_last_year() == Period(2018, Span.SCHOOL_YEAR)
    assert Period(2020, Span.QUARTER, 1) < Period(2020, Span.HALF, 1) < school < Period(2020, Span.MONTH, 7)
