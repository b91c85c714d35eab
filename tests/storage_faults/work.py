"""What both programs do to their files, one transaction after the other."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from hashlib import sha256
from pathlib import Path

from server.store.sqlite import SqliteStore
from shared.ids import ROOT, ClientId, Key, PersonId, PlanId
from shared.plan.edits import set_cell
from shared.plan.inverse import inverse
from shared.plan.refusal import Refusal, Why
from shared.storage.database import Connection, Database
from shared.sync.chain import START, LogRow, link
from shared.sync.client_actions import StoreConfirmed, StoreReturned
from shared.sync.codec import encode_entry
from shared.sync.sequencer import KeyedRow
from tests.builders import ANNA, Desk, words
from tui.local_store import LocalStore

PLAN = PlanId("p")
Work = Callable[[Path], AsyncGenerator[Database, None]]
"""Opens a file, and yields its database after each transaction that was acknowledged; closes it at the end."""


def log_rows(count: int) -> list[KeyedRow]:
    """The log of a plan in which somebody wrote so many titles, no two alike."""
    desk = Desk()
    node = desk.measure()
    for number in range(1, count):
        desk.do(set_cell(desk.plan, node, "title", words(f"Sjukfrånvaro {number} " + "å" * (number % 90))))
    chain, rows = START, []
    for entry in desk.entries:
        body = encode_entry(entry)
        chain = link(chain, body)
        rows.append(KeyedRow(entry.seq, entry.transaction.key, LogRow(body, chain)))
    return rows


async def of_the_server(path: Path) -> AsyncGenerator[Database, None]:
    """A plan, people, and commits of one to five rows."""
    store = await SqliteStore.open(path)
    try:
        yield store._database
        await store.create_plan(PLAN, "plan", 1)
        yield store._database
        rows, done, size = log_rows(180), 0, 1
        while done < len(rows):
            await store.append(PLAN, rows[done : done + size])
            yield store._database
            done, size = done + size, size % 5 + 1
            if size == 1:
                await store.person(f"person-{done}", PersonId(f"id{done}"))
                yield store._database
    finally:
        await store.close()


async def of_a_client(path: Path) -> AsyncGenerator[Database, None]:
    """Edits, each pending until the server confirms it or, now and then, refuses it; and half-written texts."""
    store = await LocalStore.open(path)
    try:
        yield store._database
        await store.load(ANNA)
        yield store._database
        desk, rows, seq = Desk(), log_rows(60), 0
        for number, row in enumerate(rows, start=1):
            op = set_cell(desk.plan, ROOT, "title", words(f"Plan {number}"))
            transaction, undo = desk.transaction(op), inverse(desk.plan, [op])
            await store.put_pending(transaction, undo)
            yield store._database
            key = Key(ClientId(ANNA), number)
            if number % 7 == 0:
                await store.put_returned(StoreReturned(transaction, Refusal(Why.NO_NODE, "")))
            else:
                seq += 1
                await store.confirm(StoreConfirmed((row.row,), seq, (key,), ()))
            yield store._database
            if number % 5 == 0:
                await store.save_draft(ROOT, "analysis", None, f"halv {number}")
                yield store._database
    finally:
        await store.close()


def digest(conn: Connection) -> bytes:
    """All that the tables of a file hold, as one hash."""
    tables = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    kept = [(name, sql, sorted(map(repr, conn.execute(f"SELECT * FROM {name}")))) for name, sql in tables]
    return sha256(repr(kept).encode()).digest()
