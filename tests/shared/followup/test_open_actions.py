"""Actions that are left to do, and how long they have been."""

from __future__ import annotations

import pytest

from shared.followup.open_actions import is_open, open_action, open_actions
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Day, PeriodName
from tests.shared.followup.plans import Paper


@pytest.fixture
def paper() -> Paper:
    """A paper to write on."""
    return Paper()


def _action(paper: Paper, parent: NodeId | None = None, decided: str = "") -> NodeId:
    action = paper.node(Kind.ACTION, parent or paper.node(Kind.CONTROL))
    if decided:
        paper.set(action, "decided_for", PeriodName(decided))
    return action


def test_an_action_is_open_until_it_is_done_or_cancelled(paper: Paper) -> None:
    """What was moved or paused would be forgotten otherwise."""
    action = _action(paper)
    assert is_open(paper.plan, action)
    for status, left in (("under_way", True), ("moved", True), ("paused", True), ("done", False), ("cancelled", False)):
        paper.set(action, "status", Choice(status), "2021")
        assert is_open(paper.plan, action) is left, status


def test_a_status_stays_until_another_is_reported_and_says_nothing_of_the_past(paper: Paper) -> None:
    """An action that was done in the autumn was open in spring, and is not open again next year."""
    action = _action(paper)
    paper.set(action, "status", Choice("under_way"), "2021-T1")
    paper.set(action, "status", Choice("done"), "2021-T3")
    assert [is_open(paper.plan, action, period) for period in ("2020", "2021-T2", "2021", "2022")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_age_is_counted_from_the_period_it_was_decided_for(paper: Paper) -> None:
    """“Not taken up before” is what politicians ask about; an action under an item was decided with it."""
    control = paper.node(Kind.CONTROL)
    paper.set(control, "decided_for", PeriodName("2020"))
    action = _action(paper, control)
    own = _action(paper, control, "2021-T1")
    for each, ages in ((action, [0, 0, 8, 24]), (own, [0, 0, 4, 20])):
        found = [open_action(paper.plan, each, period) for period in ("2020-T1", "2020", "2021-T2", "2022")]
        assert [known.age_months for known in found if known] == ages
    undated = open_action(paper.plan, _action(paper), "2021")
    assert undated is not None and undated.age_months is None


def test_an_action_is_overdue_from_the_day_after(paper: Paper) -> None:
    """Something due on the last day of the period may still come."""
    action = _action(paper)
    paper.set(action, "due", Day("2021-08-31"))
    late = [
        (found := open_action(paper.plan, action, period)) and found.is_overdue for period in ("2021-T2", "2021-09")
    ]
    assert late == [False, True]
    found = open_action(paper.plan, action)
    assert found is not None and not found.is_overdue


def test_a_sub_point_is_closed_with_its_action_unless_it_says_otherwise(paper: Paper) -> None:
    """Nobody reports on each of five points once the whole is done."""
    action = _action(paper)
    first, second = _action(paper, action), _action(paper, action)
    paper.set(action, "status", Choice("done"), "2021")
    paper.set(second, "status", Choice("under_way"), "2021")
    assert [found.node for found in open_actions(paper.plan, "2021")] == [second]
    assert [found.node for found in open_actions(paper.plan, "2020")] == [action, first, second]


def test_a_retired_action_is_not_open(paper: Paper) -> None:
    """It is out of the plan."""
    action = _action(paper)
    paper.retire(action)
    assert open_actions(paper.plan) == [] and open_action(paper.plan, action) is None
