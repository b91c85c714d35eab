"""What the commands say and do when the server is away, hangs, or cannot start: one sentence, and nothing is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.sync.down import Act, Failed
from tests.acceptance.processes import Finished, Stegvis
from tests.acceptance.stubborn import answering

pytestmark = pytest.mark.acceptance

T2 = ("--period", "2021-T2")
MEASURE = "Betalande publik Smålands Musik och Teater"
EDIT = ("set", "example", MEASURE, "outcome", "31", *T2)


@pytest.fixture
def away(stegvis: Stegvis) -> Stegvis:
    """A home with the example, whose server is one that is not there."""
    socket = stegvis.home.parent / "socket"
    stegvis.home.mkdir()
    (stegvis.home / "server.txt").write_text(f"unix:{socket}\n", "utf-8")
    return stegvis


def test_an_edit_without_a_server_is_told_in_one_sentence(away: Stegvis) -> None:
    """Two sentences for one outcome make people look for two things that happened."""
    finished = away.run(*EDIT)

    assert (finished.status, finished.out) == (0, "saved here, not sent yet\n")
    assert finished.err == (
        "stegvis: The server does not answer (no server runs there); edits saved here and not yet sent: 2.\n"
    )


def test_reading_and_syncing_without_a_server_say_so_once(away: Stegvis) -> None:
    """`sync` fails, since it can do nothing else; the others go on with what is here."""
    away.run(*EDIT)
    synced, read = away.run("--lang", "sv", "sync", "example"), away.run("--lang", "sv", "plans")

    assert (synced.status, synced.err) == (1, "stegvis: Servern svarar inte (ingen server är igång där).\n")
    assert (read.status, read.err) == (
        0, "stegvis: Servern svarar inte (ingen server är igång där); det som finns här används.\n",
    )  # fmt: skip


def test_a_server_that_cannot_save_is_told_together_with_what_is_kept(away: Stegvis) -> None:
    """What the server says and what becomes of the edit is one message, and the status says that something is wrong."""
    away.run(*EDIT)
    with answering(away.home.parent / "socket", Failed(Act.STOP, "The server's disk is full.")):
        finished = away.run("tree", "example")

    assert finished.status == 1 and finished.err.count("\n") == 1
    assert finished.err == "stegvis: The server's disk is full. Edits saved here and not yet sent: 2.\n"


def test_a_damaged_store_of_the_private_server_is_told(stegvis: Stegvis) -> None:
    """Nothing is ever sent from such a home: that is not a server that is away for a while."""
    (stegvis.home / "private").mkdir(parents=True)
    (stegvis.home / "private" / "server.sqlite").write_bytes(b"garbage " * 1_000)

    for finished in (stegvis.run("plans"), stegvis.run(*EDIT)):
        assert "server.sqlite is damaged" in finished.err and finished.err.count("\n") == 1
    assert "server.sqlite är skadad" in stegvis.run("--lang", "sv", "plans").err


def test_a_server_that_hangs_is_told_with_a_reason(stegvis: Stegvis) -> None:
    """The sentence once had an empty pair of parentheses."""
    stegvis.done("tree", "example", "--depth", "1")
    with _hanging(stegvis):
        told = [stegvis.run(*words) for words in (("tree", "example", "--depth", "1"), ("plans",))]
    assert [_said(finished) for finished in told] == [
        "The server does not answer (no answer within 3 s); what is here is used."
    ] * 2


@contextmanager
def _hanging(stegvis: Stegvis) -> Iterator[None]:
    """The private server takes connections and does nothing."""
    servers = stegvis.servers()
    for server in servers:
        os.kill(server, signal.SIGSTOP)
    try:
        yield
    finally:
        for server in servers:
            os.kill(server, signal.SIGCONT)


def _said(finished: Finished) -> str:
    assert finished.status == 0 and finished.err.count("\n") == 1
    return finished.err.removeprefix("stegvis: ").strip()
