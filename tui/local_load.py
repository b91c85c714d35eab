"""Reading a replica's file at the start of the program."""

from __future__ import annotations

import msgspec

from shared.errors import RemoteProtocolError
from shared.ids import ClientId
from shared.plan.model import Plan
from shared.plan.ops import Transaction
from shared.plan.refusal import Refusal
from shared.storage.database import Connection
from shared.sync.client_actions import EditMet, Sealed
from shared.sync.codec import decode
from shared.sync.image import ImageHead
from tui.local_log import confirmed, drop_incoming, incoming
from tui.local_outbox import become, pending

MET_KEPT = 1_000
"""Edits that met others, of which the person can read again."""

_transaction = msgspec.msgpack.Decoder(Transaction)
_refusal = msgspec.msgpack.Decoder(Refusal)
_sealed = msgspec.msgpack.Decoder(Sealed)
_met = msgspec.msgpack.Decoder(EditMet)


class KeptMet(msgspec.Struct, frozen=True):
    """An edit that met another one."""

    at: int
    """When it was heard of here, in ms since 1970."""
    met: EditMet
    is_unread: bool


class Loaded(msgspec.Struct, frozen=True):
    """A replica as its file has it."""

    plan: Plan
    """What is confirmed."""
    chain: bytes
    client: ClientId
    person: str
    next_counter: int
    pending: list[Transaction]
    """In the order to send them in; some may have the keys of a client that the replica was before."""
    returned: list[tuple[Transaction, Refusal]]
    image_seq: int
    people: dict[str, str]
    seal: Sealed | None
    """The newest point that the server has sealed, if the log here reaches it."""
    epoch: str
    """The server's, as it was last; "" if none was heard of."""
    backed_up: int
    incoming: tuple[ImageHead, list[bytes]] | None
    """An image that has not arrived whole, and its chunks so far."""
    met: list[KeptMet]
    """Newest first."""
    unread: int
    """Edits that met others, of which the person has not read."""


def load(conn: Connection, new_client: ClientId, whereabouts: str) -> Loaded:
    """Read everything. A new replica becomes `new_client`, and so does one whose file is not where it was: the other
    one may be in use too, and two must not give out the same keys.

    Raises RemoteProtocolError where what cannot be fetched from the server again is damaged.
    """
    _be_oneself(conn, new_client, whereabouts)
    plan, chain, built_on = confirmed(conn)
    row = conn.execute("SELECT client, next_counter, person, sealed, epoch, backed_up FROM replica").fetchone()
    client, next_counter, person, sealed, epoch, backed_up = row
    returned = conn.execute("SELECT body, refusal FROM returned ORDER BY id").fetchall()
    arriving = incoming(conn)
    if arriving is None:
        drop_incoming(conn)
    return Loaded(
        plan,
        chain,
        ClientId(client),
        person,
        next_counter,
        pending(conn),
        [(decode(_transaction, body), decode(_refusal, refusal)) for body, refusal in returned],
        built_on,
        dict(conn.execute("SELECT id, name FROM person").fetchall()),
        _seal(sealed, plan.seq),
        epoch,
        backed_up,
        arriving,
        met(conn, MET_KEPT),
        unread(conn),
    )


def met(conn: Connection, limit: int) -> list[KeptMet]:
    """The edits that met others last, newest first."""
    rows = conn.execute("SELECT at_ms, body, is_unread FROM met ORDER BY id DESC LIMIT ?", (limit,))
    return [KeptMet(at, decode(_met, body), bool(is_unread)) for at, body, is_unread in rows]


def unread(conn: Connection) -> int:
    """How many of them the person has not read of."""
    return int(conn.execute("SELECT count(*) FROM met WHERE is_unread").fetchone()[0])


def _be_oneself(conn: Connection, new_client: ClientId, whereabouts: str) -> None:
    sql = "INSERT INTO replica (id, client, next_counter, person, whereabouts) VALUES (1, ?, 1, '', ?)"
    conn.execute(f"{sql} ON CONFLICT DO NOTHING", (new_client, whereabouts))
    (before,) = conn.execute("SELECT whereabouts FROM replica").fetchone()
    if before not in ("", whereabouts):
        become(conn, new_client, 1)
    if before != whereabouts:
        conn.execute("UPDATE replica SET whereabouts = ?", (whereabouts,))


def _seal(raw: bytes | None, seq: int) -> Sealed | None:
    """A seal proves something about rows: without them it is of no use, nor if it is damaged."""
    try:
        sealed = decode(_sealed, raw) if raw else None
    except RemoteProtocolError:
        return None
    return sealed if sealed is not None and sealed.seq <= seq else None
