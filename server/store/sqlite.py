"""The store in one SQLite file: the default, no set-up."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from server.store.base import Loaded, Parked, Standing
from server.store.log import LOG_HEAD, SqliteLog
from server.store.replay import Verification, load, page
from server.store.segment import packed
from shared.errors import RemoteProtocolError, StoreCorrupt, StoreError
from shared.ids import ClientId, Key, PersonId, PlanId
from shared.plan.fields import Role
from shared.plan.refusal import Refusal
from shared.storage.database import Connection, Database
from shared.storage.migrations import scripts
from shared.sync.chain import SEAL_KEY_BYTES, LogRow
from shared.sync.codec import decode, decode_entry, encode
from shared.sync.down import Person, PlanLine
from shared.sync.image import Image
from shared.sync.sequencer import KeyedRow

T = TypeVar("T")

MIGRATIONS = "server.store.migrations"
"""The package of the scripts that make the tables."""

_LINE = f"SELECT id, name, {LOG_HEAD} FROM plan"
_refusal = msgspec.msgpack.Decoder(Refusal)

_HAS_ROOM = """
SELECT EXISTS (SELECT * FROM parked WHERE plan = ?1 AND client = ?2 AND counter = ?3)
    OR (SELECT count(*) FROM parked WHERE plan = ?1 AND author = ?4) < ?5
