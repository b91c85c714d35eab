"""A widget that shows lines of spans, and the classes that give each part its colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from tui.views.spans import PARTS, Line

PART_CLASSES = frozenset(f"part--{part}" for part in PARTS)
"""The style sheet names a colour for each once, for every widget that declares them."""


class Lines(Widget):
    """Lines of words, wrapped to the widget's width. Words are never read as markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(PART_CLASSES)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these instead."""
        if list(lines) != list(self._lines):
            self._lines = lines
            self.refresh(layout=True)

    @property
    def text(self) -> str:
        """The words, line by line."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def render(self) -> Content:
        """The words with their colours."""
        return Content("\n").join([self._content(line) for line in self._lines])

    def _content(self, line: Line) -> Content:
        return Content.assemble(*(self._piece(text, part) for text, part in line))

    def _piece(self, text: str, part: str) -> Content:
        style = self.get_visual_style(f"part--{part}", partial=True) if part else ""
        return Content.styled(text, style) if text else Content()
