"""Which SQLite is used. Import this before aiosqlite.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode (the WAL-reset bug; fixed in 3.51.3, and in 3.44.6 and
3.50.7). Where the interpreter's own library is one of these, `pysqlite3`, which brings its own, stands in for it.

Source: https://sqlite.org/changes.html, "Fix the WAL-reset database corruption bug".
"""

from __future__ import annotations

import importlib
import sqlite3
import sys

from shared.errors import StoreError


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite is free of the WAL-reset bug."""
    return version >= (3, 51, 3) or (version[:2] in ((3, 44), (3, 50)) and version >= _BACKPORTS[version[:2]])


_BACKPORTS: dict[tuple[int, ...], tuple[int, ...]] = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}


def install() -> None:
    """Make sure that `import sqlite3` gives a safe version. Raises StoreError where none is to be had."""
    if is_safe(sqlite3.sqlite_version_info):
        return
    try:
        other = importlib.import_module("pysqlite3")
    except ImportError:
        other = None
    if other is None or not is_safe(other.sqlite_version_info):
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} can damage its files (the WAL-reset bug). "
            "Install the package pysqlite3 or a Python with SQLite 3.51.3 or newer."
        )
    sys.modules["sqlite3"] = other
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


install()
