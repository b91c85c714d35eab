"""All fields of a node in one form, written from there."""

from __future__ import annotations

from textual.pilot import Pilot

from shared.plan.kinds import KINDS, Kind
from shared.plan.values import Choice, Text
from tests.tui.pilots import PERIOD, TALKS, a_door, contest, press, quantity, running, screen, words
from tui.screens.analysis import AnalysisScreen
from tui.screens.form import FormScreen
from tui.screens.plan import PlanScreen
from tui.screens.settle import SettleScreen


async def _open_at(pilot: Pilot[None], field: str) -> None:
    """The form of the measure about talks, on that field."""
    screen(pilot).outline.go_to(TALKS)
    await press(pilot, "f")
    form = pilot.app.screen
    assert isinstance(form, FormScreen)
    for _ in form.listed:
        if form.chosen.field.name == field:
            return
        await press(pilot, "j")
    raise AssertionError(f"no line for {field}")


async def _type(pilot: Pilot[None], text: str) -> None:
    await press(pilot, *("space" if char == " " else char for char in text))


async def test_the_form_lists_every_field_of_the_kind_with_what_it_says() -> None:
    """A field that is in the table and on no screen could only be entered from the command line."""
    async with running(a_door()) as pilot:
        await _open_at(pilot, "title")
        body = words(pilot, "box-body")
        assert all(field.label.sv in body for field in KINDS[Kind.MEASURE].fields.values())
        assert "Rubrik  Medarbetarsamtal" in body and "Målvärde  Minst 90 %" in body and "Resultat  65" in body


async def test_a_field_is_written_from_the_form_and_the_form_comes_back() -> None:
    """Whoever sets up a measure fills in several fields after one another."""
    door = a_door()
    async with running(door) as pilot:
        await _open_at(pilot, "direction")
        await press(pilot, "enter")
        assert "något av: högre är bättre, lägre är bättre" in words(pilot, "entry-hint")
        await _type(pilot, "higher is better")
        await press(pilot, "enter")
        form = pilot.app.screen
        assert isinstance(form, FormScreen) and form.chosen.field.name == "direction"
        assert "Riktning  högre är bättre" in words(pilot, "box-body")
        assert door.plan.value(TALKS, "direction") == Choice("higher")


async def test_a_part_is_named_and_written_and_has_a_line_of_its_own() -> None:
    """Women and men are reported beside the whole, and neither may overwrite it."""
    door = a_door()
    async with running(door) as pilot:
        await _open_at(pilot, "outcome")
        await press(pilot, "d")
        await _type(pilot, "kvinnor")
        await press(pilot, "enter")
        await _type(pilot, "70 %")
        await press(pilot, "enter")
        assert door.plan.value(TALKS, "outcome", PERIOD, "kvinnor") == quantity("70 %")
        assert door.plan.value(TALKS, "outcome", PERIOD) == quantity("65 %")
        assert "Resultat, kvinnor  70" in words(pilot, "box-body")


async def test_a_field_without_parts_says_so() -> None:
    """A key that does nothing looks broken."""
    async with running(a_door()) as pilot:
        await _open_at(pilot, "unit")
        await press(pilot, "d")
        assert "delas inte upp" in words(pilot, "box-note")


async def test_prose_is_written_in_a_box_of_several_lines() -> None:
    """A description does not fit on a line."""
    door = a_door()
    async with running(door) as pilot:
        await _open_at(pilot, "description")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AnalysisScreen)
        await _type(pilot, "Ett samtal om året")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, PlanScreen)
        assert door.plan.value(TALKS, "description") == Text("Ett samtal om året")


async def test_the_form_marks_what_is_contested() -> None:
    """Writing over a contested value here would look as if it were settled."""
    door = a_door()
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        await _open_at(pilot, "outcome")
        assert "≠ omstritt" in words(pilot, "box-body")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SettleScreen)
