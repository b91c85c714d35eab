"""Ranks: text keys that order siblings. Between any two there is always room for one more.

A rank is a fraction written in base 62 without its leading "0."; it never ends in the lowest digit, which is what
guarantees the room.
"""

from __future__ import annotations

from typing import NewType

Rank = NewType("Rank", str)

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_APPEND_WIDTH = 4
MAX_LENGTH = 200


def is_rank(text: str) -> bool:
    """Whether this is a rank: digits only, not empty, not ending in the lowest digit, of bearable length."""
    return 0 < len(text) <= MAX_LENGTH and text[-1] != _DIGITS[0] and all(char in _DIGITS for char in text)


def between(before: str | None, after: str | None) -> Rank:
    """A rank after `before` and before `after`; None stands for the respective end.

    Raises ValueError if `before` does not come before `after`.
    """
    low, high = before or "", after or ""
    if not high:
        return _next(low)
    if low >= high:
        raise ValueError(f"no rank between {low!r} and {high!r}")
    prefix = ""
    while True:
        place = len(prefix)
        lower = _DIGITS.index(low[place]) if place < len(low) else 0
        upper = _DIGITS.index(high[place]) if high and place < len(high) else _BASE
        if upper - lower > 1:
            return Rank(prefix + _DIGITS[(lower + upper) // 2])
        if upper - lower == 1:
            high = ""
        prefix += _DIGITS[lower]


def _next(low: str) -> Rank:
    """The rank to append after `low`: adding at the end is what happens most, and must not make ranks longer."""
    width = max(_APPEND_WIDTH, len(low))
    number = 0
    for char in low.ljust(width, _DIGITS[0]) if low else _DIGITS[_BASE // 2].ljust(width, _DIGITS[0]):
        number = number * _BASE + _DIGITS.index(char)
    number += 1
    if number % _BASE == 0:
        number += 1
    return Rank(_written(number, width)) if number < _BASE**width else Rank(low + _DIGITS[_BASE // 2])


def _written(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
    return text
