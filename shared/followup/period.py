"""Periods: the spans of time that goals are followed up for, their canonical names, and how people write them.

    2021   2021-H1   2021-T2   2021-Q3   2021-08   2021-W38   2019-SY

A tertial is four months; reports for one often give figures accumulated from the start of the year, which is a
property of the figures and not of the period. A school year, 1 July to 30 June, is named by the year it begins in.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache, total_ordering

import msgspec

from shared.followup.language import Language, in_language
from shared.followup.period_words import (
    DASHES,
    INTERIM,
    ISO_DAY,
    MONTH_DIGITS,
    MONTH_NUMBERS,
    MONTH_SPELLED,
    MONTHS,
    MONTHS_TO,
    NUMBERED,
    OPENINGS,
    ORDINAL,
    ORDINALS,
    SCHOOL_YEAR,
    SEASON,
    SEASONS,
    SLASHED_DAY,
    SPAN_LABELS,
    SPAN_WORDS,
    WRITTEN_DAY,
    YEAR_ALONE,
)

MAX_LENGTH = 60
"""Characters beyond which a text is no period."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


class Span(Enum):
    """How long a period is, by the letter of its canonical name."""

    YEAR = ""
    HALF = "H"
    TERTIAL = "T"
    QUARTER = "Q"
    MONTH = "M"
    WEEK = "W"
    SCHOOL_YEAR = "SY"


_MONTHS_IN = {Span.YEAR: 12, Span.HALF: 6, Span.TERTIAL: 4, Span.QUARTER: 3, Span.MONTH: 1}


