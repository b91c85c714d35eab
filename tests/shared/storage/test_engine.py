"""No version of SQLite that can damage its files is used."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest

from shared.errors import StoreError
from shared.storage import engine


def a_library(*version: int) -> ModuleType:
    """A module like sqlite3, with that version."""
    module = ModuleType("sqlite3")
    vars(module).update(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))
    return module


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """What can be imported; the interpreter's own SQLite is unsafe."""
    found: dict[str, ModuleType] = {}

    def import_module(name: str) -> ModuleType:
        if name not in found:
            raise ImportError(name)
        return found[name]

    monkeypatch.setattr(engine, "sqlite3", a_library(3, 40, 1))
    monkeypatch.setattr(importlib, "import_module", import_module)
    for name in ("sqlite3", "sqlite3.dbapi2"):
        monkeypatch.setitem(sys.modules, name, sys.modules[name])
    return found


@pytest.mark.parametrize("stand_in", [None, (3, 51, 1)])
def test_an_unsafe_version_is_refused(modules: dict[str, ModuleType], stand_in: tuple[int, ...] | None) -> None:
    """It works for months, and then a database is gone. The sentence says what to install."""
    if stand_in:
        modules["pysqlite3"] = a_library(*stand_in)
    before = sys.modules["sqlite3"]
    with pytest.raises(StoreError, match=r"SQLite 3\.40\.1 .* Install the package pysqlite3 or a Python with"):
        engine.install()
    assert sys.modules["sqlite3"] is before


def test_a_safe_one_takes_its_place(modules: dict[str, ModuleType]) -> None:
    """Every `import sqlite3` from then on must get it, aiosqlite's too."""
    modules["pysqlite3"], modules["pysqlite3.dbapi2"] = a_library(3, 53, 4), ModuleType("dbapi2")
    engine.install()
    assert sys.modules["sqlite3"] is modules["pysqlite3"]
    assert sys.modules["sqlite3.dbapi2"] is modules["pysqlite3.dbapi2"]


def test_a_safe_interpreter_is_left_alone(modules: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is wrong nothing is needed."""
    monkeypatch.setattr(engine, "sqlite3", a_library(3, 53, 0))
    before = sys.modules["sqlite3"]
    engine.install()
    assert sys.modules["sqlite3"] is before
