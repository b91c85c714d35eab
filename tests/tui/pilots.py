"""A small plan on a small screen, for tests that press keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from shared.followup.quantity import read_quantity
from shared.followup.target import read_target
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.ops import CONTESTED
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text, Value
from tests.tui.fake_door import FakeDoor, PlanMaker
from tui.app import StegvisApp
from tui.screens.plan_view import PlanView
from tui.widgets.lines import Lines

PERSPECTIVE, GOAL, SICK, TALKS, PLANNED, ECONOMY = map(NodeId, ("aaa", "bbb", "ccc", "ddd", "eee", "fff"))
PERIOD = "2020"


def quantity(text: str) -> Value:
    """A number as typed."""
    value = read_quantity(text)
    assert value is not None
    return value


def a_door() -> FakeDoor:
    """Perspective > goal > two measures and an activity, and another perspective."""
    maker = PlanMaker()
    maker.node(PERSPECTIVE, "Medarbetare", level="Perspektiv")
    maker.node(GOAL, "Hälsa och delaktighet", parent=PERSPECTIVE, level="Framgångsfaktor")
    maker.node(SICK, "Sjukfrånvaro", Kind.MEASURE, GOAL)
    maker.cell(SICK, "target", read_target("Max 3,1 %"), PERIOD)
    maker.node(TALKS, "Medarbetarsamtal", Kind.MEASURE, GOAL)
    maker.cell(TALKS, "target", read_target("Minst 90 %"), PERIOD)
    maker.cell(TALKS, "outcome", quantity("65 %"), PERIOD)
    maker.node(PLANNED, "Ny introduktion", Kind.ACTIVITY, GOAL)
    maker.node(ECONOMY, "Ekonomi", level="Perspektiv")
    return FakeDoor(maker.plan)


def contest(door: FakeDoor, node: NodeId, text: str, author: str = "bo") -> None:
    """Somebody wrote another outcome without having seen the one that stands."""
    door.write([SetOp(node, "outcome", PERIOD, None, quantity(text), 0)], author, CONTESTED)


def retitle(door: FakeDoor, node: NodeId, title: str) -> None:
    """Somebody gives a node another title."""
    door.write([SetOp(node, "title", None, None, Text(title), 0)], "bo")


@asynccontextmanager
async def running(door: FakeDoor, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Pilot[None]]:
    """The app on a door, once it has drawn itself."""
    app = StegvisApp(door, period=PERIOD)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield pilot


def screen(pilot: Pilot[None]) -> PlanView:
    """The plan's screen, under whatever lies over it."""
    return next(found for found in pilot.app.screen_stack if isinstance(found, PlanView))


def words(pilot: Pilot[None], widget: str) -> str:
    """What a widget of lines says, on the topmost screen that has it."""
    found = [each.query(f"#{widget}") for each in reversed(pilot.app.screen_stack)]
    lines = next(query.first() for query in found if query)
    assert isinstance(lines, Lines)
    return lines.text


def drawn(pilot: Pilot[None]) -> list[str]:
    """The lines of the outline as they are on the screen."""
    outline = screen(pilot).outline
    return [outline.render_line(y).text.rstrip() for y in range(outline.size.height)]


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until they have had their effect."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
