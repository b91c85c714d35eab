"""Who still owes an outcome, as nodes come, change and go."""

from __future__ import annotations

from shared.plan.ops import Retire
from shared.plan.ops import Set as SetOp
from tests.tui.pilots import ECONOMY, GOAL, PERIOD, PERSPECTIVE, SICK, TALKS, a_door, quantity
from tui.views.owed import Owed

ROWS = (PERSPECTIVE, GOAL, SICK, TALKS, ECONOMY)


def test_counting_in_stretches_gives_what_counting_at_once_gives() -> None:
    """Keys come between the stretches; the number must not depend on how it was cut."""
    plan = a_door().plan
    slowly, at_once = Owed(plan, PERIOD, ROWS), Owed(plan, PERIOD, ROWS)
    steps = [slowly.count_on(2), slowly.count_on(2), slowly.count_on(2)]
    assert steps == [False, False, True] and at_once.count_on()
    assert [node in slowly for node in ROWS] == [node in at_once for node in ROWS] == [node == SICK for node in ROWS]


def test_a_reported_outcome_is_owed_no_more_and_a_cleared_one_again() -> None:
    """The number is what a reporter works down to nothing."""
    door = a_door()
    owed = Owed(door.plan, PERIOD, ROWS)
    owed.count_on()
    door.write([SetOp(SICK, "outcome", PERIOD, None, quantity("3 %"), 0)], "me")
    owed.look_again([SICK])
    assert len(owed) == 0
    door.write([SetOp(TALKS, "outcome", PERIOD, None, None, 0)], "me")
    owed.look_again([TALKS])
    assert TALKS in owed


def test_rows_that_go_owe_nothing_and_those_that_come_do() -> None:
    """A retired branch takes its debts with it, and a restored one brings them back."""
    door = a_door()
    owed = Owed(door.plan, PERIOD, ROWS)
    owed.count_on()
    door.write([Retire(GOAL)], "bo")
    owed.follow((PERSPECTIVE, ECONOMY))
    owed.look_again([SICK])
    assert len(owed) == 0
    owed.follow(())
    assert owed.is_counted
