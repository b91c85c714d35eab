"""Results that are more than one number: a range (63–97 procent), and a number for each part (män 45 %; kvinnor 43 %).

A hyphen may be a minus, the middle of a range, or belong to a unit; a range is read only where both its ends are
numbers in the same unit, the lower one first.
"""

from __future__ import annotations

import re

from shared.followup.language import Language
from shared.followup.quantity import MAX_LENGTH, print_amount, print_number, read_number
from shared.followup.units import comparable, normal_unit
from shared.plan.values import Quantity, Spread, clean

MAX_PART = 100
"""Characters of a part's name."""

# A space on one side only is no middle: "10 -12" is two columns, or a minus.
_DASH = re.compile(r"(?<=[^\s-])(?:\s[-‐‑‒–−]\s|[-‐‑‒–−])(?=[-‐‑‒–−0-9])")
_BETWEEN = re.compile(r"(?:mellan|between)\s(?P<low>.+?)\s(?:och|and)\s(?P<high>.+)", re.IGNORECASE)
_YEARS = re.compile(r"[0-9]{4}\D+[0-9]{4}")

_PARTS = re.compile(r"\s*[;\n]\s*")
_NAMES_BEGIN = re.compile(r",\s+(?=[^\W\d])")
_NUMBERS = re.compile(r",\s+")
_PART = re.compile(r"(?P<name>[^\W\d](?:[^\d+−–]*[^\W\d)])?)\s*[:=]?\s+(?P<numbers>[-+−–]?\s?[0-9].*)", re.DOTALL)
_WHOLE = {"totalt", "total", "samtliga", "alla", "all"}
_COUNT = "antal"


def read_spread(text: str, default_unit: str = "", lang: Language = "sv") -> Spread | None:
    """The range that was written; None if it is none. Two years are no range of results."""
    words = clean(text).strip()
    if len(words) > MAX_LENGTH or _YEARS.fullmatch(words):
        return None
    split = _BETWEEN.fullmatch(words)
    ends = [(split["low"], split["high"])] if split else [
        (words[: dash.start()], words[dash.end() :]) for dash in _DASH.finditer(words)
    ]  # fmt: skip
    found = (_spread(low, high, default_unit, lang) for low, high in ends)
    return next((spread for spread in found if spread), None)


def print_spread(spread: Spread, lang: Language) -> str:
    """The range as shown: the words as printed, else both ends with an en dash and the unit."""
    return spread.printed or f"{print_number(spread.low, lang)}–{print_amount(spread.high, spread.unit, lang)}"


def read_parts(text: str, unit: str = "", lang: Language = "sv") -> tuple[tuple[str, Quantity], ...]:
    """The parts that a result was split into, each with its number, in the order given; empty if it was not.

    Parts stand apart by semicolons, lines or commas, two at least: "män 1 159, 45 %; kvinnor 1 456, 43 %". Where a part
    has several numbers, the one in the measure's `unit`, or else the first, is the part's, and the others are parts of
    their own: "män", "män (%)". The whole, where it is among them, has the name "".
    """
    words = clean(text).strip()
    found = _parts(_PARTS.split(words), unit, lang) or _parts(_NAMES_BEGIN.split(words), unit, lang)
    return tuple(found.items()) if found else ()


def _spread(low_words: str, high_words: str, default_unit: str, lang: Language) -> Spread | None:
    high = read_number(high_words, lang, default_unit)
    low = read_number(low_words, lang, high.unit) if high else None
    if not low or not high or low.amount > high.amount or normal_unit(low.unit) != normal_unit(high.unit):
        return None
    return Spread(low.amount, high.amount, high.unit)


def _parts(segments: list[str], unit: str, lang: Language) -> dict[str, Quantity] | None:
    """What each segment says of its part; None if any of them says something else, or two are about one part."""
    found: dict[str, Quantity] = {}
    for segment in segments:
        split = _PART.fullmatch(segment.strip(" .,"))
        numbers = _numbers(split["numbers"], unit, lang) if split else None
        if split is None or numbers is None:
            return None
        name = "" if split["name"].casefold() in _WHOLE else split["name"][:MAX_PART]
        for place, number in enumerate(numbers):
            part = name if place == 0 else f"{name} ({number.unit or _COUNT})".strip()[:MAX_PART]
            if part in found:
                return None
            found[part] = number
    return found if len(segments) > 1 else None


def _numbers(words: str, unit: str, lang: Language) -> list[Quantity] | None:
    """A part's numbers, the one that is the measure's own first."""
    found = [number for each in _NUMBERS.split(words) if (number := read_number(each, lang))]
    if not found or len(found) < len(_NUMBERS.split(words)):
        return None
    own = next((n for n in found if unit and n.unit and comparable(n.unit, unit) == 1), found[0])
    rest = [number for number in found if number is not own]
    return [own if own.unit or rest else Quantity(own.amount, unit), *rest]
