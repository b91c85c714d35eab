"""The disk fails at its first write, its second, its third and so on: nothing is acknowledged that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import apsw
import pytest

from server.store.sqlite import SqliteStore
from shared.errors import StoreError
from shared.storage import database
from shared.storage.beside import read_only
from shared.sync.sequencer import KeyedRow
from tests.histories import PLAN, History
from tests.storage_faults.stand_in import stand_in_for_sqlite

GROUPS, ROWS = 6, 2


class FailingDisk(apsw.VFS):
    """The real disk, but for the n-th call of one kind, which fails."""

    def __init__(self, name: str, call: str, nth: int, failure: type[apsw.Error]) -> None:
        self._call, self._left, self._failure = call, nth, failure
        super().__init__(name, "")

    @property
    def has_failed(self) -> bool:
        """Whether there were that many calls."""
        return self._left <= 0

    def may_fail(self, call: str) -> None:
        """Fail now, if it is time."""
        if call == self._call:
            self._left -= 1
            if self._left == 0:
                raise self._failure(f"{call} failed")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        """Open a file."""
        return _FailingFile(self, name, flags)

    def excepthook(self, *_: object) -> bool:
        """Print no failure that SQLite has no use for."""
        return True


class _FailingFile(apsw.VFSFile):
    def __init__(self, disk: FailingDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.may_fail("xWrite")
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.may_fail("xTruncate")
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.may_fail("xSync")
        super().xSync(flags)


@pytest.mark.parametrize(
    ("call", "failure", "least"),
    [
        ("xWrite", apsw.IOError, 40),
        ("xWrite", apsw.FullError, 40),
        ("xSync", apsw.IOError, 10),
        ("xTruncate", apsw.IOError, 1),
    ],
)
async def test_whichever_call_fails_nothing_is_lost_halved_or_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, failure: type[apsw.Error], least: int
) -> None:
    """After a failed sync nobody knows what the disk holds (the kernel forgets): only a new connection can tell.

    As many runs as a run without a failure has calls of the kind.
    """
    pragmas = tuple(pragma for pragma in database.PRAGMAS if not pragma.startswith("wal_autocheckpoint"))
    monkeypatch.setattr(database, "PRAGMAS", (*pragmas, "wal_autocheckpoint = 8"))
    rows = History().rows(GROUPS * ROWS)
    for nth in count(1):
        path = tmp_path / f"{nth}.sqlite"
        disk = FailingDisk("failing", call, nth, failure)
        with monkeypatch.context() as patched:
            stand_in_for_sqlite(patched, "failing")
            await write_all(path, disk, rows)
        assert_whole(path)
        if not disk.has_failed:
            break
    assert nth > least


async def write_all(path: Path, disk: FailingDisk, rows: Sequence[KeyedRow]) -> None:
    """Append every group; after a failure look what is there, and append what is not."""
    store = await opened(path, disk)
    try:
        for start in range(0, len(rows), ROWS):
            group = rows[start : start + ROWS]
            try:
                await store.append(PLAN, group)
            except StoreError as error:
                assert disk.has_failed and path.name in str(error)
                held = await store.rows(PLAN, 0, 100)
                # All of it or nothing: what a failed sync leaves is unknown to whoever asked for it.
                assert held in ([row.row for row in rows[:start]], [row.row for row in rows[: start + ROWS]])
                if len(held) == start:
                    await store.append(PLAN, group)
            assert await store.rows(PLAN, 0, 100) == [row.row for row in rows[: start + ROWS]]
    finally:
        await store.close()


async def opened(path: Path, disk: FailingDisk) -> SqliteStore:
    """The store with its plan; where that fails, as a program that is started once more."""
    for _ in range(2):
        try:
            store = await SqliteStore.open(path)
        except StoreError as error:
            assert disk.has_failed and path.name in str(error)
            continue
        try:
            await store.create_plan(PLAN, "plan", 1, "epoch")
        except StoreError:
            assert disk.has_failed
            await store.create_plan(PLAN, "plan", 1, "epoch")
        return store
    raise AssertionError("it fails for ever")


def assert_whole(path: Path) -> None:
    """Nothing in the file is damaged."""
    with read_only(path) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert found.execute("SELECT count(*) FROM log").fetchone() == (GROUPS * ROWS,)
