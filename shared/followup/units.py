"""Units: which texts can be one, which mean the same, and how amounts of money relate.

A unit is kept as it was written; only comparing two looks through the spelling.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from shared.followup.period_words import MONTHS

MAX_LENGTH = 60
"""Characters beyond which the words after a number are no unit."""

MAX_WORDS = 5

PERCENT = "%"
POINTS = "%-enheter"
"""The unit of a difference between two percentages."""

POINT = "procentenhet"
"""The same, of a single one."""

_SPELLINGS = {
    PERCENT: ("procent", "percent", "percentages"),
    POINTS: (POINT, "procentenheter", "%-enhet", "p.e", "pe", "pp", "percentagepoint", "percentagepoints"),
    "kr": ("krona", "kronor", "sek"),
    "tkr": ("kkr", "ksek", "tusenkronor", "tusenkr", "tusentalkronor"),
    "mnkr": ("mkr", "msek", "mnsek", "milj.kr", "miljkr", "miljonerkronor", "miljonerkr", "milj.kronor"),
    "mdkr": ("mdrkr", "mdr", "miljarder", "miljarderkronor", "miljarderkr"),
    "st": ("stycken", "styck", "pcs"),
    "dagar": ("dag", "days", "day"),
}
"""Units that are spelled in more than one way, each by the spelling it is compared by; spaces and case say nothing."""

_MONEY = {"kr": 0, "tkr": 3, "mnkr": 6, "mdkr": 9}
"""The power of ten of each unit of money: the only units that are converted into each other."""

_ALONE = {
    "‰", "€", "$", "£", "°", "°c", "eur", "usd", "km", "mil", "m", "m2", "m3", "ha", "kg", "g", "ton", "t", "l",
    "liter", "kwh", "mwh", "gwh", "w", "kw", "mw", "h", "tim", "timmar", "hours", "min", "minuter", "s", "veckor",
    "mån", "månader", "år", "years", "personer", "poäng", "index",
}  # fmt: skip
"""Further units that are known without a space before them."""

_ENGLISH = {
    "procentenheter": "percentage points", POINT: "percentage point", "dagar": "days", "dag": "day",
    "timmar": "hours", "timme": "hour", "minuter": "minutes", "veckor": "weeks", "vecka": "week",
    "månader": "months", "månad": "month", "år": "years", "personer": "people", "stycken": "pieces",
}  # fmt: skip
_SWEDISH = {english: swedish for swedish, english in _ENGLISH.items()}

_SYNONYMS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_KNOWN = {*_SPELLINGS, *_SYNONYMS, *_ALONE}

_SCRIPT_DIGITS = str.maketrans("²³₂₃", "2323")
_FORMULA = re.compile(r"[^\W\d_]+[23](?![0-9])")
_PER = re.compile(r"/\s?[0-9]{1,3}(?: ?[0-9]{1,3}){0,2} ?(?=[^\W\d_])")
_JOINING = {"och", "and", "samt", "eller", "or", "till", "to", "än", "than", "men", "but", "av", "of", "mot", "jfm"}
_DATES = {word.casefold() for month in MONTHS for word in (month.sv, month.en)}
_FIRST = "%‰°€$£"
_SIGNS = f"{_FIRST}/²³₂₃·.-–&'"


def is_unit(text: str) -> bool:
    """Whether these words can be a unit: short, starting with a letter or a sign like %, and with no number of its own.

    Digits stand only in formulas (m2, CO2) and after a stroke (recept/1000 inv).
    """
    if not text or len(text) > MAX_LENGTH or not (text[0].isalpha() or text[0] in _FIRST):
        return False
    words = text.casefold().split()
    if len(words) > MAX_WORDS or not _JOINING.isdisjoint(words) or words[0] in _DATES:
        return False
    rest = _FORMULA.sub("", _PER.sub("/", text))
    return all(char.isalpha() or char.isspace() or char in _SIGNS for char in rest)


def is_known(unit: str) -> bool:
    """Whether it is a unit by its own looks, so that it may stand directly behind a number: 75%, 18dagar, 22kr/km.

    A stroke makes one of any words; others are known by the tables here.
    """
    return "/" in unit or normal_unit(unit) in _KNOWN


# A plan has few units, and they are held against each other for every node that is shown or counted.
@lru_cache(maxsize=1024)
def normal_unit(unit: str) -> str:
    """One spelling for all that mean the same: kWh/m ² and kwh/m2, mkr and Mnkr, procent and %."""
    key = "".join(unit.casefold().translate(_SCRIPT_DIGITS).split()).rstrip(".")
    return _SYNONYMS.get(key, key)


def in_english(unit: str) -> str:
    """The unit's words in English where there are any, else as they were written."""
    return _ENGLISH.get("procentenheter" if unit == POINTS else unit, unit)


def as_kept(unit: str) -> str:
    """The unit as it is stored: English words for a Swedish unit, as `in_english` gives them, are that unit."""
    return _SWEDISH.get(unit, unit)


@lru_cache(maxsize=1024)
def comparable(a_unit: str, b_unit: str) -> Decimal | None:
    """What an amount in `a_unit` is multiplied by to be one in `b_unit`; None if the two cannot be compared.

    Amounts of money are convertible; of other units each is comparable with itself only. No unit goes with any.
    """
    a, b = normal_unit(a_unit), normal_unit(b_unit)
    if not a or not b or a == b:
        return Decimal(1)
    if a in _MONEY and b in _MONEY:
        return Decimal(1).scaleb(_MONEY[a] - _MONEY[b])
    return None
