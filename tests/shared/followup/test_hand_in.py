"""Handing in: where a unit stands, whatever order edits came in."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.hand_in import Stage, approve, approving, authors, hand_in, hand_in_of, send_back, unapproved
from shared.followup.rounds import Round, open_round, round_of, rounds_of
from shared.ids import ClientId, NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import Op
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Missing, PeriodName, WhyEmpty
from tests.builders import BO, Desk, percent

T2 = "2021-T2"
CLARA = ClientId("clara")


def _desk() -> tuple[Desk, NodeId, NodeId]:
    """A plan with an open round and a unit with one measure."""
    desk = Desk()
    unit = desk.add("Nord", Kind.UNIT)
    measure = desk.measure("Ett", unit)
    desk.do(*open_round(desk.plan, T2, title="Omgång", due=None, new_id=desk.new_id))
    return desk, unit, measure


def _round(desk: Desk) -> Round:
    found = round_of(desk.plan, T2)
    assert found is not None
    return found


def _numbered(desk: Desk, field: str, number: int, unit: NodeId | None) -> Op:
    return SetOp(_round(desk).node, field, None, unit, percent(str(number)), desk.plan.seq)


def test_a_unit_hands_in_is_sent_back_and_hands_in_again() -> None:
    """The way of one report, with who did what at each step."""
    desk, unit, _ = _desk()
    assert hand_in_of(desk.plan, T2, unit).stage is Stage.NOT_YET
    assert approve(desk.plan, _round(desk), unit) is None
    assert send_back(desk.plan, _round(desk), unit, "Se över") == ()
    desk.do(hand_in(desk.plan, _round(desk), unit), client=BO)
    desk.do(*send_back(desk.plan, _round(desk), unit, "Se över"), client=CLARA)
    back = hand_in_of(desk.plan, T2, unit)
    assert (back.stage, back.number, back.comment) == (Stage.SENT_BACK, 1, "Se över")
    assert back.decided and back.decided.author == "clara"
    assert approve(desk.plan, _round(desk), unit) is None

    desk.do(hand_in(desk.plan, _round(desk), unit), client=BO)
    assert hand_in_of(desk.plan, T2, unit).comment == ""
    op = approve(desk.plan, _round(desk), unit)
    assert op is not None
    desk.do(op, client=CLARA)
    done = hand_in_of(desk.plan, T2, unit)
    assert (done.stage, done.number) == (Stage.APPROVED, 2)
    assert unapproved(desk.plan, T2) == []


@pytest.mark.parametrize(
    ("approved", "sent_back", "stage"),
    [(0, 0, Stage.HANDED_IN), (2, 0, Stage.APPROVED), (0, 2, Stage.SENT_BACK), (2, 2, Stage.SENT_BACK),
     (1, 0, Stage.HANDED_IN), (0, 1, Stage.HANDED_IN), (1, 1, Stage.HANDED_IN), (2, 1, Stage.APPROVED),
     (1, 2, Stage.SENT_BACK)],
)  # fmt: skip
def test_the_stage_does_not_depend_on_the_order_of_edits(approved: int, sent_back: int, stage: Stage) -> None:
    """Approvers work offline, too: what was decided about hand-in 1 says nothing of hand-in 2."""
    steps = [("handed_in", 2), ("approved", approved), ("sent_back", sent_back)]
    for order in permutations(steps):
        desk, unit, _ = _desk()
        # An approval alone must find what it approves.
        for field, number in sorted(order, key=lambda step: step[0] == "approved"):
            if number:
                desk.do(_numbered(desk, field, number, unit), client=BO if field == "handed_in" else CLARA)
        assert hand_in_of(desk.plan, T2, unit).stage is stage


@given(st.lists(st.sampled_from(["hand_in", "approve", "send_back"]), max_size=12))
def test_numbers_only_grow_and_a_new_hand_in_always_waits(steps: list[str]) -> None:
    """Whatever came before, handing in again must never find itself approved already."""
    desk, unit, _ = _desk()
    before = 0
    for step in steps:
        if step == "hand_in" and hand_in_of(desk.plan, T2, unit).stage is not Stage.APPROVED:
            desk.do(hand_in(desk.plan, _round(desk), unit))
            assert hand_in_of(desk.plan, T2, unit).stage is Stage.HANDED_IN
        elif step == "approve" and (op := approve(desk.plan, _round(desk), unit)):
            desk.do(op, client=CLARA)
        elif step == "send_back" and (ops := send_back(desk.plan, _round(desk), unit, "Se över")):
            desk.do(*ops, client=CLARA)
        assert hand_in_of(desk.plan, T2, unit).number >= before
        before = hand_in_of(desk.plan, T2, unit).number


def test_of_two_rounds_of_a_period_what_is_said_in_either_counts() -> None:
    """Two people who opened a period at once must not hide each other's hand-ins."""
    desk, unit, _ = _desk()
    second = desk.add("En till", Kind.ROUND)
    desk.do(set_cell(desk.plan, second, "period", PeriodName(T2)), set_cell(desk.plan, second, "state", Choice("open")))
    desk.do(SetOp(second, "handed_in", None, unit, percent("1"), 0))
    assert hand_in_of(desk.plan, T2, unit).stage is Stage.HANDED_IN
    op = approve(desk.plan, _round(desk), unit)
    assert op is not None
    desk.do(op, client=CLARA)
    assert hand_in_of(desk.plan, T2, unit).stage is Stage.APPROVED


