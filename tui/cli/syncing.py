"""`stegvis sync`: send and fetch once."""

from __future__ import annotations

import click

from shared.errors import InputError
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.printing import note, put, put_json
from tui.cli.sentences import silence
from tui.ways_in import fetch_afresh


@click.command("sync", cls=Command)
@click.argument("plan", required=False)
@click.option("--afresh", "is_afresh", is_flag=True, help="Fetch the whole plan again; what is not sent is kept.")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str | None, is_afresh: bool, is_json: bool) -> None:
    """Send what is waiting here and fetch what is new, for PLAN or for all plans that are here."""
    names = [plan] if plan else env.home.replica_names()
    for name in names if is_afresh else ():
        await fetch_afresh(env.home, name, language=env.language, note=note)
    done = [await _sync(env, name) for name in names]
    if is_json:
        put_json([{"plan": name, "seq": seq} for name, seq in done])
        return
    for name, seq in done:
        put(env.say("synced", name=name, seq=seq))


async def _sync(env: Environment, name: str) -> tuple[str, int]:
    """Sync one plan; its name and newest transaction. Raises InputError if the server cannot be reached."""
    async with env.session(name) as opened:
        if not opened.is_reached:
            raise InputError(env.say("no_answer", reason=silence(opened.silence, env.language)))
        await opened.settled(lambda: opened.replica.pending_count == 0)
        if opened.replica.damaged:
            note(env.say("damaged", name=name, count=opened.replica.damaged))
        return name, opened.replica.seq
