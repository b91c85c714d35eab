"""Two terminals of one person, in real pseudo-terminals, on the private server that they start themselves."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from shared.errors import StoreInUse
from shared.storage.lock import FileLock
from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal

pytestmark = pytest.mark.acceptance

MEASURE = "Prisvärdhet"


@contextmanager
def server_stopped(stegvis: Stegvis) -> Iterator[None]:
    """No server within the block: whoever starts one finds the lock taken."""
    lock = None
    while lock is None:
        # The terminals start a new one at once: kill until it is we who have the lock.
        stegvis.kill_servers()
        with suppress(StoreInUse):
            lock = FileLock.take(stegvis.home / "private" / "server.lock")
    stegvis.kill_servers()
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


def test_an_edit_in_one_terminal_is_on_the_others_screen(stegvis: Stegvis) -> None:
    """The first thing two people at two desks see of the program."""
    with ExitStack() as stack:
        one = stack.enter_context(closing(Terminal(stegvis.home)))
        one.shows("på servern", "Medborgare och kund")
        other = stack.enter_context(closing(Terminal(stegvis.home)))
        other.shows("på servern", "Medborgare och kund")
        at_measure(one)
        at_measure(other)
        enter(one, "61")
        other.shows_line("●", MEASURE, "61 %")


def test_both_edit_while_the_server_is_away_and_one_key_settles_for_both(stegvis: Stegvis) -> None:
    """Nothing is lost, both see that it is contested, and whoever decides decides for both."""
    with ExitStack() as stack:
        terminals = [stack.enter_context(closing(Terminal(stegvis.home))) for _ in range(2)]
        for terminal in terminals:
            terminal.shows("på servern", "Medborgare och kund")
            at_measure(terminal)
        with server_stopped(stegvis):
            for terminal, number in zip(terminals, ("61", "62"), strict=True):
                terminal.shows("frånkopplad")
                enter(terminal, number)
        for terminal in terminals:
            terminal.shows("≠", "61 %", "62 %", "på servern")
        terminals[0].press("s")
        terminals[0].shows("1 ")
        terminals[0].press("1")
        for terminal in terminals:
            terminal.shows("på servern", but="≠")
        chosen = "61" if "Resultat 61 %" in terminals[0].shows("●", "Resultat 6") else "62"
        for terminal in terminals:
            terminal.shows_line("●", MEASURE, f"{chosen} %")


def test_what_was_entered_is_there_after_the_terminal_is_killed(stegvis: Stegvis) -> None:
    """The line drops, the machine dies: what was shown as entered is there the next time."""
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        at_measure(terminal)
        enter(terminal, "63")
        terminal.press("q")
        assert terminal.ends() == 0
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("Medborgare och kund")
        at_measure(terminal)
        enter(terminal, "64")
        terminal.kill()
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("Medborgare och kund")
        at_measure(terminal)
        terminal.shows_line("●", MEASURE, "64 %")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=lambda number: number.name)
def test_a_half_typed_analysis_is_there_after_the_line_dropped(stegvis: Stegvis, number: signal.Signals) -> None:
    """The train enters a tunnel in the middle of a sentence."""
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        at_measure(terminal)
        terminal.press("a")
        terminal.shows("^S spara")
        terminal.press(" Halv mening")
        terminal.shows("Halv mening")
        terminal.signal(number)
        assert terminal.ends() == 0
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("Medborgare och kund")
        at_measure(terminal)
        terminal.press("a")
        terminal.shows("Halv mening")


@contextmanager
def closing(terminal: Terminal) -> Iterator[Terminal]:
    """The terminal for the length of a block."""
    try:
        yield terminal
    finally:
        terminal.close()
