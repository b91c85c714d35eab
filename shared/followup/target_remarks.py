"""What a target's words say besides the target: where the measure stood before, and from when on it can be assessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from shared.followup.period import read_day, read_period
from shared.followup.quantity import read_number
from shared.followup.target_change import from_and_to
from shared.followup.target_words import MAX_LENGTH, PENDING, change
from shared.plan.values import Quantity

_BRACKETED = re.compile(r"\(([^()]*)\)")
_LEAD = re.compile(
    r"(?:(?:ingångsvärde|utgångsvärde|basvärde|nuläge|utfall|resultat)(?:t|et)?|baseline|was|var|outcome)\b\s?[:,=]?\s?",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s?[,:=]\s?|\s")
_YEAR = re.compile(r"[0-9]{4}")


class Baseline(msgspec.Struct, frozen=True):
    """Where a measure stood when its target was set."""

    value: Quantity
    period: str | None
    """The canonical name of the period that it was measured for, where that is said."""


def baseline_in(printed: str, unit: str = "") -> Baseline | None:
    """The value to start from that a target's words name: "75% (läsåret 2019–2020, 74%)", "öka från 74 % till 75 %".

    `unit` is taken where the words name none. None if there is no such value.
    """
    if len(printed) > MAX_LENGTH:
        return None
    found = change(printed)
    ends = from_and_to(found[1], unit) if found else None
    if ends:
        return Baseline(ends[0], None)
    inside = (_in_brackets(words.strip(), unit) for words in _BRACKETED.findall(printed))
    return next((baseline for baseline in inside if baseline), None)


def pending_until(printed: str, year: int | None = None) -> date | None:
    """The date from which a target can be assessed: "Kompletteras efter 31/12". None if its words give none.

    `year` is that of a date without one. A period stands for its last day.
    """
    found = PENDING.search(printed) if len(printed) <= MAX_LENGTH else None
    when = (found["when"] or "").strip(" .") if found else ""
    if not when:
        return None
    period = read_period(when, year)
    return read_day(when, year) or (period.last_day if period else None)


def _in_brackets(words: str, unit: str) -> Baseline | None:
    """ "läsåret 2019–2020, 74 %", "74 % 2020", "ingångsvärde 74 %": a number with its period, or with a word for it."""
    lead = _LEAD.match(words)
    bare = words[lead.end() :] if lead else words
    for left, right in _halves(bare):
        period, number = (left, right) if read_period(left) else (right, left)
        about, value = read_period(period), read_number(number, default_unit=unit)
        if about and value and not (_YEAR.fullmatch(number)):
            return Baseline(value, about.name)
    alone = read_number(bare, default_unit=unit) if lead else None
    return Baseline(alone, None) if alone else None


def _halves(words: str) -> Iterator[tuple[str, str]]:
    for gap in _GAP.finditer(words):
        yield words[: gap.start()], words[gap.end() :].removeprefix("var ")
