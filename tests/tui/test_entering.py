"""Typing results, assessing and setting targets, with the keys."""

from __future__ import annotations

from decimal import Decimal

from textual.events import Paste

from shared.errors import StoreError
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Quantity, Target
from tests.tui.pilots import ECONOMY, GOAL, PERIOD, SICK, TALKS, a_door, press, quantity, running, screen, words
from tui.widgets.entry_bar import EntryBar, EntryInput


async def test_n_goes_to_what_is_owed_and_enter_takes_its_result() -> None:
    """The whole round of a reporter: next owed, Enter, number, Enter. It must need no other key."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "n", "enter", *"2,9", "enter")
        assert door.plan.value(SICK, "outcome", PERIOD) == Quantity(Decimal("2.9"), "%")
        assert "0 kvar" not in words(pilot, "status") and "allt rapporterat" in words(pilot, "status")
        assert "● uppfyllt" in words(pilot, "about")


async def test_what_was_understood_is_shown_before_it_is_accepted() -> None:
    """A misread number would otherwise be found out only in the report."""
    async with running(a_door()) as pilot:
        await press(pilot, "n", "enter", *"3,3")
        assert "Esc avbryt" in words(pilot, "keys")
        assert words(pilot, "entry-hint").strip() == "3,3\u00a0%  →  ○ ej uppfyllt"


async def test_target_that_only_a_person_can_read_says_why() -> None:
    """Whoever writes it can still write one that figures are held against."""
    async with running(a_door()) as pilot:
        screen(pilot).outline.go_to(SICK)
        await press(pilot, "t", *"Inte öka")
        assert "Inte öka Nivån ska hållas" in words(pilot, "entry-hint")


async def test_bad_input_stays_with_one_sentence_and_nothing_is_written() -> None:
    """Retyping a long entry for one slip is what makes people give up."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "n", "enter", *"tre", "enter")
        assert screen(pilot).query_one(EntryBar).text == "tre"
        assert words(pilot, "entry-hint").count(".") == 1
        assert door.submitted == []


async def test_escape_backs_out_and_writes_nothing() -> None:
    """Esc always backs out one level."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "n", "enter", *"2,9", "escape")
        assert not screen(pilot).query(EntryBar)
        assert door.submitted == []
        await press(pilot, "j")
        assert screen(pilot).node == TALKS


async def test_a_value_that_came_while_typing_was_not_seen() -> None:
    """Claiming to have seen it would overwrite a colleague's number without either of them noticing."""
    door = a_door()
    seen = door.plan.cell(TALKS, "outcome", PERIOD)
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "enter", *"70")
        door.write([SetOp(TALKS, "outcome", PERIOD, None, quantity("66 %"), 0)], "anna")
        await pilot.pause()
        assert "Anna Ek skrev 66" in words(pilot, "entry-hint")
        await press(pilot, "enter")
        (op,) = door.submitted[0]
        assert isinstance(op, SetOp) and seen is not None and op.seen == seen.seq


async def test_an_unchanged_value_is_not_written_again() -> None:
    """A write that says nothing would still contest what a colleague wrote meanwhile."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "enter", "enter")
        assert door.submitted == [] and not screen(pilot).query(EntryBar)


async def test_digits_assess_a_goal_at_once() -> None:
    """A goal has no figures to disagree with, so one key is enough."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "2")
        assert door.plan.value(GOAL, "assessment", PERIOD) == Choice("partly")


async def test_assessing_against_the_figures_takes_a_reason() -> None:
    """Both the figures' word and the person's are kept, and readers want to know why they differ."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "1", "enter")
        assert door.submitted == []
        await press(pilot, *"sent", "enter")
        cell = door.plan.cell(TALKS, "assessment", PERIOD)
        assert cell is not None and cell.value == Choice("met") and cell.because == "sent"
        assert "satt av Maja: sent" in words(pilot, "about")
        await press(pilot, "x")
        assert door.plan.value(TALKS, "assessment", PERIOD) is None


async def test_t_sets_the_target_of_the_period_that_has_one() -> None:
    """Correcting the year's target from a tertial must not make a second one beside it."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(SICK)
        await press(pilot, "p", *"2020-T2", "enter", "t", *"Max 4 %", "enter")
        target = door.plan.value(SICK, "target", PERIOD)
        assert isinstance(target, Target) and target.bound == Decimal(4)
        assert door.plan.value(SICK, "target", "2020-T2") is None


async def test_a_key_that_does_not_fit_the_row_says_so() -> None:
    """A key that silently does nothing is taken for a broken program."""
    async with running(a_door()) as pilot:
        screen(pilot).outline.go_to(ECONOMY)
        await press(pilot, "t")
        assert "mål" in words(pilot, "status") and "målvärde" in words(pilot, "status")


async def test_what_cannot_be_saved_is_said_in_one_sentence() -> None:
    """A full disk must neither kill the screen nor pass unnoticed."""
    door = a_door()
    door.failure = StoreError("disken är full")
    async with running(door) as pilot:
        await press(pilot, "n", "enter", *"2,9", "enter")
        assert "Kunde inte sparas: disken är full" in words(pilot, "status")


async def test_the_bar_stays_at_its_row_when_the_screen_changes() -> None:
    """A bar left behind on another row looks as if that row were being written."""
    door = a_door()
    async with running(door, (120, 30)) as pilot:
        await press(pilot, "n", "enter", *"2,9")
        for width, height in ((80, 24), (130, 40)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            view = screen(pilot)
            bar = view.query_one(EntryBar)
            assert bar.region.y == view.outline.region.y + view.outline.cursor_offset + 1
            assert bar.region.width == view.outline.region.width and bar.text == "2,9"


async def test_a_paste_of_several_lines_says_what_it_leaves_out() -> None:
    """A column copied from a spreadsheet would otherwise lose all but its first figure without a word."""
    async with running(a_door()) as pilot:
        await press(pilot, "n", "enter")
        bar = screen(pilot).query_one(EntryBar)
        bar.query_one(EntryInput).post_message(Paste("\n3,3\n\n4\n5\n"))
        await pilot.pause()
        assert bar.text == "3,3"
        assert "utelämnade rader: 2" in words(pilot, "entry-hint") and "ej uppfyllt" in words(pilot, "entry-hint")
        await press(pilot, "backspace")
        assert "utelämnade" not in words(pilot, "entry-hint")


async def test_what_is_copied_and_pasted_within_the_program_is_one_line_too() -> None:
    """A line break in a line one types on is not seen, and is saved."""
    async with running(a_door()) as pilot:
        await press(pilot, "n", "enter")
        pilot.app.copy_to_clipboard("a\tb\nc")
        await press(pilot, "ctrl+v")
        assert screen(pilot).query_one(EntryBar).text == "a b"
        assert "utelämnade rader: 1" in words(pilot, "entry-hint")
