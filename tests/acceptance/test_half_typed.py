"""A program that is killed in the middle of a word, in a terminal of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal

pytestmark = pytest.mark.acceptance


def _at_the_row(terminal: Terminal) -> None:
    terminal.shows("på servern", "Medborgare och kund")
    terminal.press("/")
    terminal.shows("Sök")
    terminal.press("Prisvärdhet\r")
    terminal.shows("Målvärde 50 %")


def _is_kept(stegvis: Stegvis, text: str) -> bool:
    path = next(stegvis.home.glob("replicas/*/example/1.sqlite"))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        return any(text in kept for (kept,) in opened.execute("SELECT text FROM draft"))


def _kill_once_kept(stegvis: Stegvis, terminal: Terminal, text: str) -> None:
    terminal.until(lambda _: _is_kept(stegvis, text), "a draft on disk")
    terminal.kill()


def test_a_half_typed_number_survives_a_kill(stegvis: Stegvis) -> None:
    """A power cut asks nobody first."""
    with closing(Terminal(stegvis.home)) as terminal:
        _at_the_row(terminal)
        terminal.press("\r")
        terminal.shows("Resultat tertial 2 2021")
        terminal.press("51,7")
        _kill_once_kept(stegvis, terminal, "51,7")
    with closing(Terminal(stegvis.home)) as terminal:
        _at_the_row(terminal)
        terminal.press("\r")
        terminal.shows("51,7", "utkast")
        terminal.press("5\r")
        terminal.shows("Resultat 51,75 %", "på servern", but="utkast")
    assert "51.75%" in stegvis.done("show", "example", "Prisvärdhet", "--period", "2021-T2").out


def test_a_half_typed_reason_survives_a_kill(stegvis: Stegvis) -> None:
    """It is offered for the same row, and for no other."""
    with closing(Terminal(stegvis.home)) as terminal:
        _at_the_row(terminal)
        terminal.press("3")
        terminal.shows("Varför?")
        terminal.press("nya resenärer")
        _kill_once_kept(stegvis, terminal, "resenärer")
    with closing(Terminal(stegvis.home)) as terminal:
        _at_the_row(terminal)
        terminal.press("3")
        terminal.shows("Varför?", "nya resenärer", "utkast")
        terminal.press(" saknas\r")
        terminal.shows("nya resenärer saknas", but="Varför?")
