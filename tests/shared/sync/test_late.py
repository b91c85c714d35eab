"""Late entries: what goes into the log when one is let in, or turned down."""

from __future__ import annotations

import msgspec
import pytest

from shared.followup.corrections import Correction, corrections
from shared.followup.rounds import close_round, open_round, round_of
from shared.ids import ROOT, ClientId, NodeId
from shared.plan.edits import add_node, set_cell
from shared.plan.fields import Role
from shared.plan.kinds import Kind
from shared.plan.ops import MAX_OPS, Entry, Move, Op, Retire, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Value
from shared.sync.late import Decision, accepted, decision_about, declined, period_of
from shared.sync.sameness import own_key
from shared.sync.sequencer import sequence
from tests.builders import BO, Desk, percent, words

T2 = "2021-T2"


def _decision(desk: Desk, *, is_accepted: bool = True, seen: int | None = None) -> Decision:
    return Decision(is_accepted, "clara", "Hann inte", "", desk.plan.seq if seen is None else seen, 5)


def _late(desk: Desk, *ops: Op) -> Transaction:
    """What Bo made before the round was closed, and which comes now."""
    transaction = desk.transaction(*ops, client=BO)
    answer = sequence(desk.plan, transaction, "bo", Role.PLANNER)
    assert isinstance(answer, Refusal) and answer.why is Why.ROUND_CLOSED and period_of(transaction, answer) == T2
    return transaction


def _desk() -> tuple[Desk, NodeId]:
    desk = Desk()
    measure = desk.measure()
    desk.do(set_cell(desk.plan, measure, "outcome", percent("3"), period=T2))
    desk.do(*open_round(desk.plan, T2, title="Omgång", due=None, new_id=desk.new_id))
    return desk, measure


def _close(desk: Desk) -> None:
    desk.do(*close_round(desk.plan, T2))


def _enter(desk: Desk, made: Transaction | Refusal | None, author: str) -> Entry:
    assert isinstance(made, Transaction)
    entry = sequence(desk.plan, made, author, Role.ADMINISTRATOR)
    assert isinstance(entry, Entry), entry
    return entry


def _told(desk: Desk) -> list[Correction]:
    return corrections(desk.plan, T2)


def test_what_is_let_in_is_its_authors_and_says_who_let_it_in() -> None:
    """The figure is answered for by whoever measured it, the exception by whoever made it."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late = _late(desk, op)
    entry = _enter(desk, accepted(desk.plan, late, _decision(desk), Role.PLANNER), "bo")

    cell = desk.plan.cell(measure, "outcome", T2)
    assert cell and (cell.value, cell.author, cell.at) == (percent("4"), "bo", late.at)
    (told,) = _told(desk)
    assert (told.late, told.decided_by, told.reason) == ("accepted", "clara", "Hann inte")
    assert (told.before[0], told.after[0], told.seq) == ("3", "4", entry.seq)
    assert decision_about(desk.plan, late) == told


def test_what_is_turned_down_changes_nothing_and_is_told() -> None:
    """Its author must learn of it, wherever they are when it is decided."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late = _late(desk, op)
    assert decision_about(desk.plan, late) is None
    _enter(desk, declined(desk.plan, late, _decision(desk, is_accepted=False)), "clara")

    assert desk.plan.value(measure, "outcome", T2) == percent("3")
    (told,) = _told(desk)
    assert (told.late, told.author, told.after[0], told.at) == ("declined", "clara", "4", 5)
    assert decision_about(desk.plan, late) == told


@pytest.mark.parametrize("role", [Role.READER, Role.REPORTER, Role.PLANNER])
def test_letting_in_gives_no_right_that_its_author_has_not(role: Role) -> None:
    """Whoever lets in a figure must not carry out what came along with it, and they could never have done."""
    desk, measure = _desk()
    figure = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    other = desk.measure()
    _close(desk)
    answer = accepted(desk.plan, _late(desk, figure, Retire(other)), _decision(desk), role)
    assert isinstance(answer, Transaction) == (role is Role.PLANNER)
    assert isinstance(answer, Transaction) or (answer.why, answer.op) == (Why.NO_RIGHT, 1)
    assert isinstance(accepted(desk.plan, _late(desk, figure), _decision(desk), role), Transaction)
    assert not desk.plan.retired_at(other)


@pytest.mark.parametrize("is_accepted", [True, False])
def test_deciding_twice_makes_the_same_nodes_under_the_same_key(is_accepted: bool) -> None:
    """After a crash nobody knows whether it was decided; doing it again must not tell of it twice."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late = _late(desk, op)
    decision = _decision(desk, is_accepted=is_accepted)

    def make() -> Transaction | Refusal | None:
        return accepted(desk.plan, late, decision, Role.PLANNER) if is_accepted else declined(desk.plan, late, decision)

    made = [make(), make()]
    assert made[0] == made[1] and isinstance(made[0], Transaction) and made[0].key == own_key(late)


def test_making_it_leaves_the_plan_as_it_is() -> None:
    """The server's plan is ahead of its disk: what is only tried must not be in it."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late, before = _late(desk, op), desk.plan.digest
    accepted(desk.plan, late, _decision(desk), Role.PLANNER)
    declined(desk.plan, late, _decision(desk, is_accepted=False))
    assert desk.plan.digest == before and not desk.plan.is_remembering


