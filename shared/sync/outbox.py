"""The transactions that have no place in the log yet, in the order they were made.

What is sent stays here until it is answered. Of two that write the same cell, the later one waits until the earlier
one is answered, since what it builds on is not known before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from shared.ids import Key, NodeId
from shared.plan.ops import Absorbed, Applied, CellKey, Entry, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp

MAX_IN_FLIGHT = 200
MAX_OPS_IN_FLIGHT = 20_000


class Outbox:
    """Pending transactions by key, oldest first."""

    def __init__(self, pending: Iterable[Transaction] = ()) -> None:
        self._pending: dict[Key, Transaction] = {transaction.key: transaction for transaction in pending}
        self._stored: set[Key] = set(self._pending)
        self._in_flight: set[Key] = set()

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, key: Key) -> bool:
        return key in self._pending

    def __iter__(self) -> Iterator[Transaction]:
        return iter(self._pending.values())

    def add(self, transaction: Transaction) -> None:
        """A new transaction, last; it is not sent before it is `stored`."""
        self._pending[transaction.key] = transaction

    def stored(self, key: Key) -> None:
        """The transaction is on disk here."""
        if key in self._pending:
            self._stored.add(key)

    def cut(self) -> None:
        """The link is gone: whatever was in flight has to be sent again."""
        self._in_flight.clear()

    def answered(self, key: Key) -> Transaction | None:
        """The server has answered; returns the transaction if it was pending."""
        self._stored.discard(key)
        self._in_flight.discard(key)
        return self._pending.pop(key, None)

    def take_sendable(self) -> list[Transaction]:
        """What may be sent now, in order; it counts as in flight from here on."""
        busy: set[tuple[str, CellKey]] = set()
        sendable: list[Transaction] = []
        ops = sum(len(self._pending[key].ops) for key in self._in_flight)
        for key, transaction in self._pending.items():
            cells = _cells(transaction)
            if key in self._in_flight:
                busy |= cells
                continue
            ops += len(transaction.ops)
            full = len(self._in_flight) >= MAX_IN_FLIGHT or (bool(self._in_flight) and ops > MAX_OPS_IN_FLIGHT)
            if full or key not in self._stored or busy & cells:
                break
            busy |= cells
            self._in_flight.add(key)
            sendable.append(transaction)
        return sendable

    def rebase(self, entry: Entry) -> list[Transaction]:
        """Tell what is pending that an own earlier edit of the same cell has its seq; returns what changed.

        Where the earlier edit was merged or contested nothing is told: the later one has not seen the result.
        """
        settled = {
            (op.node, op.cell)
            for op, outcome in entry.results()
            if isinstance(op, SetOp | SettleOp) and isinstance(outcome, Applied | Absorbed)
        }
        changed = []
        for key, transaction in self._pending.items():
            if settled.isdisjoint(_cells(transaction)):
                continue
            ops = tuple(
                msgspec.structs.replace(op, seen=max(op.seen, entry.seq))
                if isinstance(op, SetOp | SettleOp) and (op.node, op.cell) in settled
                else op
                for op in transaction.ops
            )
            self._pending[key] = msgspec.structs.replace(transaction, ops=ops)
            changed.append(self._pending[key])
        return changed

    def nodes(self) -> set[NodeId]:
        """The nodes that pending transactions are about."""
        return {NodeId(op.node) for transaction in self._pending.values() for op in transaction.ops}


def _cells(transaction: Transaction) -> set[tuple[str, CellKey]]:
    return {(op.node, op.cell) for op in transaction.ops if isinstance(op, SetOp | SettleOp)}
