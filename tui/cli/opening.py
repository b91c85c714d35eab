"""`stegvis` and `stegvis open`: a plan on screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING

import click

from shared.errors import InputError
from shared.followup.period import read_period
from shared.plan.model import Plan
from tui.cli.command import Command, for_period
from tui.cli.environment import Environment, pass_environment
from tui.example import EXAMPLE
from tui.terminal import environment_changes, terminal_of

if TYPE_CHECKING:
    from tui.app import StegvisApp

_STDOUT, _STDERR = 1, 2

_LEAVE_S = 2.0
"""How long after a signal the screens may take to close, before the replica is closed without them."""

_LAST_S = 5
"""How long after a signal the process may live on, whatever it hangs in."""


@click.command("open", cls=Command)
@click.argument("plan")
@for_period
@pass_environment
def command(env: Environment, plan: str, period: str | None) -> None:
    """A plan on screen."""
    _open(env, plan, period)


def open_last(env: Environment, period: str | None) -> None:
    """The plan that was opened last on screen; the first time, the example."""
    _open(env, env.home.last_plan or EXAMPLE, period)


def current_period(plan: Plan, today: date) -> str:
    """The newest period that anything was reported for, or else this year."""
    reported = ("outcome", "assessment", "status")
    names = {key.period for node in plan.nodes for key in plan.cells(node) if key.period and key.field in reported}
    found = [period for name in names if (period := read_period(name))]
    return max(found).name if found else str(today.year)


def _open(env: Environment, name: str, period: str | None) -> None:
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise InputError(env.say("no_terminal"), is_usage=True)
    asked = env.period(period) if period else None
    # Textual reads these when it is imported, and only then.
    os.environ.update(environment_changes(os.environ))
    with _drawing_where_output_goes():
        asyncio.run(_show(env, name, asked))


@contextmanager
def _drawing_where_output_goes() -> Iterator[None]:
    """Textual draws on standard error: while it does, that is the terminal, wherever it was sent."""
    if os.isatty(_STDERR):
        yield
        return
    sent_to = os.dup(_STDERR)
    os.dup2(_STDOUT, _STDERR)
    try:
        yield
    finally:
        os.dup2(sent_to, _STDERR)
        os.close(sent_to)


async def _show(env: Environment, name: str, period: str | None) -> None:
    from tui.app import StegvisApp
    from tui.cli.printing import note
    from tui.ways_in import on_screen

    terminal = terminal_of(os.environ, sys.stdout.encoding or "ascii", is_utf8_mode=bool(sys.flags.utf8_mode))
    async with on_screen(env.home, name, language=env.language, note=note) as replica:
        env.home.remember_plan(name)
        app = StegvisApp(
            replica, period=period or current_period(replica.plan, date.today()), language=env.language,
            theme=terminal.theme, is_ascii=terminal.is_ascii,
        )  # fmt: skip
        # Python would look through all of a large plan for garbage while somebody types, and none of it is.
        gc.freeze()
        has_left = await _until_left(app)
    if not has_left:
        # What is still at work would be waited for; the replica is closed, and nothing else matters any more.
        os._exit(1)
    if app.return_code:
        sys.exit(app.return_code)


async def _until_left(app: StegvisApp) -> bool:
    """Run the app until it ends, or until it was told to by a signal and did not; whether it ended."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def leave(number: int, frame: FrameType | None) -> None:
        # The loop may be waiting for the terminal just now, so it cannot be what hears the signal.
        if told.is_set() or loop.is_closed():
            return
        signal.alarm(_LAST_S)
        app.stop_waiting()
        loop.call_soon_threadsafe(app.leave_soon)
        loop.call_soon_threadsafe(told.set)

    # A line that drops, or a machine that shuts down, must not cost what was half typed.
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, leave)
    running = asyncio.create_task(app.run_async())
    telling = asyncio.create_task(told.wait())
    await asyncio.wait({running, telling}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    await asyncio.wait({running}, timeout=_LEAVE_S)
    if running.done():
        await running
    return running.done()
