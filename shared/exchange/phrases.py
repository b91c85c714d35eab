"""Sentences that papers state facts with, as patterns with gaps: "{body} beslutade {date} att godkänna {amount} *".

A gap takes what may stand there and nothing else; * takes anything, spaces are as many as there are. Which sentences an
organisation uses is part of its vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

MAX_SENTENCE = 1_000
"""Characters of a sentence that is held against patterns."""

_GAPS = {
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "amount": r"[0-9]{1,3}(?:\s?[0-9]{3})*(?:,[0-9]+)?\s(?:miljoner\s|miljarder\s)?[^\W\d_]{2,8}",
    "unit": r"[^\W\d_]{2,8}",
    "number": r"\S{1,40}",
}
"""What may stand in a gap; in one of another name anything may."""
_ANYTHING = r"[^.]{1,300}?"
_PIECE = re.compile(r"\{([a-z]+)\}|(\*)|(\s+)")
_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\da-zåäö_])")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their full stops."""
    return [sentence.strip().rstrip(".") for sentence in _END.split(text) if sentence.strip()]


def gaps(patterns: Iterable[str], sentence: str) -> dict[str, str] | None:
    """What stands in the gaps of the first pattern that the whole sentence fits; None if it fits none."""
    if len(sentence) > MAX_SENTENCE:
        return None
    found = (_compiled(pattern).fullmatch(sentence) for pattern in patterns)
    return next((match.groupdict() for match in found if match), None)


def wildcards(pattern: str) -> int:
    """How much of a pattern takes anything: that is what makes matching slow."""
    return sum(bool(star) or bool(name and name not in _GAPS) for name, star, _ in _PIECE.findall(pattern))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    pieces, place = [], 0
    for piece in _PIECE.finditer(pattern):
        pieces.append(re.escape(pattern[place : piece.start()]))
        name, star, _ = piece.groups()
        pieces.append(f"(?P<{name}>{_GAPS.get(name, _ANYTHING)})" if name else ".{0,300}" if star else r"\s*")
        place = piece.end()
    return re.compile("".join(pieces) + re.escape(pattern[place:]), re.IGNORECASE | re.DOTALL)
