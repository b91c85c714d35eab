"""Targets as people write them: what an outcome must reach, read from the words, which are always kept.

Reading may propose which way is better, but never decides it: that is the measure's owner's to say, once.
"""

from __future__ import annotations

import re

import msgspec

from shared.followup.language import Language, in_language
from shared.followup.quantity import print_quantity, read_quantity
from shared.followup.spread import read_spread
from shared.followup.target_change import read_change
from shared.followup.target_words import (
    AND,
    BEFORE_NUMBER,
    CHANGE_LABELS,
    FOLLOWED,
    FORM_LABELS,
    LEAD_INS,
    MAX_LENGTH,
    PENDING,
    TOTAL,
    ending,
    opening,
    without,
)
from shared.followup.units import PERCENT, normal_unit
from shared.plan.values import MAX_LINE, Direction, Quantity, Target, TargetForm, Targets, clean

_MAX_TARGETS = 10
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_MAY_NAME_YEAR = (" än", " than", " till", " to", "över", "under", "above", "over", "below", ">", "<")
"""Ends of openings behind which a year is as likely as a number: "högre än 2020", "öka till 2025"."""

_HIGHER = {TargetForm.AT_LEAST, TargetForm.MORE_THAN, TargetForm.INCREASE}
_LOWER = {TargetForm.AT_MOST, TargetForm.LESS_THAN, TargetForm.DECREASE}


def read_target(text: str, unit: str = "") -> Target:
    """What these words ask for, as one target; `unit` is the measure's, where they name none.

    Words that are not understood as one bound, one range or one change are kept as WORDS, for a person to assess;
    `why_words` says why.
    """
    printed = printed_words(text)
    words = words_of(printed)
    found = _followed(words) or read_change(words, unit) or _range(words, unit) or _bound(words, unit)
    return msgspec.structs.replace(found or Target(TargetForm.WORDS, ""), printed=printed)


def read_targets(text: str, unit: str = "") -> Target | Targets:
    """What these words ask for: one target, or several that must all hold (4 tillfällen och 48 chefer).

    Several are read only where each says what it is about: by a unit of its own, or by words like "minst".
    """
    one = read_target(text, unit)
    parts = AND.split(words_of(one.printed)) if one.form is TargetForm.WORDS else []
    if not 2 <= len(parts) <= _MAX_TARGETS:
        return one
    found = tuple(read_target(part) for part in parts)
    units = [normal_unit(target.unit) for target in found if target.form is TargetForm.REACH]
    is_each = all(target.form not in (TargetForm.WORDS, TargetForm.FOLLOWED) for target in found)
    if not is_each or "" in units or len(set(units)) < len(units):
        return one
    return Targets(tuple(read_target(part, unit) for part in parts), one.printed)


def printed_words(text: str) -> str:
    """The target's words as they are kept: on one line, as much of them as a line holds."""
    return " ".join(clean(text).split(None))[:MAX_LINE].strip()


def words_of(printed: str) -> str:
    """The target proper: without words before it that say nothing, and without what is to come later."""
    return PENDING.sub("", without(printed, LEAD_INS)) if len(printed) <= MAX_LENGTH else ""


def proposed_direction(target: Target | Targets) -> Direction | None:
    """Which way the target's words suggest is better; None where they suggest nothing, or both.

    A negative percentage is a reduction to reach: more negative is better.
    """
    if isinstance(target, Targets):
        found = {direction for each in target.all_of if (direction := proposed_direction(each))}
        return found.pop() if len(found) == 1 else None
    if target.form in _HIGHER:
        return Direction.HIGHER
    is_reduction = target.form is TargetForm.REACH and normal_unit(target.unit) == PERCENT and (target.bound or 0) < 0
    return Direction.LOWER if target.form in _LOWER or is_reduction else None


def print_target(target: Target | Targets, lang: Language) -> str:
    """The target as shown: the words as printed, else how it is understood."""
    return target.printed or describe_target(target, lang)


def describe_target(target: Target | Targets, lang: Language) -> str:
    """How the target is understood: "högst 1,9 %", "at most 1.9%"; its own words where only those are known."""
    if isinstance(target, Targets):
        return (" och " if lang == "sv" else " and ").join(describe_target(each, lang) for each in target.all_of)
    if target.form not in FORM_LABELS:
        return target.printed
    bounds = [
        print_quantity(Quantity(bound, target.unit), lang) if bound is not None else "?"
        for bound in (target.bound, target.upper)
    ]
    against = f" {'jfm' if lang == 'sv' else 'compared to'} {target.against}" if target.against else ""
    is_by = target.bound is not None and target.form in CHANGE_LABELS
    label = CHANGE_LABELS[target.form] if is_by else FORM_LABELS[target.form]
    return in_language(label, lang).format(*bounds) + against


def _followed(words: str) -> Target | None:
    return Target(TargetForm.FOLLOWED, "") if words.casefold().rstrip(".") in FOLLOWED else None


def _range(words: str, unit: str) -> Target | None:
    found = read_spread(words, unit)
    return Target(TargetForm.BETWEEN, "", found.low, found.high, found.unit) if found else None


def _bound(words: str, unit: str) -> Target | None:
    """One bound, with the words before or behind it that say which side of it is good."""
    form, rest = opening(words) or ending(words) or (TargetForm.REACH, words)
    number = _number(rest, unit) or (_total(rest, unit) if form is not TargetForm.REACH else None)
    if number is None or (_YEAR.fullmatch(rest) and may_name_year(words)):
        return None
    return Target(form, "", number.amount, unit=number.unit)


def may_name_year(words: str) -> bool:
    """Whether a year is as likely as a number at the end of these words: "högre än 2020", "öka till 2025"."""
    before = words.rstrip("0123456789").rstrip().casefold()
    return before.endswith(_MAY_NAME_YEAR)


def _number(words: str, unit: str) -> Quantity | None:
    found = read_quantity(without(words, BEFORE_NUMBER), unit)
    return found if isinstance(found, Quantity) and found.of is None else None


def _total(words: str, unit: str) -> Quantity | None:
    """ "en ny per avdelning (totalt 9)": the total is what the outcome will be held against."""
    found = TOTAL.search(words)
    return _number(found["total"], unit) if found else None
