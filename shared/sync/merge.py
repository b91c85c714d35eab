"""Three-way merging of texts, by words, and of sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

from merge3 import Merge3

MAX_WORDS = 5_000
"""Longer texts are not merged but contested: comparing them could hold up everybody else."""

MAX_MERGES = 20
"""Texts and sets of one transaction that are compared; further ones are contested."""

MAX_STEPS = 2_000_000
"""Words that are held against each other for one transaction, a few tenths of a second. Texts of 5,000 words with a
hundred changes take a quarter of it; one that is made to take long would take twenty times as much."""

_WORD = re.compile(r"^\s+|\S+\s*")


class Effort:
    """What may still be compared for one transaction. How much a comparison takes follows from the texts alone, and not
    from the machine."""

    def __init__(self, merges: int = MAX_MERGES, steps: int = MAX_STEPS) -> None:
        self._merges = merges
        self._steps = steps

    def begins(self) -> bool:
        """Whether one more text or set may be compared; from now on it counts."""
        self._merges -= 1
        return self._merges >= 0

    def spend(self, steps: int) -> None:
        """Raises TooMuch if that is more than is left."""
        self._steps -= steps
        if self._steps < 0:
            raise TooMuch


class TooMuch(Exception):
    """The effort is spent."""


def merge_words(base: str, one: str, other: str, effort: Effort) -> str | None:
    """Both texts' changes to the base in one text, or None where they overlap or take too much to compare.

    Every word that either inserted is in the result, and every word that either took out is gone.
    """
    words: list[list[str]] = [_WORD.findall(text) for text in (base, one, other)]
    if max(map(len, words)) > MAX_WORDS:
        return None
    matcher = _matcher(effort)
    try:
        merge = Merge3(words[0], words[1], words[2], sequence_matcher=matcher)  # type: ignore[arg-type]
        groups = list(merge.merge_groups())
    except TooMuch:
        return None
    merged: list[str] = []
    for group in groups:
        if group[0] == "conflict":
            return None
        merged.extend(group[1])
    return "".join(merged)


def _matcher(effort: Effort) -> type[SequenceMatcher[str]]:
    """The usual comparison, which says what it is about to take."""

    class Matcher(SequenceMatcher[str]):
        def __init__(self, isjunk: None, a: Sequence[str], b: Sequence[str]) -> None:
            super().__init__(isjunk, a, b)
            places = self.b2j  # type: ignore[attr-defined]  # part of the class, and not of its stubs
            self._steps = list(accumulate((1 + len(places.get(word, ())) for word in a), initial=0))

        def find_longest_match(
            self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
        ) -> Match:
            effort.spend(self._steps[-1 if ahi is None else ahi] - self._steps[alo])
            return super().find_longest_match(alo, ahi, blo, bhi)

    return Matcher


def merge_names(base: tuple[str, ...], one: tuple[str, ...], other: tuple[str, ...]) -> frozenset[str]:
    """The base with what either added and without what either took out."""
    added = (set(one) | set(other)) - set(base)
    kept = set(base) & set(one) & set(other)
    return frozenset(added | kept)
