"""Periods: the spans of time that goals are followed up for, their canonical names, and how people write them.

    2021   2021-H1   2021-T2   2021-Q3   2021-08   2021-W38

A tertial is four months; reports for one often give figures accumulated from the start of the year, which is a
property of the figures and not of the period.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from functools import total_ordering

import msgspec

from shared.followup.language import Language, in_language
from shared.plan.fields import Label

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


_MONTHS_IN = {Span.YEAR: 12, Span.HALF: 6, Span.TERTIAL: 4, Span.QUARTER: 3, Span.MONTH: 1}

_MONTHS = (
    Label("januari", "January"), Label("februari", "February"), Label("mars", "March"), Label("april", "April"),
    Label("maj", "May"), Label("juni", "June"), Label("juli", "July"), Label("augusti", "August"),
    Label("september", "September"), Label("oktober", "October"), Label("november", "November"),
    Label("december", "December"),
)  # fmt: skip

_SPAN_LABELS = {
    Span.HALF: Label("halvår", "half-year"),
    Span.TERTIAL: Label("tertial", "tertial"),
    Span.QUARTER: Label("kvartal", "quarter"),
    Span.WEEK: Label("vecka", "week"),
}

_SPAN_WORDS = {
    "h": Span.HALF, "halvår": Span.HALF, "halvåret": Span.HALF, "half-year": Span.HALF, "half": Span.HALF,
    "t": Span.TERTIAL, "tertial": Span.TERTIAL, "tertialet": Span.TERTIAL, "tertialrapport": Span.TERTIAL,
    "delår": Span.TERTIAL, "delårsrapport": Span.TERTIAL, "delårsbokslut": Span.TERTIAL, "interim": Span.TERTIAL,
    "q": Span.QUARTER, "kv": Span.QUARTER, "kvartal": Span.QUARTER, "kvartalet": Span.QUARTER, "quarter": Span.QUARTER,
    "w": Span.WEEK, "v": Span.WEEK, "vecka": Span.WEEK, "week": Span.WEEK,
}  # fmt: skip

_ORDINALS = {
    "första": 1, "1:a": 1, "first": 1, "andra": 2, "2:a": 2, "second": 2,
    "tredje": 3, "3:e": 3, "third": 3, "fjärde": 4, "4:e": 4, "fourth": 4,
}  # fmt: skip

_MONTH_NUMBERS = {
    word[:length].casefold(): number
    for number, label in enumerate(_MONTHS, 1)
    for word in (label.sv, label.en)
    for length in (3, len(word))
} | {"sept": 9}

_WORD = r"(?P<word>[a-zåäö]+(?:-[a-z]+)?)\.?"
_YEAR = r"(?P<year>\d{4})"
_NUMBER = r"(?P<number>\d{1,2})"
_YEAR_ALONE = re.compile(rf"(?:(?:hel)?år(?:et)?|(?:full )?year)?\s?{_YEAR}", re.ASCII)
_NUMBERED = (
    re.compile(rf"{_WORD}\s?{_NUMBER}(?:, |[ /-])?{_YEAR}", re.ASCII),
    re.compile(rf"{_YEAR}(?:, |[ /-])?{_WORD}\s?{_NUMBER}", re.ASCII),
)
_ORDINAL = re.compile(rf"(?P<ordinal>\S+) {_WORD},? (?:av )?{_YEAR}", re.ASCII)
_MONTH = (re.compile(rf"{_WORD},?[ -]{_YEAR}", re.ASCII), re.compile(rf"{_YEAR}[ -]{_WORD}", re.ASCII))
_MONTH_DIGITS = re.compile(rf"{_YEAR}-{_NUMBER}", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WRITTEN_DAY = re.compile(rf"(?:den )?{_NUMBER}(?::?[ae])? {_WORD},? {_YEAR}", re.ASCII)


@total_ordering
class Period(msgspec.Struct, frozen=True):
    """A span of time with a canonical name. Earlier periods come first; of two that end together, the shorter."""

    year: int
    """The calendar year, or a week's ISO year."""
    span: Span = Span.YEAR
    number: int = 1
    """Which one of the year, from 1; 1 for a whole year."""

    @property
    def name(self) -> str:
        """The canonical name: 2021, 2021-H1, 2021-T2, 2021-Q3, 2021-08, 2021-W38."""
        if self.span is Span.YEAR:
            return f"{self.year:04}"
        if self.span is Span.MONTH:
            return f"{self.year:04}-{self.number:02}"
        width = 2 if self.span is Span.WEEK else 1
        return f"{self.year:04}-{self.span.value}{self.number:0{width}}"

    @property
    def first_day(self) -> date:
        """The first day that belongs to it."""
        if self.span is Span.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        return date(self.year, _MONTHS_IN[self.span] * (self.number - 1) + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        if self.span is Span.WEEK:
            return self.first_day + timedelta(days=6)
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
        """As people write it: "tertial 2 2021", "tertial 2, 2021"; "augusti 2021", "August 2021"."""
        if self.span is Span.YEAR:
            return self.name
        if self.span is Span.MONTH:
            return f"{in_language(_MONTHS[self.number - 1], lang)} {self.year}"
        comma = "," if lang == "en" else ""
        return f"{in_language(_SPAN_LABELS[self.span], lang)} {self.number}{comma} {self.year}"

    def __lt__(self, other: Period) -> bool:
        return self._place < other._place

    @property
    def _place(self) -> tuple[date, int]:
        return self.last_day, -self.first_day.toordinal()


def read_period(text: str) -> Period | None:
    """The period that a person's words mean, in Swedish, English or canonical form; None if they mean none.

    A date means its month. "delår 2" is the interim report after the second tertial.
    """
    if len(text) > MAX_LENGTH:
        return None
    words = " ".join(text.casefold().split())
    if found := _YEAR_ALONE.fullmatch(words):
        return _period(found["year"], Span.YEAR, 1)
    if found := _MONTH_DIGITS.fullmatch(words):
        return _period(found["year"], Span.MONTH, int(found["number"]))
    return _numbered(words) or _ordinal(words) or _month(words) or _month_of_day(words)


def read_day(text: str) -> date | None:
    """The date that was written, as 2021-08-31 or "31 augusti 2021"; None if it is none."""
    words = " ".join(text[:MAX_LENGTH].casefold().split())
    try:
        if _ISO_DAY.fullmatch(words):
            return date.fromisoformat(words)
        found = _WRITTEN_DAY.fullmatch(words)
        month = _MONTH_NUMBERS.get(found["word"]) if found else None
        return date(int(found["year"]), month, int(found["number"])) if found and month else None
    except ValueError:
        return None


def _numbered(words: str) -> Period | None:
    for pattern in _NUMBERED:
        if (found := pattern.fullmatch(words)) and (span := _SPAN_WORDS.get(found["word"])):
            return _period(found["year"], span, int(found["number"]))
    return None


def _ordinal(words: str) -> Period | None:
    found = _ORDINAL.fullmatch(words)
    number = _ORDINALS.get(found["ordinal"]) if found else None
    span = _SPAN_WORDS.get(found["word"]) if found else None
    return _period(found["year"], span, number) if found and number and span else None


def _month(words: str) -> Period | None:
    for pattern in _MONTH:
        if (found := pattern.fullmatch(words)) and (month := _MONTH_NUMBERS.get(found["word"])):
            return _period(found["year"], Span.MONTH, month)
    return None


def _month_of_day(words: str) -> Period | None:
    day = read_day(words)
    return _period(str(day.year), Span.MONTH, day.month) if day else None


def _period(year_text: str, span: Span, number: int) -> Period | None:
    year = int(year_text)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or not 1 <= number <= _count_in(span, year):
        return None
    return Period(year, span, number)


def _count_in(span: Span, year: int) -> int:
    """How many periods of that span the year has; December 28 is always in the last ISO week."""
    if span is Span.WEEK:
        return date(year, 12, 28).isocalendar().week
    return 12 // _MONTHS_IN[span]
