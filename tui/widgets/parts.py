"""From the part that a piece of text plays to its colour. The style sheet names each part once, for every widget."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.widget import Widget

from tui.views.spans import PARTS, Line

PART_CLASSES = frozenset(f"part--{part}" for part in PARTS)
"""What a widget that shows parts declares among its component classes."""


def segments(widget: Widget, line: Line, base: Style) -> list[Segment]:
    """The line's pieces in their colours, on top of a base."""
    return [Segment(text, _style(widget, part, base)) for text, part in line]


def _style(widget: Widget, part: str, base: Style) -> Style:
    return base + widget.get_component_rich_style(f"part--{part}", partial=True) if part else base
