"""Databases in memory, in the place of `shared.storage.database.Database`. The jobs are the real ones, on real SQLite.

What a job has done is kept when its program ends right after it, though nobody was told; what it has not begun is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from shared.errors import StoreError
from shared.storage.database import Connection, Database, Job, T, transact
from shared.storage.migrations import scripts, statements
from tests.simulation.virtual.loop import Life
from tui.marked import mark

import sqlite3  # isort: skip

_PAUSES_S = (0.0, 0.0, 0.001, 0.001, 0.01, 0.2)


class Disk:
    """What outlives a program."""

    def __init__(self, made: Connection) -> None:
        self.connection = _copied(made)

    @classmethod
    def fresh(cls, migrations: str) -> Disk:
        """An empty file with the tables of today."""
        return cls(_migrated(migrations))

    def copied(self) -> Disk:
        """A copy of it, as a backup takes it."""
        return Disk(self.connection)

    def look(self, job: Job[T]) -> T:
        """Look at the file from outside."""
        return job(self.connection)


class VirtualDatabase(Database):
    """A `Database` over such a disk. `note` is told of every job that was done."""

    def __init__(self, disk: Disk, chance: random.Random, note: Callable[[str], None]) -> None:
        # A file that exists, and that stays where it is.
        self.path = Path(__file__)
        self._disk = disk
        self._chance = chance
        self._note = note
        self._is_closed = False
        self._waiting: asyncio.Queue[tuple[Job[Any], asyncio.Future[Any]] | None] = asyncio.Queue()
        self._owner = asyncio.create_task(self._own())

    async def run(self, job: Job[T]) -> T:
        """Run the job, after those before it."""
        Life.check()
        if self._is_closed:
            raise StoreError("closed.")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((job, answer))
        return await asyncio.shield(answer)

    async def read(self, job: Job[T]) -> T:
        """Like `run`."""
        return await self.run(job)

    async def close(self) -> None:
        """Finish what is queued."""
        if not self._is_closed:
            self._is_closed = True
            self._waiting.put_nowait(None)
        await asyncio.shield(self._owner)

    async def _own(self) -> None:
        while (item := await self._waiting.get()) is not None:
            job, answer = item
            await self._pause()
            result, error = self._done(job)
            self._note(f"job {type(error).__name__}")
            await self._pause()
            if answer.done():
                continue
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(result)

    def _done(self, job: Job[T]) -> tuple[T | None, Exception | None]:
        Life.check()
        try:
            return transact(self._disk.connection, job), None
        except sqlite3.Error as error:
            return None, StoreError(f"{error}.")
        except Exception as error:
            return None, error

    async def _pause(self) -> None:
        await asyncio.sleep(self._chance.choice(_PAUSES_S))


def _copied(made: Connection) -> Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    made.backup(connection)
    return connection


@cache
def _migrated(package: str) -> Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.create_function("author_of", 1, lambda body: "", deterministic=True)
    connection.create_function("mark", -1, mark, deterministic=True)
    with contextlib.closing(connection.cursor()) as cursor:
        for script in scripts(package):
            for statement in statements(script):
                cursor.execute(statement)
    return connection
