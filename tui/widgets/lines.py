"""A widget that shows lines of words. They are never read as markup, and only what changed is drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.views.spans import Line, words, wrapped
from tui.widgets.parts import PART_CLASSES, segments


class Lines(Widget):
    """Lines of words, wrapped to the widget's width.

    With a height of its own it shows as many as fit, and can be scrolled; with `height: auto` it shows all.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {*PART_CLASSES}

    def __init__(self, *, id: str | None = None, more: str = "") -> None:
        """`more` is the sign, one column wide, that there is something below."""
        super().__init__(id=id)
        self._more = more
        self._lines: Sequence[Line] = ()
        self._rows: list[Line] = []
        self._top = 0

    @property
    def text(self) -> str:
        """The words, line by line."""
        return "\n".join(map(words, self._lines))

    def show(self, lines: Sequence[Line]) -> None:
        """Show these instead, scrolled as far as before."""
        self._lines = lines
        self._put(_rows(lines, self.size.width), self._top)
        if self._is_auto:
            self.refresh(layout=True)

    def rows_of(self, first: int, count: int) -> tuple[int, int]:
        """The rows that so many of the lines take, beginning with that one: the top row, and how many."""
        above, taken = self._lines[:first], self._lines[first : first + count]
        width = self.size.width
        return len(_rows(above, width)), len(_rows(taken, width))

    def scroll_to_top(self) -> None:
        """Show the first line."""
        self._put(self._rows, 0)

    def scroll_by(self, lines: int) -> None:
        """Scroll down that many lines, up if negative; no further than there is something to see."""
        self._put(self._rows, self._top + lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows that the lines take at that width."""
        return len(_rows(self._lines, width))

    def render_line(self, y: int) -> Strip:
        """One row of the widget, `y` rows below its top."""
        width = self.size.width
        base = self.rich_style
        row = self._rows[self._top + y] if self._top + y < len(self._rows) else ()
        strip = Strip(segments(self, row, base)).simplify().adjust_cell_length(width, base)
        is_cut = self._more and y == self.size.height - 1 and self._top + y + 1 < len(self._rows)
        if not is_cut:
            return strip
        return Strip.join([strip.crop(0, width - 1), Strip(segments(self, ((self._more, "strong"),), base))])

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._rows = []
        self._put(_rows(self._lines, self.size.width), self._top)
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll what has a height of its own."""
        if not self._is_auto:
            event.stop()
            self.scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll what has a height of its own."""
        if not self._is_auto:
            event.stop()
            self.scroll_by(-3)

    @property
    def _is_auto(self) -> bool:
        height = self.styles.height
        return height is not None and height.is_auto

    def _put(self, rows: list[Line], top: int) -> None:
        """Show rows from one on, drawing only those that are not as they were."""
        height = self.size.height
        before = self._rows[self._top : self._top + height + 1]
        self._rows = rows
        self._top = max(0, min(top, len(rows) - height))
        after = rows[self._top : self._top + height + 1]
        for y in range(height):
            if before[y : y + 1] != after[y : y + 1] or (y == height - 1 and len(before) != len(after)):
                self.refresh(Region(0, y, self.size.width, 1))


def _rows(lines: Sequence[Line], width: int) -> list[Line]:
    return [row for line in lines for row in wrapped(line, width)] if width > 0 else []
