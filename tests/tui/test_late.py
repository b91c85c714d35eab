"""Which late entries a client shows under which period."""

from __future__ import annotations

from shared.plan.edits import set_cell
from shared.plan.ops import Move, Op
from shared.plan.refusal import Refusal, Why
from shared.sync.codec import sent_of
from shared.sync.down import LateEntry
from tests.builders import Desk, percent
from tui.late import waiting


def test_what_names_no_period_waits_under_each() -> None:
    """A move, or a hand-in, that was held would otherwise be kept and never decided about."""
    desk = Desk()
    unit, measure = desk.add("Nord"), desk.measure()
    figure = set_cell(desk.plan, measure, "outcome", percent("4"), period="2021-T2")

    def entry(op: Op) -> LateEntry:
        transaction = desk.transaction(op)
        return LateEntry(transaction.key, "anna", 5, Refusal(Why.UNIT_APPROVED), sent_of(transaction).body)

    moved, written = entry(Move(measure, unit, "V")), entry(figure)
    assert [one.entry for one in waiting(desk.plan, [moved, written], "2021-T2")] == [moved, written]
    assert [one.entry for one in waiting(desk.plan, [moved, written], "2021-T1")] == [moved]
