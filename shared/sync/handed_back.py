"""Rows of a log that a server has lost, handed back by a client that still has them.

A server that was restored from an older backup lacks what it had confirmed since. Whoever comes back with those rows
and with the server's own seal on the last of them proves that they are the server's. Where its log has not gone another
way meanwhile they become its log again, byte by byte; where it has, each transaction is put in order anew, under its
old key and in its author's name, and what it had seen is told in the seqs of the new history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from shared.ids import Key, NodeId
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.sync.chain import is_sealed, link
from shared.sync.codec import decode_entry
from shared.sync.sameness import meant, own_key
from shared.sync.up import Anchor


class Returning:
    """Rows that follow a point of the lost log. `common` is the newest seq known to be in both logs; the rows may begin
    later than that. Nothing is read of them before `is_genuine` has said that they are ours."""

    def __init__(self, common: int, before: Anchor, bodies: Sequence[bytes]) -> None:
        self._common = common
        self._bodies = bodies
        self._entries: list[Entry] = []
        self._places: dict[Key, int] = {}
        self._end = before.seq + len(bodies)
        self._chains = [before.chain]
        for body in bodies:
            self._chains.append(link(self._chains[-1], body))

    def is_genuine(self, key: bytes, plan: str, seal: bytes) -> bool:
        """Whether these are the server's own rows, in its own order: its seal is on the last one, and nobody can find
        other rows that lead there. Raises RemoteProtocolError where one of ours cannot be read."""
        if not is_sealed(key, plan, self._end, self._chains[-1], seal):
            return False
        self._entries = [decode_entry(body) for body in self._bodies]
        self._places = places_of(self._entries)
        return True

    def __iter__(self) -> Iterator[tuple[Entry, bytes, bytes]]:
        """Each entry, its bytes, and the chain before it."""
        return zip(self._entries, self._bodies, self._chains, strict=False)

    @property
    def keys(self) -> list[Key]:
        """The keys of the transactions."""
        return [entry.transaction.key for entry in self._entries]

    def tell_apart(self, logged: Mapping[Key, bytes]) -> None:
        """Give those that are other transactions than the log has under their keys a key of their own. `logged` has the
        log's entries under their keys, as bytes."""
        self._entries = [_told_apart(entry, logged.get(entry.transaction.key)) for entry in self._entries]
        self._places = places_of(self._entries)

    def retold(self, plan: Plan, transaction: Transaction) -> Transaction:
        """The transaction as it is to be put in order anew, after all that the plan says now."""
        ops = tuple(transplanted(op, plan, self._common, self._places) for op in transaction.ops)
        return msgspec.structs.replace(transaction, ops=ops)


def places_of(entries: Iterable[Entry]) -> dict[Key, int]:
    """The seqs of transactions by their keys."""
    return {entry.transaction.key: entry.seq for entry in entries}


def _told_apart(entry: Entry, logged: bytes | None) -> Entry:
    if logged is None or meant(decode_entry(logged).transaction) == meant(entry.transaction):
        return entry
    rekeyed = msgspec.structs.replace(entry.transaction, key=own_key(entry.transaction))
    return msgspec.structs.replace(entry, transaction=rekeyed)


def transplanted(op: Op, plan: Plan, common: int, places: Mapping[Key, int]) -> Op:
    """The op for another history, which is the same up to the seq `common` and has led to this plan.

    `places` are the seqs that transactions had in the old one. What its author was looking at there counts as seen
    where it is what the plan says now. Everything else that came after `common` does not: then the op meets it, instead
    of being laid over it.
    """
    if not isinstance(op, SetOp | SettleOp) or op.seen <= common:
        return op
    cell = plan.cell(NodeId(op.node), *op.cell)
    is_there = isinstance(op, SetOp) and cell is not None and not cell.is_merged and places.get(cell.key) == op.seen
    return msgspec.structs.replace(op, seen=cell.seq if is_there and cell is not None else common)
