"""`stegvis met`: which of one's own edits met somebody else's, and what became of them."""

from __future__ import annotations

import click

from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.plain import Json, moment
from tui.cli.printing import put, put_json
from tui.door import KeptMet
from tui.home import Home
from tui.local_store import met_in
from tui.session import Session
from tui.views.claims import when

_KEPT = 1_000


@click.command("met", cls=Command)
@click.argument("plan")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, is_json: bool) -> None:
    """Which of one's own edits met somebody else's, and what became of them, newest first.

    All copies of the plan here are asked. Nothing is taken for read by this.
    """
    # What the words of the screens take to import must not be waited for by other commands.
    from shared.followup.describe import cell_words
    from tui.views.met_words import is_contested, met_sentence

    async with env.session(plan) as opened:
        found = await everywhere(env.home, plan, opened)
        if is_json:
            put_json([_object(opened, kept, is_contested=is_contested(opened.plan, kept.met)) for kept in found])
            return
        if not found:
            put(env.say("no_met"))
        for kept in found:
            said = met_sentence(opened.plan, kept.met, env.language, opened.replica.person_name)
            new = f"  [{env.say('unread')}]" if kept.is_unread else ""
            still = f"  [{env.say('still_contested')}]" if is_contested(opened.plan, kept.met) else ""
            what = cell_words(opened.plan, kept.met.node, kept.met.cell, env.language)
            put(f"{when(kept.at)}  {what} ({kept.met.node}): {said}{still}{new}")


async def everywhere(home: Home, name: str, opened: Session) -> list[KeptMet]:
    """What the copies of the plan here have heard, newest first, each once: a terminal that is open keeps what it hears
    in its own, and another one may have heard the same."""
    kept = list(await opened.replica.met(_KEPT))
    for path in home.slots(name):
        kept += met_in(path, _KEPT)
    once: dict[object, KeptMet] = {}
    for one in sorted(kept, key=lambda one: one.is_unread):
        once.setdefault(one.met, one)
    return sorted(once.values(), key=lambda one: (one.at, one.met.seq), reverse=True)[:_KEPT]


def _object(opened: Session, kept: KeptMet, *, is_contested: bool) -> dict[str, Json]:
    met = kept.met
    path = [opened.plan.title(step) for step in opened.plan.path(met.node)] if met.node in opened.plan.nodes else []
    return {
        "at": moment(kept.at), "seq": met.seq, "node": met.node, "path": path, "field": met.cell.field,
        "period": met.cell.period, "part": met.cell.part, "became": met.met.value, "mine": met.is_mine,
        "author": opened.replica.person_name(met.author), "contested": is_contested, "unread": kept.is_unread,
    }  # fmt: skip
