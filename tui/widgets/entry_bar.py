"""A bar to type one thing in, right at the row it is about. It says what was understood before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from tui.keymap import Place, bindings
from tui.views.spans import Line, width_of
from tui.widgets.lines import Lines


class Understood(msgspec.Struct, frozen=True):
    """How typed text was read."""

    line: Line
    """What it means, or one sentence on what is wrong with it."""
    is_ok: bool = True


class Asking(msgspec.Struct, frozen=True):
    """Something to ask for, and what to do with the answer."""

    label: Line
    initial: str
    understand: Callable[[str], Understood]
    accept: Callable[[str], Awaitable[None]]
    """Called with a text that was understood."""


class EntryInput(Input, inherit_bindings=True):
    """The line one types on."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ENTRY)]

    def action_accept(self) -> None:
        """Try what was typed."""
        self.post_message(EntryBar.Tried())

    def action_back_out(self) -> None:
        """Back out."""
        self.post_message(EntryBar.Closed())


class EntryBar(Vertical):
    """Label, input and what was understood. Bad input stays as it was typed."""

    class Tried(Message):
        """Somebody wants what was typed to count."""

    class Closed(Message):
        """Somebody backed out."""

    class Accepted(Message):
        """What was typed makes sense and is wanted."""

        def __init__(self, asking: Asking, text: str) -> None:
            super().__init__()
            self.asking = asking
            self.text = text

    def __init__(self, asking: Asking) -> None:
        super().__init__(id="entry")
        self._asking = asking

    def compose(self) -> ComposeResult:
        """Label and input on one line, what was understood below."""
        with Horizontal(id="entry-line"):
            yield Lines(id="entry-label")
            yield EntryInput(self._asking.initial, compact=True, id="entry-input", select_on_focus=True)
        yield Lines(id="entry-hint")

    def on_mount(self) -> None:
        """Show the label and take the keys."""
        label = self.query_one("#entry-label", Lines)
        label.show([self._asking.label])
        label.styles.width = min(width_of(self._asking.label), max(10, self.app.size.width // 2))
        self._tell(self._asking.initial)
        self.query_one(Input).focus()

    @property
    def text(self) -> str:
        """What has been typed."""
        return self.query_one(Input).value

    def refresh_hint(self) -> None:
        """Say again what was understood; what it depends on may have changed."""
        self._tell(self.text)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell(event.value)

    @on(Tried)
    def _try(self, event: Tried) -> None:
        event.stop()
        if self._tell(self.text).is_ok:
            self.post_message(self.Accepted(self._asking, self.text))

    def _tell(self, text: str) -> Understood:
        understood = self._asking.understand(text)
        self.query_one("#entry-hint", Lines).show([understood.line])
        return understood
