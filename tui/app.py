"""The application: wires a door to the screens. It touches no file and no socket."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Protocol, runtime_checkable

from rich.text import Text
from textual.binding import BindingType
from textual.driver import Driver

from shared.followup.language import Language
from tui.door import Door
from tui.key_order import KeysInOrder
from tui.locale.signs import signs_for
from tui.locale.texts import say
from tui.screens.desk import Desk
from tui.screens.plan import PlanScreen
from tui.widgets.safe_input import SafeDriver
from tui.widgets.safe_output import SafeOutput


@runtime_checkable
class KeepsDraft(Protocol):
    """A screen on which something may be half typed."""

    async def keep_draft(self) -> None:
        """Save it as a draft."""


_KEEP_S = 1.0
"""How long keeping what is half typed may hold up leaving."""

THEMES = ("textual-dark", "textual-light", "ansi-dark", "ansi-light")


class StegvisApp(KeysInOrder):
    """One plan on screen.

    `period` is a canonical name; `theme` and `is_ascii` are what `tui.terminal.terminal_of` found.
    """

    CSS_PATH = "styles/stegvis.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Stegvis"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        door: Door,
        *,
        period: str,
        language: Language = "sv",
        theme: str = THEMES[0],
        is_ascii: bool = False,
    ) -> None:
        # Without colours, Textual takes away only those of the terminal's own palette.
        super().__init__(ansi_color=True if theme.startswith("ansi") else None)
        self.theme = theme if theme in self.available_themes else THEMES[0]
        self._filters.append(SafeOutput(is_ascii=is_ascii))
        self.desk = Desk(door, period, language, signs_for(is_ascii=is_ascii))

    def get_driver_class(self) -> type[Driver]:
        """The terminal, with what is pasted kept from the keys; another one where TEXTUAL_DRIVER asks for it."""
        found = super().get_driver_class()
        return SafeDriver if issubclass(SafeDriver, found) else found

    def get_default_screen(self) -> PlanScreen:
        """The plan is the first screen, not one put over an empty one: that would draw everything twice."""
        return PlanScreen(self.desk)

    def action_leave(self) -> None:
        """Quit. Nothing is asked: what is pending is on disk already."""
        self.exit()

    def leave_soon(self) -> None:
        """Quit from outside: what is half typed is kept as a draft first."""
        self.run_worker(self._keep_and_leave(), exit_on_error=False)

    def stop_waiting(self) -> None:
        """Let nothing wait for the terminal any more. May be called by a signal handler."""
        if isinstance(self._driver, SafeDriver):
            self._driver.leave()

    async def _keep_and_leave(self) -> None:
        try:
            async with asyncio.timeout(_KEEP_S):
                # Help, or a sheet, may lie over the screen on which something is half typed.
                for screen in reversed(self.screen_stack):
                    if isinstance(screen, KeepsDraft):
                        await screen.keep_draft()
        finally:
            self.exit()

    def action_theme(self) -> None:
        """Dark, light, or the terminal's own colours."""
        place = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(place + 1) % len(THEMES)]

    def _fatal_error(self) -> None:
        """Leave with one sentence. What a traceback would show of variables is other people's text."""
        detail = type(self._exception).__name__ if self._exception is not None else "?"
        self.panic(Text(say(self.desk.language, "crashed", detail=detail)))
