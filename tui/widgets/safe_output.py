"""The last wall between what others wrote and the terminal: no control character leaves in text.

Text is cleaned where it comes in and where it is shown; this stands behind both, for what both might miss.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SEEN_INSTEAD = "\N{REPLACEMENT CHARACTER}"
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_STEERING = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *_BIDI), _SEEN_INSTEAD)


class SafeOutput(LineFilter):
    """Shows a replacement character for each control or bidi character within text.

    Segments that Textual marks as control are its own and are let through.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, made harmless."""
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if control is not None or text.isprintable():
        return segment
    return Segment(text.translate(_STEERING), style)
