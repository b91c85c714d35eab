"""The one way to open SQLite: whole transactions, whoever is cancelled, and one clear sentence when the file is bad."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from shared.errors import StoreCorrupt, StoreError, StoreInUse, StoreTooNew
from shared.storage.database import Connection, Database
from shared.storage.engine import is_safe
from shared.storage.lock import FileLock
from tests.wait import LIMIT_S

import aiosqlite  # isort: skip  (after the library has been chosen)
import sqlite3  # isort: skip

TABLE = "CREATE TABLE pair (id INTEGER PRIMARY KEY, half TEXT NOT NULL) STRICT"


async def _count(database: Database) -> int:
    return await database.run(lambda conn: int(conn.execute("SELECT count(*) FROM pair").fetchone()[0]))


def _put_pair(conn: Connection) -> None:
    conn.execute("INSERT INTO pair (half) VALUES ('first')")
    conn.execute("INSERT INTO pair (half) VALUES ('second')")


async def test_a_cancelled_caller_leaves_no_half_transaction(tmp_path: Path) -> None:
    """With aiosqlite alone a cancelled task leaves its transaction open, and the next one commits its first half."""
    database = await Database.open(tmp_path / "a.sqlite", [TABLE])
    try:
        for turns in range(60):
            task = asyncio.create_task(database.run(_put_pair))
            for _ in range(turns % 12):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert await _count(database) % 2 == 0
    finally:
        await database.close()


async def test_a_transaction_goes_on_to_its_end_when_the_owner_itself_is_cancelled(tmp_path: Path) -> None:
    """A loop that ends cancels every task, the owner's too. A transaction in several calls would be cut in two."""
    database = await Database.open(tmp_path / "a.sqlite", [TABLE])
    is_halfway, may_go_on = threading.Event(), threading.Event()

    def slow(conn: Connection) -> None:
        conn.execute("INSERT INTO pair (half) VALUES ('first')")
        is_halfway.set()
        may_go_on.wait(LIMIT_S)
        conn.execute("INSERT INTO pair (half) VALUES ('second')")

    waiting = asyncio.create_task(database.run(slow))
    assert await asyncio.to_thread(is_halfway.wait, LIMIT_S)
    for task in (database._owner, waiting):
        task.cancel()
    await asyncio.gather(database._owner, waiting, return_exceptions=True)
    may_go_on.set()
    await database._let_go()
    again = await Database.open(tmp_path / "a.sqlite", [TABLE])
    assert await _count(again) == 2
    await again.close()


async def test_the_parts_of_aiosqlite_we_lean_on_are_there(tmp_path: Path) -> None:
    """They are private: another release may rename them, and this should be what says so."""
    connection = aiosqlite.connect(tmp_path / "a.sqlite")
    assert not connection._thread.is_alive()
    connection._thread.daemon = True
    await connection
    try:
        thread = await connection._execute(threading.current_thread)  # type: ignore[no-untyped-call]
        assert thread is connection._thread
        assert isinstance(connection._conn, Connection)
    finally:
        await connection.close()


async def test_a_job_that_fails_is_rolled_back_and_the_next_one_works(tmp_path: Path) -> None:
    """Whatever a job raises reaches its caller, and nothing of it stays."""
    database = await Database.open(tmp_path / "a.sqlite", [TABLE])

    def fails(conn: Connection) -> None:
        conn.execute("INSERT INTO pair (half) VALUES ('first')")
        raise KeyError("halfway")

    def breaks(conn: Connection) -> None:
        conn.execute("INSERT INTO pair (half) VALUES (NULL)")

    try:
        with pytest.raises(KeyError):
            await database.run(fails)
        assert await _count(database) == 0
        with pytest.raises(StoreError, match=r"a\.sqlite"):
            await database.run(breaks)
        assert await _count(database) == 0
        await database.run(_put_pair)
        assert await _count(database) == 2
    finally:
        await database.close()


async def test_a_job_that_stops_an_iteration_does_not_stop_the_database(tmp_path: Path) -> None:
    """No future takes that exception: whoever asked, and all who ask later, would wait for ever."""
    database = await Database.open(tmp_path / "a.sqlite", [TABLE])
    try:
        async with asyncio.timeout(LIMIT_S):
            with pytest.raises(RuntimeError, match="StopIteration"):
                await database.run(lambda conn: next(conn.execute("SELECT * FROM pair")))
            assert await _count(database) == 0
    finally:
        await database.close()


