"""The store in one SQLite file: the default, no set-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from server.store.base import Loaded
from shared.errors import RemoteProtocolError, StoreCorrupt
from shared.ids import PersonId, PlanId
from shared.plan.apply import apply
from shared.plan.model import Plan
from shared.storage.database import Connection, Database
from shared.storage.migrations import scripts
from shared.sync.chain import START, LogRow, link
from shared.sync.codec import decode_entry
from shared.sync.down import Person, PlanLine
from shared.sync.sequencer import KeyedRow, Known

_ROWS_BYTES = 2 * 2**20
_LINE = "SELECT id, name, (SELECT coalesce(max(seq), 0) FROM log WHERE log.plan = plan.id) FROM plan"


class SqliteStore:
    """A `Store` in a file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, path: Path) -> SqliteStore:
        """Open the file, or make it. Raises StoreError."""
        return cls(await Database.open(path, scripts("server.store.migrations")))

    async def close(self) -> None:
        """Finish and close."""
        await self._database.close()

    async def plans(self) -> list[PlanLine]:
        """The plans there are, by name."""
        return await self._database.run(lambda conn: _lines(conn, f"{_LINE} ORDER BY name"))

    async def plan_named(self, name: str) -> PlanLine | None:
        """The plan of that name, or None."""
        found = await self._database.run(lambda conn: _lines(conn, f"{_LINE} WHERE name = ?", (name,)))
        return found[0] if found else None

    async def create_plan(self, plan: PlanId, name: str, at: int) -> PlanLine:
        """Make a plan, or return the one that has the name already."""

        def job(conn: Connection) -> PlanLine:
            conn.execute("INSERT OR IGNORE INTO plan VALUES (?, ?, ?)", (plan, name, at))
            return _lines(conn, f"{_LINE} WHERE name = ?", (name,))[0]

        return await self._database.run(job)

    async def load(self, plan: PlanId) -> Loaded:
        """The plan at the end of its log. Raises StoreCorrupt if the chain of its log does not hold."""

        def job(conn: Connection) -> Loaded:
            rows = conn.execute("SELECT body, chain FROM log WHERE plan = ? ORDER BY seq", (plan,))
            return _replayed(self._database.path, rows)

        return await self._database.run(job)

    async def append(self, plan: PlanId, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end of the log, all or none; returns when they are synced to disk."""

        def job(conn: Connection) -> None:
            conn.executemany(
                "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)",
                [(plan, kept.seq, kept.key.client, kept.key.counter, kept.row.body, kept.row.chain) for kept in rows],
            )

        await self._database.run(job)

    async def rows(self, plan: PlanId, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` rows that follow seq `after`, in order; fewer where they are long, but one if there is one."""

        def job(conn: Connection) -> list[LogRow]:
            cursor = conn.execute(
                "SELECT body, chain FROM log WHERE plan = ? AND seq > ? ORDER BY seq LIMIT ?", (plan, after, limit)
            )
            rows: list[LogRow] = []
            size = 0
            for body, chain in cursor:
                size += len(body)
                if rows and size > _ROWS_BYTES:
                    break
                rows.append(LogRow(body, chain))
            cursor.close()
            return rows

        return await self._database.run(job)

    async def chain_at(self, plan: PlanId, seq: int) -> bytes | None:
        """The chain at that seq (`chain.START` at 0), or None if the log has no such row."""
        if seq == 0:
            return START

        def job(conn: Connection) -> bytes | None:
            row = conn.execute("SELECT chain FROM log WHERE plan = ? AND seq = ?", (plan, seq)).fetchone()
            return bytes(row[0]) if row else None

        return await self._database.run(job)

    async def person(self, login: str, new_id: PersonId) -> Person:
        """The person who signs in under that name; a new one, with the id given, at the first time."""

        def job(conn: Connection) -> Person:
            conn.execute("INSERT OR IGNORE INTO person VALUES (?, ?, ?)", (new_id, login, login))
            return _people(conn, "WHERE login = ?", (login,))[0]

        return await self._database.run(job)

    async def people(self) -> list[Person]:
        """Everybody the store knows."""
        return await self._database.run(lambda conn: _people(conn, "ORDER BY name"))


def _lines(conn: Connection, sql: str, values: tuple[str, ...] = ()) -> list[PlanLine]:
    return [PlanLine(*row) for row in conn.execute(sql, values).fetchall()]


def _people(conn: Connection, rest: str, values: tuple[str, ...] = ()) -> list[Person]:
    return [Person(*row) for row in conn.execute(f"SELECT id, name FROM person {rest}", values).fetchall()]


def _replayed(path: Path, rows: Iterable[tuple[Any, ...]]) -> Loaded:
    plan, chain, known = Plan(), START, []
    for body, stored in rows:
        chain = link(chain, body)
        if chain != stored:
            raise StoreCorrupt(f"{path} is damaged: the log does not hold from transaction {plan.seq + 1} on.")
        try:
            entry = decode_entry(body)
            apply(plan, entry)
        except RemoteProtocolError as error:
            raise StoreCorrupt(f"{path} is damaged at transaction {plan.seq + 1}: {error}.") from None
        known.append(Known(entry.transaction.key, entry.seq, entry.author))
    return Loaded(plan, chain, known)
