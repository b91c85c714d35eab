"""The transactions that have no place in the log yet, in the order they were made.

What is sent stays here until it is answered. Of two that write the same cell, the later one waits until the earlier
one is answered, since what it builds on is not known before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from shared.ids import Key
from shared.plan.model import Plan
from shared.plan.ops import Absorbed, Applied, CellKey, CellOp, Entry, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.values import is_same
from shared.sync.codec import encode
from shared.sync.handed_back import transplanted
from shared.sync.sameness import meant, own_key
from shared.sync.up import Sent

MAX_IN_FLIGHT = 1_000
MAX_BYTES_IN_FLIGHT = 2 * 2**20
"""Bytes of transactions that are sent and unanswered; one alone may be larger."""


class Outbox:
    """Pending transactions by key, oldest first."""

    def __init__(self, pending: Iterable[Transaction] = ()) -> None:
        self._pending: dict[Key, Transaction] = {transaction.key: transaction for transaction in pending}
        self._bodies = {key: encode(transaction) for key, transaction in self._pending.items()}
        self._stored: set[Key] = set(self._pending)
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
        self._bodies[transaction.key] = encode(transaction)

    def reopen(self, transactions: Iterable[Transaction]) -> None:
        """Transactions that had their places in a log that is lost are pending again, before all others."""
        reopened = Outbox(transactions)
        self._pending = reopened._pending | self._pending
        self._bodies |= reopened._bodies
        self._stored |= reopened._stored

    def stored(self, key: Key) -> None:
        """The transaction is on disk here."""
        if key in self._pending:
            self._stored.add(key)

    @property
    def has_in_flight(self) -> bool:
        """Whether anything is sent and unanswered."""
        return bool(self._in_flight)

    @property
    def has_disputed(self) -> bool:
        """Whether anything has to be sent under another key."""
        return bool(self._disputed)

    def dispute(self, key: Key) -> None:
        """The log has something else under this key: the transaction is pending still, and cannot be sent under it."""
        self._in_flight.discard(key)
        self._disputed.add(key)

    def recognise(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are answers to what is pending. What is pending under the key of another transaction is
        disputed from here on: this replica was copied, or restored from before that one."""
        mine = []
        for entry in entries:
            pending = self._pending.get(entry.transaction.key)
            if pending is not None and meant(pending) == meant(entry.transaction):
                mine.append(entry)
            elif pending is not None:
                self.dispute(pending.key)
        return mine

    def rekey(self) -> tuple[tuple[Key, Transaction], ...]:
        """Give what is disputed another key, in the same place; the old keys, and the transactions with their new ones.
        They are not sent before they are `stored`.

        The new key follows from what the transaction is, so that another copy of this replica, which finds the same,
        does not enter it twice.
        """
        rekeyed = {
            key: msgspec.structs.replace(self._pending[key], key=own_key(self._pending[key])) for key in self._disputed
        }
        for key, transaction in rekeyed.items():
            self._stored.discard(key)
            del self._bodies[key]
            self._bodies[transaction.key] = encode(transaction)
        renamed = (rekeyed.get(key, transaction) for key, transaction in self._pending.items())
        self._pending = {transaction.key: transaction for transaction in renamed}
        self._disputed = set()
        return tuple(rekeyed.items())

    def cut(self) -> None:
        """The link is gone: whatever was in flight has to be sent again."""
        self._in_flight.clear()

    def answered(self, key: Key) -> Transaction | None:
        """The server has answered; returns the transaction if it was pending."""
        self._stored.discard(key)
        self._in_flight.discard(key)
        self._disputed.discard(key)
        self._bodies.pop(key, None)
        return self._pending.pop(key, None)

    def take_sendable(self) -> list[Sent]:
        """What may be sent now, in order; it counts as in flight from here on."""
        busy: set[tuple[str, CellKey]] = set()
        sendable: list[Sent] = []
        size = sum(len(self._bodies[key]) for key in self._in_flight)
        for key, transaction in self._pending.items():
            cells = _cells(transaction)
            if key in self._in_flight or key in self._disputed:
                busy |= cells
                continue
            size += len(self._bodies[key])
            is_full = len(self._in_flight) >= MAX_IN_FLIGHT or (self._in_flight and size > MAX_BYTES_IN_FLIGHT)
            if is_full or key not in self._stored or not busy.isdisjoint(cells):
                break
            busy |= cells
            self._in_flight.add(key)
            sendable.append(Sent(key, self._bodies[key]))
        return sendable

    def rebase(self, entries: Iterable[Entry]) -> list[Transaction]:
        """Tell what is pending that own earlier edits of the same cells have their seqs; returns what changed.

        Where the earlier edit was merged or contested nothing is told: the later one has not seen the result. Nor is
        a `Settle`: it decides between the claims its author saw, and another one may have come in between.
        """
        known: dict[tuple[str, CellKey], tuple[int, CellOp]] = {}
        for entry in entries:
            last = {
                (op.node, op.cell): (op, outcome) for op, outcome in entry.results() if isinstance(op, SetOp | SettleOp)
            }
            known |= {
                cell: (entry.seq, op) for cell, (op, outcome) in last.items() if isinstance(outcome, Applied | Absorbed)
            }
        return self._retold(lambda op: _told(op, known)) if known else []

    def transplant(self, plan: Plan, common: int, places: Mapping[Key, int]) -> list[Transaction]:
        """Make what is pending fit another history, see `transplanted`; returns what changed."""
        return self._retold(lambda op: transplanted(op, plan, common, places))

    def _retold(self, told: Callable[[Op], Op]) -> list[Transaction]:
        changed = []
        for key, transaction in self._pending.items():
            ops = tuple(told(op) for op in transaction.ops)
            if ops != transaction.ops:
                self._pending[key] = msgspec.structs.replace(transaction, ops=ops)
                self._bodies[key] = encode(self._pending[key])
                changed.append(self._pending[key])
        return changed


def _told(op: Op, known: Mapping[tuple[str, CellKey], tuple[int, CellOp]]) -> Op:
    """The op with what its author can now be said to have seen.

    What is merged may have been shown merged with others' changes while it was pending, and be something else in the
    log: then the op did not start from what is there.
    """
    if not isinstance(op, SetOp) or (op.node, op.cell) not in known:
        return op
    seq, before = known[op.node, op.cell]
    started_there = op.base is None or (before.value is not None and is_same(op.base, before.value))
    return msgspec.structs.replace(op, seen=seq) if started_there and seq > op.seen else op


def _cells(transaction: Transaction) -> set[tuple[str, CellKey]]:
    return {(op.node, op.cell) for op in transaction.ops if isinstance(op, SetOp | SettleOp)}
