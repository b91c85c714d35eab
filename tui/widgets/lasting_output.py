"""What is drawn goes to a terminal that may be gone, or may stand still, while the program has to go on.

Textual hands what it draws to a thread through a short queue. Where writing fails that thread ends, and where it stands
still nobody empties the queue: then the next drawing waits for ever, and with it all else, also what a signal asks for.
"""

from __future__ import annotations

import os
import select
from typing import TextIO

_WAIT_S = 0.1


class LastingOutput:
    """A terminal to write to. Waits for one that stands still until told to leave; one that is gone misses it."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._opened = _opened_anew(terminal.fileno())
        self._is_leaving = False
        self._is_gone = False

    def leave(self) -> None:
        """Wait no longer than a moment from now on. May be called by a signal handler, in the middle of anything."""
        self._is_leaving = True

    def write(self, text: str) -> int:
        """Write all of it, unless the terminal is gone."""
        left = text.encode(self._terminal.encoding or "utf-8", "replace")
        while left and not self._is_gone:
            left = left[self._write_some(left) :]
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        """As the terminal says."""
        return self._terminal.isatty()

    def fileno(self) -> int:
        """The terminal's own."""
        return self._terminal.fileno()

    def _write_some(self, data: bytes) -> int:
        try:
            if select.select([], [self._opened], [], _WAIT_S)[1]:
                return os.write(self._opened, data)
            self._is_gone = self._is_leaving
        except BlockingIOError:
            return 0
        except OSError:
            self._is_gone = True
        return 0


def _opened_anew(descriptor: int) -> int:
    """The same terminal, so that writing never waits: on the descriptor itself that would hold for the shell, too."""
    try:
        return os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return descriptor
