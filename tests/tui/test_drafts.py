"""What is half typed survives, whatever becomes of the program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from shared.errors import StoreError
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Text
from tests.tui.fake_door import FakeDoor
from tests.tui.pilots import GOAL, PERIOD, TALKS, a_door, contest, press, quantity, running, screen, words
from tests.wait import until
from tui.app import KeepsDraft
from tui.widgets.entry_bar import EntryBar


async def _type(pilot: Pilot[None], *keys: str) -> None:
    screen(pilot).outline.go_to(TALKS)
    await press(pilot, *keys)


async def _left_behind(door: FakeDoor, *keys: str) -> None:
    """Type on a row, wait until that is kept, and kill the program."""
    async with running(door) as pilot:
        await _type(pilot, *keys)
        await until(lambda: door.drafts, "a draft")


async def test_a_half_typed_number_is_offered_again() -> None:
    """A dropped line in the middle of a long row of figures must cost nothing."""
    door = a_door()
    await _left_behind(door, "enter", *"71")
    assert door.submitted == []
    async with running(door) as pilot:
        await _type(pilot, "enter")
        assert screen(pilot).query_one(EntryBar).text == "71" and "utkast" in words(pilot, "entry-hint")
        await press(pilot, *",5", "enter")
        assert door.plan.value(TALKS, "outcome", PERIOD) == quantity("71,5 %") and door.drafts == {}


async def test_a_half_typed_reason_is_offered_again() -> None:
    """The reason is the longest thing that the bar takes."""
    door = a_door()
    await _left_behind(door, "1", *"sent")
    async with running(door) as pilot:
        await _type(pilot, "enter")
        assert screen(pilot).query_one(EntryBar).text == "65\u00a0%"
        await press(pilot, "escape", "1")
        assert screen(pilot).query_one(EntryBar).text == "sent"
        await press(pilot, *" in", "enter")
        cell = door.plan.cell(TALKS, "assessment", PERIOD)
        assert cell is not None and cell.because == "sent in" and door.drafts == {}


async def test_a_value_of_ones_own_for_a_contested_cell_is_offered_again() -> None:
    """It settles what its author has been shown since, and nothing older."""
    door = a_door()
    contest(door, TALKS, "70 %")
    await _left_behind(door, "s", "w", *"68")
    async with running(door) as pilot:
        await _type(pilot, "s", "w", "enter")
        assert door.plan.value(TALKS, "outcome", PERIOD) == quantity("68 %") and not door.plan.contested


async def test_escape_drops_what_was_typed_on_purpose() -> None:
    """A draft that comes back after one said no is a riddle."""
    door = a_door()
    await _left_behind(door, "enter", *"71")
    async with running(door) as pilot:
        await _type(pilot, "enter", "escape")
        assert door.drafts == {}
        await press(pilot, "enter")
        assert screen(pilot).query_one(EntryBar).text == "65\u00a0%"


async def test_what_was_typed_and_taken_back_is_no_draft() -> None:
    """It says what stands there anyway."""
    door = a_door()
    async with running(door) as pilot:
        await _type(pilot, "1", "x")
        await until(lambda: door.drafts, "a draft")
        await press(pilot, "backspace")
        await until(lambda: not door.drafts, "no draft")


async def test_fast_typing_does_not_put_off_the_draft() -> None:
    """Waiting for a pause, it would never come while somebody writes without one."""
    door = a_door()
    async with running(door) as pilot:
        await _type(pilot, "1")
        typed = 0
        while not door.drafts:
            await pilot.press("a")
            typed += 1
        assert typed < 500


async def test_a_draft_does_not_claim_to_have_seen_what_came_since() -> None:
    """Accepted a week later it must meet a colleague's figure, and not replace it."""
    door = a_door()
    before = door.plan.cell(TALKS, "outcome", PERIOD)
    await _left_behind(door, "enter", *"71")
    door.write([SetOp(TALKS, "outcome", PERIOD, None, quantity("66 %"), 0)], "anna")
    async with running(door) as pilot:
        await _type(pilot, "enter")
        assert "Anna Ek skrev 66" in words(pilot, "entry-hint")
        assert screen(pilot).query_one(EntryBar).text == "71"
        await press(pilot, "enter")
        (op,) = door.submitted[0]
        assert isinstance(op, SetOp) and before is not None and op.seen == before.seq


