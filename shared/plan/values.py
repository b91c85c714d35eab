"""What a cell may hold: one frozen struct for each form of value, and the check of a value against a field's type.

A value keeps what was typed or printed beside what was understood of it, because the words on paper are what people
recognise. How such words are read is not decided here but in `shared.followup`.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

MAX_LINE = 2_000
"""Characters of a text on one line (titles, units, names)."""

MAX_PROSE = 100_000
"""Characters of a prose value."""

MAX_NAMES = 200
"""Members of one set of names."""

Line = Annotated[str, Meta(max_length=MAX_LINE)]


class FieldType(Enum):
    """What kind of value a field takes."""

    TEXT = "text"
    PROSE = "prose"
    NUMBER = "number"
    AMOUNT = "amount"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any number of the field's options."""
    DATE = "date"
    PERIOD = "period"
    TARGET = "target"
    PEOPLE = "people"
    REFERENCE = "reference"
    FLAG = "flag"

    # Asked for every value; see `shared.plan.kinds.Kind`.
    __hash__ = object.__hash__


class WhyEmpty(Enum):
    """Why there is no result. Empty is not zero, and each reason is counted by itself."""

    NOT_YET = "not_measured_yet"
    YEARLY = "measured_yearly"
    NOT_APPLICABLE = "not_applicable"
    NO_TARGET = "no_target"
    PENDING = "pending"
    """Will be known at a later date that the source gives."""
    UNRELIABLE = "too_unreliable"
    SERIES_BREAK = "series_break"
    UNKNOWN = "not_known"


class Direction(Enum):
    """Which way is better. Set by the measure's owner; reading a target may propose it but never decides it."""

    HIGHER = "higher"
    LOWER = "lower"


class TargetForm(Enum):
    """How an outcome is held against a target's bounds."""

    REACH = "reach"
    """One bound; which side of it is good follows from the measure's direction."""
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    INCREASE = "increase"
    """More than in another period (`against`)."""
    DECREASE = "decrease"
    WORDS = "words"
    """Kept as words; only a person can assess it."""
    FOLLOWED = "followed"
    """No target: the measure is only followed."""


# None of these can be part of a cycle: Python's collector need not look at the hundreds of thousands of them that a
# plan has, here and in the structs that say gc=False elsewhere.
class _Value(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    pass


class Text(_Value, frozen=True, tag="text"):
    """Words: one line (text) or several (prose)."""

    text: Annotated[str, Meta(max_length=MAX_PROSE)]


class Quantity(_Value, frozen=True, tag="quantity"):
    """An exact decimal number with its unit."""

    amount: Decimal
    """Decimals are kept as entered: 3,30 is Decimal("3.30")."""
    unit: Line = ""
    printed: Line = ""
    """The words as typed or printed, where they say more than the number (`60 st av totalt 66`)."""
    of: Decimal | None = None
    """The denominator, where both numbers of a share were given."""


class Missing(_Value, frozen=True, tag="missing"):
    """No value, and why."""

    why: WhyEmpty
    printed: Line = ""


class Spread(_Value, frozen=True, tag="spread"):
    """A result that the source gives as a range: 63–97 procent."""

    low: Decimal
    high: Decimal
    """Never below `low`."""
    unit: Line = ""
    printed: Line = ""


class Carried(_Value, frozen=True, tag="carried"):
    """The result of another period stands in for this one; it is looked up there and never copied."""

    period: Line
    """The canonical name of the period that it was measured for."""
    printed: Line = ""


class Choice(_Value, frozen=True, tag="choice"):
    """One of the field's choices, by its key."""

    key: Line


class Day(_Value, frozen=True, tag="day"):
    """A date, ISO 8601: 2021-08-31."""

    iso: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]


class PeriodName(_Value, frozen=True, tag="period"):
    """A period by its canonical name: 2021, 2021-T2, 2021-08."""

    name: Line


class Names(_Value, frozen=True, tag="names"):
    """A set of names, tags or keys of options: sorted, no doubles, so that equal sets are equal values."""

    names: Annotated[tuple[Line, ...], Meta(max_length=MAX_NAMES)]


class Reference(_Value, frozen=True, tag="reference"):
    """Another node, or an indicator, by its id."""

    to: Line


class Flag(_Value, frozen=True, tag="flag"):
    """Yes or no."""

    on: bool


class Target(_Value, frozen=True, tag="target"):
    """What a measure should reach."""

    form: TargetForm
    printed: Line
    """The words as printed; always kept."""
    bound: Decimal | None = None
    upper: Decimal | None = None
    """The second bound of BETWEEN."""
    unit: Line = ""
    against: Line = ""
    """The period an increase or decrease is counted from, by its canonical name; "" if none is named."""


class Targets(_Value, frozen=True, tag="targets"):
    """Several targets of one measure, all of which must hold: 4 tillfällen och 48 chefer."""

    all_of: Annotated[tuple[Target, ...], Meta(min_length=2, max_length=10)]
    printed: Line


