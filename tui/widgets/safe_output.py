"""The last wall between what others wrote and the terminal: no control character leaves in text.

Text is cleaned where it comes in and where it is shown; this stands behind both, for what both might miss. A terminal
whose locale is plain ASCII gets each character as the nearest one it has, in the same number of columns: written as an
escape, a single å would push the rest of its line aside.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SEEN_INSTEAD = "\N{REPLACEMENT CHARACTER}"
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_STEERING = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *_BIDI), _SEEN_INSTEAD)
_LINES_AND_BLOCKS = range(0x2500, 0x25A0)
_NEAREST = {"─": "-", "━": "-", "│": "|", "┃": "|", "–": "-", "—": "-", "−": "-", "“": '"', "”": '"', "’": "'"} | {
    "→": ">", "←": "<", "↑": "^", "↓": "v", "•": "*", "·": ".", "≠": "!", _SEEN_INSTEAD: "?",
}  # fmt: skip


class SafeOutput(LineFilter):
    """Shows a replacement character for each control or bidi character within text.

    Segments that Textual marks as control are its own and are let through.
    """

    def __init__(self, *, is_ascii: bool = False) -> None:
        super().__init__()
        self._is_ascii = is_ascii

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, made harmless."""
        return [self._harmless(segment) for segment in segments]

    def _harmless(self, segment: Segment) -> Segment:
        text, style, control = segment
        if control is not None or (text.isascii() and text.isprintable()):
            return segment
        shown = text if text.isprintable() else text.translate(_STEERING)
        return Segment("".join(map(_nearest, shown)) if self._is_ascii else shown, style)


@lru_cache(4096)
def _nearest(char: str) -> str:
    """The ASCII that stands for a character, as many columns wide."""
    if char.isascii():
        return char
    if char in _NEAREST:
        return _NEAREST[char]
    if ord(char) in _LINES_AND_BLOCKS:
        return "+" if ord(char) < 0x2580 else " "
    base = unicodedata.normalize("NFKD", char)[0]
    width = cell_len(char)
    return base if width == 1 and base.isascii() else "?" * width
