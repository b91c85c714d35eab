"""Words of a cell to the value of a field, by the field's type."""

from __future__ import annotations

import re

import msgspec

from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, without_markup
from shared.followup.carried import read_carried
from shared.followup.entry import read_entry
from shared.followup.period import read_day, read_period
from shared.followup.quantity import read_quantity
from shared.followup.reasons import read_reason
from shared.followup.spread import read_parts, read_spread
from shared.followup.target import read_targets
from shared.plan.fields import Field
from shared.plan.values import (
    MAX_LINE,
    MAX_PROSE,
    Choice,
    Day,
    FieldType,
    Flag,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Reference,
    Text,
    Value,
    WhyEmpty,
    names,
    wrong_with,
)

_ABBREVIATIONS = re.compile(r"[A-ZÅÄÖ&]{1,6}(?:[\s,;/]+[A-ZÅÄÖ&]{1,6})*")


class _Place(msgspec.Struct, frozen=True):
    """Where a cell's words stand: what they leave unsaid."""

    unit: str
    period: str | None
    is_paper: bool


def read_cell(
    field: Field,
    words: str,
    vocabulary: Vocabulary,
    unit: str = "",
    *,
    period: str | None = None,
    is_paper: bool = True,
) -> Value | None:
    """The value these words mean for the field; None if they mean none, or cannot be stored.

    `unit` is that of numbers without one, and `period` the canonical name of the period that they are about, whose year
    those without one have. In a paper a table may have lost its columns, so that 34 500 746 may be two numbers. A
    number that cannot be read is kept as its words, since it was reported.
    """
    text = without_markup(words)
    if len(text) > (MAX_PROSE if field.type is FieldType.PROSE else MAX_LINE):
        return None
    value = _read(field, text, vocabulary, _Place(unit, period, is_paper)) if text else None
    return None if value is None or wrong_with(value, field.type, field.choices) else value


def read_split(field: Field, words: str, unit: str = "") -> tuple[tuple[str, Quantity], ...]:
    """The parts that the words of a field split its number into, "" for the whole; empty where they do not."""
    text = without_markup(words)
    if field.type is not FieldType.NUMBER or not field.in_parts or len(text) > MAX_LINE:
        return ()
    return read_parts(text, unit)


def _read(field: Field, text: str, vocabulary: Vocabulary, place: _Place) -> Value | None:
    line = one_line(text)
    match field.type:
        case FieldType.TEXT:
            sign = vocabulary.sign(line) if field.name == "printed_sign" else None
            return Text(sign.sign if sign else line)
        case FieldType.PROSE:
            return Text(text)
        case FieldType.NUMBER:
            return _read_number(line, place)
        case FieldType.AMOUNT:
            return read_quantity(line, place.unit, one_number=True) or Missing(WhyEmpty.UNKNOWN, line)
        case FieldType.TARGET:
            return read_reason(line) or read_targets(line, place.unit)
        case FieldType.PEOPLE:
            return names(_people(text))
        case FieldType.REFERENCE:
            return Reference(line)
        case FieldType.CHOICE if line.isdecimal() and vocabulary.choice(field.name, line) is None:
            # A digit is a key to press in this program; in a paper it may be anybody's scale.
            return None
        case _:
            return _read_closed(field, line, vocabulary)


def _read_number(line: str, place: _Place) -> Value:
    """A number, a range, or the period whose result stands in; what is none of them is kept as its words."""
    period = read_period(place.period) if place.period else None
    found = read_quantity(line, place.unit, one_number=not place.is_paper) or read_spread(line, place.unit)
    carried = None if found else read_carried(line, period.year if period else None)
    if carried and carried.period == place.period:
        carried = None
    return found or carried or Missing(WhyEmpty.UNKNOWN, line)


def _read_closed(field: Field, line: str, vocabulary: Vocabulary) -> Value | None:
    """Choices, flags, dates and periods: words that either mean one of them or nothing."""
    match field.type:
        case FieldType.CHOICE:
            key = line if line in field.choices else vocabulary.choice(field.name, line)
            return Choice(key) if key else _listed(field, line)
        case FieldType.CHOICES:
            return _listed(field, line)
        case FieldType.FLAG:
            flag = vocabulary.choice("flag", line)
            return Flag(flag == "yes") if flag else None
        case FieldType.DATE:
            day = read_day(line)
            return Day(day.isoformat()) if day else None
        case _:
            period = read_period(line)
            return PeriodName(period.name) if period else None


def _listed(field: Field, line: str) -> Choice | Names | None:
    """The options that these words are, by their labels."""
    said = read_entry(field, line, whole=True)
    return said if isinstance(said, Choice | Names) else None


def _people(text: str) -> list[str]:
    """Members of a set: abbreviations stand apart by spaces, names by commas, semicolons or lines."""
    if _ABBREVIATIONS.fullmatch(text):
        return re.split(r"[\s,;/]+", text)
    return re.split(r"[;,\n]+", text)
