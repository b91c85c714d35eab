"""The power goes at any point: what was acknowledged is there, nothing is there by half, and the file is whole."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from shared.storage import database
from shared.storage.beside import copy_without, read_only
from tests.storage_faults.power import Acknowledged, Cut, Event, RecordingDisk, cuts
from tests.storage_faults.stand_in import stand_in_for_sqlite
from tests.storage_faults.work import Work, digest, of_a_client, of_the_server

CUTS = 500

T = TypeVar("T")


class Recorded(msgspec.Struct, frozen=True):
    """What a disk was told, and what the file held before and after each transaction that was acknowledged."""

    events: list[Event]
    states: list[bytes]


async def recorded(directory: Path, work: Work, **pragmas: object) -> Recorded:
    """Do the work on a disk that records it, with some of our pragmas changed."""
    changed = [f"{name} = {value}" for name, value in pragmas.items()]
    kept = [pragma for pragma in database.PRAGMAS if pragma.split(" ")[0] not in pragmas]
    assert len(kept) == len(database.PRAGMAS) - len(changed)
    disk = RecordingDisk("recording")
    states = [digest(sqlite3.connect(":memory:"))]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "PRAGMAS", (*kept, *changed))
        stand_in_for_sqlite(patched, "recording")
        run = database.Database.run

        async def recording(self: database.Database, job: database.Job[T]) -> T:
            done = await run(self, job)
            disk.events.append(Acknowledged())
            states.append(await run(self, digest))
            return done

        patched.setattr(database.Database, "run", recording)
        async for _ in work(directory / "recorded.sqlite"):
            pass
    return Recorded(disk.events, states)


def verdict(cut: Cut, states: list[bytes], directory: Path) -> str:
    """Start the machine again: is the file "whole", is it "damaged", or is something "lost" that was acknowledged?"""
    for old in directory.iterdir():
        old.unlink()
    for name, content in cut.files.items():
        (directory / name).write_bytes(content)
    connection = sqlite3.connect(directory / "recorded.sqlite")
    try:
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return "damaged"
        found = digest(connection)
    except sqlite3.Error:
        return "damaged"
    finally:
        connection.close()
    if found in states[cut.acknowledged : cut.acknowledged + 2]:
        return "whole"
    return "lost" if found in states else "damaged"


def verdicts(recorded: Recorded, directory: Path) -> Counter[str]:
    """How many cuts leave what."""
    left = directory / "left"
    left.mkdir()
    return Counter(verdict(cut, recorded.states, left) for cut in cuts(recorded.events, CUTS, seed=1))


@pytest.mark.parametrize("work", [of_the_server, of_a_client])
@pytest.mark.parametrize("pages", [20, 1000])
async def test_no_power_cut_loses_or_halves_what_was_saved(tmp_path: Path, work: Work, pages: int) -> None:
    """The promise of “saved” and of an acknowledgement, at 500 points each, with rare and with frequent checkpoints."""
    done = await recorded(tmp_path, work, wal_autocheckpoint=pages)
    assert len(done.states) > 70
    assert verdicts(done, tmp_path) == {"whole": CUTS}


async def test_the_test_sees_what_a_missing_sync_loses(tmp_path: Path) -> None:
    """With NORMAL a commit is not synced: a test of power cuts that finds nothing lost there finds nothing."""
    done = await recorded(tmp_path, of_the_server, synchronous="NORMAL")
    found = verdicts(done, tmp_path)
    assert found["lost"] and not found["damaged"], found


async def test_the_test_sees_what_no_sync_at_all_damages(tmp_path: Path) -> None:
    """With OFF the order of writes is the disk's own: files are damaged, or empty."""
    done = await recorded(tmp_path, of_a_client, synchronous="OFF", wal_autocheckpoint=20)
    found = verdicts(done, tmp_path)
    assert found["damaged"] and found["lost"], found


async def test_a_copy_of_a_live_file_alone_misses_rows_and_ours_does_not(tmp_path: Path) -> None:
    """What is committed is in the -wal for a while: whoever copies a store must do it through SQLite."""
    live, plain, ours = (tmp_path / f"{name}.sqlite" for name in ("live", "plain", "ours"))
    work = of_the_server(live)
    for _ in range(40):
        one = await anext(work)
    expected = await one.run(digest)
    plain.write_bytes(live.read_bytes())
    copy_without(live, ours, ())
    await work.aclose()
    assert digest_of(plain) != expected
    assert digest_of(ours) == expected


def digest_of(path: Path) -> bytes:
    """All that the tables of the file hold."""
    with read_only(path) as opened:
        return digest(opened)