async def test_an_assessment_that_comes_while_a_reason_is_typed_is_shown_and_not_seen() -> None:
    """It was overwritten without either of the two noticing."""
    door = a_door()
    async with running(door) as pilot:
        await _type(pilot, "1", *"sen")
        door.write([SetOp(TALKS, "assessment", PERIOD, None, Choice("partly"), 0)], "anna")
        await pilot.pause()
        assert screen(pilot).query_one(EntryBar).text == "sen"
        assert "Anna Ek skrev delvis uppfyllt" in words(pilot, "entry-hint")
        await press(pilot, "t", "enter")
        (op,) = door.submitted[0]
        assert isinstance(op, SetOp) and op.seen == 0 and op.because == "sent"


async def test_what_could_not_be_saved_is_offered_again() -> None:
    """The bar closes on a full disk; the figure must not go with it."""
    door = a_door()
    async with running(door) as pilot:
        await _type(pilot, "enter", *"71")
        submit = door.submit
        door.submit = _failing  # type: ignore[method-assign]
        await press(pilot, "enter")
        assert "Kunde inte sparas" in words(pilot, "status")
        door.submit = submit  # type: ignore[method-assign]
        await press(pilot, "enter")
        assert screen(pilot).query_one(EntryBar).text == "71"


async def _failing(ops: object) -> None:
    raise StoreError("disken är full")


async def test_a_full_disk_does_not_end_the_program_in_the_middle_of_a_word() -> None:
    """The draft is a help; that it cannot be kept is one sentence."""
    door = a_door()
    door.failure = StoreError("disken är full")
    async with running(door) as pilot:
        await _type(pilot, "enter", *"71")
        await until(lambda: "Kunde inte sparas: disken är full" in words(pilot, "status"), "the sentence")
        assert screen(pilot).query_one(EntryBar).text == "71"
        await press(pilot, "escape")
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "h")
        await until(lambda: "disken är full" in words(pilot, "box-note"), "the sentence")


async def test_a_terminal_that_goes_away_keeps_the_last_letters() -> None:
    """They were typed a moment before the line dropped, and are not kept yet."""
    door = a_door()
    async with running(door) as pilot:
        await _type(pilot, "enter", *"71")
        plan = screen(pilot)
        assert isinstance(plan, KeepsDraft)
        await plan.keep_draft()
        assert len(door.drafts) == 1


async def test_words_to_search_for_are_no_draft() -> None:
    """Nobody wants last week's search back."""
    door = a_door()
    kept: list[object] = []
    door.save_draft = _noting(kept)  # type: ignore[method-assign, assignment]
    async with running(door) as pilot:
        await press(pilot, "slash", *"sjuk")
        await screen(pilot).keep_draft()  # type: ignore[attr-defined]
        assert kept == []


def _noting(kept: list[object]) -> Callable[..., Awaitable[None]]:
    async def save(*what: object) -> None:
        kept.append(what)

    return save


async def test_two_fields_of_a_row_have_drafts_of_their_own() -> None:
    """The analysis that was left half written must not come up as a result."""
    door = a_door()
    door.write([SetOp(TALKS, "analysis", PERIOD, None, Text("Klart."), 0)], "anna")
    await _left_behind(door, "enter", *"71")
    async with running(door) as pilot:
        await _type(pilot, "t")
        assert "90" in screen(pilot).query_one(EntryBar).text
        await press(pilot, "escape", "enter")
        assert screen(pilot).query_one(EntryBar).text == "71"
