"""Backups of a store: made while it is in use, believed only once they have been read."""

from __future__ import annotations

from pathlib import Path

import msgspec

from server.place import BACKUP_LOCK, STORE, holding
from server.store.log import SqliteLog
from server.store.replay import end_of, load
from server.store.sqlite import MIGRATIONS
from shared.errors import InputError, StoreCorrupt, StoreError, StoreTooNew
from shared.ids import PlanId
from shared.storage import beside
from shared.storage.database import Connection
from shared.storage.migrations import scripts
from shared.sync.down import PlanLine

_TABLES = {"person", "plan", "log"}
"""What the store of every version has, and nothing else of ours has all of."""


class End(msgspec.Struct, frozen=True):
    """How far a plan's log goes in a file, and the chain there."""

    line: PlanLine
    chain: bytes


def back_up(data: Path, target: Path, *, may_replace: bool) -> list[End]:
    """Copy the store of a data directory, which may be in use, to one file; what is in the copy, as read from it.

    The copy has its name only once it has been verified and synced. Raises StoreError and InputError; then whatever the
    target was, it is still.
    """
    _check_target(data, target, may_replace=may_replace)
    with (
        holding(data / BACKUP_LOCK, f"Another backup of {data} is being made."),
        beside.taking_place_of(target) as part,
    ):
        beside.copy(data / STORE, part)
        ends = verified(part, str(data / STORE))
        _check_target(data, target, may_replace=may_replace)
    return ends


def verified(path: Path, name: str) -> list[End]:
    """The plans of a store of today's version that nobody has open, by name: every page and index is read, every chain
    followed from the first transaction to the last, and every plan made as a server would make it. `name` is what
    messages call it. Raises StoreError."""
    with beside.read_only(path) as conn:
        _check_pages(conn, name)
        lines = conn.execute("SELECT id, name FROM plan ORDER BY name").fetchall()
        return [_end(conn, name, PlanId(plan), title) for plan, title in lines]


def check_is_store(path: Path) -> None:
    """Raises StoreError unless the file looks like a server's store, whole, of this version or an older one."""
    try:
        with beside.read_only(path) as conn:
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
            tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if not version or not tables >= _TABLES:
                raise StoreError(f"{path} is not a backup of a Stegvis server.")
            if version > len(scripts(MIGRATIONS)):
                raise StoreTooNew(f"{path} was written by a newer version of Stegvis: upgrade this program.")
            _check_pages(conn, str(path))
    except StoreError as error:
        if "not a database" in str(error):
            raise StoreError(f"{path} is not a backup of a Stegvis server.") from None
        raise


def _check_target(data: Path, target: Path, *, may_replace: bool) -> None:
    if not (data / STORE).is_file():
        raise InputError(f"There is no store in {data}.")
    if not target.parent.is_dir():
        raise InputError(f"There is no directory {target.parent} to put a backup in.")
    if target.resolve().parent == data.resolve() and target.name.startswith(STORE):
        raise InputError(f"{target} is where the server keeps its own files; choose another name.")
    if target.is_dir():
        raise InputError(f"{target} is a directory; give the backup a name within it.")
    if target.exists() and not may_replace:
        raise InputError(f"{target} is there already; --force replaces it.")


def _check_pages(conn: Connection, name: str) -> None:
    (found,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StoreCorrupt(f"{name} is damaged ({' '.join(str(found).split())}).")


def _end(conn: Connection, name: str, plan: PlanId, title: str) -> End:
    log = SqliteLog(conn, plan, name)
    seq, chain = end_of(name, log)
    loaded = load(name, log)
    if (loaded.plan.seq, loaded.chain) != (seq, chain):
        raise StoreCorrupt(f"{name} is damaged: the plan {title} does not come to the end of its log.")
    return End(PlanLine(plan, title, seq), chain)
