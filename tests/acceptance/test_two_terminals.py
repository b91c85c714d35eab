"""Two terminals of one person, in real pseudo-terminals, on the private server that they start themselves."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from shared.errors import StoreInUse
from shared.storage.lock import FileLock
from tests.acceptance.terminal import LIMIT_S, Terminal

pytestmark = pytest.mark.acceptance

MEASURE = "Prisvärdhet"


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own, and no server left behind."""
    with tempfile.TemporaryDirectory(prefix="stegvis-", ignore_cleanup_errors=True) as name:
        yield Path(name)
        stop_server(Path(name))


def server_pids(home: Path) -> list[int]:
    """The private servers of a home that are running."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"serve" in words and os.fsencode(home / "private") in words:
                found.append(int(entry.name))
    return found


def stop_server(home: Path) -> None:
    """Kill the home's private server and wait until it is gone."""
    for pid in server_pids(home):
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + LIMIT_S
    while server_pids(home) and time.monotonic() < end:
        os.sched_yield()


@contextmanager
def server_stopped(home: Path) -> Iterator[None]:
    """No server within the block: whoever starts one finds the lock taken."""
    lock = None
    while lock is None:
        # The terminals start a new one at once: kill until it is we who have the lock.
        stop_server(home)
        with suppress(StoreInUse):
            lock = FileLock.take(home / "private" / "server.lock")
    stop_server(home)
    try:
        yield
    finally:
        lock.release()


def at_measure(terminal: Terminal) -> None:
    """Put the cursor on the measure these tests edit."""
    terminal.press("/")
    terminal.shows("Sök")
    terminal.press(MEASURE, "\r")
    terminal.shows(MEASURE, "Målvärde 50 %")


def enter(terminal: Terminal, number: str) -> None:
    """Type a result in place."""
    terminal.press("\r")
    terminal.shows("Resultat tertial 2 2021")
    terminal.press(number)
    terminal.shows(f"{number} %  →")
    terminal.press("\r")
    terminal.shows(f"Resultat {number} %")


def test_an_edit_in_one_terminal_is_on_the_others_screen(home: Path) -> None:
    """The first thing two people at two desks see of the program."""
    with ExitStack() as stack:
        one = stack.enter_context(closing(Terminal(home)))
        one.shows("på servern", "Medborgare och kund")
        other = stack.enter_context(closing(Terminal(home)))
        other.shows("på servern", "Medborgare och kund")
        at_measure(one)
        at_measure(other)
        enter(one, "61")
        assert "61 %" in other.shows("Resultat 61 %")
        assert "●" in other.line_with(f"  {MEASURE}")


def test_both_edit_while_the_server_is_away_and_one_key_settles_for_both(home: Path) -> None:
    """Nothing is lost, both see that it is contested, and whoever decides decides for both."""
    with ExitStack() as stack:
        terminals = [stack.enter_context(closing(Terminal(home))) for _ in range(2)]
        for terminal in terminals:
            terminal.shows("på servern", "Medborgare och kund")
            at_measure(terminal)
        with server_stopped(home):
            for terminal, number in zip(terminals, ("61", "62"), strict=True):
                terminal.shows(but="på servern")
                enter(terminal, number)
        for terminal in terminals:
            terminal.shows("≠", "61 %", "62 %", "på servern")
        terminals[0].press("s")
        terminals[0].shows("1 ")
        terminals[0].press("1")
        for terminal in terminals:
            terminal.shows("på servern", but="≠")
        shown = {terminal.line_with(f"  {MEASURE}").split("│")[0].split()[-2] for terminal in terminals}
        assert shown in ({"61"}, {"62"})


def test_what_was_entered_is_there_after_the_terminal_is_killed(home: Path) -> None:
    """The line drops, the machine dies: what was shown as entered is there the next time."""
    with closing(Terminal(home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        at_measure(terminal)
        enter(terminal, "63")
        terminal.press("q")
        assert terminal.ends() == 0
    with closing(Terminal(home)) as terminal:
        terminal.shows("Medborgare och kund")
        at_measure(terminal)
        enter(terminal, "64")
        terminal.kill()
    with closing(Terminal(home)) as terminal:
        terminal.shows("Medborgare och kund")
        at_measure(terminal)
        assert "64 %" in terminal.line_with(f"  {MEASURE}")


@contextmanager
def closing(terminal: Terminal) -> Iterator[Terminal]:
    """The terminal for the length of a block."""
    try:
        yield terminal
    finally:
        terminal.close()
