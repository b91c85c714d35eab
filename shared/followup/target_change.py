"""Targets that are a change: öka jfm 2020, minskning med 5 %, fler avtal än hösten 2020, öka från 74 % till 75 %."""

from __future__ import annotations

from shared.followup.period import read_period
from shared.followup.quantity import read_number
from shared.followup.target_words import AGAINST, BY, DURING, FROM_TO, LAST_YEAR, LEVEL, change, comparison
from shared.plan.values import Quantity, Target, TargetForm

_NOUNS = ("ökning", "en ökning", "minskning", "en minskning")


def read_change(words: str, unit: str) -> Target | None:
    """An increase or decrease, by an amount where one is said; or the level that it is to end at. None if it is none.

    A number directly behind "öka" may be how much or to what: it is read only where a period to compare with, or a noun
    ("ökning 5 %"), says which.
    """
    found, is_comparison = change(words), False
    if not found:
        found, is_comparison = comparison(words), True
    if not found:
        return None
    form, rest = found
    if (ends := from_and_to(rest, unit)) is not None:
        is_up = form is TargetForm.INCREASE
        return Target(TargetForm.AT_LEAST if is_up else TargetForm.AT_MOST, "", ends[1].amount, unit=ends[1].unit)
    split = AGAINST.fullmatch(rest)
    against = against_period(split["period"]) if split else ""
    between = (split["before"] or "") if split else rest
    if against is None or (is_comparison and not (split and between)):
        return None
    if _says_nothing(between):
        return Target(form, "", against=against)
    says_which = split is not None or words.casefold().startswith(_NOUNS)
    by = None if is_comparison else _amount(between, unit, says_which=says_which)
    return Target(form, "", by.amount, unit=by.unit, against=against) if by else None


def against_period(text: str) -> str | None:
    """The canonical name of the period to compare with, "" for a year earlier, None for something else."""
    words = LEVEL.sub("", text.rstrip(". "))
    period = read_period(words)
    if period:
        return period.name
    return "" if words.casefold().rstrip(".") in LAST_YEAR else None


def from_and_to(words: str, unit: str) -> tuple[Quantity, Quantity] | None:
    """The two levels of "från 74 % till 75 %"; None where the words name none."""
    split = FROM_TO.fullmatch(words)
    end = read_number(split["to"], default_unit=unit) if split else None
    start = read_number(split["from"], default_unit=end.unit) if split and end else None
    if not start or not end:
        return None
    return (start if start.unit else Quantity(start.amount, end.unit)), (
        end if end.unit else Quantity(end.amount, unit)
    )


def _amount(words: str, unit: str, *, says_which: bool) -> Quantity | None:
    by = BY.fullmatch(words)
    if not by and not says_which:
        return None
    found = read_number(by["amount"] if by else words, default_unit=unit)
    return found if found and found.amount > 0 else None


def _says_nothing(words: str) -> bool:
    """Whether the words in a change name neither a number nor a condition, a period to do it in aside."""
    during = DURING.fullmatch(words)
    return bool(during and read_period(during["period"])) or not any(char.isdecimal() for char in words)