"""


class SqliteStore:
    """A `Store` in a file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._name = str(database.path)
        self._seen: tuple[Connection, int] | None = None

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        """Open the file, or make it. Raises StoreError; StoreCorrupt if it is damaged where no chain would show it."""
        store = cls(await Database.open(path, scripts(MIGRATIONS), {"author_of": _author_of}, is_verified=True))
        try:
            # A backup of a server that nobody has used yet must have the secret, too.
            await store.seal_key()
            await store.has_changed()
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Finish and close."""
        await self._database.close()

    async def plans(self) -> list[PlanLine]:
        """The plans there are, by name."""
        return await self._database.read(lambda conn: _lines(conn, f"{_LINE} ORDER BY name"))

    async def plan_named(self, name: str) -> PlanLine | None:
        """The plan of that name, or None."""
        found = await self._database.read(lambda conn: _lines(conn, f"{_LINE} WHERE name = ?", (name,)))
        return found[0] if found else None

    async def create_plan(self, plan: PlanId, name: str, at: int, epoch: str) -> PlanLine:
        """Make a plan, or return the one that has the name already. `at` is in ms since 1970."""

        def job(conn: Connection) -> PlanLine:
            sql = "INSERT INTO plan (id, name, created_ms, epoch) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING"
            conn.execute(sql, (plan, name, at, epoch))
            return _lines(conn, f"{_LINE} WHERE name = ?", (name,))[0]

        return await self._database.run(job)

    # The log

    async def load(self, plan: PlanId) -> Loaded:
        """The plan at the end of its log, from the newest image on; from the log alone where the image is damaged.
        Raises StoreCorrupt if the chain does not hold."""
        return await self._read_log(plan, lambda log: load(self._name, log))

    async def append(self, plan: PlanId, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end of the log, all or none; returns when they are synced to disk. Raises StoreError if they
        do not follow."""
        await self._on_log(plan, lambda log: log.append(rows))

    async def rows(self, plan: PlanId, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` rows that follow seq `after`, in order; fewer where they are long, but one if there is one."""
        return await self._read_log(plan, lambda log: page(self._name, log, after, limit))

    async def chain_at(self, plan: PlanId, seq: int) -> bytes | None:
        """The chain at that seq (`chain.START` at 0), or None if the log has no such row."""
        return await self._read_log(plan, lambda log: log.chain_at(seq))

    async def bytes_after(self, plan: PlanId, seq: int) -> int:
        """About how many bytes the entries after that seq take, packed as they are on the wire."""
        return await self._read_log(plan, lambda log: log.bytes_after(seq))

    async def seqs_of(self, plan: PlanId, keys: Sequence[Key]) -> dict[Key, int]:
        """The seqs of those of the keys that are in the log."""
        return await self._read_log(plan, lambda log: log.seqs_of(keys))

    async def put_image(self, plan: PlanId, image: Image) -> None:
        """Keep this image of the plan instead of the one before. Everything up to its seq is in the log."""
        while await self._on_log(plan, lambda log: log.list_keys(image.head.seq)):
            # What is to be appended meanwhile gets its turn.
            pass
        await self._on_log(plan, lambda log: log.put_image(image))

    async def image_seq(self, plan: PlanId) -> int:
        """The seq of the newest image; 0 if there is none that can be read."""
        return await self._read_log(plan, SqliteLog.image_seq)

    async def compact(self, plan: PlanId, keep: int) -> int:
        """Pack the rows up to the newest image, but for the last `keep` of them; how many were packed.

        One transaction for each segment, so that what is to be appended meanwhile gets its turn.
        """
        until = await self.image_seq(plan) - keep
        count = 0
        while rows := await self._read_log(plan, lambda log: log.oldest(until)):
            segment = await asyncio.to_thread(packed, rows)
            count += await self._on_log(plan, partial(_put_segment, rows=rows, segment=segment))
        return count

    async def verify(self, plan: PlanId) -> tuple[int, bytes]:
        """Replay the whole log, and compare it with its chain, its keys and the newest image; the seq and the chain at
        its end. Raises StoreCorrupt."""
        check = Verification(self._name)
        await self._read_log(plan, check.begin)
        while await self._read_log(plan, check.go_on):
            pass
        return check.replay.plan.seq, check.replay.chain

    # What administrators decide

    async def standing(self, plan: PlanId) -> Standing:
        """What administrators have decided about the plan so far. Raises StoreError if there is no such plan."""

        def job(conn: Connection) -> Standing:
            row = conn.execute("SELECT epoch, backed_up FROM plan WHERE id = ?", (plan,)).fetchone()
            if row is None:
                raise StoreError(f"{self._name} has no plan {plan}.")
            roles = conn.execute("SELECT person, role FROM role WHERE plan = ?", (plan,))
            try:
                return Standing(row[0], row[1], {person: Role(role) for person, role in roles})
            except ValueError:
                raise StoreCorrupt(f"{self._name} is damaged: it has a role that there is not.") from None

        return await self._database.read(job)

    async def new_epoch(self, plan: PlanId, epoch: str) -> None:
        """The log goes on from a backup: what it had after that is not in it any more."""
        await self._do("UPDATE plan SET epoch = ? WHERE id = ?", epoch, plan)

    async def note_backed_up(self, plan: PlanId, seq: int) -> None:
        """Everything up to that seq is in a backup."""
        await self._do("UPDATE plan SET backed_up = max(backed_up, ?) WHERE id = ?", seq, plan)

    async def grant(self, plan: PlanId, person: PersonId, role: Role) -> None:
        """Let somebody do what that role may do in the plan, instead of what they could before."""
        await self._do("INSERT OR REPLACE INTO role VALUES (?, ?, ?)", plan, person, role.value)

    async def has_changed(self) -> bool:
        """Whether another process, such as an administrator's command, has written since this was last asked, or since
        the file was opened."""

        def job(conn: Connection) -> bool:
            # The number means something to the connection that it was asked of, and to no other.
            before, self._seen = self._seen, (conn, int(conn.execute("PRAGMA data_version").fetchone()[0]))
            return before is None or before[0] is not conn or before[1] != self._seen[1]

        return await self._database.read(job)

    async def park(self, plan: PlanId, parked: Parked, at_most: int | None = None) -> bool:
        """Keep a refused transaction; whether it is kept. It is not where so many of its author's are already.

        Parking it again changes nothing, unless it was released: then it waits again, for the new reason.
        """
        sql = """INSERT INTO parked (plan, client, counter, author, at_ms, refusal, body)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (plan, client, counter)
            DO UPDATE SET at_ms = excluded.at_ms, refusal = excluded.refusal, released = 0 WHERE released"""
        key, refusal = parked.key, encode(parked.refusal)
        values = (plan, key.client, key.counter, parked.author, parked.at, refusal, parked.body)

        def job(conn: Connection) -> bool:
            if at_most is not None and not conn.execute(_HAS_ROOM, (*values[:4], at_most)).fetchone()[0]:
                return False
            conn.execute(sql, values)
            return True

        return await self._database.run(job)

    async def parked(self, plan: PlanId) -> list[Parked]:
        """What waits for an administrator, oldest first."""

        def job(conn: Connection) -> list[Parked]:
            sql = (
                "SELECT client, counter, author, at_ms, refusal, body, released FROM parked WHERE plan = ? ORDER BY id"
            )
            return [_parked(*row) for row in conn.execute(sql, (plan,))]

        try:
            return await self._database.read(job)
        except RemoteProtocolError as error:
            raise StoreCorrupt(f"{self._name} is damaged: {error}.") from None

    async def release(self, plan: PlanId, key: Key) -> None:
        """An administrator wants it in the plan: the server is to put it in order."""
        sql = "UPDATE parked SET released = 1 WHERE plan = ? AND client = ? AND counter = ?"
        await self._do(sql, plan, key.client, key.counter)

    async def releasing(self) -> list[PlanLine]:
        """The plans with something that was released and is parked still."""
        sql = f"{_LINE} WHERE id IN (SELECT plan FROM parked WHERE released) ORDER BY name"
        return await self._database.read(lambda conn: _lines(conn, sql))

    async def unpark(self, plan: PlanId, key: Key) -> None:
        """It has been dropped, or has its place in the log."""
        await self._do(
            "DELETE FROM parked WHERE plan = ? AND client = ? AND counter = ?", plan, key.client, key.counter
        )

    async def seal_key(self) -> bytes:
        """The secret that seals are made with, `SEAL_KEY_BYTES` bytes; made at the first time, and in every backup."""

        def made(conn: Connection) -> bytes:
            conn.execute("INSERT INTO server VALUES (1, ?) ON CONFLICT DO NOTHING", (os.urandom(SEAL_KEY_BYTES),))
            return bytes(conn.execute("SELECT seal_key FROM server").fetchone()[0])

        found = await self._database.read(lambda conn: conn.execute("SELECT seal_key FROM server").fetchone())
        return bytes(found[0]) if found else await self._database.run(made)

    async def person(self, login: str, new_id: PersonId) -> Person:
        """The person who signs in under that name; a new one, with the id given, at the first time."""

        def job(conn: Connection) -> Person:
            conn.execute("INSERT OR IGNORE INTO person VALUES (?, ?, ?)", (new_id, login, login))
            return _people(conn, "WHERE login = ?", (login,))[0]

        return await self._database.run(job)

    async def people(self) -> list[Person]:
        """Everybody the store knows."""
        return await self._database.read(lambda conn: _people(conn, "ORDER BY name"))

    async def _on_log(self, plan: PlanId, work: Callable[[SqliteLog], T]) -> T:
        return await self._database.run(lambda conn: work(SqliteLog(conn, plan, self._name)))

    async def _read_log(self, plan: PlanId, work: Callable[[SqliteLog], T]) -> T:
        return await self._database.read(lambda conn: work(SqliteLog(conn, plan, self._name)))

    async def _do(self, sql: str, *values: str | int | bytes) -> None:
        def job(conn: Connection) -> None:
            conn.execute(sql, values)

        await self._database.run(job)


def _lines(conn: Connection, sql: str, values: tuple[str, ...] = ()) -> list[PlanLine]:
    return [PlanLine(*row) for row in conn.execute(sql, values).fetchall()]


def _people(conn: Connection, rest: str, values: tuple[str, ...] = ()) -> list[Person]:
    return [Person(*row) for row in conn.execute(f"SELECT id, name FROM person {rest}", values).fetchall()]


def _parked(client: str, counter: int, author: str, at: int, refusal: bytes, body: bytes, released: int) -> Parked:
    return Parked(Key(ClientId(client), counter), author, at, decode(_refusal, refusal), body, bool(released))


def _author_of(body: bytes) -> str:
    """Who wrote an entry; nobody, where it cannot be read: loading the log will say so."""
    try:
        return decode_entry(body).author
    except RemoteProtocolError:
        return ""


def _put_segment(log: SqliteLog, *, rows: Sequence[LogRow], segment: bytes) -> int:
    return log.put_segment(rows, segment)
