"""The tally on screen: every figure leads to its members, and every member to its node."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.ops import Create
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Quantity, Text
from tests.tui.fake_door import FakeDoor
from tests.tui.pilots import GOAL, SICK, TALKS, a_door, press, quantity, retitle, running, screen, words
from tests.wait import until
from tui.screens.desk import Desk
from tui.screens.tally import MembersScreen, TallyScreen


def _rows(text: str) -> list[list[str]]:
    """The rows of the table, word by word, without the cursor."""
    return [line.replace("▌", " ").split() for line in text.splitlines()]


def _with_year_before(*numbers: int) -> FakeDoor:
    door = a_door()
    for part, number in zip(("met", "partly", "missed"), numbers, strict=True):
        door.write([SetOp(ROOT, "recorded_tally", "2019", part, Quantity(Decimal(number)), 0)], "anna")
    return door


async def test_s_shows_the_tables_with_rule_shares_and_percentage_points() -> None:
    """The number without its rule, its denominator and the year before says nothing to a board."""
    door = _with_year_before(1, 0, 3)
    door.write([SetOp(TALKS, "assessment", "2020", None, Choice("partly"), 0)], "anna")
    async with running(door, (80, 24)) as pilot:
        await press(pilot, "S")
        body = words(pilot, "box-body")
        assert "Måluppfyllelse" in body and "alla utom uppföljningsmått" in body
        assert "2019: siffrorna är de som ett underlag anger" in body
        rows = _rows(body)
        assert ["◐", "Delvis", "uppfyllt", "1", "100", "%", "0", "0", "%", "+100"] in rows
        assert ["Räknade", "1", "100", "%", "4", "100", "%"] in rows
        assert ["Helt", "eller", "delvis", "1", "100", "%", "1", "25", "%", "+75"] in rows
        assert ["–", "Ej", "mätt", "1", "0"] in rows
        assert ["─", "ej", "mätt", "ännu", "1", "0"] in rows
        assert all(len(line) <= 66 for line in body.splitlines() if "%" in line)


async def test_enter_lists_what_a_figure_is_made_of_and_enter_again_goes_there() -> None:
    """From "one is missed" to the row that is, in two keys."""
    async with running(a_door(), (80, 24)) as pilot:
        await press(pilot, "S", "j", "j", "enter")
        assert isinstance(pilot.app.screen, MembersScreen)
        assert "Ej uppfyllt · 2020 · 1" in words(pilot, "box-head")
        body = words(pilot, "box-body")
        assert "○ Medarbetarsamtal" in body and "Resultat 65\u00a0%   Mål Minst 90 %" in body
        assert "Medarbetare / Hälsa och delaktighet" in body
        await press(pilot, "enter")
        assert screen(pilot).is_current and screen(pilot).node == TALKS


async def test_members_of_a_reason_say_it() -> None:
    """Who is asked to remind the units needs those that are not measured yet, and no others."""
    async with running(a_door()) as pilot:
        await press(pilot, "S", *["j"] * 6, "enter")
        assert "Sjukfrånvaro" in words(pilot, "box-body") and "ej mätt ännu" in words(pilot, "box-body")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, TallyScreen) and pilot.app.screen.chosen.figure.key == "not_measured_yet"
        await press(pilot, "escape")
        assert screen(pilot).is_current


async def test_figure_of_nothing_says_so() -> None:
    """A key that silently does nothing is taken for a broken program."""
    async with running(a_door()) as pilot:
        await press(pilot, "S", "enter")
        assert isinstance(pilot.app.screen, TallyScreen)
        assert "inte av några rader" in words(pilot, "box-note")


async def test_what_others_enter_changes_the_figures_at_once() -> None:
    """A table that is shown to a meeting while units still report must not be an hour old."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "S", "j")
        door.write([SetOp(SICK, "outcome", "2020", None, quantity("3,0 %"), 0)], "bo")
        await pilot.pause()
        assert ["●", "Uppfyllt", "1", "50", "%", "0"] in _rows(words(pilot, "box-body"))
        tally = pilot.app.screen
        assert isinstance(tally, TallyScreen) and tally.chosen.figure.key == "partly"
        await press(pilot, "k", "enter")
        door.write([SetOp(SICK, "outcome", "2020", None, quantity("9 %"), 0)], "bo")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TallyScreen)


async def test_tables_that_come_while_the_tally_is_open_are_in_it() -> None:
    """And those of the plan's own, by their names."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "S", "escape")
        table = NodeId("ttt")
        door.write(
            [
                Create(table, Kind.TALLY, "", ROOT, "z"),
                SetOp(table, "title", None, None, Text("Nämndens mål"), 0),
                SetOp(table, "counts", None, None, Choice("goal"), 0),
                SetOp(GOAL, "assessment", "2020", None, Choice("met"), 0),
            ],
            "bo",
        )
        await press(pilot, "S")
        body = words(pilot, "box-body")
        assert "Nämndens mål" in body and "räknar mål" in body and "Måluppfyllelse" not in body
        retitle(door, table, "Regionens mål")
        await pilot.pause()
        assert "Regionens mål" in words(pilot, "box-body")


async def test_tables_are_counted_before_anybody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large plan whoever opens them would wait; counted between keys, nobody does. Another period has others."""
    answers: list[tuple[str, bool]] = []
    prepare = Desk.prepare_tallies

    def noting(desk: Desk, at_most: int) -> bool:
        answers.append((desk.period, prepare(desk, at_most)))
        return answers[-1][1]

    monkeypatch.setattr(Desk, "prepare_tallies", noting)
    async with running(a_door()) as pilot:
        await until(lambda: ("2020", True) in answers)
        await press(pilot, "right_square_bracket")
        await until(lambda: ("2021", True) in answers)
