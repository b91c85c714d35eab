"""Saying that the server does not answer."""

from __future__ import annotations

from tui.door import Connection
from tui.views.patience import SILENT_S, Patience

LIVE, OPENING, OFFLINE = Connection.LIVE, Connection.CATCHING_UP, Connection.OFFLINE


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_edit_without_an_answer_is_waited_for_only_so_long() -> None:
    """More edits are no answer; one edit less is one, and so is anything else that comes."""
    clock = Clock()
    patience = Patience(clock)
    assert not patience.is_over(LIVE, 0, 7)
    clock.now += 60
    assert not patience.is_over(LIVE, 1, 7) and patience.is_waiting
    clock.now += SILENT_S - 1
    assert not patience.is_over(LIVE, 2, 7)
    clock.now += 1
    assert patience.is_over(LIVE, 3, 7)
    assert not patience.is_over(LIVE, 2, 7)
    clock.now += SILENT_S
    assert patience.is_over(LIVE, 2, 7) and not patience.is_over(LIVE, 2, 8)


def test_nothing_is_missing_where_nothing_was_asked() -> None:
    """An idle line is silent, and nothing is asked of a server that one is cut off from."""
    clock = Clock()
    patience = Patience(clock)
    for connection, pending in ((LIVE, 0), (OFFLINE, 3)):
        patience.is_over(connection, pending, 7)
        clock.now += 60
        assert not patience.is_over(connection, pending, 7) and not patience.is_waiting


def test_a_long_plan_that_comes_in_parts_is_no_silence() -> None:
    """Fetching takes minutes over a slow line, and every part is an answer."""
    clock = Clock()
    patience = Patience(clock)
    patience.is_over(OPENING, 0, 0)
    for _ in range(5):
        clock.now += SILENT_S - 1
        patience.heard()
        assert not patience.is_over(OPENING, 0, 0)
    clock.now += SILENT_S
    assert patience.is_over(OPENING, 0, 0)
