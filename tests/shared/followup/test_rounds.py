"""Rounds: which periods are locked, and the ops that open and close one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.rounds import CLOSED, Round, close_round, open_round, round_of, rounds
from shared.ids import ROOT, NodeId
from shared.plan.edits import move_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import Retire
from shared.plan.values import Choice, Day, PeriodName
from tests.builders import Desk

T2 = "2021-T2"
PERIODS = ["2021", "2021-T1", T2, "2021-08", "2021-W38"]


def _locking(desk: Desk, period: str) -> Round | None:
    found = round_of(desk.plan, period)
    return found if found and found.state == CLOSED else None


def _opened(desk: Desk, period: str = T2, due: str = "") -> Round:
    ops = open_round(desk.plan, period, title=f"Omgång {period}", due=Day(due) if due else None, new_id=desk.new_id)
    desk.do(*ops)
    found = round_of(desk.plan, period)
    assert found is not None
    return found


def _second(desk: Desk, period: str, state: str) -> NodeId:
    """A round made by somebody who did not see that there was one."""
    node = desk.add("En till", Kind.ROUND)
    desk.do(set_cell(desk.plan, node, "period", PeriodName(period)), set_cell(desk.plan, node, "state", Choice(state)))
    return node


def test_an_opened_round_has_title_period_and_due_day() -> None:
    """It is a node like others, which people find in the plan."""
    desk = Desk()
    found = _opened(desk, due="2021-09-30")

    assert (found.period.name, found.state, found.due) == (T2, "open", "2021-09-30")
    assert desk.plan.title(found.node) == "Omgång 2021-T2"
    assert _locking(desk, T2) is None


def test_opening_again_makes_no_second_round_and_keeps_the_day() -> None:
    """The command is repeated by scripts, and by people who are not sure."""
    desk = Desk()
    first = _opened(desk, due="2021-09-30")
    assert open_round(desk.plan, T2, title="", due=Day("2021-09-30"), new_id=desk.new_id) == ()
    desk.do(*close_round(desk.plan, T2))

    assert _opened(desk) == first
    assert _opened(desk, due="2021-10-15").due == "2021-10-15"
    assert len(list(rounds(desk.plan))) == 1


def test_there_is_nothing_to_close_where_nothing_is_open() -> None:
    """Closing must not make a round that nobody has opened, or write what is so already."""
    desk = Desk()
    assert close_round(desk.plan, T2) == ()
    _opened(desk)
    desk.do(*close_round(desk.plan, T2))
    assert close_round(desk.plan, T2) == ()


@given(st.lists(st.tuples(st.sampled_from(PERIODS), st.booleans()), max_size=8))
def test_a_period_is_locked_by_what_was_last_done_to_it_alone(steps: list[tuple[str, bool]]) -> None:
    """A year that is closed leaves its tertials open, and the other way round."""
    desk = Desk()
    is_locked: dict[str, bool] = {}
    for period, is_closing in steps:
        opening = open_round(desk.plan, period, title="Omgång", due=None, new_id=desk.new_id)
        if ops := close_round(desk.plan, period) if is_closing else opening:
            desk.do(*ops)
        if period in is_locked or not is_closing:
            is_locked[period] = is_closing

    assert {name for name in PERIODS if _locking(desk, name)} == {name for name in PERIODS if is_locked.get(name)}


@pytest.mark.parametrize("state", ["open", "approved"])
def test_only_the_closed_state_locks(state: str) -> None:
    """An approved round may still be corrected by those who report."""
    desk = Desk()
    desk.do(set_cell(desk.plan, _opened(desk).node, "state", Choice(state)))
    assert _locking(desk, T2) is None


def test_of_two_rounds_of_a_period_the_closed_one_counts() -> None:
    """Two people who open a period at once must not leave a round behind that keeps it open."""
    desk = Desk()
    first = _opened(desk)
    second = _second(desk, T2, "closed")
    found = _locking(desk, T2)
    assert found is not None and found.node == second

    desk.do(*open_round(desk.plan, T2, title="", due=None, new_id=desk.new_id))
    assert [each.state for each in rounds(desk.plan)] == ["open", "open"]
    desk.do(*close_round(desk.plan, T2))
    assert [(each.node, each.state) for each in rounds(desk.plan)] == [(first.node, "closed"), (second, "closed")]


def test_a_round_that_is_retired_or_lies_elsewhere_locks_nothing() -> None:
    """Finding the rounds must not take a walk through the plan for every edit."""
    desk = Desk()
    retired, moved = _second(desk, "2021-T1", "closed"), _second(desk, T2, "closed")
    goal = desk.add("Mål")
    desk.do(Retire(retired))
    desk.do(move_node(desk.plan, moved, parent=goal, after=None))
    assert not any(_locking(desk, period) for period in ("2021-T1", T2))

    desk.do(move_node(desk.plan, moved, parent=ROOT, after=goal))
    assert _locking(desk, T2)


def test_a_round_locks_its_period_however_that_was_written() -> None:
    """Another program may have sent the words as they stood in a paper."""
    desk = Desk()
    _second(desk, "tertial 2 2021", "closed")
    _second(desk, "någon gång", "closed")

    assert _locking(desk, T2)
    assert len(list(rounds(desk.plan))) == 1


def test_a_round_without_period_or_state_locks_nothing() -> None:
    """One that was added on screen and not filled in yet."""
    desk = Desk()
    node = desk.add("Omgång", Kind.ROUND)
    assert list(rounds(desk.plan)) == []
    desk.do(set_cell(desk.plan, node, "period", PeriodName(T2)))
    assert [each.state for each in rounds(desk.plan)] == [""]
    assert _locking(desk, T2) is None
