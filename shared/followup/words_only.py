"""Why a target stays words: what keeps it from being held against a number, in one sentence, and what would help."""

from __future__ import annotations

import re
from collections.abc import Callable

from shared.followup.quantity import why_no_quantity
from shared.followup.reasons import read_reason
from shared.followup.target import may_name_year, words_of
from shared.followup.target_change import against_period
from shared.followup.target_words import (
    ABOUT,
    AGAINST,
    BEFORE_NUMBER,
    MAX_LENGTH,
    UNCHANGED,
    change,
    comparison,
    opening,
    without,
)
from shared.plan.fields import Label

_NUMBER = re.compile(r"[0-9]+(?:[ \u00a0.,][0-9]+)*")
_SHARE = re.compile(r"[0-9]\s*(?:\S+\s)?(?:av|of)\s(?:totalt\s)?[0-9]", re.IGNORECASE)
_RANGE = re.compile(r"[0-9]\s?[-–−]\s?[0-9]")
_YEARS = re.compile(r"(?:19|20|21)[0-9]{2}\s?[-–−]\s?(?:19|20|21)?[0-9]{2}")


def why_words(printed: str) -> Label:
    """One sentence on why these words of a target, which are kept as WORDS, are left for a person to assess."""
    words = words_of(printed)
    return next(sentence for applies, sentence in _REASONS if applies(printed, words))


def _compares_otherwise(printed: str, words: str) -> bool:
    found = change(words) or comparison(words)
    split = AGAINST.fullmatch(found[1]) if found else None
    return bool(split and against_period(split["period"]) is None)


def _by_or_to(printed: str, words: str) -> bool:
    found = change(words)
    return bool(found and _NUMBER.search(found[1]))


def _has_no_end(printed: str, words: str) -> bool:
    """ "Fler avtal", "fler än hösten": a comparison with nothing, or of nothing."""
    return comparison(words) is not None and not _NUMBER.search(words)


def _opens_for_nothing(printed: str, words: str) -> bool:
    found = opening(words)
    return bool(found and not _NUMBER.search(found[1]))


def _is_ambiguous_number(printed: str, words: str) -> bool:
    found = opening(words)
    bare = without(found[1] if found else words, BEFORE_NUMBER)
    return "two ways" in why_no_quantity(bare, "en") or "two numbers" in why_no_quantity(bare, "en")


_REASONS: tuple[tuple[Callable[[str, str], bool], Label], ...] = (
    (lambda printed, words: not printed, Label("Målvärdet är tomt.", "The target is empty.")),
    (
        lambda printed, words: len(printed) > MAX_LENGTH,
        Label("Texten är för lång för att vara ett målvärde.", "The text is too long to be a target."),
    ),
    (
        lambda printed, words: read_reason(printed) is not None,
        Label("Texten säger varför målvärde saknas.", "The text says why there is no target."),
    ),
    (
        lambda printed, words: bool(UNCHANGED.search(words)),
        Label(
            "Nivån ska hållas, men den är inte angiven: skriv högst eller minst och nivån.",
            "The level is to be kept, but is not given: write at most or at least, and the level.",
        ),
    ),
    (
        _compares_otherwise,
        Label(
            "Jämförelsen gäller något annat än en tidigare period: bedöms av en person.",
            "It is compared with something else than an earlier period: for a person to assess.",
        ),
    ),
    (
        lambda printed, words: may_name_year(words),
        Label(
            "Talet kan vara ett årtal: skriv ”jfm” före ett år, eller enheten efter ett tal.",
            "The number can be a year: write “compared to” before a year, or the unit behind a number.",
        ),
    ),
    (
        _by_or_to,
        Label(
            "Talet kan vara hur mycket eller till vad: skriv ”öka med” eller ”öka till”.",
            "The number can be how much or to what: write “increase by” or “increase to”.",
        ),
    ),
    (
        _has_no_end,
        Label(
            "Det sägs inte vad det jämförs med: skriv ”jfm” och en period.",
            "It does not say compared with what: write “compared to” and a period.",
        ),
    ),
    (
        _opens_for_nothing,
        Label("Talet saknas efter orden.", "The number is missing behind the words."),
    ),
    (
        lambda printed, words: bool(ABOUT.match(words)),
        Label(
            "Det är ungefär: skriv ett tal, och en tolerans på mätetalet.",
            "It is approximate: write a number, and a tolerance on the measure.",
        ),
    ),
    (
        lambda printed, words: bool(_SHARE.search(words)),
        Label(
            "Det är en del av en helhet: skriv antalet eller andelen.",
            "It is a part of a whole: write the number or the share.",
        ),
    ),
    (
        lambda printed, words: bool(_YEARS.search(words)),
        Label("Det kan vara år och inte tal.", "These can be years and not numbers."),
    ),
    (
        lambda printed, words: bool(_RANGE.search(words)),
        Label(
            "Intervallet går inte från ett lägre till ett högre tal i samma enhet.",
            "The range does not go from a lower to a higher number in one unit.",
        ),
    ),
    (
        _is_ambiguous_number,
        Label(
            "Talet kan läsas på två sätt: skriv 1 234 eller 1,234, och enheten efter.",
            "The number can be read in two ways: write 1 234 or 1,234, and the unit behind it.",
        ),
    ),
    (
        lambda printed, words: len(_NUMBER.findall(words)) > 1,
        Label(
            "Flera tal utan ord som säger vad vart och ett är: skriv enheten efter varje.",
            "Several numbers without words that say what each is: write the unit behind each.",
        ),
    ),
    (
        lambda printed, words: bool(_NUMBER.search(words)),
        Label(
            "Talet står bland ord som inte går att räkna med: bedöms av en person.",
            "The number stands among words that cannot be computed with: for a person to assess.",
        ),
    ),
    (
        lambda printed, words: True,
        Label(
            "Varken tal eller riktning är angiven: bedöms av en person.",
            "Neither a number nor a direction is given: for a person to assess.",
        ),
    ),
)
"""Tried in this order; the last one always applies."""
