"""The server's disk is full, in earnest: it acknowledges nothing it cannot keep, and goes on when there is space."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.ids import ROOT
from shared.plan.edits import set_cell
from tests.builders import words
from tests.server.conftest import directory
from tests.tui.replicas import a_measure, replica, settled
from tests.wait import LIMIT_S, until
from tui.replica import Replica

__all__ = ["directory"]

pytestmark = pytest.mark.acceptance

SMALL_DISK = 'mount -t tmpfs -o size=1m stegvis "$1" && shift && exec "$@"'
"""Puts a disk of 1 MiB in a place, for a command and nobody else."""
YEAR = "2021"


def on_small_disk(place: Path, *command: str) -> list[str]:
    """The command, with a small disk in that place."""
    return ["unshare", "-rm", "sh", "-c", SMALL_DISK, "sh", str(place), *command]


def why_not(place: Path) -> str:
    """Why no small disk can be had here, or ""."""
    try:
        tried = subprocess.run(on_small_disk(place, "true"), capture_output=True, text=True)
    except FileNotFoundError:
        return "unshare is not installed"
    return f"nothing can be mounted here: {tried.stderr.strip()}" if tried.returncode else ""


@contextmanager
def server_on_small_disk(directory: Path) -> Iterator[Path]:
    """A server on directory/socket, its data on a small disk; gives the path by which we can see that disk."""
    data = directory / "data"
    data.mkdir()
    if reason := why_not(data):
        pytest.skip(reason)
    serve = [sys.executable, "-m", "server", "serve", "--data", str(data), "--socket", str(directory / "socket")]
    process = subprocess.Popen(on_small_disk(data, *serve))
    try:
        yield Path(f"/proc/{process.pid}/root{data}")
        assert process.poll() is None, "the server gave up"
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def fill(disk: Path) -> Path:
    """Leave no space; the file that takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


async def write_much(one: Replica, number: int) -> None:
    """An edit that takes a few pages."""
    text = words(f"{number} " + "ord " * 2_000)
    assert await one.submit([set_cell(one.plan, ROOT, "analysis", text, period=YEAR)]) is None


async def test_a_full_disk_stops_saving_but_not_reading_and_loses_nothing(directory: Path) -> None:
    """The commonest fault of all. Whoever edits is told, whoever reads goes on, and freeing space is all it takes."""
    with server_on_small_disk(directory) as disk:
        async with replica(directory, "anna") as anna:
            await a_measure(anna)
            await write_much(anna, 0)
            await settled(anna)
            filler = fill(disk)

            for number in range(1, 10):
                await write_much(anna, number)
            await until(lambda: "disk is full" in anna.connection_reason, "anna is told")
            assert anna.pending_count
            saved = anna.seq

            async with replica(directory, "bo") as bo:
                await until(lambda: bo.seq == saved, "bo reads")
            filler.unlink()
            async with replica(directory, "cia") as cia:
                await settled(anna, cia)
                assert await cia.history() == await anna.history()
                assert cia.seq == 11
