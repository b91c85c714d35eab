"""How files of older programs become files of this one: whole or not at all, and with a copy of what was."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from shared.errors import StoreError
from shared.storage.beside import read_only
from shared.storage.database import Database
from shared.storage.migrations import scripts, statements

FIRST = "CREATE TABLE pair (half TEXT NOT NULL) STRICT;\nINSERT INTO pair VALUES ('one');\n"
SECOND = "CREATE TABLE more (half TEXT NOT NULL) STRICT;\nINSERT INTO more SELECT half FROM pair;\n"
FAILS = "CREATE TABLE more (half TEXT NOT NULL) STRICT;\nINSERT INTO nowhere VALUES (1);\n"


async def migrated(path: Path, *migrations: str) -> None:
    """Open the file and close it again."""
    await (await Database.open(path, migrations)).close()


def contents(path: Path) -> tuple[int, dict[str, list[tuple[object, ...]]]]:
    """The version of a file, and all that its tables hold."""
    with read_only(path) as opened:
        names = [row[0] for row in opened.execute("SELECT name FROM sqlite_schema ORDER BY name")]
        rows = {name: opened.execute(f"SELECT * FROM {name}").fetchall() for name in names}
        return opened.execute("PRAGMA user_version").fetchone()[0], rows


def names(directory: Path) -> set[str]:
    """The files in a directory."""
    return {entry.name for entry in directory.iterdir()}


async def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Old or new, never between: the old program must still be able to open it."""
    path = tmp_path / "1.sqlite"
    await migrated(path, FIRST)
    before = contents(path)
    with pytest.raises(StoreError, match=r"1\.sqlite cannot be used: no such table: nowhere"):
        await migrated(path, FIRST, FAILS)
    assert contents(path) == before == (1, {"pair": [("one",)]})
    await migrated(path, FIRST, SECOND)
    assert contents(path) == (2, {"more": [("one",)], "pair": [("one",)]})


async def test_a_migration_reads_what_sql_cannot(tmp_path: Path) -> None:
    """What a new column is to hold may lie inside bytes that only the program understands."""
    path = tmp_path / "1.sqlite"
    await migrated(path, FIRST)
    script = "CREATE TABLE more (half TEXT) STRICT;\nINSERT INTO more SELECT last_of(CAST(half AS BLOB)) FROM pair;\n"
    database = await Database.open(path, [FIRST, script], {"last_of": lambda raw: chr(raw[-1])})
    await database.close()
    assert contents(path) == (2, {"more": [("e",)], "pair": [("one",)]})


async def test_opening_a_file_of_today_writes_nothing(tmp_path: Path) -> None:
    """Who has it open already would take it for somebody's change, and look everything up again."""
    path = tmp_path / "1.sqlite"
    await migrated(path, FIRST)
    database = await Database.open(path, [FIRST])
    before = await database.run(lambda conn: conn.execute("PRAGMA data_version").fetchone())
    await migrated(path, FIRST)
    assert await database.run(lambda conn: conn.execute("PRAGMA data_version").fetchone()) == before
    await database.close()


async def test_a_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    """A mistake in a migration shows when people look at their plan; by then only a copy helps."""
    path = tmp_path / "1.sqlite"
    await migrated(path, FIRST)
    assert names(tmp_path) == {"1.sqlite"}
    before = contents(path)
    for _ in range(2):
        await migrated(path, FIRST, SECOND)
        assert names(tmp_path) == {"1.sqlite", "1.before-1.sqlite"}
    assert contents(tmp_path / "1.before-1.sqlite") == before


async def test_where_no_copy_can_be_made_nothing_is_migrated(tmp_path: Path) -> None:
    """The disk is full: better not to start than to start without the copy."""
    path = tmp_path / "1.sqlite"
    await migrated(path, FIRST)
    (tmp_path / "1.before-1.sqlite").mkdir()
    with pytest.raises(StoreError, match=r"1\.before-1\.sqlite"):
        await migrated(path, FIRST, SECOND)
    assert contents(path) == (1, {"pair": [("one",)]})


def test_a_statement_ends_where_sqlite_says_so() -> None:
    """A trigger and a text have semicolons within."""
    first = "CREATE TABLE a (b);\n"
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\n  INSERT INTO a VALUES (';\n');\nEND;\n"
    last = "SELECT 1"
    assert list(statements(first + trigger + "\n" + last)) == [first, trigger, "\n" + last]
    assert list(statements("\n \n")) == []


@pytest.mark.parametrize("package", ["server.store.migrations", "tui.migrations"])
def test_migrations_are_numbered_without_gaps(package: str) -> None:
    """A file's version is how many it has had: a gap or a double would run one twice or never."""
    names = sorted(entry.name for entry in files(package).iterdir() if entry.name.endswith(".sql"))
    assert [int(name[:4]) for name in names] == list(range(1, len(scripts(package)) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", name) for name in names)
