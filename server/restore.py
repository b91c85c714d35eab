"""Going on from a backup: the copy is made ready beside the store, and takes its place in one step."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from server.backup import End, check_is_store, verified
from server.place import COMMANDS_LOCK, SERVER_LOCK, STORE, holding
from server.store.sqlite import SqliteStore
from shared.errors import InputError, StoreError, StoreInUse
from shared.ids import PlanId
from shared.storage import beside

_WORK = ".restoring"


class Ready:
    """A verified copy of a backup, about to take the place of a data directory's store."""

    def __init__(self, data: Path, ends: Sequence[End]) -> None:
        self.ends = ends
        """The plans in it."""
        self._data = data
        self._store = data / STORE

    @property
    def replaces(self) -> bool:
        """Whether there is a store now."""
        return self._store.exists()

    def put_in_place(self) -> Path | None:
        """Put it in place; where the store of before is kept, if there was one. Raises StoreError; then the store of
        before is still in place."""
        try:
            kept = self._keep_before() if self.replaces else None
            (self._data / _WORK / STORE).replace(self._store)
            beside.sync(self._data)
        except OSError as error:
            raise StoreError(f"The store in {self._data} cannot be replaced: {error}.") from None
        return kept

    def _keep_before(self) -> Path:
        log = _beside(self._store, "-wal")
        set_aside = self._copied(log) if log.exists() else None
        try:
            beside.fold(self._store)
            set_aside = None
        except StoreInUse:
            raise
        except StoreError:
            # Too damaged to be opened, and SQLite may have taken its log away: they are kept as they were.
            pass
        kept = next(path for n in count(1) if not (path := _beside(self._store, f".before-restore-{n}")).exists())
        if set_aside is not None:
            set_aside.replace(_beside(kept, "-wal"))
        self._copied(self._store).replace(kept)
        beside.sync(self._data)
        for ending in ("-wal", "-shm"):
            _beside(self._store, ending).unlink(missing_ok=True)
        return kept

    def _copied(self, source: Path) -> Path:
        copy = self._data / _WORK / f"before-{source.name}"
        shutil.copyfile(source, copy)
        beside.sync(copy)
        return copy


@contextmanager
def preparing(data: Path, source: Path, new_id: Callable[[], str]) -> Iterator[Ready]:
    """Verify a backup and make a copy of it ready, in which every plan has a new epoch; within the block no server can
    start. The store in the data directory is not touched. Raises StoreError and InputError."""
    if not source.is_file():
        raise InputError(f"There is no backup {source}.")
    if (data / STORE).exists() and source.samefile(data / STORE):
        raise InputError(f"{source} is the store itself, and no backup of it.")
    check_is_store(source)
    work = data / _WORK
    with _alone(data):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            beside.copy(source, work / STORE)
            asyncio.run(_begin_anew(work / STORE, new_id))
            yield Ready(data, verified(work / STORE, str(source)))
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data directory, made if need be, against servers and other commands."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"{data} cannot be made: {error}.") from None
    with (
        holding(data / SERVER_LOCK, f"A server serves {data}; stop it first."),
        holding(data / COMMANDS_LOCK, f"Another command works on {data}; wait for it."),
    ):
        yield


async def _begin_anew(path: Path, new_id: Callable[[], str]) -> None:
    """Bring the copy to this version, and begin a new epoch of each of its plans. What is in it is in a backup."""
    store = await SqliteStore.open(path)
    try:
        for line in await store.plans():
            await store.new_epoch(PlanId(line.id), new_id())
            await store.note_backed_up(PlanId(line.id), line.head)
    finally:
        await store.close()
    beside.fold(path)
    beside.sync(path)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
