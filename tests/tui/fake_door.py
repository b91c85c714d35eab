"""A door with a plan in memory behind it: what is submitted shows at once, and nothing is sent anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from contextvars import Context

from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.apply import Stamp, apply_op
from shared.plan.check import check
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import APPLIED, CellKey, Create, Move, Op, Outcome, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.refusal import Refusal
from shared.plan.values import Text, Value
from shared.sync.client_actions import Healed
from shared.sync.down import Late, LateDecided, LateEntry
from tui.door import Changed, Connection, KeptMet, Listener, Presence, Returned, UndoResult

ME = "me"


class FakeDoor:
    """A `tui.door.Door` for tests."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan or Plan()
        self.name = "Testplanen"
        self.pending_count = 0
        self.pending_cells: AbstractSet[tuple[NodeId, CellKey]] = frozenset()
        self.connection = Connection.LIVE
        self.connection_reason = ""
        self.people: Sequence[Presence] = ()
        self.returned: Sequence[Returned] = ()
        self.must_fetch_afresh = False
        self.progress = (0, 0)
        self.own_seq = 0
        self.backed_up = 0
        self.damaged = 0
        self.healed: Healed | None = None
        self.kept_met: list[KeptMet] = []
        self.submitted: list[Sequence[Op]] = []
        self.undo_result = UndoResult.NOTHING
        self.looked_at: list[NodeId | None] = []
        self.late: list[LateEntry] = []
        self.late_refusal: Refusal | None = None
        self.decided: list[tuple[Key, bool, str]] = []
        self.drafts: dict[tuple[str, str, str | None, str | None], str] = {}
        self.names = {ME: "Maja", "anna": "Anna Ek", "bo": "Bo Alm"}
        self.failure: Exception | None = None
        self._listeners: list[Listener] = []

    @property
    def unread_met(self) -> int:
        return sum(kept.is_unread for kept in self.kept_met)

    async def met(self, limit: int) -> Sequence[KeptMet]:
        return self.kept_met[:limit]

    async def met_seen(self) -> None:
        self.kept_met = [KeptMet(kept.at, kept.met, False) for kept in self.kept_met]
        self.tell(Changed())

    def person_name(self, author: str) -> str:
        return self.names.get(author, author)

    async def submit(self, ops: Sequence[Op]) -> Refusal | None:
        if self.failure is not None:
            raise self.failure
        new = {op.node for op in ops if isinstance(op, Create)}
        there = [op for op in ops if op.node not in new or isinstance(op, Create)]
        refusals = [refusal for op in there if (refusal := check(self.plan, op))]
        if refusals:
            return refusals[0]
        self.submitted.append(ops)
        self.write(ops, ME)
        return None

    async def undo(self) -> UndoResult:
        return self.undo_result

    async def drop_returned(self, key: Key) -> None:
        self.returned = [waiting for waiting in self.returned if waiting.transaction.key != key]
        self.tell(Changed())

    async def late_entries(self) -> Late | None:
        return Late(tuple(self.late), 0)

    async def decide_late(self, key: Key, *, is_accepted: bool, reason: str, case_number: str) -> LateDecided | None:
        self.decided.append((key, is_accepted, reason))
        return LateDecided(key, 0, self.late_refusal)

    async def look_at(self, node: NodeId | None) -> None:
        self.looked_at.append(node)

    async def save_draft(
        self, node: NodeId, field: str, period: str | None, text: str, part: str | None = None
    ) -> None:
        if self.failure is not None:
            raise self.failure
        self.drafts[(node, field, period, part)] = text

    async def load_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> str | None:
        return self.drafts.get((node, field, period, part))

    async def drop_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> None:
        self.drafts.pop((node, field, period, part), None)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, changed: Changed) -> None:
        """Tell whoever listens; like the link, from a task that the app has not started and knows nothing of."""
        for listener in list(self._listeners):
            Context().run(listener, changed)

    def write(self, ops: Sequence[Op], author: str, outcome: Outcome = APPLIED) -> None:
        """Apply ops as if the server had sent them, and tell."""
        self.plan.seq += 1
        for op in ops:
            apply_op(self.plan, op, outcome, Stamp(self.plan.seq, author, 1_630_000_000_000, Key(ClientId(author), 1)))
        structural = any(isinstance(op, Create | Move | Retire | Restore) for op in ops)
        titles = any(isinstance(op, SetOp | Settle) and op.field == "title" for op in ops)
        self.tell(Changed(frozenset(NodeId(op.node) for op in ops), is_structural=structural or titles))


class PlanMaker:
    """Builds a plan a line at a time."""

    def __init__(self) -> None:
        self.plan = Plan()

    def node(self, name: str, title: str, kind: Kind = Kind.GOAL, parent: NodeId = ROOT, level: str = "") -> NodeId:
        """A node with a title, last among its siblings."""
        node = NodeId(name)
        self._apply(Create(node, kind, level, parent, between(self.plan.last_rank(parent), None)))
        self.cell(node, "title", Text(title))
        return node

    def cell(self, node: NodeId, field: str, value: Value, period: str | None = None, part: str | None = None) -> None:
        """A value, written by Anna."""
        self._apply(SetOp(node, field, period, part, value, 0))

    def _apply(self, op: Op) -> None:
        self.plan.seq += 1
        apply_op(self.plan, op, APPLIED, Stamp(self.plan.seq, "anna", 1_630_000_000_000, Key(ClientId("anna"), 1)))
