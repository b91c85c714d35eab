"""The replica's SQLite file: what is confirmed, what is pending, what was returned, drafts, and how to undo."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from shared.errors import RemoteProtocolError, StoreCorrupt, StoreError
from shared.ids import ClientId, Key, NodeId
from shared.plan.apply import apply
from shared.plan.inverse import Undoing
from shared.plan.model import Plan
from shared.plan.ops import Entry, Transaction
from shared.plan.refusal import Refusal
from shared.storage.beside import copy_without, read_only
from shared.storage.database import Connection, Database
from shared.storage.migrations import scripts
from shared.sync.chain import START, link
from shared.sync.client_actions import StoreConfirmed, StoreIdentity, StoreImage, StoreReturned
from shared.sync.codec import decode, decode_entry, encode
from shared.sync.snapshot import image_of, plan_from

_IMAGE_AFTER = 300
"""Rows since the last image of the plan after which closing makes a new one."""

_transaction = msgspec.msgpack.Decoder(Transaction)
_refusal = msgspec.msgpack.Decoder(Refusal)
_undoing = msgspec.msgpack.Decoder(tuple[Undoing, ...])


class Loaded(msgspec.Struct, frozen=True):
    """A replica as its file has it."""

    plan: Plan
    """What is confirmed."""
    chain: bytes
    client: ClientId
    person: str
    next_counter: int
    pending: list[Transaction]
    returned: list[tuple[Transaction, Refusal]]
    image_seq: int
    people: dict[str, str]


class Undo(msgspec.Struct, frozen=True):
    """How to take back one of one's own transactions."""

    key: Key
    ops: tuple[Undoing, ...]


def seed(path: Path, other: Path) -> None:
    """Make a new replica with what another one of the same plan, which may be in use, has confirmed.

    What is pending, returned or half written there stays there, and so does who it is. Where the other one cannot be
    read nothing is made: the new replica starts empty, and the server fills it.
    """
    with contextlib.suppress(StoreError):
        copy_without(other, path, ("replica", "outbox", "returned", "undo", "draft"))


def has_pending(path: Path) -> bool:
    """Whether the replica in that file, which may be in use, has transactions to send."""
    try:
        with read_only(path) as opened:
            return opened.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is not None
    except StoreError:
        return False


