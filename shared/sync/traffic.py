"""Transactions on their way: one's own to the server, and everybody's from it.

News arrive like this: pending is lifted, the news are applied, what is still pending is laid on again. What is stored
on disk comes back as `stored`, and only then is it sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.ids import ClientId, Key, NodeId
from shared.plan.ops import Entry, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.refusal import Refusal, Why
from shared.sync.client_actions import (
    Action,
    Changed,
    Sealed,
    Send,
    StateChanged,
    StoreConfirmed,
    StorePending,
    StoreRekeyed,
    StoreReturned,
)
from shared.sync.codec import unsendable
from shared.sync.down import Confirmed
from shared.sync.layers import Layers, Taken
from shared.sync.up import MAX_SUBMITTED, Submit


class Traffic:
    """What one replica sends and takes, and the client id it does so under."""

    def __init__(self, layers: Layers, client: ClientId, next_counter: int, new_client: Callable[[], ClientId]) -> None:
        self.client = client
        self._layers = layers
        self._outbox = layers.outbox
        self._next_counter = next_counter
        self._new_client = new_client
        self._has_double = False

    # Out

    def submit(self, ops: Sequence[Op], at: int) -> list[Action] | Refusal:
        """A person did this, at this time (ms since 1970). A Refusal means that nothing happened."""
        transaction = Transaction(Key(self.client, self._next_counter), at, tuple(ops))
        problem = unsendable(transaction)
        if problem is not None:
            return Refusal(Why.UNSENDABLE, problem[:300])
        refusal = self._layers.show(transaction)
        if refusal is not None:
            return refusal
        self._next_counter += 1
        self._outbox.add(transaction)
        return [_changed(ops), StorePending(transaction)]

    def withdraw(self, key: Key) -> list[Action]:
        """The pending transaction could not be stored: it never happened."""
        transaction = self._outbox.answered(key)
        if transaction is None:
            return []
        self._layers.again()
        return [_changed(transaction.ops)]

    def send(self) -> list[Action]:
        """Send what may be sent. The plan must be open."""
        sent = self._outbox.take_sendable()
        if sent:
            parts = [tuple(sent[start : start + MAX_SUBMITTED]) for start in range(0, len(sent), MAX_SUBMITTED)]
            return [Send(Submit(part)) for part in parts]
        # Only now is it known of everything that is pending whether it is in somebody's log already.
        return self._change_identity() if self._has_double and not self._outbox.has_in_flight else []

    def _change_identity(self) -> list[Action]:
        """Go on under a new client id; what is disputed gets another key."""
        self._has_double = False
        self.client = self._new_client()
        self._next_counter = 1
        rekeyed = self._outbox.rekey()
        self._layers.again()
        return [StoreRekeyed(self.client, rekeyed), StateChanged()]

    # In

    def take_rows(self, message: Confirmed) -> list[Action] | None:
        """Take what is new here of rows that join on; None if they lead to another plan here than on the server.
        Raises RemoteProtocolError if they do not follow."""
        taken = self._layers.take(message)
        if taken is None:
            return None
        return self._told(taken, self._layers.sealed) if taken.rows else []

    def take_known(self, entry: Entry) -> list[Action]:
        """What was sent again has its place in the log already, among what is here."""
        return self._told(self._layers.take_known(entry), None)

    def take_refusal(self, key: Key, refusal: Refusal) -> list[Action]:
        """The server will not have this."""
        transaction = self._outbox.answered(key)
        if transaction is None:
            return []
        self._layers.again()
        return [StoreReturned(transaction, refusal), _changed(transaction.ops)]

    def _told(self, taken: Taken, sealed: Sealed | None) -> list[Action]:
        answered = {key for key, _ in taken.answered}
        fresh = [entry.transaction.key for entry in taken.entries] if taken.rows else []
        # Somebody else writes under our client id: this replica was copied, or restored from before that entry.
        is_doubled = any(key.client == self.client and key not in answered for key in fresh)
        self._has_double = self._has_double or is_doubled or self._outbox.has_disputed
        seq = self._layers.plan.seq
        kept = StoreConfirmed(taken.rows, seq, taken.answered, taken.rebased, taken.met, sealed)
        ops = [op for entry in taken.entries for op in entry.transaction.ops]
        return [kept, _changed(ops), *taken.met]


def _changed(ops: Sequence[Op]) -> Changed:
    structural = any(not isinstance(op, SetOp | SettleOp) for op in ops)
    return Changed(frozenset(NodeId(op.node) for op in ops), structural)
