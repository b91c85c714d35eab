"""One SQLite file and the one task that owns its connection.

Callers hand over whole transactions and get a future back. A transaction is one call in the connection's thread, from
BEGIN to COMMIT: a caller that is cancelled cancels only its waiting, and a half one can never be left for the next.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from shared.errors import StoreCorrupt, StoreError, StoreInUse, StoreTooNew
from shared.storage import engine as _engine  # noqa: F401  (chooses the library before aiosqlite imports it)
from shared.storage.beside import copy_without
from shared.storage.migrations import statements
from shared.storage.place import problem_with_place

import aiosqlite  # isort: skip
import sqlite3  # isort: skip

T = TypeVar("T")
Connection = sqlite3.Connection
Job = Callable[[Connection], T]
"""What to do within one transaction. It runs in the connection's thread, and waits for nothing but the disk."""

Reader = Callable[..., str | bytes | None]
"""What a migration finds out from the values of some columns. It must not raise."""

_NO_FUNCTIONS: Mapping[str, Reader] = {}

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "wal_autocheckpoint = 200",
    "journal_size_limit = 4194304",
)
_QUEUED = 10_000
_FAILURES = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What a bad file or disk leads to. The last: sqlite3 cannot even say which damaged name it stumbles over."""


class Database:
    """An open database file. `open` makes one; `close` must follow."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self.path = path
        self._connection: aiosqlite.Connection | None = connection
        self._is_closed = False
        self._jobs: asyncio.Queue[tuple[Job[Any], asyncio.Future[Any]] | None] = asyncio.Queue(_QUEUED)
        self._owner = asyncio.create_task(self._own(), name=f"owner of {path.name}")

    @classmethod
    async def open(
        cls,
        path: Path,
        migrations: Sequence[str],
        functions: Mapping[str, Reader] = _NO_FUNCTIONS,
        *,
        is_verified: bool = False,
    ) -> Database:
        """Open the file, made anew if there is none, and bring it up to the last of the migrations (SQL scripts).

        The scripts may call the functions by their names, for what SQL alone cannot find out. If the file
        is to be verified, every page and every index is read first, about a second per million rows.

        Before a file of an older program is changed, it is kept as it was in NAME.before-VERSION.sqlite beside it.
        Raises StoreTooNew, StoreInUse, StoreCorrupt or StoreError, each with a sentence that names the file.
        """
        problem = problem_with_place(path)
        if problem is not None:
            raise StoreError(problem)
        try:
            connection = await _connect(path)
        except _FAILURES as error:
            raise _explained(path, error) from None
        database = cls(path, connection)
        try:
            version = await database.read(lambda conn: _version(conn, path, len(migrations)))
            if is_verified:
                await database.read(lambda conn: _verify(conn, path))
            if 0 < version < len(migrations):
                await asyncio.to_thread(copy_without, path, path.with_suffix(f".before-{version}.sqlite"), ())
            await database.run(lambda conn: _migrate(conn, path, migrations, functions))
        except BaseException:
            await database.close()
            raise
        return database

    async def run(self, job: Job[T]) -> T:
        """Run the job in a transaction of its own; what it returns once all of it is on disk.

        Raises what the job raises, after a rollback, and StoreError where the database fails or is closed.
        """
        return await self._answer_to(partial(transact, job=job))

    async def read(self, job: Job[T]) -> T:
        """Run a job that only reads. However long it takes, another program can write meanwhile."""
        return await self._answer_to(partial(transact, job=job, begin="BEGIN"))

    async def _answer_to(self, transaction: Job[T]) -> T:
        if self._is_closed:
            raise StoreError(f"{self.path} is closed.")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        await self._jobs.put((transaction, answer))
        return await asyncio.shield(answer)

    async def close(self) -> None:
        """Finish what is queued and close the file."""
        if not self._is_closed:
            self._is_closed = True
            await self._jobs.put(None)
        await asyncio.shield(self._owner)

    async def _own(self) -> None:
        while (item := await self._jobs.get()) is not None:
            transaction, answer = item
            try:
                result = await self._do(transaction)
            except _FAILURES as error:
                await self._let_go()
                _answer(answer, error=_explained(self.path, error))
            except Exception as error:
                _answer(answer, error=error)
            else:
                if not answer.done():
                    answer.set_result(result)
        await self._let_go()

    async def _do(self, transaction: Job[T]) -> T:
        if self._connection is None:
            self._connection = await _connect(self.path)
        return await _in_thread(self._connection, partial(_carried, transaction))

    async def _let_go(self) -> None:
        """After a failure nothing is known of what the connection still holds: the next job takes a new one."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                await self._connection.close()
        self._connection = None


def prepare(connection: Connection) -> None:
    """Make a connection what both programs rely on, and read the file for the first time."""
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT count(*) FROM sqlite_schema")


def transact(connection: Connection, job: Job[T], begin: str = "BEGIN IMMEDIATE") -> T:
    """Do the job, all of it or nothing; what it returns once that is on disk. Raises what the job or SQLite raises."""
    connection.execute(begin)
    try:
        result = job(connection)
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return result


def _carried(transaction: Job[T], connection: Connection) -> T:
    """The transaction's result. A StopIteration becomes another error: no future can carry it, and all would wait."""
    try:
        return transaction(connection)
    except StopIteration as error:
        raise RuntimeError("A job raised StopIteration.") from error


def _answer(answer: asyncio.Future[Any], *, error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = aiosqlite.connect(path, isolation_level=None)
    # A process that ends in a hurry must not hang on this thread.
    connection._thread.daemon = True
    try:
        await connection
    except BaseException:
        # It has told its thread to stop but does not wait for it; the thread answers to this loop, which may end now.
        await asyncio.to_thread(connection._thread.join, 5)
        raise
    try:
        await _in_thread(connection, prepare)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _in_thread(connection: aiosqlite.Connection, function: Callable[[Connection], T]) -> T:
    """Call the function in the connection's thread: one hop there and back, whatever it does with the connection."""
    result: T = await connection._execute(function, connection._conn)  # type: ignore[no-untyped-call]
    return result


def _version(connection: Connection, path: Path, newest: int) -> int:
    """How many migrations the file has had; 0 for a new one. Raises StoreTooNew."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise StoreTooNew(f"{path} was written by a newer version of Stegvis: upgrade this program.")
    return version


def _verify(connection: Connection, path: Path) -> None:
    """Raise StoreCorrupt unless the file's pages hang together and its indices say what its tables say."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreCorrupt(f"{path} is damaged ({found}).")


def _migrate(connection: Connection, path: Path, migrations: Sequence[str], functions: Mapping[str, Reader]) -> None:
    for name, function in functions.items():
        connection.create_function(name, -1, function, deterministic=True)
    # Asked again within the transaction: another program may have been quicker.
    left = migrations[_version(connection, path, len(migrations)) :]
    for script in left:
        for statement in statements(script):
            connection.execute(statement)
    if left:
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _explained(path: Path, error: Exception) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreInUse(f"{path} is in use by another program ({text}).")
    if any(word in text for word in ("not a database", "malformed", "corrupt", "decode")):
        return StoreCorrupt(f"{path} is damaged ({text}).")
    return StoreError(f"{path} cannot be used: {text}.")