async def test_after_the_database_fails_the_next_job_has_a_new_connection(tmp_path: Path) -> None:
    """After a failed sync nobody knows what the old one holds; what a job of ours raises says nothing of the disk."""
    database = await Database.open(tmp_path / "a.sqlite", [TABLE])

    def fails(error: Exception) -> None:
        raise error

    try:
        first = await database.run(lambda conn: conn)
        with pytest.raises(KeyError):
            await database.run(lambda _: fails(KeyError("ours")))
        assert await database.run(lambda conn: conn) is first
        for error in (sqlite3.OperationalError("disk I/O error"), OSError("no space left")):
            with pytest.raises(StoreError, match=str(error)):
                await database.run(lambda _, error=error: fails(error))  # type: ignore[misc]
            second = await database.run(lambda conn: conn)
            assert second is not first
            first = second
    finally:
        await database.close()


async def test_commits_are_synced_and_the_version_is_safe(tmp_path: Path) -> None:
    """Without FULL an acknowledged edit can be gone after a power cut; some versions damage the file."""
    database = await Database.open(tmp_path / "a.sqlite", [TABLE])

    def job(conn: Connection) -> tuple[object, ...]:
        rows = [
            conn.execute(sql).fetchone()
            for sql in ("PRAGMA synchronous", "PRAGMA journal_mode", "SELECT sqlite_version()")
        ]
        return tuple(row[0] for row in rows if row is not None)

    try:
        synchronous, journal, version = await database.run(job)
    finally:
        await database.close()
    assert (synchronous, journal) == (2, "wal")
    assert is_safe(tuple(int(part) for part in str(version).split(".")))


async def test_reading_for_long_keeps_nobody_from_writing(tmp_path: Path) -> None:
    """An administrator checks a large store while the server that uses it must be able to save."""
    one, other = [await Database.open(tmp_path / "a.sqlite", [TABLE]) for _ in range(2)]
    is_reading, may_end = threading.Event(), threading.Event()

    def slow(conn: Connection) -> int:
        before = int(conn.execute("SELECT count(*) FROM pair").fetchone()[0])
        is_reading.set()
        may_end.wait(LIMIT_S)
        return int(conn.execute("SELECT count(*) FROM pair").fetchone()[0]) - before

    reading = asyncio.create_task(one.read(slow))
    assert await asyncio.to_thread(is_reading.wait, LIMIT_S)
    await other.run(_put_pair)
    may_end.set()
    assert await reading == 0
    assert await _count(one) == 2
    for database in (one, other):
        await database.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 53, 0), True),
    ],
)
def test_which_versions_are_safe(version: tuple[int, ...], safe: bool) -> None:
    """The bug was fixed in 3.51.3 and carried back to two older lines."""
    assert is_safe(version) is safe


async def test_migrations_run_once_and_newer_files_are_refused(tmp_path: Path) -> None:
    """A newer program's file must not be written by one that does not know its tables."""
    path = tmp_path / "a.sqlite"
    for scripts in ([TABLE], [TABLE, "INSERT INTO pair (half) VALUES ('new');\n"], [TABLE, "nonsense"]):
        database = await Database.open(path, scripts)
        count = await _count(database)
        await database.close()
    assert count == 1
    with pytest.raises(StoreTooNew, match=r"a\.sqlite"):
        await Database.open(path, [TABLE])


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    """Old or new, never between."""
    path = tmp_path / "a.sqlite"
    with pytest.raises(StoreError):
        await Database.open(path, [TABLE + ";\nINSERT INTO nowhere VALUES (1);\n"])
    database = await Database.open(path, [TABLE])
    assert await _count(database) == 0
    await database.close()


async def test_what_is_no_database_is_named_in_one_sentence(tmp_path: Path) -> None:
    """Who reads it must know which file is meant."""
    (tmp_path / "text.sqlite").write_text("hej " * 500)
    with pytest.raises(StoreCorrupt, match=r"text\.sqlite is damaged"):
        await Database.open(tmp_path / "text.sqlite", [TABLE])
    with pytest.raises(StoreError, match=r"folder"):
        (tmp_path / "folder").mkdir()
        await Database.open(tmp_path / "folder", [TABLE])


def test_a_lock_is_held_once_and_again_after_release(tmp_path: Path) -> None:
    """Two processes in one file is where damage begins."""
    lock = FileLock.take(tmp_path / "a.lock")
    with pytest.raises(StoreInUse):
        FileLock.take(tmp_path / "a.lock")
    lock.release()
    FileLock.take(tmp_path / "a.lock").release()
