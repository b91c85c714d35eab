"""What both programs do to their files, one transaction after the other."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from hashlib import sha256
from pathlib import Path

from server.store.base import Parked
from server.store.sqlite import SqliteStore
from shared.ids import ROOT, ClientId, Key, PersonId
from shared.plan.edits import set_cell
from shared.plan.fields import Role
from shared.plan.inverse import inverse
from shared.plan.refusal import Refusal, Why
from shared.storage.database import Connection, Database
from shared.sync.client_actions import Sealed, StoreChunk, StoreConfirmed, StoreImage, StoreReturned
from shared.sync.sequencer import KeyedRow
from tests.builders import ANNA, Desk, words
from tests.histories import PLAN, History
from tui.local_store import LocalStore

Work = Callable[[Path], AsyncGenerator[Database, None]]
"""Opens a file, and yields its database after each transaction that was acknowledged; closes it at the end."""


async def of_the_server(path: Path) -> AsyncGenerator[Database, None]:
    """A plan, people, what administrators decide, commits of one to five rows, an image, and rows that are packed."""
    store = await SqliteStore.open(path)
    try:
        yield store._database
        await store.create_plan(PLAN, "plan", 1, "epoch")
        yield store._database
        history = History()
        for number in range(60):
            rows = history.rows(number % 5 + 1)
            await store.append(PLAN, rows)
            yield store._database
            if number % 5 == 4:
                for change in decisions(store, rows[0], f"id{number}"):
                    await change
                    yield store._database
            if number % 20 == 19:
                await store.put_image(PLAN, history.image())
                yield store._database
                assert await store.compact(PLAN, 10)
                yield store._database
    finally:
        await store.close()


def decisions(store: SqliteStore, row: KeyedRow, login: str) -> Iterator[Awaitable[object]]:
    """What is kept besides the log: somebody new, their role, what is backed up, what waits for an administrator."""
    person = PersonId(f"id-{login}")
    yield store.person(login, person)
    yield store.grant(PLAN, person, Role.PLANNER)
    yield store.note_backed_up(PLAN, row.seq)
    yield store.park(PLAN, Parked(row.logged.key, person, 1, Refusal(Why.NO_NODE, ""), row.row.body))


async def of_a_client(path: Path) -> AsyncGenerator[Database, None]:
    """Edits, each pending until the server confirms it or, now and then, refuses it; half-written texts; an image."""
    store = await LocalStore.open(path)
    try:
        yield store._database
        await store.load(ANNA)
        yield store._database
        desk, history, seq = Desk(), History(), 0
        for number, row in enumerate(history.rows(60), start=1):
            op = set_cell(desk.plan, ROOT, "title", words(f"Plan {number}"))
            transaction, undo = desk.transaction(op), inverse(desk.plan, [op])
            await store.put_pending(transaction, undo)
            yield store._database
            key = Key(ClientId(ANNA), number)
            if number % 7 == 0:
                await store.put_returned(StoreReturned(transaction, Refusal(Why.NO_NODE, "")))
            else:
                seq += 1
                await store.confirm(StoreConfirmed((row.row,), seq, ((key, seq),)), 1)
            yield store._database
            if number % 5 == 0:
                await store.save_draft(ROOT, "analysis", None, f"halv {number}")
                yield store._database
        image = history.image()
        for index, chunk in enumerate(image.chunks):
            await store.put_chunk(StoreChunk(image.head, index, chunk))
            yield store._database
        await store.put_image(StoreImage(image.head, Sealed(image.head.seq, image.head.chain, bytes(16))))
        yield store._database
    finally:
        await store.close()


def digest(conn: Connection) -> bytes:
    """All that the tables of a file hold, as one hash."""
    tables = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    kept = [(name, sql, sorted(map(repr, conn.execute(f"SELECT * FROM {name}")))) for name, sql in tables]
    return sha256(repr(kept).encode()).digest()
