"""Assessments on screen: how they came about, and goals that follow what lies under them."""

from __future__ import annotations

from shared.followup.quantity import read_quantity
from shared.ids import ROOT
from shared.plan.ops import Move, Retire
from shared.plan.ops import Set as SetOp
from shared.plan.values import Carried, Choice, Text
from tests.tui.pilots import ECONOMY, GOAL, PERIOD, PERSPECTIVE, SICK, TALKS, a_door, quantity, running, screen, words
from tui.views.rows import Rows


async def test_the_pane_tells_how_the_assessment_came_about() -> None:
    """Nobody should have to leave the screen to be able to answer the board."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await pilot.pause()
        told = " ".join(words(pilot, "about").replace("\u00a0", " ").split())
        assert "Målet missas med 25 procentenheter, och mätetalet har ingen tolerans: ej uppfyllt." in told
        screen(pilot).outline.go_to(SICK)
        await pilot.pause()
        assert "Resultat saknas" not in words(pilot, "about")


async def test_a_goal_follows_what_lies_under_it() -> None:
    """Its sign changes with the measure, however far above it stands, and at once."""
    door = a_door()
    door.write([SetOp(ROOT, "assessment_rule", None, None, Choice("worst"), 0)], "anna")
    async with running(door) as pilot:
        desk = screen(pilot).desk
        assert [desk.row(node).assessment for node in (PERSPECTIVE, GOAL)] == ["missed", "missed"]
        door.write([SetOp(TALKS, "outcome", PERIOD, None, quantity("95 %"), 0)], "anna")
        await pilot.pause()
        assert [desk.row(node).assessment for node in (PERSPECTIVE, GOAL)] == ["met", "met"]
        door.write([SetOp(ROOT, "assessment_rule", None, None, Choice("by_hand"), 0)], "anna")
        await pilot.pause()
        assert desk.row(GOAL).assessment is None


async def test_a_goal_follows_what_was_moved_or_taken_out() -> None:
    """What it does not hold any more must not count for it."""
    door = a_door()
    door.write([SetOp(ROOT, "assessment_rule", None, None, Choice("worst"), 0)], "anna")
    async with running(door) as pilot:
        desk = screen(pilot).desk
        assert desk.row(GOAL).assessment == "missed"
        door.write([Move(TALKS, ECONOMY, "V")], "anna")
        await pilot.pause()
        assert (desk.row(GOAL).assessment, desk.row(ECONOMY).assessment) == ("unmeasured", "missed")
        door.write([Retire(TALKS)], "anna")
        await pilot.pause()
        assert desk.row(ECONOMY).assessment is None


async def test_the_plans_signs_are_those_of_the_outline() -> None:
    """They change for everybody at once when somebody changes them."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await pilot.pause()
        assert "○ ej uppfyllt" in words(pilot, "about")
        door.write([SetOp(ROOT, "sign", None, None, Text("pilar"), 0)], "anna")
        await pilot.pause()
        assert screen(pilot).desk.signs.missed == "↓" and "↓ ej uppfyllt" in words(pilot, "about")


def test_a_carried_outcome_shows_its_number_and_period() -> None:
    """ "From April" is no figure to read in August, and the figure alone would be August's."""
    door = a_door()
    door.write([SetOp(SICK, "outcome", "2019", None, read_quantity("3,3 %"), 0)], "anna")
    door.write([SetOp(SICK, "outcome", PERIOD, None, Carried("2019"), 0)], "anna")
    row = Rows(door.plan, PERIOD, "sv").row(SICK)
    assert (row.outcome, row.assessment) == ("3,3 % (2019)".replace(" %", "\u00a0%"), "missed")