Value = (
    Text
    | Quantity
    | Missing
    | Spread
    | Carried
    | Choice
    | Day
    | PeriodName
    | Names
    | Reference
    | Flag
    | Target
    | Targets
)

_ACCEPTED: dict[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (Text,),
    FieldType.PROSE: (Text,),
    FieldType.NUMBER: (Quantity, Missing, Spread, Carried),
    FieldType.AMOUNT: (Quantity, Missing),
    FieldType.CHOICE: (Choice,),
    FieldType.CHOICES: (Names,),
    FieldType.DATE: (Day,),
    FieldType.PERIOD: (PeriodName,),
    FieldType.TARGET: (Target, Targets, Missing),
    FieldType.PEOPLE: (Names,),
    FieldType.REFERENCE: (Reference,),
    FieldType.FLAG: (Flag,),
}

_STEERING = (
    *(range(0x20), range(0x7F, 0xA0), range(0x200B, 0x2010), range(0x2028, 0x202F)),
    *(range(0x2060, 0x2070), range(0xFEFF, 0xFF00), range(0xE0000, 0xE0080)),
)
"""Control, zero-width, bidi and tag characters."""
_REPLACED = {code: "" for codes in _STEERING for code in codes} | {0x0A: "\n", 0x09: "\t", 0x2028: "\n", 0x2029: "\n"}

_MAX_MARKS = 4


def names(members: frozenset[str] | set[str] | list[str] | tuple[str, ...]) -> Names:
    """A set of names in its one canonical order; blanks are dropped."""
    return Names(tuple(sorted({member.strip() for member in members} - {""})))


def clean(text: str) -> str:
    """The text as it may be stored and shown: NFC, line ends as \\n, nothing that steers a terminal.

    Control characters other than line break and tab, bidi overrides, zero-width and tag characters are taken out, and
    at most four combining marks stay on one letter. Source: RELIABILITY.md, recipe A4.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_REPLACED))
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        if 0xD800 <= ord(char) <= 0xDFFF:
            continue
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)


_ON_ONE_LINE = {ord("\n"): " ", ord("\t"): " "}


def one_line(text: str) -> str:
    """The text as it may stand on one line of a screen: nothing that steers a terminal, no breaks."""
    return text if text.isascii() and text.isprintable() else clean(text).translate(_ON_ONE_LINE).strip(" ")


def cleaned(value: Value) -> Value:
    """The value with all its texts cleaned; the same object where nothing had to be."""
    changes: dict[str, object] = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        if isinstance(old, str) and old:
            new: object = clean(old)
        elif isinstance(value, Names):
            new = names([clean(member) for member in value.names]).names
        elif isinstance(value, Targets) and isinstance(old, tuple):
            new = tuple(cleaned(target) for target in value.all_of)
        else:
            continue
        if new != old:
            changes[name] = new
    return msgspec.structs.replace(value, **changes) if changes else value


def is_same(one: Value | None, other: Value | None) -> bool:
    """Whether two values say the same to the last decimal: 3.3 and 3.30 are equal numbers and different values."""
    return one == other and (one is None or other is None or _digits(one) == _digits(other))


def _digits(value: Value) -> list[str]:
    return [str(number) for number in _numbers(value)]


def wrong_with(value: Value, kind: FieldType, choices: tuple[str, ...] = ()) -> str | None:
    """What is wrong with this value for a field of this type, as the end of a sentence; None if it fits."""
    if not isinstance(value, _ACCEPTED[kind]):
        return f"takes a {kind.value}, not a {type(value).__name__.lower()}"
    if isinstance(value, Choice) and value.key not in choices:
        return f"takes one of {', '.join(choices)}, not “{value.key}”"
    if kind is FieldType.CHOICES and isinstance(value, Names) and not set(value.names) <= set(choices):
        return f"takes some of {', '.join(choices)}"
    if isinstance(value, Spread) and value.low > value.high:
        return "takes a range from the lower to the higher number"
    if isinstance(value, Day) and not _is_date(value.iso):
        return f"takes a date, and {value.iso} is none"
    if isinstance(value, Text) and kind is FieldType.TEXT and ("\n" in value.text or len(value.text) > MAX_LINE):
        return f"takes one line of at most {MAX_LINE} characters"
    if isinstance(value, Text) and len(value.text) > MAX_PROSE:
        return f"takes at most {MAX_PROSE} characters"
    for number in _numbers(value):
        if number is not None and not is_storable(number):
            return "takes a finite number of at most 30 digits"
    return None


def _numbers(value: Value) -> tuple[Decimal | None, ...]:
    match value:
        case Quantity():
            return value.amount, value.of
        case Spread():
            return value.low, value.high
        case Target():
            return value.bound, value.upper
        case Targets():
            return tuple(number for target in value.all_of for number in _numbers(target))
    return ()


def is_storable(number: Decimal) -> bool:
    """Whether every store and every reader can hold this number: finite, at most 30 digits either side."""
    _, digits, exponent = number.as_tuple()
    return isinstance(exponent, int) and len(digits) <= 30 and -30 <= exponent <= 30


def _is_date(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True
