"""A sheet over the plan: heading, body, a note and the keys, kept in step with what others do."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from tui.door import Changed
from tui.keymap import Place
from tui.screens.desk import Desk
from tui.views.key_line import key_line
from tui.views.spans import Line
from tui.widgets.lines import Lines

R = TypeVar("R")


class Sheet(ModalScreen[R | None]):
    """Dismissed with a result, or None when it is closed. Whoever derives from it fills it in `fill`."""

    PLACE: ClassVar[Place]
    """Whose keys it shows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """Heading, body, note, keys."""
        with VerticalScroll(id="box", can_focus=False):
            yield Lines(id="box-head")
            yield Lines(id="box-body")
            with Vertical(id="box-foot"):
                yield Lines(id="box-note")
                yield Lines(id="box-keys")

    def on_mount(self) -> None:
        """Fill it, and follow what others do."""
        self._leave = self._desk.door.subscribe(self._hear)
        keys = key_line(self.PLACE, frozenset(), self.app.size.width - 4, self._desk.language)
        self._show("keys", [keys])
        self.fill()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def fill(self) -> None:
        """Show what there is now; called again after every change, with `put`."""
        raise AssertionError("each sheet fills itself")

    def look_again(self) -> None:
        """Something has changed: show it, or leave if there is nothing left to show."""
        self.fill()

    def put(self, head: list[Line], body: list[Line]) -> None:
        """Fill heading and body."""
        self._show("head", head)
        self._show("body", [*body, ()])

    def note(self, sentence: str, part: str) -> None:
        """Say something below the body."""
        self._show("note", [((sentence, part),)])

    def _hear(self, changed: Changed) -> None:
        self.call_later(self.look_again)

    def _show(self, part: str, lines: list[Line]) -> None:
        self.query_one(f"#box-{part}", Lines).show(lines)
