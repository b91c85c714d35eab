"""Every key, from the table of keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from tui.keymap import Place, bindings
from tui.screens.desk import Desk
from tui.views.key_line import help_lines
from tui.views.spans import Line, fit
from tui.widgets.lines import Lines

_KEYS_WIDTH = 14


class HelpScreen(ModalScreen[None]):
    """The keys, place by place."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.HELP)]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """One long list."""
        with VerticalScroll(id="box", can_focus=False):
            yield Lines(id="help")

    def on_mount(self) -> None:
        """Fill it."""
        lines: list[Line] = [((self._desk.say("help_head"), "strong"), (f"   {self._desk.say('help_foot')}", "muted"))]
        for place, entries in help_lines(self._desk.language):
            lines += [(), ((self._desk.say(place), "strong"),)]
            lines += [((f"  {fit(keys, _KEYS_WIDTH)}", "owed"), (does, "")) for keys, does in entries]
        self.query_one("#help", Lines).show(lines)

    def action_down(self) -> None:
        """Down a few lines."""
        self.query_one("#box", VerticalScroll).scroll_relative(y=4, animate=False)

    def action_up(self) -> None:
        """Up a few lines."""
        self.query_one("#box", VerticalScroll).scroll_relative(y=-4, animate=False)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
