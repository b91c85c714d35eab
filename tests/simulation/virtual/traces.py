"""What is on a disk of a simulation, read from outside. Transactions are known by what they say and not by their keys:
each has a reason of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from server.store.log import SqliteLog
from shared.ids import PlanId
from shared.plan.ops import Entry, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.storage.database import Connection
from shared.sync.codec import decode_entry
from tests.simulation.virtual.disk import Disk

_transaction = msgspec.msgpack.Decoder(Transaction)


def mark_of(transaction: Transaction) -> str:
    """The reason that this transaction gives, and no other."""
    last = transaction.ops[-1]
    assert isinstance(last, SetOp)
    return last.because


def meant_of(ops: Sequence[Op]) -> list[Op]:
    """What ops do, whatever their author had seen."""
    return [msgspec.structs.replace(op, seen=0) if isinstance(op, SetOp | SettleOp) else op for op in ops]


def entries_of(disk: Disk) -> list[Entry]:
    """The log on a server's disk."""
    return disk.look(_entries)


def _entries(conn: Connection) -> list[Entry]:
    plans = conn.execute("SELECT id FROM plan").fetchall()
    return [
        decode_entry(row.body) for (plan,) in plans for _, row in SqliteLog(conn, PlanId(plan), "the server").rows(0)
    ]


def logged(disk: Disk) -> dict[str, Entry]:
    """The log on a server's disk, by marks."""
    entries = entries_of(disk)
    marked = {mark_of(entry.transaction): entry for entry in entries}
    assert len(marked) == len(entries), "a transaction twice in the log"
    return marked


def rows_of(disk: Disk) -> dict[int, bytes]:
    """The chain at each seq of the log on a disk, a server's or a client's."""

    def rows(conn: Connection) -> dict[int, bytes]:
        found = {seq: bytes(chain) for seq, chain in conn.execute("SELECT seq, chain FROM log")}
        is_server = conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'plan'").fetchone()
        for (plan,) in conn.execute("SELECT id FROM plan").fetchall() if is_server else ():
            found |= {seq: row.chain for seq, row in SqliteLog(conn, PlanId(plan), "the server").rows(0)}
        return found

    return disk.look(rows)


def held(disk: Disk) -> set[str]:
    """The marks of all transactions that a client keeps as its own, until they are in a backup."""
    return {mark_of(one) for table in ("outbox", "own", "returned") for one in kept(disk, table)}


def kept(disk: Disk, table: str) -> list[Transaction]:
    """The transactions in a table of a client's."""
    bodies = disk.look(lambda conn: conn.execute(f"SELECT body FROM {table}").fetchall())
    return [_transaction.decode(body) for (body,) in bodies]
