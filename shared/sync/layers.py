"""What is confirmed, with what is pending on top: the plan as its person sees it.

Pending is lifted off, what is confirmed changes, and pending is laid on again. Between `lift` and `lay` the plan is
just what the log says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.ids import NodeId
from shared.plan.apply import Stamp, apply
from shared.plan.kinds import Role
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.refusal import Refusal
from shared.sync.outbox import Outbox
from shared.sync.sequencer import perform


class Layers:
    """The plan of one replica, changed in place."""

    def __init__(self, plan: Plan, outbox: Outbox, person: str) -> None:
        self.plan = plan
        self.outbox = outbox
        self.person = person
        self.role = Role.ADMINISTRATOR
        """What the server lets this person do, as far as it has said."""
        self.pending_cells: set[tuple[NodeId, CellKey]] = set()
        self.digest = plan.digest
        """The digest of what is confirmed."""
        self.lay()

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

    def lay(self) -> None:
        """Put what is pending on top. What does not fit any more is not shown; the server will say why, and it comes
        back to its author then."""
        self.digest = self.plan.digest
        self._bottom = self.plan.mark()
        self.pending_cells = set()
        for transaction in self.outbox:
            self.show(transaction)

    def again(self) -> None:
        """The outbox is another: show it as it is now."""
        self.lift()
        self.lay()

    def become(self, plan: Plan) -> None:
        """Something else is confirmed from now on."""
        self.lift()
        self.plan.become(plan)

    def advance(self, entries: Sequence[Entry], digest: bytes, before: Callable[[Entry], None]) -> bool:
        """Apply entries to what is confirmed, telling `before` each; pending has been lifted. Whether the plan has that
        digest then (b"" for any).

        If it has not, or if an entry does not fit (RemoteProtocolError), what is confirmed is as it was.
        """
        mark, seq = self.plan.mark(), self.plan.seq
        is_whole = False
        try:
            for entry in entries:
                before(entry)
                apply(self.plan, entry)
            is_whole = digest in (b"", self.plan.digest)
        finally:
            if not is_whole:
                self.plan.rollback(mark)
                self.plan.seq = seq
            self.plan.forget()
        return is_whole
