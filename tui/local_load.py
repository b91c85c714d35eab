"""Reading a replica's file at the start of the program."""

from __future__ import annotations

import contextlib

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
from tui.door import KeptMet
from tui.local_log import confirmed, drop_incoming, incoming
from tui.local_outbox import own_seq, pending
from tui.marked import any_text, damaged, rows, set_damaged_aside
from tui.oneself import settle_in

MET_KEPT = 1_000
"""Edits that met others, of which the person can read again."""

_transaction = msgspec.msgpack.Decoder(Transaction)
_refusal = msgspec.msgpack.Decoder(Refusal)
_sealed = msgspec.msgpack.Decoder(Sealed)
_met = msgspec.msgpack.Decoder(EditMet)


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
    own_seq: int
    """The newest seq of own transactions that are not known to be backed up; 0 for none."""
    unread: int
    """Edits that met others, of which the person has not read."""
    damaged: int
    """Edits that could not be sent, or texts half written, which are damaged and set aside; since the file was made."""


def load(conn: Connection, new_client: ClientId, whereabouts: str) -> Loaded:
    """Read everything, and set aside what is damaged of that which cannot be fetched from the server again; for who
    the replica is, see `settle_in`. Raises RemoteProtocolError where there is something that no program put there."""
    set_damaged_aside(conn)
    now = settle_in(conn, new_client, whereabouts)
    plan, chain, built_on = confirmed(conn)
    returned = rows(conn, "returned", "ORDER BY id")
    arriving = incoming(conn)
    if arriving is None:
        drop_incoming(conn)
    return Loaded(
        plan,
        chain,
        ClientId(now.client),
        now.person,
        now.next_counter,
        pending(conn),
        [(decode(_transaction, body), decode(_refusal, refusal)) for *_, body, refusal in returned],
        built_on,
        _people(conn),
        _seal(now.sealed, plan.seq),
        now.epoch,
        now.backed_up,
        arriving,
        own_seq(conn),
        unread(conn),
        damaged(conn),
    )


def met(conn: Connection, limit: int) -> list[KeptMet]:
    """The edits that met others last, newest first; without any that is damaged."""
    found = []
    for at, body, is_unread in conn.execute(
        "SELECT at_ms, body, is_unread FROM met ORDER BY id DESC LIMIT ?", (limit,)
    ):
        with contextlib.suppress(RemoteProtocolError):
            found.append(KeptMet(at, decode(_met, body), bool(is_unread)))
    return found


def unread(conn: Connection) -> int:
    """How many of them the person has not read of."""
    return int(conn.execute("SELECT count(*) FROM met WHERE is_unread").fetchone()[0])


def _people(conn: Connection) -> dict[str, str]:
    """Names by author id; the server tells them anew, so what is damaged may be."""
    with any_text(conn):
        found = conn.execute("SELECT id, name FROM person").fetchall()
    return {str(one): str(name).encode(errors="replace").decode() for one, name in found}


def _seal(raw: bytes | None, seq: int) -> Sealed | None:
    """A seal proves something about rows: without them it is of no use, nor if it is damaged."""
    try:
        sealed = decode(_sealed, raw) if raw else None
    except RemoteProtocolError:
        return None
    return sealed if sealed is not None and sealed.seq <= seq else None