@pytest.mark.parametrize("number", ["0", "-1", "0.5", "1e20"])
def test_a_number_that_nobody_can_have_handed_in_is_none(number: str) -> None:
    """Any program may write the cell; what it means must not be guessed."""
    desk, unit, _ = _desk()
    desk.do(SetOp(_round(desk).node, "handed_in", None, unit, percent(number), 0))
    assert hand_in_of(desk.plan, T2, unit).stage is Stage.NOT_YET


def test_what_is_not_approved_is_named_by_unit() -> None:
    """Whoever closes must know whom they leave behind; what belongs to no unit is named too."""
    desk, unit, _ = _desk()
    desk.add("Tom", Kind.UNIT)
    assert unapproved(desk.plan, T2) == [unit]
    desk.measure("Utanför")
    assert unapproved(desk.plan, T2) == [unit, None]
    desk.do(hand_in(desk.plan, _round(desk), None), client=BO)
    desk.do(_numbered(desk, "approved", 1, None), client=CLARA)
    assert unapproved(desk.plan, T2) == []


def test_a_unit_inside_a_unit_is_held_by_the_outer_one() -> None:
    """The division's report is that of its departments; an approved department is held before its division."""
    desk, unit, measure = _desk()
    inner = desk.add("Avdelning", Kind.UNIT, unit)
    below = desk.measure("Två", inner)
    desk.do(hand_in(desk.plan, _round(desk), inner), client=BO)
    desk.do(_numbered(desk, "approved", 1, inner), client=CLARA)
    held = approving(desk.plan, below, rounds_of(desk.plan, T2))
    assert held is not None and held.unit == inner and approving(desk.plan, measure, rounds_of(desk.plan, T2)) is None
    desk.do(hand_in(desk.plan, _round(desk), unit), client=BO)
    desk.do(_numbered(desk, "approved", 1, unit), client=CLARA)
    assert (
        approving(desk.plan, measure, rounds_of(desk.plan, T2)) is not None
        and approving(desk.plan, measure, rounds_of(desk.plan, "2021-T1")) is None
    )


def test_reporting_is_handing_in_and_writing_outcomes() -> None:
    """Whoever only commented has not reported; a reason for having no outcome is a report, and so is a status."""
    desk, unit, measure = _desk()
    desk.do(set_cell(desk.plan, measure, "outcome", Missing(WhyEmpty.NOT_YET), period=T2), client=BO)
    desk.do(SetOp(measure, "outcome", "2021-T1", None, percent("1"), 0), client=CLARA)
    assert authors(desk.plan, T2, unit) == {"bo"}
    desk.do(hand_in(desk.plan, _round(desk), unit), client=CLARA)
    assert authors(desk.plan, T2, unit) == {"bo", "clara"}
    activity = desk.add("Utbilda", Kind.ACTIVITY, unit)
    desk.do(set_cell(desk.plan, activity, "status", Choice("done"), period=T2), client=ClientId("dag"))
    assert authors(desk.plan, T2, unit) == {"bo", "clara", "dag"}