def test_a_value_that_its_judge_has_not_seen_is_contested() -> None:
    """They let it in over what was on their screen, and not over what came since."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    desk.do(set_cell(desk.plan, measure, "outcome", percent("5"), period=T2), client=ClientId("dag"))
    _close(desk)
    late = _late(desk, op)
    _enter(desk, accepted(desk.plan, late, _decision(desk, seen=2), Role.PLANNER), "bo")
    assert desk.plan.value(measure, "outcome", T2) == percent("5") and desk.plan.contested


def test_a_value_that_its_judge_has_seen_is_replaced() -> None:
    """They know what stands there, and want this instead."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    desk.do(set_cell(desk.plan, measure, "outcome", percent("5"), period=T2), client=ClientId("dag"))
    _close(desk)
    late = _late(desk, op)
    _enter(desk, accepted(desk.plan, late, _decision(desk), Role.PLANNER), "bo")
    assert desk.plan.value(measure, "outcome", T2) == percent("4") and not desk.plan.contested


def test_an_analysis_is_merged_and_told_as_it_became() -> None:
    """What was written meanwhile is not lost, and the correction tells what the plan says."""
    desk, measure = _desk()
    desk.do(set_cell(desk.plan, measure, "analysis", words("Köerna ökar i norr."), period=T2))
    op = set_cell(desk.plan, measure, "analysis", words("Köerna ökar i norr. Vi anställer."), period=T2)
    there = set_cell(desk.plan, measure, "analysis", words("Köerna ökar kraftigt i norr."), period=T2)
    desk.do(there, client=ClientId("dag"))
    _close(desk)
    late = _late(desk, op)
    _enter(desk, accepted(desk.plan, late, _decision(desk), Role.PLANNER), "bo")
    became = desk.plan.text(measure, "analysis", T2)
    assert became == "Köerna ökar kraftigt i norr. Vi anställer." == _told(desk)[0].after


def test_a_new_measure_that_came_late_comes_with_its_figures() -> None:
    """What one op makes the next one writes: each is told of as it finds the plan."""
    desk, _ = _desk()
    new = add_node(desk.plan, Kind.MEASURE, "Nytt", parent=ROOT, level="", new_id=desk.new_id)
    node = new[0].node
    figures = [SetOp(node, "outcome", T2, part, percent("1"), 0) for part in ("kvinnor", "män")]
    _close(desk)
    transaction = desk.transaction(*new, *figures, client=BO)
    entry = _enter(desk, accepted(desk.plan, transaction, _decision(desk), Role.PLANNER), "bo")
    assert [told.cell.part for told in _told(desk)] == ["kvinnor", "män"]
    closed = round_of(desk.plan, T2)
    assert closed is not None
    ranks = [child.rank for child in desk.plan.children(closed.node)]
    assert len(set(ranks)) == 2 and entry.transaction.ops[-1] == figures[-1]


def test_what_is_not_held_any_more_is_let_in_as_it_is() -> None:
    """The round was opened again meanwhile: it is an edit like any other."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late = _late(desk, op)
    desk.do(*open_round(desk.plan, T2, title="", due=None, new_id=desk.new_id))
    made = accepted(desk.plan, late, _decision(desk), Role.PLANNER)
    assert isinstance(made, Transaction) and made.ops == (op,)
    assert isinstance(declined(desk.plan, late, _decision(desk, is_accepted=False)), Transaction)


def test_where_the_round_is_gone_nothing_is_left_to_tell_it_under() -> None:
    """The entry is let go all the same; a decision that cannot be made would stay for ever."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late = _late(desk, op)
    closed = round_of(desk.plan, T2)
    assert closed is not None
    desk.do(Retire(closed.node))
    assert declined(desk.plan, late, _decision(desk, is_accepted=False)) is None


def test_what_cannot_be_done_at_all_is_refused_with_its_reason() -> None:
    """The node it moves under was taken out of the plan since."""
    desk, measure = _desk()
    goal = desk.add("Mål")
    ops = (Move(measure, goal, "V"), set_cell(desk.plan, measure, "outcome", percent("4"), period=T2))
    _close(desk)
    late = _late(desk, *ops)
    desk.do(Retire(goal))
    answer = accepted(desk.plan, late, _decision(desk), Role.PLANNER)
    assert isinstance(answer, Refusal) and (answer.why, answer.op) == (Why.RETIRED_PARENT, 0)


def test_what_would_be_too_large_with_its_corrections_is_refused() -> None:
    """An entry that clients cannot read would stop every one of them."""
    desk, measure = _desk()
    _close(desk)
    value: Value = percent("1")
    many = tuple(SetOp(measure, "outcome", T2, f"del {number}", value, 0) for number in range(MAX_OPS // 9 + 1))
    answer = accepted(desk.plan, desk.transaction(*many, client=BO), _decision(desk), Role.PLANNER)
    assert isinstance(answer, Refusal) and answer.why is Why.UNSENDABLE


def test_a_decision_is_found_by_what_was_sent_and_not_by_its_key_alone() -> None:
    """A copied replica makes other edits under the same keys."""
    desk, measure = _desk()
    op = set_cell(desk.plan, measure, "outcome", percent("4"), period=T2)
    _close(desk)
    late = _late(desk, op)
    _enter(desk, accepted(desk.plan, late, _decision(desk), Role.PLANNER), "bo")
    other = msgspec.structs.replace(late, at=late.at + 1)
    assert decision_about(desk.plan, other) is None
