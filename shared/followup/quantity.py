"""Numbers as people write and print them in Swedish and English, to exact decimals with a unit and back.

Nothing is guessed: a text that can mean two numbers is none, and `why_no_quantity` says why. Digits are ASCII digits,
decimals are kept as entered, and binary floating point is never involved.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from shared.followup.language import Language
from shared.followup.reasons import read_reason
from shared.followup.units import PERCENT, as_kept, in_english, is_known, is_unit, normal_unit
from shared.plan.values import Missing, Quantity, clean, is_storable

MAX_LENGTH = 200
"""Characters beyond which a text is no number."""

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_SPACE = "[ \u00a0\u202f\u2007\u2009]"
_DASHES = "-‐‑‒–−"
_LEADING = re.compile(
    rf"(?:(?P<sign>[{_DASHES}+]){_SPACE}?)?"
    rf"(?P<whole>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)(?P<rest>(?:[.,][0-9]+)*)(?P<behind>[{_DASHES}](?=\s|$))?"
)
_TWO_NUMBERS = re.compile(rf"[{_DASHES}+]?{_SPACE}?[0-9]{{1,3}}(?: [0-9]{{3}}){{2,}}(?:[.,][0-9]+)?")
_COULD_BE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPS = {
    ".": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"),
    ",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+"),
}
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\*{1,3})$")
_SHARE = re.compile(
    rf"(?P<part>.+?)\s+(?:av|of)\s+(?:totalt\s+|a total of\s+)?(?P<whole>[{_DASHES}+0-9].*)", re.IGNORECASE
)
_SOFT_HYPHEN = "\u00ad"
_EXPONENT = re.compile(r"[0-9]\s?[eE][-+−–]?[0-9]")


class _Found(msgspec.Struct, frozen=True):
    """What a text says, before it becomes a value."""

    amount: Decimal
    unit: str
    of: Decimal | None = None
    plus: str = ""
    """ "+" where a plus was written: it says that the number is a change."""
    remark: str = ""

    @property
    def says_more(self) -> bool:
        return bool(self.of is not None or self.plus or self.remark)


def read_quantity(
    text: str, default_unit: str = "", lang: Language = "sv", *, one_number: bool = False
) -> Quantity | Missing | None:
    """The number that was written, or the reason it gives for having none; None if it is neither.

    `default_unit` is taken where no unit is written. The words are kept as printed where they say more than number
    and unit: a share (60 st av totalt 66), a plus sign, a remark in parentheses. `lang` decides what a lone comma or
    point before three digits means: "1,234" is a decimal number in Swedish and a whole one in English; "1.234" is
    ambiguous in Swedish, so it is None. So is "34 500 746", two numbers of a table that lost its columns, unless a
    unit is known or `one_number` says that there is no table.
    """
    if len(text) > MAX_LENGTH:
        return None
    words = _words(text)
    if missing := read_reason(words):
        return missing
    if not default_unit and not one_number and _TWO_NUMBERS.fullmatch(words):
        return None
    found = _find(words, lang, default_unit)
    if found is None:
        return None
    return Quantity(found.amount, found.unit or default_unit, words if found.says_more else "", found.of)


def read_number(words: str, lang: Language = "sv", default_unit: str = "") -> Quantity | None:
    """A number with its unit and nothing else: no reason, no share, no remark; the words that hold it are not kept."""
    found = _find_number(_words(words), lang, default_unit) if len(words) <= MAX_LENGTH else None
    return Quantity(found.amount, found.unit or default_unit) if found else None


def why_no_quantity(text: str, lang: Language) -> str:
    """One sentence on why `read_quantity` found no number in this text, and what to write instead."""
    words = _words(text[: MAX_LENGTH + 1])
    shown = words if len(words) <= 40 else f"{words[:40]}…"
    if len(text) > MAX_LENGTH:
        sv, en = "Texten är för lång för att vara ett tal.", "The text is too long to be a number."
    elif _COULD_BE_THOUSANDS.match(words.lstrip("-+–− ")) and "." in words:
        sv = f"”{shown}” kan läsas på två sätt: skriv 1 234 eller 1,234."
        en = f"“{shown}” can be read in two ways: write 1 234 or 1,234."
    elif _EXPONENT.search(words):
        sv, en = f"”{shown}” är ingen vanlig siffra: skriv ut alla siffror.", f"“{shown}”: write all digits out."
    elif _TWO_NUMBERS.fullmatch(words):
        sv = f"”{shown}” kan vara två tal: skriv utan mellanslag, eller enheten efter talet."
        en = f"“{shown}” may be two numbers: write it without spaces, or its unit behind it."
    elif attached := _attached(words):
        sv = f"”{attached}” är ingen känd enhet: skriv ett mellanslag före den om den är rätt."
        en = f"“{attached}” is no unit that is known: write a space before it if it is right."
    elif len(re.findall(r"[0-9]+", words)) > 1:
        sv, en = f"Det går inte att läsa ett enda tal ur ”{shown}”.", f"“{shown}” does not say one single number."
    else:
        sv, en = f"”{shown}” är inget tal.", f"“{shown}” is not a number."
    return sv if lang == "sv" else en


def print_quantity(quantity: Quantity, lang: Language) -> str:
    """The number as shown: the words as printed where they say the same, else number, unit and denominator.

    Printed words that do not give this number are shown behind it in parentheses, never instead of it; of those that
    give it in the other language only (7,811), the remark stays.
    """
    plain = _plain(quantity, quantity.unit, lang)
    if not quantity.printed:
        return plain
    readings: tuple[Language, Language] = ("sv", "en") if lang == "sv" else ("en", "sv")
    both = [(reading, _find(quantity.printed, reading, quantity.unit)) for reading in readings]
    same = [(reading, found) for reading, found in both if found and _gives(found, quantity)]
    if not same:
        return f"{plain} ({quantity.printed})"
    reading, found = same[0]
    # 60 av 66 of a measure in % is a share; "60 % av 66" would be another number.
    unit = quantity.unit if found.of is None or found.unit else ""
    if reading == lang and normal_unit(found.unit) == normal_unit(unit):
        return quantity.printed
    return f"{found.plus}{_plain(quantity, unit, lang)} {found.remark}".rstrip()


def _plain(quantity: Quantity, unit: str, lang: Language) -> str:
    of = "" if quantity.of is None else f" {'av' if lang == 'sv' else 'of'} {print_number(quantity.of, lang)}"
    return print_amount(quantity.amount, unit, lang) + of


def print_number(number: Decimal, lang: Language) -> str:
    """The number with grouped digits: 1 234,50 in Swedish (no-break space), 1,234.50 in English; minus is U+2212."""
    digits = f"{number.copy_abs():,f}"
    if lang == "sv":
        digits = digits.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return MINUS + digits if number < 0 else digits


def print_amount(amount: Decimal, unit: str, lang: Language) -> str:
    """The number with its unit behind it: 71,70 % in Swedish, 71.70% in English."""
    space = "" if not unit or (lang == "en" and unit == PERCENT) else NO_BREAK_SPACE
    return f"{print_number(amount, lang)}{space}{in_english(unit) if lang == 'en' else unit}"


def _gives(found: _Found, quantity: Quantity) -> bool:
    return (found.amount, found.of) == (quantity.amount, quantity.of)


def _words(text: str) -> str:
    return clean(text).replace(_SOFT_HYPHEN, "").strip()


def _attached(words: str) -> str:
    """The letters that stand directly behind a number and are no known unit; "" if there are none."""
    found = _LEADING.match(words)
    behind = words[found.end() :] if found else ""
    return behind if behind and not behind[0].isspace() and is_unit(behind) and not is_known(behind) else ""


def _find(words: str, lang: Language, default_unit: str) -> _Found | None:
    """What the words say: a number with a unit, a share of a whole, either with a remark behind it."""
    plain = _find_number(words, lang, default_unit) or _find_share(words, lang, default_unit)
    if plain or not (remark := _REMARK.search(words)):
        return plain
    before = words[: remark.start()]
    found = _find_number(before, lang, default_unit) or _find_share(before, lang, default_unit)
    return found and msgspec.structs.replace(found, remark=remark[0].strip())


def _find_share(words: str, lang: Language, default_unit: str) -> _Found | None:
    split = _SHARE.fullmatch(words)
    part = _find_number(split["part"], lang, default_unit) if split else None
    whole = _find_number(split["whole"], lang, default_unit) if split else None
    if not part or not whole or (part.unit and whole.unit and normal_unit(part.unit) != normal_unit(whole.unit)):
        return None
    return _Found(part.amount, part.unit or whole.unit, whole.amount)


def _find_number(words: str, lang: Language, default_unit: str) -> _Found | None:
    found = _LEADING.match(words)
    if not found or (found["sign"] and found["behind"]):
        return None
    sign, unit = found["sign"] or found["behind"] or "", words[found.end() :]
    amount = _decimal(found["whole"], found["rest"], lang)
    if amount is None or not _may_follow(unit, default_unit) or not is_storable(amount):
        return None
    negated = bool(sign) and sign != "+" and amount != 0
    return _Found(amount.copy_negate() if negated else amount, as_kept(unit.strip()), plus="+" if sign == "+" else "")


def _may_follow(rest: str, default_unit: str) -> bool:
    """Whether this may stand behind a number: nothing, or a unit, and without a space only one that is known.

    "1e2" is no number with the unit "e2", and "12abc" a slip of the finger.
    """
    if not rest:
        return True
    is_own = rest[0].isspace() or is_known(rest) or normal_unit(rest) == normal_unit(default_unit)
    return is_own and is_unit(rest.strip()) and not re.match(r"[eE][0-9]", rest)


def _decimal(whole: str, rest: str, lang: Language) -> Decimal | None:
    """The number whose digits were split at its first point or comma; None if it could be two."""
    digits = re.sub(_SPACE, "", whole)
    if not rest:
        return Decimal(digits)
    if len(re.findall("[.,]", rest)) > 1:
        return _grouped(whole + rest)
    is_spaced = digits != whole
    if not is_spaced and _COULD_BE_THOUSANDS.fullmatch(whole + rest):
        if lang == "en" and rest[0] == ",":
            return Decimal(digits + rest[1:])
        if lang == "sv" and rest[0] == ".":
            return None
    return Decimal(f"{digits}.{rest[1:]}")


def _grouped(number: str) -> Decimal | None:
    """1.234.567,8 or 1,234,567.8: more than one mark leaves only one reading, or none."""
    for mark, pattern in _GROUPS.items():
        if pattern.fullmatch(number):
            return Decimal(number.replace(mark, "").replace(",", "."))
    return None
