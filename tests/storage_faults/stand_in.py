"""Another build of SQLite in the place of the one we ship, because it lets a test be the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite
import apsw
import pytest

Value = str | bytes | int | float | None
Values = Sequence[Value]
T = TypeVar("T")


class Rows:
    """What a statement gave, read to its end, and how many rows it changed."""

    def __init__(self, rows: list[tuple[Value, ...]], rowcount: int) -> None:
        self._rows = iter(rows)
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Value, ...] | None:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Value, ...]]:
        """The rows that are left."""
        return list(self._rows)

    def close(self) -> None:
        """There is nothing to let go of."""


class StandIn:
    """An apsw connection in the shape of sqlite3's, as far as our jobs use it, raising sqlite3's errors."""

    def __init__(self, path: Path, vfs: str) -> None:
        self._connection = _translated(lambda: apsw.Connection(str(path), vfs=vfs))

    def execute(self, sql: str, values: Values = ()) -> Rows:
        """Run a statement."""
        return self._rows(lambda: self._connection.execute(sql, tuple(values)).fetchall())

    def executemany(self, sql: str, many: Iterable[Values]) -> Rows:
        """Run a statement once for each of these."""
        return self._rows(lambda: self._connection.executemany(sql, [tuple(one) for one in many]).fetchall())

    def create_function(self, name: str, count: int, function: Callable[..., Value], *, deterministic: bool) -> None:
        """Let statements call the function."""
        self._connection.create_scalar_function(name, function, count, deterministic=deterministic)

    def close(self) -> None:
        """Close the file."""
        _translated(self._connection.close)

    def _rows(self, work: Callable[[], list[tuple[Value, ...]]]) -> Rows:
        return Rows(_translated(work), self._connection.changes())


def _translated(work: Callable[[], T]) -> T:
    try:
        return work()
    except apsw.Error as error:
        raise sqlite3.OperationalError(str(error)) from error


def stand_in_for_sqlite(patched: pytest.MonkeyPatch, vfs: str) -> None:
    """From now on every `Database` keeps its file on this disk."""

    def connect(path: Path, **_: object) -> aiosqlite.Connection:
        return aiosqlite.Connection(lambda: cast(sqlite3.Connection, StandIn(path, vfs)), 64)

    patched.setattr(aiosqlite, "connect", connect)
