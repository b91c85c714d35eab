"""Words as they are compared where people name something: case and spacing do not count."""

from __future__ import annotations


def folded(words: str) -> str:
    """The same for all spellings that differ in case and spacing alone."""
    return " ".join(words.split()).casefold()
