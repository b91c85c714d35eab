"""Runs the real shells through the schedule of a seed, and checks every promise at the end.

`python -m tests.simulation.virtual SEED` runs one again.
"""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Callable

from shared.plan.model import Plan
from tests.simulation.checks import check_meetings, check_order, check_tree, content
from tests.simulation.virtual.loop import Life, VirtualLoop
from tests.simulation.virtual.office import Office, Plot, drawn
from tests.simulation.virtual.traces import entries_of, kept, logged, mark_of, meant_of
from tui.local_log import confirmed


def play(
    seed: int,
    plot: Plot,
    *,
    before_step: Callable[[Office, Life], None] = lambda office, life: None,
    schedule: Callable[[Office], object] | None = None,
) -> Office:
    """The office after a schedule, at rest and checked. `schedule` stands for the one by lot."""
    chance = random.Random(seed)
    loop = VirtualLoop(chance)
    # What is garbage ends when it is collected, which must not depend on what else this process has done.
    gc.disable()
    troubles: list[BaseException] = []

    def take_step(life: Life) -> None:
        try:
            before_step(office, life)
        except AssertionError as error:
            # It would be raised into a program, and be lost there.
            troubles.append(error)

    office = Office(loop, chance, plot, before_step=take_step)

    def note_trouble(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            troubles.append(error)

    loop.set_exception_handler(note_trouble)
    try:
        work = office.run() if schedule is None else schedule(office)
        loop.run_until_complete(work)  # type: ignore[arg-type]
        check(office)
    finally:
        office.is_over = True
        _put_away(loop)
        gc.enable()
    if troubles:
        raise troubles[0]
    return office


def _put_away(loop: VirtualLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
    for _ in range(5):
        loop.call_soon(loop.stop)
        loop.run_forever()
    loop.close()


def check(office: Office) -> None:
    """Every promise at rest, told by contents."""
    entries = entries_of(office.server_disk)
    there = logged(office.server_disk)
    plan = Plan()
    for desk in office.desks:
        plan, _, _ = desk.disk.look(confirmed)
        assert plan.seq == len(entries), f"{desk.name} has another log"
        contents = content(plan)
        assert contents == content(office.desks[0].disk.look(confirmed)[0]), f"{desk.name} differs"
        assert not kept(desk.disk, "outbox")
        office.check_desk(desk)
    returned = {mark_of(one) for desk in office.desks for one in kept(desk.disk, "returned")}
    lost = set(office.promised) - set(there) - returned
    assert not lost, f"saved, and neither in the log nor returned: {sorted(lost)}"
    assert office.acknowledged <= set(there) | (returned if office.restores else set()), "acknowledged, and not there"
    assert office.restores or not returned & set(there), "returned, and in the log all the same"
    for mark, (_, meant) in office.promised.items():
        if mark in there:
            assert meant_of(there[mark].transaction.ops) == meant, f"{mark} says something else"
    check_meetings(entries)
    check_tree(plan)
    if not office.restores:
        check_order(entries)
        clients = {entry.transaction.key.client for entry in entries}
        assert len(clients) <= len(office.desks), "a replica became another one, and was neither copied nor restored"


def run(seed: int) -> Office:
    """Run one seed. Raises AssertionError with the command that does it again."""
    try:
        return play(seed, drawn(seed))
    except Exception as error:
        command = f"python -m tests.simulation.virtual {seed}"
        raise AssertionError(f"{type(error).__name__}: {error}\nto do it again: {command}") from error