@total_ordering
class Period(msgspec.Struct, frozen=True):
    """A span of time with a canonical name. Earlier periods come first; of two that end together, the shorter."""

    year: int
    """The calendar year, a week's ISO year, or the year a school year begins in."""
    span: Span = Span.YEAR
    number: int = 1
    """Which one of the year, from 1; 1 for a whole year."""

    @property
    def name(self) -> str:
        """The canonical name: 2021, 2021-H1, 2021-T2, 2021-Q3, 2021-08, 2021-W38, 2019-SY."""
        if self.span is Span.YEAR:
            return f"{self.year:04}"
        if self.span is Span.MONTH:
            return f"{self.year:04}-{self.number:02}"
        if self.span is Span.SCHOOL_YEAR:
            return f"{self.year:04}-{self.span.value}"
        width = 2 if self.span is Span.WEEK else 1
        return f"{self.year:04}-{self.span.value}{self.number:0{width}}"

    @property
    def first_day(self) -> date:
        """The first day that belongs to it."""
        if self.span is Span.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        if self.span is Span.SCHOOL_YEAR:
            return date(self.year, 7, 1)
        return date(self.year, _MONTHS_IN[self.span] * (self.number - 1) + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        if self.span is Span.WEEK:
            return self.first_day + timedelta(days=6)
        if self.span is Span.SCHOOL_YEAR:
            return date(self.year + 1, 6, 30)
        month = _MONTHS_IN[self.span] * self.number
        return date(self.year, month, monthrange(self.year, month)[1])

    def contains(self, other: Period) -> bool:
        """Whether every day of the other belongs to this one; a period contains itself."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def previous(self) -> Period:
        """The one of the same span just before."""
        if self.number > 1:
            return Period(self.year, self.span, self.number - 1)
        return Period(self.year - 1, self.span, _count_in(self.span, self.year - 1))

    def same_period_last_year(self) -> Period:
        """Its counterpart a year earlier; week 53 has week 52 for one where that year ends with it."""
        return Period(self.year - 1, self.span, min(self.number, _count_in(self.span, self.year - 1)))

    def label(self, lang: Language) -> str:
        """As people write it: "tertial 2 2021", "tertial 2, 2021"; "augusti 2021"; "läsåret 2019–2020"."""
        if self.span is Span.YEAR:
            return self.name
        if self.span is Span.MONTH:
            return f"{in_language(MONTHS[self.number - 1], lang)} {self.year}"
        label = in_language(SPAN_LABELS[self.span.value], lang)
        if self.span is Span.SCHOOL_YEAR:
            return f"{label} {self.year}–{self.year + 1}"
        comma = "," if lang == "en" else ""
        return f"{label} {self.number}{comma} {self.year}"

    def __lt__(self, other: Period) -> bool:
        return self._place < other._place

    @property
    def _place(self) -> tuple[date, int]:
        return self.last_day, -self.first_day.toordinal()


def read_period(text: str, year: int | None = None) -> Period | None:
    """The period that a person's words mean, in Swedish, English or canonical form; None if they mean none.

    `year` is that of words without one ("tertial 1"). A date means its month, a season the half of the year that holds
    it; "delår 2" is the interim report after the second tertial, and "januari–augusti" what is reported after it. Two
    digits are a year only where they cannot be anything else: "läsåret 19/20", "dec -20", but not "aug 21".
    """
    return _read_period(text, year) if len(text) <= MAX_LENGTH else None


# The same few names are read for every cell of a plan.
@lru_cache(maxsize=4096)
def _read_period(text: str, year: int | None) -> Period | None:
    words = _without_opening(" ".join(text.casefold().translate(DASHES).split()))
    for reading in _READINGS:
        if found := reading(words):
            return found
    return read_period(f"{words} {year}") if year is not None and words else None


def read_day(text: str, year: int | None = None) -> date | None:
    """The date that was written: 2021-08-31, "31 augusti 2021", "31/8 2021"; None if it is none.

    `year` is that of words without one ("31/12").
    """
    words = " ".join(text[:MAX_LENGTH].casefold().translate(DASHES).split())
    try:
        if ISO_DAY.fullmatch(words):
            return date.fromisoformat(words)
        if found := WRITTEN_DAY.fullmatch(words):
            month = MONTH_NUMBERS.get(found["word"])
            return date(_whole_year(found["year"]), month, int(found["number"])) if month else None
        if found := SLASHED_DAY.fullmatch(words):
            return date(_whole_year(found["year"]), int(found["month"]), int(found["number"]))
    except ValueError:
        return None
    return read_day(f"{words} {year}") if year is not None and words else None


def _without_opening(words: str) -> str:
    for opening in OPENINGS:
        if words.startswith(f"{opening} "):
            return _without_opening(words[len(opening) :].lstrip(" -:,"))
    return words


def _year(words: str) -> Period | None:
    found = YEAR_ALONE.fullmatch(words)
    return _period(found["year"], Span.YEAR, 1) if found else None


def _numbered(words: str) -> Period | None:
    for pattern in NUMBERED:
        if (found := pattern.fullmatch(words)) and (letter := SPAN_WORDS.get(found["word"])):
            is_range = letter == Span.WEEK.value and re.search(r"\d-\d\d$", words)  # "v. 12-14"
            return None if is_range else _period(found["year"], Span(letter), int(found["number"]))
    return None


def _ordinal(words: str) -> Period | None:
    found = ORDINAL.fullmatch(words)
    number = ORDINALS.get(found["ordinal"]) if found else None
    letter = SPAN_WORDS.get(found["word"]) if found else None
    return _period(found["year"], Span(letter), number) if found and number and letter else None


def _month(words: str) -> Period | None:
    if found := MONTH_DIGITS.fullmatch(words):
        number = int(found["number"] or found["two"])
        # 2011/12 may be December or the school year; 2019/20 is read as the latter.
        is_either = "/" in words and number == (int(found["year"]) + 1) % 100
        return None if is_either else _period(found["year"], Span.MONTH, number)
    for pattern in MONTH_SPELLED:
        if (found := pattern.fullmatch(words)) and (month := MONTH_NUMBERS.get(found["word"])):
            return _period(found["year"], Span.MONTH, month)
    return None


def _season(words: str) -> Period | None:
    found = SEASON.fullmatch(words)
    number = SEASONS.get(found["word"]) if found else None
    return _period(found["year"], Span.HALF, number) if found and number else None


def _school_year(words: str) -> Period | None:
    found = SCHOOL_YEAR.fullmatch(words)
    if not found:
        return None
    if found["name"]:
        return _period(found["name"], Span.SCHOOL_YEAR, 1)
    first, last = found["year"] or found["bare"], found["to"] or found["bare_to"]
    is_month = found["bare"] is not None and len(last) == 2 and int(last) <= 12
    follows = int(last) % 100 == (int(first) + 1) % 100 and abs(_whole_year(last) - _whole_year(first)) == 1
    return _period(first, Span.SCHOOL_YEAR, 1) if follows and not is_month else None


def _interim(words: str) -> Period | None:
    """ "delårsbokslut augusti 2021": the tertial that ends with the month."""
    opening, _, month = words.replace(" per ", " ").partition(" ")
    found = _month(month) if opening in INTERIM else None
    if found is None or found.span is not Span.MONTH or found.number % 4:
        return None
    return Period(found.year, Span.TERTIAL, found.number // 4)


def _months(words: str) -> Period | None:
    """ "juli–december 2021": the period that has those months; from January to August, what tertial 2 reports."""
    found = MONTHS_TO.fullmatch(words)
    first, last = (MONTH_NUMBERS.get(found[end], 0) for end in ("from", "to")) if found else (0, 0)
    if not found or not first or not last:
        return None
    if (first, last) == (1, 8):
        return _period(found["year"], Span.TERTIAL, 2)
    length = last - first + 1
    span = next((span for span, months in _MONTHS_IN.items() if months == length), None)
    is_whole = span is not None and last % length == 0
    return _period(found["year"], span, last // length) if span and is_whole else None


def _month_of_day(words: str) -> Period | None:
    day = read_day(words)
    return _period(str(day.year), Span.MONTH, day.month) if day else None


_READINGS = (_year, _month, _numbered, _ordinal, _school_year, _season, _interim, _months, _month_of_day)


def _whole_year(text: str) -> int:
    """Four digits as they are; two, with or without a mark before them, of this century."""
    digits = text.lstrip("-'’ ")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _period(year_text: str, span: Span, number: int) -> Period | None:
    year = _whole_year(year_text)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or not 1 <= number <= _count_in(span, year):
        return None
    return Period(year, span, number)


def _count_in(span: Span, year: int) -> int:
    """How many periods of that span the year has; December 28 is always in the last ISO week."""
    if span is Span.WEEK:
        return date(year, 12, 28).isocalendar().week
    return 1 if span is Span.SCHOOL_YEAR else 12 // _MONTHS_IN[span]
