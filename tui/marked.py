"""Rows of a replica's file that are nowhere else: each has a mark, by which damage to it is noticed.

What is confirmed has its chain, and the server has it too. What is pending, returned or half written is here alone: a
bit that flips there would be sent as if the person had written it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from shared.storage.database import Connection

MARKED = ("replica", "outbox", "own", "returned", "undo", "draft")
"""The tables with marks, in their last columns."""

WRITTEN = ("outbox", "returned", "draft")
"""Those of them that hold what a person wrote and the server does not have."""

Value = str | int | bytes | None
Row = tuple[Any, ...]


def mark(table: str, *values: Value) -> bytes:
    """What the last column of such a row must be; 8 bytes."""
    return blake2b(_packed((table, *values)), digest_size=8).digest()


def add(conn: Connection, table: str, *values: Value) -> None:
    """Keep a new row. Raises sqlite3.IntegrityError if there is one with its key."""
    conn.execute(f"INSERT INTO {table} VALUES ({_places(len(values) + 1)})", (*values, mark(table, *values)))


def put(conn: Connection, table: str, *values: Value) -> None:
    """Keep a row, instead of one with the same key."""
    conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({_places(len(values) + 1)})", (*values, mark(table, *values)))


def rows(conn: Connection, table: str, rest: str = "", values: Sequence[Value] = ()) -> list[Row]:
    """The rows that are as they were put, without their marks; `rest` of the query follows the table's name."""
    return [row[:-1] for row in conn.execute(f"SELECT * FROM {table} {rest}", values) if _is_whole(table, row)]


def next_number(conn: Connection, table: str, column: str) -> int:
    """The number for a row that is to be the last one."""
    return int(conn.execute(f"SELECT coalesce(max({column}), 0) + 1 FROM {table}").fetchone()[0])


def set_damaged_aside(conn: Connection) -> None:
    """Take rows that are not as they were put out of their tables, and keep what is left of them in `damaged`."""
    for table in MARKED:
        with any_text(conn):
            found = conn.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()
        whole = [row for row in found if _is_whole(table, row)]
        (state,) = conn.execute(f"PRAGMA integrity_check({table})").fetchone()
        if state != "ok" or len(whole) < len(found):
            lost = [(table, _packed(row)) for row in found if not _is_whole(table, row)]
            conn.executemany("INSERT INTO damaged (source, row) VALUES (?, ?)", lost)
            # Without a condition SQLite lets go of the indices as they are; they may say something else.
            conn.execute(f"DELETE FROM {table}")
            for row in whole:
                add(conn, table, *row[:-1])


def damaged(conn: Connection) -> int:
    """How many rows with what a person wrote have been set aside."""
    sql = f"SELECT count(*) FROM damaged WHERE source IN ({_places(len(WRITTEN))})"
    return int(conn.execute(sql, WRITTEN).fetchone()[0])


@contextlib.contextmanager
def any_text(conn: Connection) -> Iterator[None]:
    """Let texts be read that are none any more, their bytes as surrogates."""
    conn.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        conn.text_factory = str


def _is_whole(table: str, row: Row) -> bool:
    return bool(row[-1] == mark(table, *row[:-1]))


def _packed(row: Sequence[Value]) -> bytes:
    """The row as bytes, whatever has become of its texts."""
    texts_as_bytes = [one.encode(errors="surrogateescape") if isinstance(one, str) else one for one in row]
    return msgspec.msgpack.encode(texts_as_bytes)


def _places(count: int) -> str:
    return ", ".join("?" * count)
