"""Targets as people write them: what an outcome must reach, read from the words, which are always kept.

Reading may propose which way is better, but never decides it: that is the measure's owner's to say, once.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from shared.followup.language import Language, in_language
from shared.followup.period import EARLIEST_YEAR, LATEST_YEAR
from shared.followup.quantity import print_quantity, read_quantity
from shared.followup.target_words import (
    AGAINST,
    BEFORE_NUMBER,
    DURING,
    FOLLOWED,
    FORM_LABELS,
    LAST_YEAR,
    LEAD_INS,
    PENDING,
    TOTAL,
    change,
    comparison,
    ending,
    opening,
    read_term,
    without,
)
from shared.followup.units import PERCENT, comparable, normal_unit
from shared.plan.values import MAX_LINE, Direction, Quantity, Target, TargetForm, clean

MAX_LENGTH = 300
"""Characters beyond which a target is kept as words without looking for a number in it."""

_RANGE = re.compile(
    r"(?:mellan|between)\s(?P<low>.+?)\s(?:och|and)\s(?P<high>.+)"
    r"|(?P<from>[-–−]?\s?[0-9][0-9 .,]*(?:\s?%)?)\s?[-–]\s?(?P<to>[0-9].*)",
    re.IGNORECASE,
)

_HIGHER = {TargetForm.AT_LEAST, TargetForm.MORE_THAN, TargetForm.INCREASE}
_LOWER = {TargetForm.AT_MOST, TargetForm.LESS_THAN, TargetForm.DECREASE}


def read_target(text: str, unit: str = "") -> Target:
    """What these words ask for; `unit` is the measure's, where they name none.

    Words that are not understood as one bound, one range or one direction are kept as WORDS, for a person to assess.
    """
    printed = " ".join(clean(text).split(None))[:MAX_LINE].strip()
    words = PENDING.sub("", without(printed, LEAD_INS)) if len(printed) <= MAX_LENGTH else ""
    found = _followed(words) or _change(words) or _range(words, unit) or _bound(words, unit)
    return msgspec.structs.replace(found or Target(TargetForm.WORDS, ""), printed=printed)


def proposed_direction(target: Target) -> Direction | None:
    """Which way the target's words suggest is better; None where they suggest nothing.

    A negative percentage is a reduction to reach: more negative is better.
    """
    if target.form in _HIGHER:
        return Direction.HIGHER
    is_reduction = target.form is TargetForm.REACH and normal_unit(target.unit) == PERCENT and (target.bound or 0) < 0
    return Direction.LOWER if target.form in _LOWER or is_reduction else None


def print_target(target: Target, lang: Language) -> str:
    """The target as shown: the words as printed, else how it is understood."""
    return target.printed or describe_target(target, lang)


def describe_target(target: Target, lang: Language) -> str:
    """How the target is understood: "högst 1,9 %", "at most 1.9%"; its own words where only those are known."""
    if target.form not in FORM_LABELS:
        return target.printed
    bounds = [
        print_quantity(Quantity(bound, target.unit), lang) if bound is not None else "?"
        for bound in (target.bound, target.upper)
    ]
    against = f" {'jfm' if lang == 'sv' else 'compared to'} {target.against}" if target.against else ""
    return in_language(FORM_LABELS[target.form], lang).format(*bounds) + against


def _followed(words: str) -> Target | None:
    return Target(TargetForm.FOLLOWED, "") if words.casefold().rstrip(".") in FOLLOWED else None


def _change(words: str) -> Target | None:
    """An increase or decrease: "öka jfm 2020", "fler avtal än hösten 2020", "ökning under 2021"."""
    found, must_compare = change(words), False
    if not found:
        found, must_compare = comparison(words), True
    if not found:
        return None
    form, rest = found
    split = AGAINST.fullmatch(rest)
    between = (split["before"] or "") if split else rest
    against = _against(split["period"]) if split else ""
    if against is None or (must_compare and not (split and between)) or not _says_nothing(between):
        return None
    return Target(form, "", against=against)


def _against(text: str) -> str | None:
    """The canonical name of the period to compare with, "" for a year earlier, None for something else."""
    period = read_term(text.rstrip(". "))
    if period:
        return period.name
    return "" if text.casefold().rstrip(".") in LAST_YEAR else None


def _says_nothing(words: str) -> bool:
    """Whether the words in a change name neither a number nor a condition, a period to do it in aside."""
    during = DURING.fullmatch(words)
    return bool(during and read_term(during["period"])) or not any(char.isdecimal() for char in words)


def _range(words: str, unit: str) -> Target | None:
    split = _RANGE.fullmatch(words)
    if not split:
        return None
    low_text, high_text = (split["low"], split["high"]) if split["low"] else (split["from"], split["to"])
    high = _number(high_text, unit)
    low = _number(low_text, high.unit) if high else None
    if not low or not high or low.amount > high.amount or comparable(low.unit, high.unit) != 1:
        return None
    if _may_be_year(low) and _may_be_year(high):
        return None
    return Target(TargetForm.BETWEEN, "", low.amount, high.amount, high.unit)


def _bound(words: str, unit: str) -> Target | None:
    """One bound, with the words before or behind it that say which side of it is good."""
    form, rest = opening(words) or ending(words) or (TargetForm.REACH, words)
    number = _number(rest, unit) or (_total(rest, unit) if form is not TargetForm.REACH else None)
    if number is None or (form in (TargetForm.MORE_THAN, TargetForm.LESS_THAN) and _may_be_year(number)):
        return None
    return Target(form, "", number.amount, unit=number.unit)


def _number(words: str, unit: str) -> Quantity | None:
    found = read_quantity(without(words, BEFORE_NUMBER), unit)
    return found if isinstance(found, Quantity) and found.of is None else None


def _total(words: str, unit: str) -> Quantity | None:
    """ "en ny per avdelning (totalt 9)": the total is what the outcome will be held against."""
    found = TOTAL.search(words)
    return _number(found["total"], unit) if found else None


def _may_be_year(number: Quantity) -> bool:
    """Whether this is as likely a year as a number: "högre än 2020"."""
    whole = number.amount == number.amount.to_integral_value(context=None)
    return not number.unit and whole and EARLIEST_YEAR <= number.amount <= Decimal(LATEST_YEAR)
