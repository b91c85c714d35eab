"""Three-way merging of texts, by words, and of sets."""

from __future__ import annotations

import re

from merge3 import Merge3

MAX_WORDS = 5_000
"""Longer texts are not merged but contested: comparing them could hold up everybody else."""

_WORD = re.compile(r"^\s+|\S+\s*")


def merge_words(base: str, one: str, other: str) -> str | None:
    """Both texts' changes to the base in one text, or None where they overlap.

    Every word that either inserted is in the result, and every word that either took out is gone.
    """
    words: list[list[str]] = [_WORD.findall(text) for text in (base, one, other)]
    if max(map(len, words)) > MAX_WORDS:
        return None
    merged: list[str] = []
    for group in Merge3(words[0], words[1], words[2]).merge_groups():
        if group[0] == "conflict":
            return None
        merged.extend(group[1])
    return "".join(merged)


def merge_names(base: tuple[str, ...], one: tuple[str, ...], other: tuple[str, ...]) -> frozenset[str]:
    """The base with what either added and without what either took out."""
    added = (set(one) | set(other)) - set(base)
    kept = set(base) & set(one) & set(other)
    return frozenset(added | kept)
