"""What a person types for a field, read to a value, and a value as shown: one pair of functions for all field types.

Forms and the command line use the same reading, so that what can be typed in one can be typed in the other.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.followup.carried import is_carried_without_year, print_carried, read_carried
from shared.followup.language import Language, in_language
from shared.followup.period import Period, read_day, read_period
from shared.followup.quantity import print_quantity, read_quantity, why_no_quantity
from shared.followup.reasons import print_missing, read_reason
from shared.followup.spread import print_spread, read_parts, read_spread
from shared.followup.target import print_target, read_targets
from shared.plan.fields import Field
from shared.plan.values import (
    MAX_LINE,
    MAX_NAMES,
    MAX_PROSE,
    Carried,
    Choice,
    Day,
    FieldType,
    Flag,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Reference,
    Spread,
    Target,
    Targets,
    Text,
    Value,
    WhyEmpty,
    clean,
    names,
)

_ASSESSMENT_DIGITS = {"1": "met", "2": "partly", "3": "missed", "0": "unmeasured"}
_FLAGS = {"ja": True, "j": True, "yes": True, "y": True, "true": True, "sant": True, "1": True, "x": True} | {
    "nej": False, "n": False, "no": False, "false": False, "falskt": False, "0": False,
}  # fmt: skip

_SHORTEST_BEGINNING = 2
"""A single letter is too easily a slip of the finger."""


class Unreadable(msgspec.Struct, frozen=True):
    """A text that is no value for its field, and one sentence on why in each language."""

    sentence_sv: str
    sentence_en: str

    def sentence(self, lang: Language) -> str:
        """The sentence in that language."""
        return self.sentence_sv if lang == "sv" else self.sentence_en


def read_entry(
    field: Field,
    text: str,
    *,
    unit: str = "",
    lang: Language = "sv",
    period: str | None = None,
    whole: bool = False,
) -> Value | Unreadable:
    """The value that this text means for the field.

    `unit` is the measure's, for numbers and targets written without one. `lang` is that of numbers alone: see
    `read_quantity`; the words of choices and periods are read in both. `period` is the canonical name of the one that
    the value is for: "från T1" means the first tertial of its year. The beginning of a choice is enough where only one
    begins so, unless `whole`, for what nobody looks at as it is read. A blank number is Missing; any other blank is
    Unreadable, since clearing a cell is an edit of its own.
    """
    words = clean(text).strip()
    longest = MAX_PROSE if field.type is FieldType.PROSE else MAX_LINE
    if len(words) > longest:
        return Unreadable(
            f"{field.label.sv} får ha högst {longest} tecken.", f"{field.label.en} takes at most {longest} characters."
        )
    if field.type is FieldType.NUMBER:
        return _read_number(field, words, unit, lang, read_period(period) if period else None)
    if field.type is FieldType.AMOUNT:
        return _read_amount(field, words, unit, lang)
    if field.type is FieldType.TARGET:
        return _read_target(words, unit)
    if not words:
        return Unreadable(f"{field.label.sv} är tomt.", f"{field.label.en} is empty.")
    return _READERS[field.type](field, words if whole else _completed(field, words))


def print_value(value: Value | None, lang: Language, field: Field | None = None) -> str:
    """The value as shown; "" for none. With its field a choice is shown by its label, else by its key."""
    match value:
        case None:
            return ""
        case Text(text=text):
            return text
        case Quantity():
            return print_quantity(value, lang)
        case Missing():
            return print_missing(value, lang)
        case Target() | Targets():
            return print_target(value, lang)
        case Spread():
            return print_spread(value, lang)
        case Carried():
            return print_carried(value, lang)
        case Choice(key=key):
            return _label_of(field, key, lang)
        case Day(iso=iso):
            return iso
        case PeriodName(name=name):
            period = read_period(name)
            return period.label(lang) if period else name
        case Names(names=members):
            return ", ".join(_label_of(field, member, lang) for member in members)
        case Reference(to=to):
            return to
        case Flag(on=on):
            return ("ja" if on else "nej") if lang == "sv" else ("yes" if on else "no")


def _label_of(field: Field | None, key: str, lang: Language) -> str:
    options = field.options if field else ()
    return next((in_language(option.label, lang) for option in options if option.key == key), key)


def _read_number(field: Field, words: str, unit: str, lang: Language, period: Period | None) -> Value | Unreadable:
    if not words:
        return Missing(WhyEmpty.NOT_YET if field.per_period else WhyEmpty.NOT_APPLICABLE)
    found = read_quantity(words, unit, lang) or read_spread(words, unit, lang)
    return found or _read_carried(words, period) or _no_number(field, words, unit, lang)


def _read_amount(field: Field, words: str, unit: str, lang: Language) -> Value | Unreadable:
    if not words:
        return Missing(WhyEmpty.NOT_YET if field.per_period else WhyEmpty.NOT_APPLICABLE)
    found = read_quantity(words, unit, lang, one_number=True)
    return found or Unreadable(why_no_quantity(words, "sv"), why_no_quantity(words, "en"))


def _read_carried(words: str, period: Period | None) -> Value | Unreadable | None:
    """The period that stands in; the one that the value is for cannot stand in for itself."""
    carried = read_carried(words, period.year if period else None)
    if carried and period and carried.period == period.name:
        return Unreadable(
            f"”{_short(words)}” är samma period: ange en annan.", f"“{_short(words)}” is this period: name another."
        )
    if carried is None and is_carried_without_year(words):
        return Unreadable(
            f"”{_short(words)}”: skriv året också, som i ”från T1 2021”.",
            f"“{_short(words)}”: write the year too, as in “from T1 2021”.",
        )
    return carried


def _no_number(field: Field, words: str, unit: str, lang: Language) -> Unreadable:
    if field.in_parts and read_parts(words, unit, lang):
        return Unreadable(
            f"”{_short(words)}” är flera delar: skriv in varje del för sig.",
            f"“{_short(words)}” has several parts: enter each by itself.",
        )
    return Unreadable(why_no_quantity(words, "sv"), why_no_quantity(words, "en"))


def _read_target(words: str, unit: str) -> Value | Unreadable:
    if not words:
        return Missing(WhyEmpty.NO_TARGET)
    return read_reason(words) or read_targets(words, unit)


def _read_line(field: Field, words: str) -> Value | Unreadable:
    return Text(" ".join(words.splitlines()))


def _read_prose(field: Field, words: str) -> Value | Unreadable:
    return Text(words)


def _completed(field: Field, words: str) -> str:
    """What is typed, with each beginning that only one choice has made whole."""
    return ",".join(_completed_one(field, each) for each in _listed(words)) if field.options else words


def _completed_one(field: Field, words: str) -> str:
    begun = words.strip().casefold()
    keys = {
        option.key
        for option in field.options
        if any(said.casefold().startswith(begun) for said in (option.key, option.label.sv, option.label.en))
    }
    return keys.pop() if len(keys) == 1 and len(begun) >= _SHORTEST_BEGINNING else words


def _listed(words: str) -> list[str]:
    return words.replace(";", ",").split(",")


def _read_choice(field: Field, words: str) -> Value | Unreadable:
    asked = words.strip().casefold()
    if field.name == "assessment" and asked in _ASSESSMENT_DIGITS:
        return Choice(_ASSESSMENT_DIGITS[asked])
    for option in field.options:
        if asked in (option.key.casefold(), option.label.sv.casefold(), option.label.en.casefold()):
            return Choice(option.key)
    listed_sv = ", ".join(option.label.sv for option in field.options)
    listed_en = ", ".join(option.label.en for option in field.options)
    return Unreadable(
        f"{field.label.sv} ska vara något av: {listed_sv}; inte ”{_short(words)}”.",
        f"{field.label.en} is one of: {listed_en}; not “{_short(words)}”.",
    )


def _read_choices(field: Field, words: str) -> Value | Unreadable:
    """Any number of the options, with commas or semicolons between."""
    found = [_read_choice(field, word) for word in _listed(words) if word.strip()]
    wrong = next((each for each in found if isinstance(each, Unreadable)), None)
    if not found:
        return Unreadable(f"{field.label.sv} är tomt.", f"{field.label.en} is empty.")
    return wrong or names([each.key for each in found if isinstance(each, Choice)])


def _read_date(field: Field, words: str) -> Value | Unreadable:
    day = read_day(words)
    if day:
        return Day(day.isoformat())
    shown = _short(words)
    return Unreadable(
        f"”{shown}” är inget datum: skriv som 2021-08-31.", f"“{shown}” is no date: write it as 2021-08-31."
    )


def _read_period(field: Field, words: str) -> Value | Unreadable:
    period = read_period(words)
    if period:
        return PeriodName(period.name)
    shown = _short(words)
    return Unreadable(
        f"”{shown}” är ingen period: skriv som 2021, 2021-T2 eller 2021-08.",
        f"“{shown}” is no period: write it as 2021, 2021-T2 or 2021-08.",
    )


def _read_people(field: Field, words: str) -> Value | Unreadable:
    found = names(_listed(words.replace("\n", ",")))
    if 0 < len(found.names) <= MAX_NAMES:
        return found
    return Unreadable(f"Skriv ett till {MAX_NAMES} namn.", f"Write one to {MAX_NAMES} names.")


def _read_reference(field: Field, words: str) -> Value | Unreadable:
    return Reference(" ".join(words.split()))


def _read_flag(field: Field, words: str) -> Value | Unreadable:
    on = _FLAGS.get(words.casefold())
    return Unreadable(f"{field.label.sv}: ja eller nej?", f"{field.label.en}: yes or no?") if on is None else Flag(on)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 40 else f"{line[:40]}…"


_READERS: dict[FieldType, Callable[[Field, str], Value | Unreadable]] = {
    FieldType.TEXT: _read_line,
    FieldType.PROSE: _read_prose,
    FieldType.CHOICE: _read_choice,
    FieldType.CHOICES: _read_choices,
    FieldType.DATE: _read_date,
    FieldType.PERIOD: _read_period,
    FieldType.PEOPLE: _read_people,
    FieldType.REFERENCE: _read_reference,
    FieldType.FLAG: _read_flag,
}
