"""A bar to type one thing in, right at the row it is about. It says what was understood before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from shared.plan.values import clean
from tui.keymap import Place, bindings
from tui.views.draft import DRAFT_S, Begun
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
    accept: Callable[[str], Awaitable[str | None]]
    """Called with a text that was understood. Returns a sentence on why it could not be taken, or None."""
    begun: Begun | None = None
    """Where what is typed is kept as long as it is unfinished, if it is worth that."""
    remark: Line = ()
    """Said beside what was understood, until something is typed."""

    @property
    def is_resumed(self) -> bool:
        """Whether it begins with what was left unfinished: to be gone on with, where a value is to be written over."""
        return self.begun is not None and self.initial != self.begun.text


class EntryInput(Input, inherit_bindings=True):
    """The line one types on. Of what is pasted it takes the first line that is not blank, and tells of the others."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ENTRY)]

    def action_accept(self) -> None:
        """Try what was typed."""
        self.post_message(EntryBar.Tried())

    def action_back_out(self) -> None:
        """Back out."""
        self.post_message(EntryBar.Closed())

    def action_paste(self) -> None:
        """Take what was copied within the program."""
        self._take(self.app.clipboard)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def _take(self, pasted: str) -> None:
        lines = [line for line in clean(pasted).splitlines() if line.strip()]
        if lines:
            self.replace(lines[0].expandtabs(1), *self.selection)
            self.post_message(EntryBar.Pasted(len(lines) - 1))


class EntryBar(Vertical):
    """Label, input and what was understood. Bad input stays as it was typed."""

    class Tried(Message):
        """Somebody wants what was typed to count."""

    class Pasted(Message):
        """Something was pasted, of which so many lines were left out."""

        def __init__(self, left_out: int) -> None:
            super().__init__()
            self.left_out = left_out

    class Typed(Message):
        """Something was typed, a moment ago."""

        def __init__(self, asking: Asking, text: str) -> None:
            super().__init__()
            self.asking = asking
            self.text = text

    class Closed(Message):
        """Somebody backed out."""

    class Accepted(Message):
        """What was typed makes sense and is wanted."""

        def __init__(self, asking: Asking, text: str) -> None:
            super().__init__()
            self.asking = asking
            self.text = text

    def __init__(self, asking: Asking, left_out: Callable[[int], str]) -> None:
        """`left_out` says that so many lines of what was pasted were left out."""
        super().__init__(id="entry")
        self._asking = asking
        self._left_out = left_out
        self._remark = asking.remark
        self._timer: Timer | None = None
        self._told = asking.initial
        """The text of which it was said how it was understood."""

    def compose(self) -> ComposeResult:
        """Label and input on one line, what was understood below."""
        with Horizontal(id="entry-line"):
            yield Lines(id="entry-label")
            yield EntryInput(
                self._asking.initial, compact=True, id="entry-input", select_on_focus=not self._asking.is_resumed
            )
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
        if event.value == self._told:
            return
        self._remark = ()
        self._tell(event.value)
        if self._timer is None:
            self._timer = self.set_timer(DRAFT_S, self._tell_typed)

    def _tell_typed(self) -> None:
        self._timer = None
        self.post_message(self.Typed(self._asking, self.text))

    @on(Pasted)
    def _pasted(self, event: Pasted) -> None:
        event.stop()
        if event.left_out:
            self._remark = ((f" {self._left_out(event.left_out)}  ", "partly"),)
            self._tell(self.text)

    @on(Tried)
    def _try(self, event: Tried) -> None:
        event.stop()
        if self._tell(self.text).is_ok:
            self.post_message(self.Accepted(self._asking, self.text))

    def _tell(self, text: str) -> Understood:
        self._told = text
        understood = self._asking.understand(text)
        self.query_one("#entry-hint", Lines).show([(*self._remark, *understood.line)])
        return understood
