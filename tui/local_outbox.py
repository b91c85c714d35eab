"""Own transactions in a replica's file: pending in the outbox, with a place in the log, or returned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from shared.ids import Key
from shared.plan.inverse import Undoing
from shared.plan.ops import Transaction
from shared.storage.database import Connection
from shared.sync.client_actions import StoreRekeyed, StoreReopened, StoreReturned
from shared.sync.codec import decode, encode
from tui import marked
from tui.oneself import become, change, oneself

_BY_KEY = "WHERE client = ? AND counter = ?"
_transaction = msgspec.msgpack.Decoder(Transaction)


def put(conn: Connection, transaction: Transaction, undo: Sequence[Undoing]) -> None:
    """A new transaction, last."""
    client, counter = columns(transaction.key)
    marked.add(conn, "outbox", marked.next_number(conn, "outbox", "place"), client, counter, encode(transaction))
    if oneself(conn).client == client:
        change(conn, next_counter=counter + 1)
    if undo:
        marked.add(conn, "undo", marked.next_number(conn, "undo", "id"), client, counter, encode(tuple(undo)))


def pending(conn: Connection) -> list[Transaction]:
    """What is in the outbox, in order. Raises RemoteProtocolError."""
    return [decode(_transaction, body) for *_, body in marked.rows(conn, "outbox", "ORDER BY place")]


def own_after(conn: Connection, seq: int) -> list[Transaction]:
    """Own transactions with a later seq, in their order. Raises RemoteProtocolError."""
    found = marked.rows(conn, "own", "WHERE seq > ? ORDER BY seq", (seq,))
    return [decode(_transaction, body) for *_, body in found]


def own_seq(conn: Connection) -> int:
    """The newest seq of own transactions that are not known to be backed up; 0 for none."""
    return int(conn.execute("SELECT coalesce(max(seq), 0) FROM own").fetchone()[0])


def answer(conn: Connection, key: Key, seq: int) -> None:
    """The transaction has its place, perhaps another than before: out of the outbox, and kept as own."""
    for table in ("own", "outbox"):
        for *_, body in marked.rows(conn, table, _BY_KEY, columns(key)):
            marked.put(conn, "own", *columns(key), seq, body)
    conn.execute(f"DELETE FROM outbox {_BY_KEY}", columns(key))


def forget_backed_up(conn: Connection) -> None:
    """Drop own transactions that are in a backup of the server."""
    conn.execute("DELETE FROM own WHERE seq <= ?", (oneself(conn).backed_up,))


def rewrite(conn: Connection, transactions: Iterable[Transaction]) -> None:
    """What is pending is so now."""
    _rewrite(conn, ((one.key, one) for one in transactions))


def rekey(conn: Connection, news: StoreRekeyed) -> None:
    """Be another client, and give these pending transactions their new keys, in their places."""
    used = [one.key.counter for _, one in news.rekeyed if one.key.client == news.client]
    become(conn, news.client, max(used, default=0) + 1)
    _rewrite(conn, news.rekeyed)


def _rewrite(conn: Connection, rewritten: Iterable[tuple[Key, Transaction]]) -> None:
    """Put these in the places of what is in the outbox under those keys."""
    for old, one in rewritten:
        for place, *_ in marked.rows(conn, "outbox", _BY_KEY, columns(old)):
            marked.put(conn, "outbox", place, *columns(one.key), encode(one))


def reopen(conn: Connection, news: StoreReopened) -> None:
    """Own transactions, whose places in the log are lost, are pending again, before all others."""
    keys = [columns(one.key) for one in news.transactions]
    conn.executemany(f"DELETE FROM own {_BY_KEY}", keys)
    conn.executemany(f"DELETE FROM outbox {_BY_KEY}", keys)
    (lowest,) = conn.execute("SELECT coalesce(min(place), 1) FROM outbox").fetchone()
    for place, one in enumerate(news.transactions, lowest - len(news.transactions)):
        marked.add(conn, "outbox", place, *columns(one.key), encode(one))
    rewrite(conn, news.rebased)


def give_back(conn: Connection, news: StoreReturned) -> None:
    """From the outbox to the tray."""
    key = columns(news.transaction.key)
    conn.execute(f"DELETE FROM outbox {_BY_KEY}", key)
    conn.execute(f"DELETE FROM undo {_BY_KEY}", key)
    number = marked.next_number(conn, "returned", "id")
    marked.put(conn, "returned", number, *key, encode(news.transaction), encode(news.refusal))


def columns(key: Key) -> tuple[str, int]:
    """A key as the tables have it."""
    return key.client, key.counter
