"""Who a replica is, and what it remembers of the server: the one row of the table `replica`."""

from __future__ import annotations

import msgspec

from shared.errors import StoreError
from shared.ids import ClientId
from shared.storage.database import Connection
from tui import marked


class Oneself(msgspec.Struct, frozen=True):
    """The columns, in their order."""

    client: str
    next_counter: int
    person: str
    epoch: str
    """The server's, as it was last; "" if none was heard of."""
    backed_up: int
    sealed: bytes | None
    whereabouts: str


def oneself(conn: Connection) -> Oneself:
    """The row. Raises StoreError if it is gone or damaged, which the next start sets right."""
    found = marked.rows(conn, "replica")
    if not found:
        raise StoreError("Who this replica is cannot be read; start the program again.")
    return Oneself(*found[0][1:])


def be(conn: Connection, now: Oneself) -> None:
    """Keep the row."""
    marked.put(conn, "replica", 1, *msgspec.structs.astuple(now))


def change(conn: Connection, **changes: str | int | bytes) -> None:
    """Keep these columns, the others as they were. Raises StoreError."""
    be(conn, msgspec.structs.replace(oneself(conn), **changes))


def become(conn: Connection, client: ClientId, next_counter: int) -> None:
    """Be another client from now on. What the one before did can only be undone by the one before."""
    change(conn, client=client, next_counter=next_counter)
    conn.execute("DELETE FROM undo")


def settle_in(conn: Connection, new_client: ClientId, whereabouts: str) -> Oneself:
    """Who we are. A new replica becomes `new_client`, and so does one that cannot tell any more, or whose file is not
    where it was: the other one may be in use too, and two must not give out the same keys."""
    if not marked.rows(conn, "replica"):
        be(conn, Oneself(new_client, 1, "", "", 0, None, whereabouts))
        conn.execute("DELETE FROM undo")
    before = oneself(conn)
    if before.whereabouts not in ("", whereabouts):
        become(conn, new_client, 1)
    if before.whereabouts != whereabouts:
        change(conn, whereabouts=whereabouts)
    return oneself(conn)
