"""Words of a cell to the value of a field, by the field's type."""

from __future__ import annotations

import re

from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, without_markup
from shared.followup.entry import read_entry
from shared.followup.period import read_day, read_period
from shared.followup.quantity import read_quantity
from shared.followup.target import read_target
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
    Reference,
    Text,
    Value,
    WhyEmpty,
    names,
    wrong_with,
)

_ABBREVIATIONS = re.compile(r"[A-ZÅÄÖ&]{1,6}(?:[\s,;/]+[A-ZÅÄÖ&]{1,6})*")


def read_cell(field: Field, words: str, vocabulary: Vocabulary, unit: str = "") -> Value | None:
    """The value these words mean for the field; None if they mean none, or cannot be stored.

    `unit` is that of numbers without one. A number that cannot be read is kept as its words, since it was reported.
    """
    text = without_markup(words)
    if len(text) > (MAX_PROSE if field.type is FieldType.PROSE else MAX_LINE):
        return None
    value = _read(field, text, vocabulary, unit) if text else None
    return None if value is None or wrong_with(value, field.type, field.choices) else value


def _read(field: Field, text: str, vocabulary: Vocabulary, unit: str) -> Value | None:
    line = one_line(text)
    match field.type:
        case FieldType.TEXT:
            sign = vocabulary.sign(line) if field.name == "printed_sign" else None
            return Text(sign.sign if sign else line)
        case FieldType.PROSE:
            return Text(text)
        case FieldType.NUMBER | FieldType.AMOUNT:
            return read_quantity(line, unit) or Missing(WhyEmpty.UNKNOWN, line)
        case FieldType.TARGET:
            return read_target(line, unit)
        case FieldType.PEOPLE:
            return names(_people(text))
        case FieldType.REFERENCE:
            return Reference(line)
        case _:
            return _read_closed(field, line, vocabulary)


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
    said = read_entry(field, line)
    return said if isinstance(said, Choice | Names) else None


def _people(text: str) -> list[str]:
    """Members of a set: abbreviations stand apart by spaces, names by commas, semicolons or lines."""
    if _ABBREVIATIONS.fullmatch(text):
        return re.split(r"[\s,;/]+", text)
    return re.split(r"[;,\n]+", text)
