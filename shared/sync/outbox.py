"""The transactions that have no place in the log yet, in the order they were made.

What is sent stays here until it is answered. Of two that write the same cell, the later one waits until the earlier
one is answered, since what it builds on is not known before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from shared.ids import Key
from shared.plan.ops import Absorbed, Applied, CellKey, Entry, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.sync.codec import encode

MAX_IN_FLIGHT = 200
MAX_BYTES_IN_FLIGHT = 2 * 2**20
"""Bytes of transactions that are sent and unanswered; one alone may be larger."""


class Outbox:
    """Pending transactions by key, oldest first."""

    def __init__(self, pending: Iterable[Transaction] = (), *, are_stored: bool = True) -> None:
        self._pending: dict[Key, Transaction] = {transaction.key: transaction for transaction in pending}
        self._sizes = {key: len(encode(transaction)) for key, transaction in self._pending.items()}
        self._stored: set[Key] = set(self._pending) if are_stored else set()
        self._in_flight: set[Key] = set()
        self._disputed: set[Key] = set()

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, key: Key) -> bool:
        return key in self._pending

    def __iter__(self) -> Iterator[Transaction]:
        return iter(self._pending.values())

    def add(self, transaction: Transaction) -> None:
        """A new transaction, last; it is not sent before it is `stored`."""
        self._pending[transaction.key] = transaction
        self._sizes[transaction.key] = len(encode(transaction))

    def stored(self, key: Key) -> None:
        """The transaction is on disk here."""
        if key in self._pending:
            self._stored.add(key)

    @property
    def has_in_flight(self) -> bool:
        """Whether anything is sent and unanswered."""
        return bool(self._in_flight)

    def dispute(self, key: Key) -> None:
        """The log has something else under this key: the transaction is pending still, and cannot be sent under it."""
        self._in_flight.discard(key)
        if key in self._pending:
            self._disputed.add(key)

    def cut(self) -> None:
        """The link is gone: whatever was in flight has to be sent again."""
        self._in_flight.clear()

    def answered(self, key: Key) -> Transaction | None:
        """The server has answered; returns the transaction if it was pending."""
        self._stored.discard(key)
        self._in_flight.discard(key)
        self._sizes.pop(key, None)
        return self._pending.pop(key, None)

    def get(self, key: Key) -> Transaction | None:
        """The pending transaction of that key, or None."""
        return self._pending.get(key)

    def take_sendable(self) -> list[Transaction]:
        """What may be sent now, in order; it counts as in flight from here on."""
        busy: set[tuple[str, CellKey]] = set()
        sendable: list[Transaction] = []
        size = sum(self._sizes[key] for key in self._in_flight)
        for key, transaction in self._pending.items():
            cells = _cells(transaction)
            if key in self._in_flight or key in self._disputed:
                busy |= cells
                continue
            size += self._sizes[key]
            is_full = len(self._in_flight) >= MAX_IN_FLIGHT or (self._in_flight and size > MAX_BYTES_IN_FLIGHT)
            if is_full or key not in self._stored or busy & cells:
                break
            busy |= cells
            self._in_flight.add(key)
            sendable.append(transaction)
        return sendable

    def rebase(self, entries: Iterable[Entry]) -> list[Transaction]:
        """Tell what is pending that own earlier edits of the same cells have their seqs; returns what changed.

        Where the earlier edit was merged or contested nothing is told: the later one has not seen the result. Nor is
        a `Settle`: it decides between the claims its author saw, and another one may have come in between.
        """
        known: dict[tuple[str, CellKey], int] = {}
        for entry in entries:
            last = {(op.node, op.cell): outcome for op, outcome in entry.results() if isinstance(op, SetOp | SettleOp)}
            known |= {cell: entry.seq for cell, outcome in last.items() if isinstance(outcome, Applied | Absorbed)}
        changed = []
        for key, transaction in self._pending.items() if known else ():
            ops = tuple(_told(op, known) for op in transaction.ops)
            if ops != transaction.ops:
                self._pending[key] = msgspec.structs.replace(transaction, ops=ops)
                changed.append(self._pending[key])
        return changed


def _told(op: Op, known: dict[tuple[str, CellKey], int]) -> Op:
    """The op with what its author can now be said to have seen."""
    seq = known.get((op.node, op.cell), 0) if isinstance(op, SetOp) else 0
    return msgspec.structs.replace(op, seen=seq) if isinstance(op, SetOp) and seq > op.seen else op


def _cells(transaction: Transaction) -> set[tuple[str, CellKey]]:
    return {(op.node, op.cell) for op in transaction.ops if isinstance(op, SetOp | SettleOp)}
