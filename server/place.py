"""What lies where in a server's data directory, and who may do what to it at the same time.

The store is SQLite's to share: a server and commands have it open together. Whoever puts another file in its place must
be alone, since SQLite knows a database's log by its name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from server.store.sqlite import MIGRATIONS, SqliteStore
from shared.errors import InputError, StoreError, StoreInUse
from shared.storage import beside
from shared.storage.lock import FileLock
from shared.storage.migrations import scripts
from shared.sync.down import PlanLine

STORE = "server.sqlite"

SERVER_LOCK = "server.lock"
"""Held by the server."""
COMMANDS_LOCK = "commands.lock"
"""Shared by commands that open the store; held by one that replaces it."""
BACKUP_LOCK = "backup.lock"
"""Held by the command that makes a backup."""


@contextmanager
def holding(path: Path, sentence: str, *, is_shared: bool = False) -> Iterator[None]:
    """Hold a lock within the block. Raises StoreInUse with that sentence if somebody else has it."""
    try:
        lock = FileLock.take(path, is_shared=is_shared)
    except StoreInUse:
        raise StoreInUse(sentence) from None
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {error}.") from None
    try:
        yield
    finally:
        lock.release()


def is_served(data: Path) -> bool:
    """Whether a server runs on that data directory."""
    try:
        with holding(data / SERVER_LOCK, ""):
            return False
    except StoreInUse:
        return True


@asynccontextmanager
async def store_of(data: Path) -> AsyncIterator[SqliteStore]:
    """The store of a data directory, open beside whoever else has it open. Raises StoreError and InputError."""
    path = data / STORE
    if not path.is_file():
        raise InputError(f"There is no store in {data}.")
    with holding(data / COMMANDS_LOCK, f"The store in {data} is being replaced; wait for that.", is_shared=True):
        if _is_old(path) and is_served(data):
            raise StoreError(f"An older version of the server serves {data}; restart it with this version first.")
        store = await SqliteStore.open(path)
        try:
            yield store
        finally:
            await store.close()


async def the_plan(store: SqliteStore, name: str) -> PlanLine:
    """The plan of that name. Raises InputError if there is none."""
    found = await store.plan_named(name)
    if found is None:
        names = ", ".join(line.name for line in await store.plans())
        raise InputError(f"There is no plan called {name}; there {f'are: {names}' if names else 'are none'}.")
    return found


def _is_old(path: Path) -> bool:
    with beside.read_only(path) as conn:
        return int(conn.execute("PRAGMA user_version").fetchone()[0]) < len(scripts(MIGRATIONS))