class LocalStore:
    """The file of one replica."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, path: Path) -> LocalStore:
        """Open the file, or make it. Raises StoreError."""
        return cls(await Database.open(path, scripts("tui.migrations")))

    async def close(self) -> None:
        """Finish and close."""
        await self._database.close()

    async def load(self, new_client: ClientId) -> Loaded:
        """Read everything; a new replica becomes `new_client`. Raises StoreCorrupt."""
        path = self._database.path

        def job(conn: Connection) -> Loaded:
            conn.execute("INSERT OR IGNORE INTO replica VALUES (1, ?, 1, '')", (new_client,))
            client, counter, person = _one(conn, "SELECT client, next_counter, person FROM replica")
            plan, chain, seq = _confirmed(conn)
            pending = conn.execute("SELECT body FROM outbox ORDER BY counter").fetchall()
            returned = conn.execute("SELECT body, refusal FROM returned ORDER BY id").fetchall()
            return Loaded(
                plan,
                chain,
                ClientId(client),
                person,
                counter,
                [decode(_transaction, row[0]) for row in pending],
                [(decode(_transaction, row[0]), decode(_refusal, row[1])) for row in returned],
                seq,
                {row[0]: row[1] for row in conn.execute("SELECT id, name FROM person")},
            )

        try:
            return await self._database.run(job)
        except RemoteProtocolError as error:
            raise StoreCorrupt(f"{path} is damaged: {error}.") from None

    async def put_pending(self, transaction: Transaction, undo: Sequence[Undoing]) -> None:
        """Add a transaction to the outbox, with how to undo it."""

        def job(conn: Connection) -> None:
            counter = transaction.key.counter
            conn.execute("INSERT INTO outbox VALUES (?, ?)", (counter, encode(transaction)))
            conn.execute("UPDATE replica SET next_counter = ?", (counter + 1,))
            if undo:
                conn.execute("INSERT INTO undo VALUES (?, ?)", (counter, encode(tuple(undo))))

        await self._database.run(job)

    async def confirm(self, news: StoreConfirmed) -> None:
        """Write what the server confirmed: rows, answered keys and rebased transactions, all or none."""

        def job(conn: Connection) -> None:
            first = news.seq - len(news.rows) + 1
            if news.rows and _last_seq(conn) != first - 1:
                # What came in between was not written: this must not be either.
                raise StoreError(f"{self._database.path}: transaction {first} does not follow what is stored.")
            numbered = [(first + index, row.body, row.chain) for index, row in enumerate(news.rows)]
            conn.executemany("INSERT OR REPLACE INTO log VALUES (?, ?, ?)", numbered)
            answered = [(key.counter,) for key in news.answered]
            conn.executemany("DELETE FROM outbox WHERE counter = ?", answered)
            rebased = [(encode(transaction), transaction.key.counter) for transaction in news.rebased]
            conn.executemany("UPDATE outbox SET body = ? WHERE counter = ?", rebased)

        await self._database.run(job)

    async def put_image(self, news: StoreImage) -> None:
        """Replace what is confirmed by an image of the plan."""

        def job(conn: Connection) -> None:
            conn.execute("DELETE FROM log")
            conn.execute("INSERT OR REPLACE INTO image VALUES (1, ?, ?, ?)", (news.seq, news.chain, news.image))

        await self._database.run(job)

    async def keep_image(self, plan: Plan, chain: bytes, since: int) -> None:
        """Keep an image of a confirmed plan, so that the next start is quick, if much has happened since that seq."""
        if plan.seq - since < _IMAGE_AFTER:
            return
        image = image_of(plan)

        def job(conn: Connection) -> None:
            conn.execute("INSERT OR REPLACE INTO image VALUES (1, ?, ?, ?)", (plan.seq, chain, image))

        await self._database.run(job)

    async def put_returned(self, news: StoreReturned) -> None:
        """Move a transaction from the outbox to the tray."""

        def job(conn: Connection) -> None:
            counter = news.transaction.key.counter
            conn.execute("DELETE FROM outbox WHERE counter = ?", (counter,))
            conn.execute("DELETE FROM undo WHERE counter = ?", (counter,))
            values = (news.transaction.key.client, counter, encode(news.transaction), encode(news.refusal))
            conn.execute("INSERT OR REPLACE INTO returned (client, counter, body, refusal) VALUES (?, ?, ?, ?)", values)

        await self._database.run(job)

    async def drop_returned(self, key: Key) -> None:
        """Take a transaction out of the tray."""
        await self._do("DELETE FROM returned WHERE client = ? AND counter = ?", key.client, key.counter)

    async def put_identity(self, news: StoreIdentity) -> None:
        """Be another client, with these pending transactions."""

        def job(conn: Connection) -> None:
            conn.execute("UPDATE replica SET client = ?, next_counter = ?", (news.client, news.next_counter))
            conn.execute("DELETE FROM outbox")
            conn.execute("DELETE FROM undo")
            rows = [(transaction.key.counter, encode(transaction)) for transaction in news.pending]
            conn.executemany("INSERT INTO outbox VALUES (?, ?)", rows)

        await self._database.run(job)

    async def put_people(self, person: str, people: dict[str, str]) -> None:
        """Remember who the server takes us for, and the names behind author ids."""

        def job(conn: Connection) -> None:
            conn.execute("UPDATE replica SET person = ?", (person,))
            conn.executemany("INSERT OR REPLACE INTO person VALUES (?, ?)", list(people.items()))

        await self._database.run(job)

    async def last_undo(self, client: ClientId) -> Undo | None:
        """How to undo the latest own transaction that has not been undone."""

        def job(conn: Connection) -> Undo | None:
            row = conn.execute("SELECT counter, ops FROM undo ORDER BY counter DESC LIMIT 1").fetchone()
            return Undo(Key(client, int(row[0])), decode(_undoing, row[1])) if row else None

        return await self._database.run(job)

    async def drop_undo(self, key: Key) -> None:
        """The transaction has been undone."""
        await self._do("DELETE FROM undo WHERE counter = ?", key.counter)

    async def history(self) -> list[Entry]:
        """The log as far as it is here: from seq 1, or from where an image of the plan was taken over."""

        def job(conn: Connection) -> list[Entry]:
            return [decode_entry(row[0]) for row in conn.execute("SELECT body FROM log ORDER BY seq")]

        return await self._database.run(job)

    async def save_draft(self, node: NodeId, field: str, period: str | None, text: str) -> None:
        """Keep an unfinished text."""
        await self._do("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", node, field, period or "", text)

    async def load_draft(self, node: NodeId, field: str, period: str | None) -> str | None:
        """The unfinished text, or None."""

        def job(conn: Connection) -> str | None:
            sql = "SELECT text FROM draft WHERE node = ? AND field = ? AND period = ?"
            row = conn.execute(sql, (node, field, period or "")).fetchone()
            return str(row[0]) if row else None

        return await self._database.run(job)

    async def drop_draft(self, node: NodeId, field: str, period: str | None) -> None:
        """Forget the unfinished text."""
        await self._do("DELETE FROM draft WHERE node = ? AND field = ? AND period = ?", node, field, period or "")

    async def _do(self, sql: str, *values: str | int) -> None:
        def job(conn: Connection) -> None:
            conn.execute(sql, values)

        await self._database.run(job)


def _last_seq(conn: Connection) -> int:
    sql = "SELECT max(coalesce((SELECT max(seq) FROM log), 0), coalesce((SELECT seq FROM image), 0))"
    row = conn.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _one(conn: Connection, sql: str) -> tuple[str, int, str]:
    row = conn.execute(sql).fetchone()
    assert row is not None, "the replica's one row has just been made"
    return str(row[0]), int(row[1]), str(row[2])


def _confirmed(conn: Connection) -> tuple[Plan, bytes, int]:
    """What is confirmed, its chain, and the seq of the image it was built on.

    Rows that do not follow from the ones before them are dropped, with all after them: the server has them still, and
    what is precious here, the outbox, must not be locked up behind them.
    """
    plan, chain = Plan(), START
    image = conn.execute("SELECT chain, image FROM image").fetchone()
    if image:
        try:
            plan, chain = plan_from(bytes(image[1])), bytes(image[0])
        except RemoteProtocolError:
            conn.execute("DELETE FROM image")
    built_on = plan.seq
    rows = conn.execute("SELECT seq, body, chain FROM log WHERE seq > ? ORDER BY seq", (built_on,)).fetchall()
    for seq, body, stored in rows:
        if seq != plan.seq + 1 or link(chain, body) != stored:
            conn.execute("DELETE FROM log WHERE seq >= ?", (plan.seq + 1,))
            break
        apply(plan, decode_entry(body))
        chain = stored
    return plan, chain, built_on
