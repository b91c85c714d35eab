"""A client's transactions stand in the log in the order in which they were made, whatever answers were lost."""

from __future__ import annotations

from shared.ids import ROOT, ClientId, Key
from shared.plan.kinds import Kind
from shared.plan.ops import Move, Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Why
from shared.plan.values import Text
from shared.sync.chain import START
from shared.sync.codec import sent_of
from shared.sync.sequencer import Refuse, Sequencer
from shared.sync.up import Sent
from tests.builders import Desk, an_id

_ANNA = ClientId("anna")


def _sent(counter: int, *ops: Op) -> Sent:
    return sent_of(Transaction(Key(_ANNA, counter), counter, ops))


def _titled(node: str, title: str) -> SetOp:
    return SetOp(node, "description", None, None, Text(title), 0)


def test_a_refused_transaction_does_not_come_after_the_newer_ones_of_its_author() -> None:
    """Its answer may be lost, and what stood in its way be gone when it is sent again: it would be laid over them."""
    desk = Desk()
    goal, other = desk.add("Hälsa", Kind.GOAL), desk.add("Ekonomi", Kind.GOAL)
    sequencer = Sequencer(desk.plan, START)
    missing = an_id(900)
    first = _sent(1, Move(goal, missing, "V"), _titled(goal, "äldre"))
    newer = _sent(2, _titled(goal, "nyare"))
    said = [action for action in sequencer.submit(7, "anna", [first, newer]) if isinstance(action, Refuse)]
    assert [refuse.refusal.why for refuse in said] == [Why.NO_PARENT]
    possible = _sent(1, Move(goal, other, "V"), _titled(goal, "äldre"))
    sequencer.commit()
    sequencer.committed()
    again = [action for action in sequencer.submit(7, "anna", [possible]) if isinstance(action, Refuse)]
    assert [refuse.refusal.why for refuse in again] == [Why.OVERTAKEN]
    assert not again[0].is_parked
    assert sequencer.plan.value(goal, "description") == Text("nyare")
    assert sequencer.plan.nodes[goal].parent == ROOT
