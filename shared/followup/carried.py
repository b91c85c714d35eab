"""Results carried over from another period ("från T1", "avser 2020"): which one is kept, and never its number."""

from __future__ import annotations

import re

from shared.followup.language import Language
from shared.followup.period import Period, read_period
from shared.plan.values import MAX_LINE, Carried, clean

_LEAD = re.compile(
    r"(?:(?:resultat|utfall|värde|siffran?|mätning(?:en)?) )?(?:från|avser|gäller|se|enligt|samma som|kvarstår från|"
    r"överfört från|senast mätt|from|see|as of|same as|carried over from|refers to) (?P<period>.+)",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(r"(?P<printed>.+) \((?P<period>[^()]+)\)")


def read_carried(text: str, year: int | None = None) -> Carried | None:
    """The period whose result these words say stands in; None if they say no such thing.

    `year` is that of a period without one: "från T1" in the report for 2021. Words other than the program's own are
    kept as printed.
    """
    words = " ".join(clean(text[:MAX_LINE]).split()).strip(" .")
    if explained := _EXPLAINED.fullmatch(words):
        period = read_period(explained["period"])
        is_same = period is not None and _period_in(explained["printed"], period.year) == period
        return Carried(period.name, explained["printed"]) if period and is_same else None
    words = words.removeprefix("(").removesuffix(")")
    period = _period_in(words, year)
    return Carried(period.name, "" if words in _own(period) else words) if period else None


def is_carried_without_year(text: str) -> bool:
    """Whether the words would say which period's result stands in, if a year were known."""
    return read_carried(text) is None and read_carried(text, 2000) is not None


def print_carried(carried: Carried, lang: Language) -> str:
    """What stands where the number would: the words as printed, and the period where they do not name it in full."""
    period = read_period(carried.period)
    shown = period.label(lang) if period else carried.period
    if not carried.printed:
        return f"{'från' if lang == 'sv' else 'from'} {shown}"
    says_all = period is not None and _period_in(carried.printed, None) == period
    return carried.printed if says_all else f"{carried.printed} ({shown})"


def _period_in(words: str, year: int | None) -> Period | None:
    found = _LEAD.fullmatch(words)
    return read_period(found["period"], year) if found else None


def _own(period: Period) -> tuple[str, str]:
    return f"från {period.label('sv')}", f"from {period.label('en')}"
