"""Looking into a database file, or copying it, beside whoever has it open."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import StoreError
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
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with _reading(source) as opened, contextlib.closing(sqlite3.connect(part)) as copy:
            opened.backup(copy)
            for table in emptied:
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}.") from None
    finally:
        part.unlink(missing_ok=True)


def _reading(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1))
