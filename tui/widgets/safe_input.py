"""The wall between what is pasted and the keys: whatever stands within a paste is text, and never a command.

Textual takes an escape character within a paste for the beginning of a key, and then reads the rest as keys.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.widgets.lasting_output import LastingOutput

_ESCAPE = "\x1b"
_CHUNK = 4096
_WAIT_S = 0.1


@runtime_checkable
class LeavesSoon(Protocol):
    """An app that can be told to leave."""

    def leave_soon(self) -> None:
        """Keep what is half typed, and leave."""


class PasteFilter:
    """Takes the escape characters out of what is pasted. Fed piece by piece, wherever the pieces are cut."""

    def __init__(self) -> None:
        self._is_pasting = False
        self._before = ""
        """The last few characters passed on, in which the start of a paste may have begun."""
        self._held = ""
        """The end of what was pasted so far, if it may be the beginning of the mark that ends the paste."""

    def feed(self, data: str) -> str:
        """What the keyboard may be told of this; "" if that must wait for more."""
        passed = ""
        while data:
            piece, data = self._pasted(data) if self._is_pasting else self._typed(data)
            passed += piece
        return passed

    def _typed(self, data: str) -> tuple[str, str]:
        """What is typed before a paste begins, with the mark that begins it; and the rest."""
        joined = self._before + data
        start = joined.find(BRACKETED_PASTE_START)
        self._is_pasting = start >= 0
        end = start + len(BRACKETED_PASTE_START) if self._is_pasting else len(joined)
        piece, rest = joined[len(self._before) : end], joined[end:]
        self._before = "" if self._is_pasting else joined[1 - len(BRACKETED_PASTE_START) :]
        return piece, rest

    def _pasted(self, data: str) -> tuple[str, str]:
        """What is pasted, with the mark that ends it if it is there; and the rest."""
        text, mark, rest = (self._held + data).partition(BRACKETED_PASTE_END)
        self._is_pasting = not mark
        self._held = "" if mark else _beginning_of_mark(text)
        return text[: len(text) - len(self._held)].replace(_ESCAPE, "") + mark, rest


class PasteParser(XTermParser):
    """Textual's reader of keys behind the filter."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._filter = PasteFilter()

    def feed(self, data: str) -> Iterable[Message]:
        """The keys and pastes in this. To Textual "" is the end, so what must wait is not told at all."""
        passed = self._filter.feed(data)
        return super().feed(passed) if passed or not data else ()


class SafeDriver(LinuxDriver):
    """The terminal, read through the filter. Bytes that are no UTF-8 are shown as such, and stop nothing."""

    _output: LastingOutput | None = None

    def start_application_mode(self) -> None:
        """Draw by way of an output that nothing waits for in vain."""
        if self._output is None and sys.__stderr__ is not None and sys.__stderr__.isatty():
            self._output = LastingOutput(sys.__stderr__)
            setattr(self, "_file", self._output)  # noqa: B010  It is written to, and asked for its number, only.
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def leave(self) -> None:
        """Wait no longer for a terminal that stands still. May be called by a signal handler."""
        if self._output is not None:
            self._output.leave()

    def run_input_thread(self) -> None:
        """Read until told to stop; when there is nothing to read from any more, the app has to leave."""
        parser = PasteParser(self._debug)
        decoder = getincrementaldecoder("utf-8")(errors="replace")
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_WAIT_S):
                    data = self._read()
                    if not data:
                        self._leave()
                        return
                    self._tell(parser.feed(decoder.decode(data)))
                self._tell(parser.tick())

    def _read(self) -> bytes:
        """What is there; b"" when the terminal is gone."""
        try:
            return os.read(self.fileno, _CHUNK)
        except OSError:
            return b""

    def _leave(self) -> None:
        self.leave()
        app = self._app
        app.call_later(app.leave_soon if isinstance(app, LeavesSoon) else app.exit)

    def _tell(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)


def _beginning_of_mark(text: str) -> str:
    """The end of the text that the mark which ends a paste may begin with."""
    lengths = range(len(BRACKETED_PASTE_END) - 1, 0, -1)
    return next((text[-length:] for length in lengths if BRACKETED_PASTE_END.startswith(text[-length:])), "")
