"""One terminal and what may happen to it: an editor that cannot be started, a paste, a closed window, a hung server."""

from __future__ import annotations

import os
import signal
from contextlib import closing

import pytest

from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal

pytestmark = pytest.mark.acceptance


def test_an_editor_that_does_not_exist_leaves_the_screen_alive(stegvis: Stegvis) -> None:
    """A mistyped $EDITOR must cost a sentence, and not the terminal."""
    with closing(Terminal(stegvis.home, EDITOR="/nonexist/ed")) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        terminal.press("e")
        terminal.shows("Redigeraren kunde inte köras")
        terminal.press("\x1b")
        terminal.shows("på servern", but="Redigeraren kunde inte köras")
        terminal.press("?")
        terminal.shows("Tangenter")


def test_colours_in_a_paste_are_text(stegvis: Stegvis) -> None:
    """What is copied from another terminal holds escapes; they must not run the rest of the paste as commands."""
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        terminal.press("/")
        terminal.shows("Sök")
        terminal.press("Prisvärdhet\r")
        terminal.shows("Målvärde 50 %")
        terminal.press("\r")
        terminal.shows("Resultat tertial 2 2021")
        terminal.press("\x1b[200~\x1b[31mröd\x1b[0m\n1\n]\ne\x1b\x1b[201~")
        terminal.shows("[31mröd[0m")
        terminal.press("\x1b")
        terminal.shows("på servern", "Målvärde 50 %", but="[31m")
        assert "2021" in terminal.text and "av root" not in terminal.text


def test_a_paste_right_after_the_box_was_opened_is_whole(stegvis: Stegvis) -> None:
    """The lines above the last are what one did not look at any more, and would not miss."""
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        terminal.press("a\x1b[200~Rad ett\nRad två\nRad tre\x1b[201~ slut")
        terminal.shows("Rad ett", "Rad två", "Rad tre slut")
        assert terminal.text.count("Rad ett") == 1


def test_a_terminal_that_goes_away_leaves_a_draft_and_no_program(stegvis: Stegvis) -> None:
    """A closed window must not leave a program behind that holds the copy, nor cost what was half typed."""
    gone = Terminal(stegvis.home)
    gone.shows("på servern", "Medborgare och kund")
    gone.press("a")
    gone.shows("$EDITOR")
    gone.press("Halvskrivet")
    gone.shows("Halvskrivet")
    os.close(gone.process.child_fd)
    gone.ends_unread()
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        terminal.press("a")
        terminal.shows("Halvskrivet", "utkast")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_terminal_that_stands_still_leaves_a_draft_and_no_program(stegvis: Stegvis, number: signal.Signals) -> None:
    """A line that drops takes nothing any more before it is closed; what is drawn then must not hold the program."""
    gone = Terminal(stegvis.home)
    _ask_for_outcome(gone)
    gone.press("51,7")
    gone.shows("51,7")
    gone.stand_still()
    gone.press("5")
    gone.signal(number)
    gone.ends_unread()
    with closing(Terminal(stegvis.home)) as terminal:
        _ask_for_outcome(terminal)
        terminal.shows("51,7", "utkast")


def test_a_terminal_that_goes_away_while_a_line_is_typed_leaves_a_draft(stegvis: Stegvis) -> None:
    """A closed window with the bar open must free the copy, and what was typed is offered again."""
    gone = Terminal(stegvis.home)
    _ask_for_outcome(gone)
    gone.press("51,7")
    gone.shows("51,7")
    os.close(gone.process.child_fd)
    gone.ends_unread()
    with closing(Terminal(stegvis.home)) as terminal:
        _ask_for_outcome(terminal)
        terminal.shows("51,7", "utkast")


def _ask_for_outcome(terminal: Terminal) -> None:
    terminal.shows("på servern", "Medborgare och kund")
    terminal.press("/")
    terminal.shows("Sök")
    terminal.press("Prisvärdhet\r")
    terminal.shows("Målvärde 50 %")
    terminal.press("\r")
    terminal.shows("Resultat tertial 2 2021")


def test_a_server_that_hangs_is_told_of(stegvis: Stegvis) -> None:
    """An edit that is being sent for a minute looks like one that is about to arrive."""
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        servers = stegvis.servers()
        for server in servers:
            os.kill(server, signal.SIGSTOP)
        try:
            terminal.press("aEn rad\x13")
            terminal.shows("servern svarar inte, sparat här, ej skickat: 1")
        finally:
            for server in servers:
                os.kill(server, signal.SIGCONT)
        terminal.shows("på servern", but="ej skickat")
