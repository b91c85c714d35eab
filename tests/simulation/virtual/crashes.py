"""One short schedule, and the same one again with a crash right before any of the steps that a program takes in it.

A step is what a task does between two awaits. A job of the database lies between two of them, so that a crash before
the one loses it, and a crash before the other keeps it and loses the answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.simulation.virtual.loop import Life
from tests.simulation.virtual.office import Desk, Office, Plot
from tests.simulation.virtual.run import play
from tui.door import Connection

PLOT = Plot(clients=2, slowest_s=0.02, image_every=4, restores=False)
_SEED = 20
_ROUNDS = 6
_AWAY_S = 0.5
_PATIENCE_S = 60.0


class Crash:
    """Counts steps, and ends one program before one of them."""

    def __init__(self, name: str = "", step: int = 0) -> None:
        self.steps = Counter[str]()
        self._point = name, step
        self._is_over = False

    def before_step(self, office: Office, life: Life) -> None:
        """A program is about to take a step."""
        if self._is_over:
            return
        self.steps[life.name] += 1
        if (life.name, self.steps[life.name]) != self._point:
            return
        loop, outside = office.loop, office.loop.outside
        if life.name == "server":
            office.crash_server()
            loop.call_later(_AWAY_S, office.start_server, context=outside)
        else:
            desk = next(desk for desk in office.desks if desk.name == life.name)
            office.crash_client(desk)
            loop.call_later(_AWAY_S, _begin, office, desk, context=outside)

    async def schedule(self, office: Office) -> None:
        """Two people, a few edits at the same time, a cut, images, and a server that is restored from a backup."""
        office.start_server()
        for desk in office.desks:
            _begin(office, desk)
        for number in range(_ROUNDS):
            await _quiet(office)
            done = await asyncio.gather(*(_edit(office, desk) for desk in office.desks), return_exceptions=True)
            for error in done:
                if isinstance(error, Exception):
                    raise error
            if number == 1:
                office.cut(office.desks[0])
                office.back_up()
            if number == 3:
                office.restore()
        await _quiet(office)
        self._is_over = True
        await office.heal()
        await office.end()


def _begin(office: Office, desk: Desk) -> None:
    office.start_client(desk, edits=False)


async def _edit(office: Office, desk: Desk) -> None:
    if desk.program is not None and desk.replica is not None:
        await desk.program.life.run(office.edit(desk, desk.replica))


async def _quiet(office: Office) -> None:
    """Return when everybody is there, and has nothing to send."""
    until = office.loop.time() + _PATIENCE_S
    while any(
        desk.replica is None or desk.replica.connection is not Connection.LIVE or desk.replica.pending_count
        for desk in office.desks
    ):
        assert office.loop.time() < until, "does not come to rest after one crash"
        await asyncio.sleep(0.25)


def steps() -> dict[str, int]:
    """How many steps each program takes where nothing goes wrong."""
    crash = Crash()
    play(_SEED, PLOT, before_step=crash.before_step, schedule=crash.schedule)
    return dict(crash.steps)


def run(name: str, step: int) -> Office:
    """Crash this program right before that step, and check every promise."""
    crash = Crash(name, step)
    return play(_SEED, PLOT, before_step=crash.before_step, schedule=crash.schedule)
