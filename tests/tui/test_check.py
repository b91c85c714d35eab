"""The review on screen: listed behind a key, gone to, and waived with a reason."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from shared.plan.ops import Retire
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from tests.tui.fake_door import ME, FakeDoor
from tests.tui.pilots import PERIOD, SICK, TALKS, a_door, press, quantity, running, screen, words
from tui.screens.check import CheckScreen
from tui.screens.plan import PlanScreen


async def _review(pilot: Pilot[None]) -> None:
    """Press the key, and wait until the review is done."""
    await press(pilot, "v")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def _a_door() -> FakeDoor:
    """One measure without an outcome, and one whose text says another."""
    door = a_door()
    door.write([SetOp(TALKS, "analysis", PERIOD, None, Text("Andelen är 56 %."), 0)], ME)
    return door


async def test_v_lists_the_gravest_findings_first() -> None:
    """Whoever has five minutes before the board meets reads the beginning."""
    async with running(_a_door()) as pilot:
        await _review(pilot)
        body = " ".join(words(pilot, "box-body").split())
        assert isinstance(pilot.app.screen, CheckScreen)
        assert body.index("Mål utan resultat och skäl (fel)") < body.index("Tal i texten som skiljer sig (varning)")
        assert "Medarbetare / Hälsa och delaktighet" in body
        assert "”56 %” i analysen, men resultatet är 65\u00a0%" in words(pilot, "box-body")
        assert "Fel 1, varningar" in words(pilot, "box-note")


async def test_enter_goes_to_the_node() -> None:
    """There it is mended."""
    async with running(_a_door()) as pilot:
        await _review(pilot)
        await press(pilot, "j", "enter")
        assert screen(pilot).is_current and screen(pilot).node == TALKS


async def test_w_waives_with_a_reason_and_the_list_comes_back_without_it() -> None:
    """One is waived after the other, each with its own reason."""
    door = _a_door()
    async with running(door) as pilot:
        await _review(pilot)
        await press(pilot, "w", "enter")
        assert not door.submitted and screen(pilot).node == SICK
        await press(pilot, *"senare", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert door.plan.value(SICK, "waiver", PERIOD, "no_outcome") == Text("senare")
        assert isinstance(pilot.app.screen, CheckScreen)
        assert "Mål utan resultat" not in words(pilot, "box-body")
        assert "Fel 0" in words(pilot, "box-note")


async def test_a_half_typed_reason_is_offered_again() -> None:
    """As everything else that is half typed."""
    door = _a_door()
    async with running(door) as pilot:
        await _review(pilot)
        await press(pilot, "w", *"sena")
        plan = screen(pilot)
        assert isinstance(plan, PlanScreen)
        await plan.keep_draft()
    assert (SICK, "waiver", PERIOD, "no_outcome") in door.drafts
    async with running(door) as pilot:
        await _review(pilot)
        await press(pilot, "w", *"re", "enter")
        assert door.plan.value(SICK, "waiver", PERIOD, "no_outcome") == Text("senare")


async def test_a_waiver_written_meanwhile_is_not_claimed_to_have_been_seen() -> None:
    """Two reasons met: neither of them may vanish."""
    door = _a_door()
    async with running(door) as pilot:
        await _review(pilot)
        await press(pilot, "w", *"senare")
        door.write([SetOp(SICK, "waiver", PERIOD, "no_outcome", Text("nedlagt"), 0)], "bo")
        await press(pilot, "enter")
        (op,) = door.submitted[-1]
        assert isinstance(op, SetOp) and op.seen == 0


async def test_with_nothing_to_look_at_it_says_so() -> None:
    """A key that silently does nothing is taken for a broken program."""
    door = FakeDoor()
    async with running(door) as pilot:
        await _review(pilot)
        assert "Granskningen fann inget." in words(pilot, "status")


async def test_a_node_that_is_gone_meanwhile_leaves_the_list_usable() -> None:
    """Others retire things while one reads."""
    door = _a_door()
    async with running(door) as pilot:
        await _review(pilot)
        door.write([Retire(SICK)], "bo")
        await pilot.pause()
        await press(pilot, "enter")
        assert screen(pilot).is_current and "tagits bort ur planen" in words(pilot, "status")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_list_fits_small_and_large_screens(size: tuple[int, int]) -> None:
    """The keys stay in sight under it."""
    door = _a_door()
    door.write([SetOp(TALKS, "outcome", "2019", None, quantity("3 st"), 0)], ME)
    async with running(door, size) as pilot:
        await _review(pilot)
        keys = pilot.app.screen.query_one("#box-keys").region
        assert "w undanta" in words(pilot, "box-keys") and keys.bottom <= size[1]
