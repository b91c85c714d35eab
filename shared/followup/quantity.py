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
from shared.followup.units import PERCENT, as_kept, in_english, is_unit, normal_unit
from shared.plan.values import Missing, Quantity, Spread, clean, is_storable

MAX_LENGTH = 200
"""Characters beyond which a text is no number."""

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_SPACE = "[ \u00a0\u202f\u2009]"
_LEADING = re.compile(
    rf"(?:(?P<sign>[-+–−]){_SPACE}?)?(?P<whole>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)(?P<rest>(?:[.,][0-9]+)*)"
)
_COULD_BE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPS = {
    ".": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"),
    ",": re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+"),
}
_REMARK = re.compile(r"\s*(?:\([^()]*\)|\*{1,3})$")
_SHARE = re.compile(r"(?P<part>.+?)\s+(?:av|of)\s+(?:totalt\s+|a total of\s+)?(?P<whole>[-+–−0-9].*)", re.IGNORECASE)
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


def read_quantity(text: str, default_unit: str = "", lang: Language = "sv") -> Quantity | Missing | None:
    """The number that was written, or the reason it gives for having none; None if it is neither.

    `default_unit` is taken where no unit is written. The words are kept as printed where they say more than number
    and unit: a share (60 st av totalt 66), a plus sign, a remark in parentheses. `lang` decides what a lone comma or
    point before three digits means: "1,234" is a decimal number in Swedish and a whole one in English; "1.234" is
    ambiguous in Swedish, so it is None.
    """
    if len(text) > MAX_LENGTH:
        return None
    words = clean(text).strip()
    if missing := read_reason(words):
        return missing
    found = _find(words, lang)
    if found is None:
        return None
    return Quantity(found.amount, found.unit or default_unit, words if found.says_more else "", found.of)


def why_no_quantity(text: str, lang: Language) -> str:
    """One sentence on why `read_quantity` found no number in this text, and what to write instead."""
    words = clean(text[: MAX_LENGTH + 1]).strip()
    shown = words if len(words) <= 40 else f"{words[:40]}…"
    if len(text) > MAX_LENGTH:
        sv, en = "Texten är för lång för att vara ett tal.", "The text is too long to be a number."
    elif _COULD_BE_THOUSANDS.match(words.lstrip("-+–− ")) and "." in words:
        sv = f"”{shown}” kan läsas på två sätt: skriv 1 234 eller 1,234."
        en = f"“{shown}” can be read in two ways: write 1 234 or 1,234."
    elif _EXPONENT.search(words):
        sv, en = f"”{shown}” är ingen vanlig siffra: skriv ut alla siffror.", f"“{shown}”: write all digits out."
    elif len(re.findall(r"[0-9]+", words)) > 1:
        sv, en = f"Det går inte att läsa ett enda tal ur ”{shown}”.", f"“{shown}” does not say one single number."
    else:
        sv, en = f"”{shown}” är inget tal.", f"“{shown}” is not a number."
    return sv if lang == "sv" else en


def print_quantity(quantity: Quantity, lang: Language) -> str:
    """The number as shown: the words as printed where they say the same, else number, unit and denominator.

    Printed words that do not give this number are shown behind it in parentheses, never instead of it.
    """
    of = "" if quantity.of is None else f" {'av' if lang == 'sv' else 'of'} {print_number(quantity.of, lang)}"
    plain = _print_amount(quantity.amount, quantity.unit, lang) + of
    if not quantity.printed:
        return plain
    found = _find(quantity.printed, "sv")
    if found is None or (found.amount, found.of) != (quantity.amount, quantity.of):
        return f"{plain} ({quantity.printed})"
    if normal_unit(found.unit) == normal_unit(quantity.unit):
        return quantity.printed
    return f"{found.plus}{plain} {found.remark}".rstrip()


def print_spread(spread: Spread, lang: Language) -> str:
    """The range as shown: the words as printed, else both ends with an en dash and the unit."""
    return spread.printed or f"{print_number(spread.low, lang)}–{_print_amount(spread.high, spread.unit, lang)}"


def print_number(number: Decimal, lang: Language) -> str:
    """The number with grouped digits: 1 234,50 in Swedish (no-break space), 1,234.50 in English; minus is U+2212."""
    digits = f"{number.copy_abs():,f}"
    if lang == "sv":
        digits = digits.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return MINUS + digits if number < 0 else digits


def _print_amount(amount: Decimal, unit: str, lang: Language) -> str:
    space = "" if not unit or (lang == "en" and unit == PERCENT) else NO_BREAK_SPACE
    return f"{print_number(amount, lang)}{space}{in_english(unit) if lang == 'en' else unit}"


def _find(words: str, lang: Language) -> _Found | None:
    """What the words say: a number with a unit, a share of a whole, either with a remark behind it."""
    plain = _find_number(words, lang) or _find_share(words, lang)
    if plain or not (remark := _REMARK.search(words)):
        return plain
    before = words[: remark.start()]
    found = _find_number(before, lang) or _find_share(before, lang)
    return found and msgspec.structs.replace(found, remark=remark[0].strip())


def _find_share(words: str, lang: Language) -> _Found | None:
    split = _SHARE.fullmatch(words)
    part = _find_number(split["part"], lang) if split else None
    whole = _find_number(split["whole"], lang) if split else None
    if not part or not whole or (part.unit and whole.unit and normal_unit(part.unit) != normal_unit(whole.unit)):
        return None
    return _Found(part.amount, part.unit or whole.unit, whole.amount)


def _find_number(words: str, lang: Language) -> _Found | None:
    found = _LEADING.match(words)
    if not found:
        return None
    sign, unit = found["sign"] or "", words[found.end() :]
    if not sign and unit in ("-", "–", "−"):
        sign, unit = unit, ""
    amount = _decimal(found["whole"], found["rest"], lang)
    if amount is None or not _may_follow(unit) or not is_storable(amount):
        return None
    negated = bool(sign) and sign != "+" and amount != 0
    return _Found(amount.copy_negate() if negated else amount, as_kept(unit.strip()), plus="+" if sign == "+" else "")


def _may_follow(rest: str) -> bool:
    """Whether this may stand behind a number: nothing, or a unit. "1e2" is no number with the unit "e2"."""
    return not rest or (is_unit(rest.strip()) and not re.match(r"[eE][0-9]", rest))


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
