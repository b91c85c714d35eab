"""Own transactions in a replica's file: pending in the outbox, with a place in the log, or returned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from shared.ids import ClientId, Key
from shared.plan.inverse import Undoing
from shared.plan.ops import Transaction
from shared.storage.database import Connection
from shared.sync.client_actions import StoreRekeyed, StoreReopened, StoreReturned
from shared.sync.codec import decode, encode

_transaction = msgspec.msgpack.Decoder(Transaction)


def become(conn: Connection, client: ClientId, next_counter: int) -> None:
    """Be another client from now on. What the one before did can only be undone by the one before."""
    conn.execute("UPDATE replica SET client = ?, next_counter = ?", (client, next_counter))
    conn.execute("DELETE FROM undo")


def put(conn: Connection, transaction: Transaction, undo: Sequence[Undoing]) -> None:
    """A new transaction, last."""
    client, counter = columns(transaction.key)
    sql = "INSERT INTO outbox (client, counter, body) VALUES (?, ?, ?)"
    conn.execute(sql, (client, counter, encode(transaction)))
    conn.execute("UPDATE replica SET next_counter = ? WHERE client = ?", (counter + 1, client))
    if undo:
        values = (client, counter, encode(tuple(undo)))
        conn.execute("INSERT INTO undo (client, counter, ops) VALUES (?, ?, ?)", values)


def pending(conn: Connection) -> list[Transaction]:
    """What is in the outbox, in order. Raises RemoteProtocolError."""
    return [decode(_transaction, body) for (body,) in conn.execute("SELECT body FROM outbox ORDER BY place")]


def own_after(conn: Connection, seq: int) -> list[Transaction]:
    """Own transactions with a later seq, in their order. Raises RemoteProtocolError."""
    rows = conn.execute("SELECT body FROM own WHERE seq > ? ORDER BY seq", (seq,))
    return [decode(_transaction, body) for (body,) in rows]


def answer(conn: Connection, key: Key, seq: int) -> None:
    """The transaction has its place, perhaps another than before: out of the outbox, and kept as own."""
    conn.execute("UPDATE own SET seq = ? WHERE client = ? AND counter = ?", (seq, *columns(key)))
    sql = "SELECT client, counter, ?, body FROM outbox WHERE client = ? AND counter = ?"
    conn.execute(f"INSERT OR REPLACE INTO own {sql}", (seq, *columns(key)))
    conn.execute("DELETE FROM outbox WHERE client = ? AND counter = ?", columns(key))


def forget_backed_up(conn: Connection) -> None:
    """Drop own transactions that are in a backup of the server."""
    conn.execute("DELETE FROM own WHERE seq <= (SELECT backed_up FROM replica)")


def rewrite(conn: Connection, transactions: Iterable[Transaction]) -> None:
    """What is pending is so now."""
    rows = [(encode(one), *columns(one.key)) for one in transactions]
    conn.executemany("UPDATE outbox SET body = ? WHERE client = ? AND counter = ?", rows)


def rekey(conn: Connection, news: StoreRekeyed) -> None:
    """Be another client, and give these pending transactions their new keys, in their places."""
    used = [one.key.counter for _, one in news.rekeyed if one.key.client == news.client]
    become(conn, news.client, max(used, default=0) + 1)
    sql = "UPDATE outbox SET client = ?, counter = ?, body = ? WHERE client = ? AND counter = ?"
    conn.executemany(sql, [(*columns(one.key), encode(one), *columns(old)) for old, one in news.rekeyed])


def reopen(conn: Connection, news: StoreReopened) -> None:
    """Own transactions, whose places in the log are lost, are pending again, before all others."""
    keys = [columns(one.key) for one in news.transactions]
    conn.executemany("DELETE FROM own WHERE client = ? AND counter = ?", keys)
    conn.executemany("DELETE FROM outbox WHERE client = ? AND counter = ?", keys)
    (lowest,) = conn.execute("SELECT coalesce(min(place), 1) FROM outbox").fetchone()
    first = lowest - len(news.transactions)
    rows = [(place, *columns(one.key), encode(one)) for place, one in enumerate(news.transactions, first)]
    conn.executemany("INSERT INTO outbox VALUES (?, ?, ?, ?)", rows)
    rewrite(conn, news.rebased)


def give_back(conn: Connection, news: StoreReturned) -> None:
    """From the outbox to the tray."""
    key = columns(news.transaction.key)
    conn.execute("DELETE FROM outbox WHERE client = ? AND counter = ?", key)
    conn.execute("DELETE FROM undo WHERE client = ? AND counter = ?", key)
    values = (*key, encode(news.transaction), encode(news.refusal))
    conn.execute("INSERT OR REPLACE INTO returned (client, counter, body, refusal) VALUES (?, ?, ?, ?)", values)


def columns(key: Key) -> tuple[str, int]:
    """A key as the tables have it."""
    return key.client, key.counter
