"""The words that periods are written with, in Swedish and English: tables, so that a new spelling is a new entry."""

from __future__ import annotations

import re

from shared.plan.fields import Label

MONTHS = (
    Label("januari", "January"), Label("februari", "February"), Label("mars", "March"), Label("april", "April"),
    Label("maj", "May"), Label("juni", "June"), Label("juli", "July"), Label("augusti", "August"),
    Label("september", "September"), Label("oktober", "October"), Label("november", "November"),
    Label("december", "December"),
)  # fmt: skip

SPAN_LABELS = {
    "H": Label("halvår", "half-year"),
    "T": Label("tertial", "tertial"),
    "Q": Label("kvartal", "quarter"),
    "W": Label("vecka", "week"),
    "SY": Label("läsåret", "school year"),
}
"""What stands before the number, by the letter of the span."""

SPAN_WORDS = {
    word: letter
    for letter, words in {
        "H": ("h", "halvår", "halvåret", "half-year", "half"),
        "T": ("t", "tertial", "tertialet", "tertialrapport", "tertialbokslut", "delår", "delårsrapport",
              "delårsbokslut", "interim", "interim report"),
        "Q": ("q", "k", "kv", "kvartal", "kvartalet", "kvartalsrapport", "quarter"),
        "W": ("w", "v", "vecka", "veckan", "week"),
    }.items()
    for word in words
}  # fmt: skip
"""The letter of the span that a word before or behind a number means. "delår 2" is the report after tertial 2."""

ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            ("första", "1:a", "1a", "first", "1st"), ("andra", "2:a", "2a", "second", "2nd"),
            ("tredje", "3:e", "3e", "third", "3rd"), ("fjärde", "4:e", "4e", "fourth", "4th"),
        ),
        1,
    )
    for word in words
}  # fmt: skip

MONTH_NUMBERS = {
    word[:length].casefold(): number
    for number, label in enumerate(MONTHS, 1)
    for word in (label.sv, label.en)
    for length in (3, len(word))
} | {"sept": 9}

SEASONS = {"våren": 1, "vårterminen": 1, "vt": 1, "spring": 1, "hösten": 2, "höstterminen": 2, "ht": 2, "autumn": 2}
"""The half of the year that holds it."""

INTERIM = {"delår", "delårsrapport", "delårsbokslut", "tertialrapport", "tertialbokslut", "interim report"}
"""Reports that are named by the month they go to, and that are about the tertial that ends with it."""

OPENINGS = (
    "per", "perioden", "för", "i", "under", "månadsrapport", "månadsbokslut", "rapport", "månaden", "period",
    "monthly report", "for", "the", "in",
)  # fmt: skip
"""Words before a period that do not change which one it is."""

_WORD = r"(?P<word>[a-zåäö]+(?:-[a-z]+)?)\.?"
# Two digits are a year only where a mark stands for the century, or where nothing else could be meant.
_YEAR = r"(?P<year>\d{4}|[-'’]\s?[0-4]\d)"
_SHORT = r"(?P<year>\d{4}|[-'’]?\s?[0-4]\d)"
_NUMBER = r"(?P<number>\d{1,2})"
YEAR_ALONE = re.compile(
    r"(?:(?:hel|kalender|verksamhets|budget)?år(?:et)?|årsredovisning(?:en)?|(?:års)?bokslut(?:et)?|helårs\w+|"
    r"(?:full |calendar )?year)?\s?(?P<year>\d{4})(?: helår)?",
    re.ASCII,
)
NUMBERED = (
    re.compile(rf"{_WORD}\s?{_NUMBER}(?:, |[ /:-]|(?=[-'’]))?{_YEAR}", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?:, |[ /:-])?" + rf"{_WORD}\s?{_NUMBER}", re.ASCII),
    re.compile(rf"(?P<word>[thq]|tertial|kvartal|halvår) ?(?P<number>[1-4])[ /]{_SHORT}", re.ASCII),
)
ORDINAL = re.compile(rf"(?:det )?(?P<ordinal>\S+) {_WORD},? (?:av |of )?{_YEAR}", re.ASCII)
MONTH_SPELLED = (
    re.compile(rf"{_WORD}(?: månad)?,?(?:[ -]|(?=[-'’])){_YEAR}", re.ASCII),
    re.compile(rf"(?P<year>\d{{4}})[ -]{_WORD}", re.ASCII),
)
MONTH_DIGITS = re.compile(r"(?P<year>\d{4})(?:[-/](?P<number>\d{1,2})|(?P<two>\d{2}))", re.ASCII)
MONTHS_TO = re.compile(
    r"(?P<from>[a-zåäö]+)\.? ?(?:-|to|till|till och med|t\.? ?o\.? ?m\.?) ?(?P<to>[a-zåäö]+)\.?,? ?" + _YEAR,
    re.ASCII,
)
SEASON = re.compile(rf"(?P<word>[a-zåäö]+) ?{_SHORT}", re.ASCII)
SCHOOL_YEAR = re.compile(
    r"(?:(?:läs|skol)år(?:et)?|school year|academic year) ?(?P<year>\d{4}|[0-4]\d) ?[-/] ?(?P<to>\d{4}|[0-4]\d)"
    r"|(?P<bare>\d{4}) ?/ ?(?P<bare_to>\d{4}|\d{2})|(?P<name>\d{4})-sy",
    re.ASCII,
)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WRITTEN_DAY = re.compile(rf"(?:den )?{_NUMBER}(?::?[ae])? {_WORD},? {_YEAR}", re.ASCII)
SLASHED_DAY = re.compile(rf"(?:den )?{_NUMBER}/(?P<month>\d{{1,2}})(?: |(?=['’])){_YEAR}", re.ASCII)
DASHES = str.maketrans("‐‑‒–—−", "------")
