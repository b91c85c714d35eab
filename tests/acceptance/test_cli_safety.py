"""How safe an edit is, what became of it, and fetching a plan afresh: from the command line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.sync.client_machine import DIFFERS
from shared.sync.down import Act, Failed
from tests.acceptance.processes import Server, Stegvis
from tests.acceptance.stubborn import answering
from tests.acceptance.terminal import Terminal

pytestmark = pytest.mark.acceptance

MEASURE = "Prisvärdhet"
OUTCOME = ("set", "example", MEASURE, "outcome")
T2 = ("--period", "2021-T2")


@pytest.fixture
def server(stegvis: Stegvis) -> Iterator[Server]:
    """A server of somebody else's that both homes use, with the example on it."""
    stegvis.home.parent.joinpath("data").mkdir()
    with Server(stegvis.home.parent / "data") as running:
        stegvis.home.mkdir()
        (stegvis.home / "server.txt").write_text(f"{running.url}\n", "utf-8")
        while stegvis.run("sync", "example").status:
            pass
        yield running


@pytest.fixture
def other(stegvis: Stegvis, server: Server) -> Iterator[Stegvis]:
    """Another home, on another machine so to speak."""
    with Stegvis(stegvis.home.parent / "other") as program:
        program.home.mkdir()
        (program.home / "server.txt").write_text(f"{server.url}\n", "utf-8")
        yield program


def _safety(stegvis: Stegvis) -> object:
    cells = stegvis.run("show", "example", MEASURE, *T2, "--json").object["cells"]
    assert isinstance(cells, list)
    return next(cell["safety"] for cell in cells if cell["field"] == "outcome")


def _restart(server: Server, stegvis: Stegvis) -> None:
    server.start()
    while stegvis.run("sync", "example").status:
        pass


def _back_up(server: Server, stegvis: Stegvis, seq: int) -> None:
    """Somebody has made a backup up to that seq."""
    server.stop()
    with closing(sqlite3.connect(server.data / "server.sqlite")) as opened, opened:
        opened.execute("UPDATE plan SET backed_up = ?", (seq,))
    _restart(server, stegvis)


def test_a_value_is_told_step_by_step(stegvis: Stegvis, server: Server) -> None:
    """A script that hands over at night must know what a lost disk would cost."""
    server.stop()
    assert stegvis.run(*OUTCOME, "52 %", *T2).status == 0
    assert _safety(stegvis) == "here"
    _restart(server, stegvis)
    assert _safety(stegvis) == "server"
    _back_up(server, stegvis, 2)
    assert _safety(stegvis) == "backup"


def test_the_screen_says_backed_up_until_one_writes(stegvis: Stegvis, server: Server) -> None:
    """Also after a restart, when the edit that is not backed up was made by another run of the program."""
    _back_up(server, stegvis, 1)
    with closing(Terminal(stegvis.home, columns=100)) as terminal:
        terminal.shows("på servern, säkerhetskopierat", "Medborgare och kund")
        terminal.press("2")
        terminal.shows("på servern, ännu inte säkerhetskopierat", but="på servern, säkerhetskopierat")
        terminal.press("q")
        terminal.ends()
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern  ", "Medborgare och kund", but="på servern, säkerhetskopierat")
    _back_up(server, stegvis, 2)
    with closing(Terminal(stegvis.home)) as terminal:
        terminal.shows("på servern, säkerhetskopierat", "Medborgare och kund")


def test_what_became_of_an_edit_is_found_again(stegvis: Stegvis, server: Server, other: Stegvis) -> None:
    """Also the next day, when the notice on the screen is gone, and by programs."""
    assert stegvis.done("met", "example", "--json").objects == []
    server.stop()
    stegvis.run(*OUTCOME, "52 %", *T2)
    server.start()
    while other.run(*OUTCOME, "48 %", *T2).status:
        pass
    while stegvis.run("sync", "example").status:
        pass

    (met,) = stegvis.done("met", "example", "--json").objects
    wanted = {"field": "outcome", "period": "2021-T2", "part": None, "became": "contested", "mine": True}
    assert wanted.items() <= met.items() and met["contested"] is True and met["unread"] is True
    stegvis.done("settle", "example", MEASURE, "outcome", *T2, "take", "1")
    (met,) = stegvis.done("met", "example", "--json").objects
    assert met["contested"] is False and met["unread"] is True
    assert "Resultat tertial 2 2021" in stegvis.done("--lang", "sv", "met", "example").out


def test_fetching_afresh_takes_the_whole_plan_and_keeps_what_is_not_sent(stegvis: Stegvis, server: Server) -> None:
    """It is what a person is told to do whose copy has gone wrong: it must cost none of their work."""
    server.stop()
    stegvis.run(*OUTCOME, "52 %", *T2)
    server.start()
    while stegvis.run("sync", "example", "--afresh").status:
        pass

    assert _safety(stegvis) == "server"
    (path,) = stegvis.home.glob("replicas/*/example/1.sqlite")
    assert _image(path) == [(1,)]


def _image(path: Path) -> list[tuple[int]]:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute("SELECT seq FROM image").fetchall()


def test_a_copy_that_differs_is_told_with_the_command_that_helps(stegvis: Stegvis, server: Server) -> None:
    """Nothing else goes on until that is done, and the edits that wait are named."""
    server.stop()
    stegvis.run(*OUTCOME, "52 %", *T2)
    with answering(server.socket, Failed(Act.FETCH_AFRESH, DIFFERS)):
        english, swedish = stegvis.run("sync", "example"), stegvis.run("--lang", "sv", "sync", "example")

    assert english.status == swedish.status == 1
    assert "(stegvis sync example --afresh). Edits saved here and not yet sent: 1." in english.err
    assert "inte lik serverns; hämta om den (stegvis sync example --afresh)." in swedish.err
