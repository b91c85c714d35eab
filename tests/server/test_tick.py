"""When a room tells what, in virtual time."""

from __future__ import annotations

import pytest

from server.tick import LONGEST_S, MAX_TOLD_BYTES, Pace, Tick, Told
from shared.ids import ClientId, Key
from shared.plan.refusal import Refusal, Why
from shared.sync.chain import SEAL_BYTES
from shared.sync.down import MAX_ROWS, Confirmed, Refused


def _news(first: int, count: int = 1, size: int = 10) -> Confirmed:
    bodies = (str(number).encode().rjust(size) for number in range(first, first + count))
    return Confirmed(first, tuple(bodies), bytes(32), bytes(SEAL_BYTES))


def _numbers(told: Told) -> list[int]:
    assert isinstance(told.message, Confirmed)
    numbers = list(map(int, told.message.bodies))
    assert numbers[0] == told.message.first
    return numbers


_REFUSED = Refused(Key(ClientId("anna"), 7), Refusal(Why.NO_NODE))


def test_the_first_time_nothing_waits() -> None:
    """Whoever is alone on a plan must not feel that there could be a thousand."""
    assert Pace(1 / 3).wait_s(0.0) == 0.0


def test_it_takes_no_more_than_its_share_of_the_time() -> None:
    """What took a second may be done again two seconds later: the other two thirds are for reading and committing."""
    pace = Pace(0.25)
    pace.done(10.0, 10.1)
    assert pace.wait_s(10.1) == pytest.approx(0.3)
    assert pace.wait_s(10.3) == pytest.approx(0.1)
    assert pace.wait_s(10.5) == 0.0


def test_something_cheap_is_done_no_more_often_than_it_may() -> None:
    """A cursor that wanders through a tree must not be told at every key."""
    pace = Pace(0.05, least_s=0.1)
    pace.done(10.0, 10.0)
    assert pace.wait_s(10.0) == pytest.approx(0.1)


def test_no_wait_is_long_however_long_it_took() -> None:
    """A machine that stood still for a minute must not keep everybody waiting for another two."""
    pace = Pace(1 / 3)
    pace.done(0.0, 60.0)
    assert pace.wait_s(60.0) == 0.0
    pace.done(60.0, 60.4)
    assert pace.wait_s(60.4) == pytest.approx(LONGEST_S - 0.4)


def test_a_quick_time_does_not_shorten_the_wait_after_a_slow_one() -> None:
    """Telling those who join in between must not let the next telling to all come sooner."""
    pace = Pace(0.5)
    pace.done(0.0, 0.1)
    pace.done(0.1, 0.1)
    assert pace.wait_s(0.1) == pytest.approx(0.1)


def test_what_was_published_meanwhile_goes_out_as_one() -> None:
    """A thousand members get one frame per turn, however many edits were committed since the last."""
    tick = Tick()
    tick.publish(_news(1, 2))
    tick.publish(_news(3))
    tick.publish(_news(4, 3))
    assert [_numbers(told) for told in tick.take()] == [[1, 2, 3, 4, 5, 6]]
    assert tick.is_empty
    assert tick.take() == []


def test_one_members_answer_keeps_its_place_among_the_news() -> None:
    """A refusal may rest on an edit before it, and must not be heard before that."""
    tick = Tick()
    tick.publish(_news(1))
    tick.publish(_news(2))
    tick.add(_REFUSED, 5)
    tick.publish(_news(3))
    first, second, third = tick.take()
    assert (_numbers(first), first.session) == ([1, 2], None)
    assert second == Told(_REFUSED, 5)
    assert (_numbers(third), third.session) == ([3], None)


def test_no_message_has_more_rows_than_a_client_takes() -> None:
    """A message beyond the bounds of the protocol closes the connection of everybody who gets it."""
    tick = Tick()
    tick.publish(_news(1, MAX_ROWS - 1))
    tick.publish(_news(MAX_ROWS, 2))
    tick.publish(_news(MAX_ROWS + 2))
    first, second = (_numbers(told) for told in tick.take())
    assert (first[0], len(first)) == (1, MAX_ROWS - 1)
    assert second == [MAX_ROWS, MAX_ROWS + 1, MAX_ROWS + 2]


def test_no_message_grows_beyond_what_is_sent_at_once() -> None:
    """Long texts are told in messages of bounded size, as they were committed."""
    tick = Tick()
    for number in range(1, 4):
        tick.publish(_news(number, size=MAX_TOLD_BYTES // 2))
    assert [_numbers(told) for told in tick.take()] == [[1, 2], [3]]
