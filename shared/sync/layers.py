"""What is confirmed, with what is pending on top: the plan as its person sees it.

Pending is lifted off, what is confirmed changes, and pending is laid on again. Between `lift` and `lay` the plan is
just what the log says.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.errors import RemoteProtocolError
from shared.ids import Key, NodeId
from shared.plan.apply import Stamp, apply
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.refusal import Refusal
from shared.sync.chain import LogRow, link
from shared.sync.client_actions import EditMet, Sealed
from shared.sync.codec import decode_entry
from shared.sync.down import Confirmed
from shared.sync.outbox import Outbox
from shared.sync.performing import perform
from shared.sync.telling import told_author, told_others


class Taken(msgspec.Struct, frozen=True):
    """What news have done here."""

    rows: tuple[LogRow, ...]
    entries: tuple[Entry, ...]
    answered: tuple[tuple[Key, int], ...]
    """What was pending and has its place in the log now: by key, and the seq."""
    rebased: tuple[Transaction, ...]
    """What else is pending and has been told of it."""
    met: tuple[EditMet, ...]


class Layers:
    """The plan of one replica, changed in place, and where in the log it stands."""

    def __init__(self, plan: Plan, chain: bytes, seal: bytes, outbox: Outbox, person: str) -> None:
        self.plan = plan
        self.chain = chain
        self.seal = seal
        """The server's seal on the log up to here; b"" where none is known."""
        self.outbox = outbox
        self.person = person
        self.role = Role.ADMINISTRATOR
        """What the server lets this person do, as far as it has said."""
        self.pending_cells: set[tuple[NodeId, CellKey]] = set()
        self.lay()

    @property
    def sealed(self) -> Sealed:
        """Where the log stands here, with the server's seal."""
        return Sealed(self.plan.seq, self.chain, self.seal)

    # Pending

    def show(self, transaction: Transaction) -> Refusal | None:
        """Put one more transaction on top, or say why it cannot be done; then nothing has changed."""
        stamp = Stamp(0, self.person, transaction.at, transaction.key)
        shown = perform(self.plan, transaction, stamp, self.role)
        if isinstance(shown, Refusal):
            return shown
        self.pending_cells |= {(NodeId(op.node), op.cell) for op in transaction.ops if isinstance(op, SetOp | SettleOp)}
        return None

    def lift(self) -> None:
        """Take off what is pending."""
        if self.plan.is_remembering:
            self.plan.rollback(self._bottom)
            self.plan.forget()
        self.plan.is_counted = True

    def lay(self) -> None:
        """Put what is pending on top. What does not fit any more is not shown; the server will say why, and it comes
        back to its author then."""
        self.digest = self.plan.digest
        """The digest of what is confirmed."""
        self._bottom = self.plan.mark()
        self.plan.is_counted = False
        self.pending_cells = set()
        for transaction in self.outbox:
            self.show(transaction)

    def again(self) -> None:
        """The outbox is another: show it as it is now."""
        self.lift()
        self.lay()

    # Confirmed

    def become(self, plan: Plan, chain: bytes, seal: bytes) -> None:
        """Something else is confirmed from now on; `lay` must follow."""
        self.lift()
        self.plan.become(plan)
        self.chain, self.seal = chain, seal

    def take(self, message: Confirmed) -> Taken | None:
        """Take the rows of the message that are new here; the first of them follows what is here. None if they lead to
        another plan here than on the server.

        Raises RemoteProtocolError if they do not follow or do not fit. Then, and for None, nothing has changed but for
        what is disputed.
        """
        bodies = message.bodies[self.plan.seq + 1 - message.first :]
        entries = tuple(decode_entry(body) for body in bodies)
        rows = self._verified(bodies, message.chain)
        mine = self.outbox.recognise(entries)
        self.lift()
        try:
            met = self._advance(entries, frozenset(entry.seq for entry in mine), message.digest if rows else b"")
            taken = None if met is None else Taken(rows, entries, *self._resolve(mine), tuple(met))
        finally:
            self.lay()
        if taken is not None and rows:
            self.chain, self.seal = message.chain, message.seal
        return taken

    def take_known(self, entry: Entry) -> Taken:
        """An entry that is among what is here already has been sent again."""
        mine = self.outbox.recognise([entry])
        met = tuple(told_author(entry)) if mine else ()
        taken = Taken((), (entry,), *self._resolve(mine), met)
        self.again()
        return taken

    def _verified(self, bodies: Sequence[bytes], end: bytes) -> tuple[LogRow, ...]:
        """The rows, which must follow from what is here and end in that chain."""
        rows, chain = [], self.chain
        for body in bodies:
            chain = link(chain, body)
            rows.append(LogRow(body, chain))
        if rows and chain != end:
            raise RemoteProtocolError("transactions that do not follow from what is stored here")
        return tuple(rows)

    def _advance(self, entries: Sequence[Entry], own: frozenset[int], digest: bytes) -> list[EditMet] | None:
        """Apply entries to what is confirmed; whom they make meet. None if the plan has not that digest then (b"" for
        any): what is confirmed is as it was, and so it is where an entry does not fit."""
        mark, seq = self.plan.mark(), self.plan.seq
        met: list[EditMet] = []
        is_whole = False
        try:
            for entry in entries:
                is_mine = entry.seq in own
                met.extend(told_author(entry) if is_mine else told_others(self.plan, entry, self.person))
                apply(self.plan, entry)
            is_whole = digest in (b"", self.plan.digest)
        finally:
            if not is_whole:
                self.plan.rollback(mark)
                self.plan.seq = seq
            self.plan.forget()
        return met if is_whole else None

    def _resolve(self, mine: Sequence[Entry]) -> tuple[tuple[tuple[Key, int], ...], tuple[Transaction, ...]]:
        """Take what is answered out of the outbox; the keys and seqs of it, and what else is pending that this has
        changed."""
        for entry in mine:
            self.outbox.answered(entry.transaction.key)
        return tuple((entry.transaction.key, entry.seq) for entry in mine), tuple(self.outbox.rebase(mine))
