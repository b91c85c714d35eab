"""The replica's SQLite file: what is confirmed, what is pending, what was returned, drafts, and how to undo.

Each action that stores something, see `shared.sync.client_actions`, is one method and one transaction.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from shared.errors import RemoteProtocolError, StoreCorrupt, StoreError
from shared.ids import ClientId, Key, NodeId
from shared.plan.inverse import Undoing
from shared.plan.model import Plan
from shared.plan.ops import Entry, Transaction
from shared.storage.beside import copy_without, read_only
from shared.storage.database import Connection, Database
from shared.storage.migrations import scripts
from shared.sync.chain import LogRow
from shared.sync.client_actions import (
    StoreChunk,
    StoreConfirmed,
    StoreImage,
    StorePeople,
    StoreRekeyed,
    StoreReopened,
    StoreReturned,
    StoreServer,
)
from shared.sync.codec import decode, decode_entry, encode
from shared.sync.snapshot import QUICK, image_of
from shared.sync.up import Anchor
from tui import local_log, local_outbox, marked, oneself
from tui.door import KeptMet
from tui.local_load import MET_KEPT, Loaded, load, met
from tui.whereabouts import whereabouts

__all__ = ["KeptMet", "Loaded", "LocalStore", "Undo", "has_pending", "met_in", "seed"]

T = TypeVar("T")

_IMAGE_AFTER = 300
"""Rows since the last image of the plan after which closing makes a new one."""

_PRIVATE = (*marked.MARKED, "damaged", "met", "incoming_head", "incoming_chunk")
"""Tables with what belongs to one replica, and is nothing to another one of the same plan."""

_undoing = msgspec.msgpack.Decoder(tuple[Undoing, ...])


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
        with read_only(other) as opened:
            # One that an older program made, and that nobody has opened since, lacks some.
            there = {name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        copy_without(other, path, tuple(table for table in _PRIVATE if table in there))


def has_pending(path: Path) -> bool:
    """Whether the replica in that file, which may be in use, has transactions to send."""
    try:
        with read_only(path) as opened:
            return opened.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is not None
    except StoreError:
        return False


def met_in(path: Path, limit: int) -> list[KeptMet]:
    """The edits that met others last as the replica in that file, which may be in use, has heard of them, newest
    first; none where it cannot be read."""
    try:
        with read_only(path) as opened:
            return met(opened, limit)
    except (StoreError, RemoteProtocolError):
        return []


class LocalStore:
    """The file of one replica."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, path: Path) -> LocalStore:
        """Open the file, or make it. Raises StoreError."""
        return cls(await Database.open(path, scripts("tui.migrations"), {"mark": marked.mark}))

    async def close(self) -> None:
        """Finish and close."""
        await self._database.close()

    async def load(self, new_client: ClientId) -> Loaded:
        """Read everything; a new replica, or one whose file was moved or copied here, becomes `new_client`.
        Raises StoreCorrupt."""
        path = self._database.path
        return await self._decoded(self._database.run(lambda conn: load(conn, new_client, whereabouts(path))))

    # What is confirmed

    async def confirm(self, news: StoreConfirmed, at: int) -> None:
        """Write what the server confirmed, all or none. `at` is now, in ms since 1970: when it was heard of."""

        def job(conn: Connection) -> None:
            local_log.append(conn, news.seq - len(news.rows) + 1, news.rows)
            for key, seq in news.answered:
                local_outbox.answer(conn, key, seq)
            local_outbox.rewrite(conn, news.rebased)
            kept = [(at, encode(one)) for one in news.met]
            conn.executemany("INSERT INTO met (at_ms, body) VALUES (?, ?)", kept)
            conn.execute("DELETE FROM met WHERE id <= (SELECT max(id) FROM met) - ?", (MET_KEPT,))
            if news.sealed is not None:
                oneself.change(conn, sealed=encode(news.sealed))
            local_outbox.forget_backed_up(conn)

        await self._write(job)

    async def put_chunk(self, news: StoreChunk) -> None:
        """Keep a chunk of an image that is arriving."""
        await self._write(lambda conn: local_log.put_chunk(conn, news))

    async def put_image(self, news: StoreImage) -> None:
        """The image that has arrived is what is confirmed, and the log goes on from it."""

        def job(conn: Connection) -> None:
            local_log.take_image(conn, news.head)
            oneself.change(conn, sealed=encode(news.sealed))

        await self._write(job)

    async def put_past(self, first: int, rows: Sequence[LogRow]) -> None:
        """Keep old rows, from before the image; the seq of the first of them."""
        await self._write(lambda conn: local_log.put_rows(conn, first, rows))

    async def keep_image(self, plan: Plan, chain: bytes, since: int) -> None:
        """Keep an image of a confirmed plan, so that the next start is quick, if much has happened since that seq."""
        if plan.seq - since < _IMAGE_AFTER:
            return
        still = plan.still()
        await self._write(lambda conn: local_log.put_image(conn, image_of(still, chain, QUICK)))

    async def history(self) -> list[Entry]:
        """The log as far as it is here: from seq 1, or from where an image of the plan was taken over."""
        return await self._read(
            lambda conn: [decode_entry(body) for (body,) in conn.execute("SELECT body FROM log ORDER BY seq")]
        )

    async def anchors(self) -> list[Anchor]:
        """Points of the log that are here, newest first and ever farther apart; the oldest and the image's among
        them."""
        return await self._read(local_log.anchors)

    async def oldest(self) -> Anchor:
        """The oldest point from which the log is here without a gap: seq 0 where all of it is."""
        return await self._read(local_log.oldest)

    async def lost(self, after: int) -> tuple[Anchor, list[bytes], list[Transaction]]:
        """The rows that follow that seq, or the last of them that are here without a gap, and the point before them;
        and own transactions with a later seq, in their order."""

        def job(conn: Connection) -> tuple[Anchor, list[bytes], list[Transaction]]:
            return *local_log.rows_after(conn, after), local_outbox.own_after(conn, after)

        return await self._read(job)

    async def put_people(self, news: StorePeople) -> None:
        """Remember who the server takes us for, and the names behind author ids."""

        def job(conn: Connection) -> None:
            oneself.change(conn, person=news.person)
            conn.executemany("INSERT OR REPLACE INTO person VALUES (?, ?)", list(news.people.items()))

        await self._write(job)

    async def put_server(self, news: StoreServer) -> None:
        """Remember the server's epoch and what is backed up; own transactions that are need not be kept."""

        def job(conn: Connection) -> None:
            oneself.change(conn, epoch=news.epoch, backed_up=news.backed_up)
            local_outbox.forget_backed_up(conn)

        await self._write(job)

    # What is pending

    async def put_pending(self, transaction: Transaction, undo: Sequence[Undoing]) -> None:
        """Add a transaction to the outbox, last, with how to undo it."""
        await self._write(lambda conn: local_outbox.put(conn, transaction, undo))

    async def rekey(self, news: StoreRekeyed) -> None:
        """Be another client, and give these pending transactions their new keys, in their places."""
        await self._write(lambda conn: local_outbox.rekey(conn, news))

    async def reopen(self, news: StoreReopened) -> None:
        """Put own transactions, whose places in the log are lost, back into the outbox, before all others."""
        await self._write(lambda conn: local_outbox.reopen(conn, news))

    async def put_returned(self, news: StoreReturned) -> None:
        """Move a transaction from the outbox to the tray."""
        await self._write(lambda conn: local_outbox.give_back(conn, news))

    async def drop_returned(self, key: Key) -> None:
        """Take a transaction out of the tray."""
        await self._do("DELETE FROM returned WHERE client = ? AND counter = ?", key.client, key.counter)

    async def last_undo(self) -> Undo | None:
        """How to undo the latest own transaction that has not been undone."""

        def job(conn: Connection) -> Undo | None:
            for _, client, counter, ops in marked.rows(conn, "undo", "ORDER BY id DESC LIMIT 1"):
                return Undo(Key(ClientId(client), counter), decode(_undoing, ops))
            return None

        return await self._read(job)

    async def drop_undo(self, key: Key) -> None:
        """The transaction has been undone."""
        await self._do("DELETE FROM undo WHERE client = ? AND counter = ?", key.client, key.counter)

    # What the person is told, and has begun

    async def met(self, limit: int) -> list[KeptMet]:
        """The own edits that met others last, newest first; the newest 1,000 are kept."""
        return await self._read(lambda conn: met(conn, limit))

    async def met_seen(self) -> None:
        """The person has read of them all."""
        await self._do("UPDATE met SET is_unread = 0 WHERE is_unread")

    async def save_draft(
        self, node: NodeId, field: str, period: str | None, text: str, part: str | None = None
    ) -> None:
        """Keep an unfinished text."""
        await self._write(lambda conn: marked.put(conn, "draft", node, field, period or "", part or "", text))

    async def load_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> str | None:
        """The unfinished text, or None."""

        def job(conn: Connection) -> str | None:
            key = (node, field, period or "", part or "")
            for *_, text in marked.rows(conn, "draft", "WHERE node = ? AND field = ? AND period = ? AND part = ?", key):
                return str(text)
            return None

        return await self._read(job)

    async def drop_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> None:
        """Forget the unfinished text."""
        sql = "DELETE FROM draft WHERE node = ? AND field = ? AND period = ? AND part = ?"
        await self._do(sql, node, field, period or "", part or "")

    # Running

    async def _read(self, job: Callable[[Connection], T]) -> T:
        """Run a job that only reads. Raises StoreCorrupt where what it decodes is not what was put there."""
        return await self._decoded(self._database.read(job))

    async def _decoded(self, answer: Awaitable[T]) -> T:
        try:
            return await answer
        except RemoteProtocolError as error:
            raise StoreCorrupt(f"{self._database.path} is damaged: {error}.") from None

    async def _write(self, job: Callable[[Connection], None]) -> None:
        await self._database.run(job)

    async def _do(self, sql: str, *values: str | int) -> None:
        def job(conn: Connection) -> None:
            conn.execute(sql, values)

        await self._write(job)
