"""A goal that several boards own: each writes its own comment, and all are read together."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from shared.plan.ops import Set as SetOp
from shared.plan.values import Names, Text
from tests.tui.fake_door import FakeDoor
from tests.tui.pilots import GOAL, PERIOD, SICK, a_door, press, running, screen, words
from tui.screens.analysis import AnalysisScreen
from tui.views.boards import boards, numbered, the_board

OWNERS = ("HSN", "RS", "RUN")


def _owned() -> FakeDoor:
    door = a_door()
    door.write([SetOp(GOAL, "owner", None, None, Names(OWNERS), 0)], "anna")
    return door


async def test_the_one_who_writes_says_for_which_board() -> None:
    """Two boards that wrote into one text would each have to approve the other's words."""
    door = _owned()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a")
        assert not isinstance(pilot.app.screen, AnalysisScreen)
        await press(pilot, "3", "enter", "h", "i")
        assert "RUN" in words(pilot, "box-head")
        await press(pilot, "ctrl+s")
        assert door.plan.value(GOAL, "analysis", PERIOD, "RUN") == Text("hi")
        assert door.plan.value(GOAL, "analysis", PERIOD) is None


async def test_nothing_typed_means_the_comment_in_common() -> None:
    """The one that was imported, and that a secretary writes for all of them."""
    door = _owned()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "enter", "h", "i", "ctrl+s")
        assert door.plan.value(GOAL, "analysis", PERIOD) == Text("hi")


async def test_a_name_that_is_no_owners_opens_nothing() -> None:
    """A slip must not begin a comment that nobody finds again."""
    door = _owned()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "x", "enter")
        assert screen(pilot).is_current and door.submitted == []


async def test_a_draft_of_one_board_is_not_offered_to_another() -> None:
    """Half of RUN's text under HSN's name would be worse than none."""
    door = _owned()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "3", "enter", "h", "i", "escape")
        await press(pilot, "a", "1", "enter")
        assert pilot.app.screen.query_one(TextArea).text == ""
        await press(pilot, "escape", "a", "3", "enter")
        assert pilot.app.screen.query_one(TextArea).text == "hi"


async def test_somebody_who_writes_for_the_same_board_is_told_of() -> None:
    """Only that text can clash with this one."""
    door = _owned()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "3", "enter", "h")
        door.write([SetOp(GOAL, "analysis", PERIOD, "HSN", Text("Annat"), 0)], "anna")
        await pilot.pause()
        assert words(pilot, "box-note") == ""
        door.write([SetOp(GOAL, "analysis", PERIOD, "RUN", Text("Annas text"), 0)], "anna")
        await pilot.pause()
        assert "Anna Ek" in words(pilot, "box-note")


async def test_the_pane_shows_every_boards_comment_under_its_name() -> None:
    """Whoever reads a shared goal reads what all of them say of it, the one in common first."""
    door = _owned()
    for part, text in (("RUN", "Runs ord"), (None, "Gemensamt"), ("HSN", "Hsns ord")):
        door.write([SetOp(GOAL, "analysis", PERIOD, part, Text(text), 0)], "anna")
    door.write([SetOp(GOAL, "analysis", "2019", "HSN", Text("Förra årets"), 0)], "anna")
    async with running(door, (140, 40)) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await pilot.pause()
        about = [line.strip() for line in words(pilot, "about").split("\n")]
        shown = [line for line in about if line.startswith("Analys") or line in ("Runs ord", "Gemensamt", "Hsns ord")]
        assert [line.partition("  ")[0] for line in shown] == [
            "Analys", "Gemensamt", "Analys, HSN", "Hsns ord", "Analys, RUN", "Runs ord",
        ]  # fmt: skip
        assert not [line for line in about if "Förra" in line or line.startswith("RUN ")]


@pytest.mark.parametrize(
    ("typed", "board"),
    [("1", "HSN"), ("3", "RUN"), ("4", None), ("0", None), ("rs", "RS"), ("ru", "RUN"), ("r", None), ("", None),
     ("²", None), (" h ", "HSN")],
)  # fmt: skip
def test_a_board_is_meant_by_number_name_or_beginning(typed: str, board: str | None) -> None:
    """Two keys must do; a beginning that two share means neither."""
    assert the_board(OWNERS, typed) == board


def test_a_name_that_begins_another_can_still_be_meant() -> None:
    """RS and RS stab are two."""
    assert the_board(("RS", "RS stab"), "rs") == "RS"


def test_a_node_with_one_owner_has_one_comment() -> None:
    """Nobody is asked where there is nothing to choose; nor for a name that could not be a part."""
    door = _owned()
    door.write([SetOp(SICK, "owner", None, None, Names(("HSN",)), 0)], "anna")
    assert boards(door.plan, SICK) == () and boards(door.plan, GOAL) == OWNERS
    door.write([SetOp(SICK, "owner", None, None, Names(("x" * 101, "y" * 100)), 0)], "anna")
    assert boards(door.plan, SICK) == ("y" * 100,)
    assert numbered(OWNERS) == "1 HSN  2 RS  3 RUN"
