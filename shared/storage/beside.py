"""Looking into a database file, or copying it, beside whoever has it open; and putting one in another's place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import StoreError, StoreInUse
from shared.storage import engine as _engine  # noqa: F401  (chooses the library before sqlite3 is imported)

import sqlite3  # isort: skip


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write. Raises StoreError, also for what goes wrong within the block."""
    try:
        with _reading(path) as opened:
            yield opened
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read: {error}.") from None


def copy_without(source: Path, target: Path, emptied: tuple[str, ...]) -> None:
    """Copy a database, consistent and without the rows of these tables. Makes all or nothing; raises StoreError."""
    with taking_place_of(target) as part:
        copy(source, part, emptied)


def copy(source: Path, target: Path, emptied: tuple[str, ...] = ()) -> None:
    """Copy a database as it is at one moment, but for the rows of these tables, into one synced file without a log
    beside it. Whoever writes meanwhile is not kept waiting. Raises StoreError."""
    try:
        with _reading(source) as opened, contextlib.closing(sqlite3.connect(target)) as made:
            # In one step: between steps a writer makes it start over, and under load it never ends.
            opened.backup(made)
            for table in emptied:
                made.execute(f"DELETE FROM {table}")
            made.commit()
            made.execute("PRAGMA journal_mode = DELETE")
        sync(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{source} cannot be copied: {error}.") from None


@contextmanager
def taking_place_of(target: Path) -> Iterator[Path]:
    """A temporary name beside the target. What the block makes under it takes the target's place, all of it and synced,
    if the block ends well, and is gone if it does not. One at a time may do this. Raises StoreError."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        yield part
        part.replace(target)
        sync(target.parent)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error}.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def fold(path: Path) -> None:
    """Write what is in a database's write-ahead log into the database, and take the log away. Raises StoreInUse if
    another program has it open, StoreError if it is damaged."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=1)) as opened:
            opened.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreInUse(f"Another program has {path} open.") from None
        raise StoreError(f"{path} cannot be used: {error}.") from None
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be used: {error}.") from None


def sync(path: Path) -> None:
    """Have what was written to a file, or which names a directory has, on disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reading(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1))
