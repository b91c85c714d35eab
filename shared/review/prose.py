"""Numbers and words in prose: where a number stands, in what unit, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

import msgspec

from shared.followup import units

_EXACT = Context(prec=200)

comparable = lru_cache(maxsize=4096)(units.comparable)
normal_unit = lru_cache(maxsize=4096)(units.normal_unit)
"""Of `shared.followup.units`, remembered: a plan has few units, and each is asked about thousands of times."""

_ONES_SV = (
    "noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton",
    "fjorton", "femton", "sexton", "sjutton", "arton", "nitton",
)  # fmt: skip
_TENS_SV = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
_ONES_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _number_words() -> dict[str, int]:
    """From two on: "en" and "ett" are articles more often than numbers."""
    found: dict[str, int] = {"aderton": 18}
    for ones, tens, between in ((_ONES_SV, _TENS_SV, ""), (_ONES_EN, _TENS_EN, "-")):
        found |= {word: number for number, word in enumerate(ones) if number > 1}
        for place, ten in enumerate(tens, 2):
            found[ten] = 10 * place
            found |= {f"{ten}{between}{ones[one]}": 10 * place + one for one in range(1, 10)}
    return found


NUMBER_WORDS = _number_words()

ANY_NUMBER_WORD = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
"""A pattern for one of them, the longest first."""

_SPACE = "[ \u00a0\u202f\u2009]"
# Not within a word, date, range, time or case number, and not one end of a range.
_DIGITS = (
    rf"(?<![\w.,:/+–−-])(?P<sign>[+–−-]{_SPACE}?)?(?P<whole>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)"
    rf"(?P<decimals>[.,][0-9]+)?(?![0-9]|[.,:/][0-9]|{_SPACE}?[-–−]{_SPACE}?[0-9])"
)
_DIGITS_ALONE = re.compile(rf"{_DIGITS}(?P<word>(?!))?")
_WITH_WORDS = re.compile(rf"{_DIGITS}|\b(?P<word>{ANY_NUMBER_WORD})\b", re.IGNORECASE)
"""Numbers in digits; and numbers in words, too, which takes much longer to look for."""
_DIGIT = re.compile("[0-9]")

_COUNTS = ("", "st")
"""Units of what is counted in pieces: mostly nothing stands behind such a number."""
_PIECES = re.compile(
    rf"(?P<unit>{_SPACE}(?:st|stycken)\b)?(?=\s*(?:[.,;)!?]|\Z|\s(?:under|i|efter|och|men|in|and|but)\b))"
)
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))+[.!?]?")
_AFTER = re.compile(rf"{_SPACE}?(?P<unit>%-enhet\w*|%|[^\s,;:.()!?\d]+(?: kronor| kr)?)")

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SUFFIX = re.compile(r"(?:erna|arna|orna|ade|ies|er|ar|or|en|[nreatsy])\Z")
_SHORTEST_STEM = 3


class Mention(msgspec.Struct, frozen=True):
    """A number in a text, with a unit."""

    amount: Decimal
    """In the unit that was asked for."""
    decimals: int
    """How many it is written with, counted in that unit."""
    start: int
    end: int
    """Behind its unit."""
    has_sign: bool = False


def has_number_word(text: str) -> bool:
    """Whether any word of it is a number."""
    return not NUMBER_WORDS.keys().isdisjoint(text.casefold().split())


def has_number(text: str) -> bool:
    """Whether there is any number in it, in digits or words."""
    return _DIGIT.search(text) is not None or has_number_word(text)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, and its lines."""
    for found in _SENTENCE.finditer(text):
        if sentence := found[0].strip():
            yield sentence


def mentions(sentence: str, unit: str) -> Iterator[Mention]:
    """The numbers in a unit that goes with this one; amounts of money are converted.

    Of pieces they are the numbers with nothing but "st" behind them, years aside.
    """
    pattern = _WITH_WORDS if has_number_word(sentence) else _DIGITS_ALONE
    is_count = normal_unit(unit) in _COUNTS
    for found in pattern.finditer(sentence):
        after = (_PIECES if is_count else _AFTER).match(sentence, found.end())
        factor = comparable(after["unit"] or "", unit) if after and (is_count or after["unit"]) else None
        if after is None or factor is None or (is_count and _YEAR.fullmatch(found[0].strip())):
            continue
        if found["word"]:
            number, decimals = Decimal(NUMBER_WORDS[found["word"].casefold()]), 0
        else:
            digits = re.sub(_SPACE, "", found["whole"])
            rest = (found["decimals"] or "")[1:]
            number, decimals = Decimal(f"{digits}.{rest}" if rest else digits), len(rest)
        sign = (found["sign"] or "").strip()
        amount = _EXACT.multiply(number, factor)
        yield Mention(
            -amount if sign not in ("", "+") else amount, decimals - factor.adjusted(), found.start(), after.end(),
            bool(sign),
        )  # fmt: skip


@lru_cache(maxsize=16)
def mentions_in(text: str, unit: str) -> tuple[tuple[str, tuple[Mention, ...]], ...]:
    """The sentences that mention numbers in a unit, with the mentions. The last few texts are remembered, since one
    rule after the other looks at the same."""
    return tuple((sentence, there) for sentence in sentences(text) if (there := tuple(mentions(sentence, unit))))


def says(mention: Mention, amount: Decimal, *, is_exact: bool = False) -> bool:
    """Whether the mention can be that amount: the same, rounded or cut off at as many decimals as it has.

    Without a sign it may be the size of a negative one: "en minskning med 36 %". An amount that is not exact may have
    been rounded itself, and the text may have more decimals.
    """
    candidates = {amount} if mention.has_sign else {amount, amount.copy_abs()}
    places = mention.decimals if is_exact else min(mention.decimals, max(0, -_exponent(amount)))
    return any(
        rounded(mention.amount, places, by) == rounded(candidate, places, by)
        for candidate in candidates
        for by in (ROUND_HALF_UP, ROUND_DOWN)
    )


def rounded(amount: Decimal, decimals: int, by: str = ROUND_HALF_UP) -> Decimal:
    """The amount with so many decimals; a negative number rounds to tens, hundreds ..."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=by, context=_EXACT)


def stem(word: str) -> str:
    """What the forms of a Swedish or English word have in common, roughly: strategi, strategier, strategierna."""
    bare = word.casefold()
    while (found := _SUFFIX.search(bare)) and found.start() >= _SHORTEST_STEM:
        bare = bare[: found.start()]
    return bare


def stems(text: str) -> list[str]:
    """The stems of a text's words."""
    return [stem(word) for word in re.findall(r"[^\W\d_]+", text)]


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
