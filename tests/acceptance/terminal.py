"""The program in a pseudo-terminal of its own: keys in, and a screen to read."""

from __future__ import annotations

import contextlib
import os
import select
import signal as signals
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

LIMIT_S = 30.0
"""How long a screen may take to show what it must show before a test fails."""


class Screen(pyte.Screen):
    """A screen that, like a real terminal, passes over the private forms of sequences it knows."""

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        """Colours and the like; the private form is a question about the keyboard."""
        if not private:
            super().select_graphic_rendition(*attributes)


class Terminal:
    """One running program and the screen it has drawn."""

    def __init__(self, home: Path, *arguments: str, columns: int = 120, rows: int = 36, **environment: str) -> None:
        self.screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        """Every byte the program has sent."""
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "tui", "--home", str(home), "--lang", "sv", *arguments],
            dimensions=(rows, columns),
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(Path(__file__).parents[2]),
                **environment,
            },
        )
        self.process.delaybeforesend = None

    def press(self, *keys: str) -> None:
        """Send keys, each as a terminal would."""
        for key in keys:
            self.process.send(key)

    @property
    def text(self) -> str:
        """The screen as it is, line by line; a space that does not break is read as a space."""
        return "\n".join(self.screen.display).replace("\u00a0", " ")

    def shows(self, *wanted: str, but: str | None = None) -> str:
        """Wait until the screen shows all of this, and none of `but`; the screen then."""
        return self.until(
            lambda text: all(piece in text for piece in wanted) and (but is None or but not in text),
            f"{wanted} without {but}" if but else str(wanted),
        )

    def shows_line(self, *wanted: str) -> str:
        """Wait until one line shows all of this; the screen then."""
        return self.until(
            lambda text: any(all(piece in line for piece in wanted) for line in text.splitlines()), f"a line {wanted}"
        )

    def until(self, is_so: Callable[[str], bool], what: str) -> str:
        """Wait until this is so of the screen's text; the screen then."""
        end = time.monotonic() + LIMIT_S
        while not is_so(self.text):
            if time.monotonic() > end:
                raise AssertionError(f"the screen never showed {what}, but:\n{self.text}")
            self._read()
        return self.text

    def ends(self) -> int | None:
        """Wait until the program has ended; its exit status."""
        end = time.monotonic() + LIMIT_S
        while self.process.isalive():
            if time.monotonic() > end:
                raise AssertionError(f"the program does not end:\n{self.text}")
            self._read()
        self.process.close()
        status = self.process.exitstatus
        return int(status) if status is not None else None

    def stand_still(self) -> None:
        """From now on take nothing of what the program draws."""
        drawn_on = os.open(f"/proc/{self.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(drawn_on, termios.TCOOFF)
        os.close(drawn_on)

    def ends_unread(self) -> None:
        """Wait until the program has ended, without reading what it draws."""
        pid = self.process.pid or 0
        watched = os.pidfd_open(pid)
        has_ended = bool(select.select([watched], [], [], LIMIT_S)[0])
        os.close(watched)
        if not has_ended:
            self.kill()
        os.waitpid(pid, 0)
        assert has_ended, "the program does not end"

    def kill(self) -> None:
        """End the program as a power cut would."""
        self.signal(signals.SIGKILL)

    def signal(self, number: signals.Signals) -> None:
        """Send it a signal."""
        if self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    def close(self) -> None:
        """End the program, whatever it is doing."""
        self.kill()
        self.process.close(force=True)

    def _read(self) -> None:
        ready, _, _ = select.select([self.process.child_fd], [], [], 0.05)
        if ready:
            # The other end is closed once the program has ended.
            with contextlib.suppress(OSError):
                chunk = os.read(self.process.child_fd, 65_536)
                self.raw += chunk
                self._stream.feed(chunk)
