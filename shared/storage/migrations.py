"""How a database gets the tables of today: numbered scripts in a package, each run once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from shared.storage import engine as _engine  # noqa: F401  (chooses the library before sqlite3 is imported)

import sqlite3  # isort: skip


def scripts(package: str) -> list[str]:
    """The SQL scripts of a package of migrations, by the numbers their names begin with: 0001, 0002, ..."""
    found = [entry for entry in files(package).iterdir() if entry.name.endswith(".sql")]
    return [entry.read_text("utf-8") for entry in sorted(found, key=lambda entry: entry.name)]


def statements(script: str) -> Iterator[str]:
    """The statements of a script, each ending a line; the last one may lack its semicolon.

    They are run one by one because `executescript` commits the transaction it is called in.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
