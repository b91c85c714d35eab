"""`stegvis plans`: the plans there are."""

from __future__ import annotations

import click
import msgspec

from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.printing import note, put_json, put_table
from tui.cli.sentences import silence
from tui.example import EXAMPLE
from tui.home import Home


class PlanRow(msgspec.Struct, frozen=True):
    """A plan that can be opened."""

    name: str
    head: int | None
    """The newest transaction on the server, null where it is not known."""
    is_here: bool
    is_on_server: bool


@click.command("plans", cls=Command)
@as_json
@pass_environment
@waits
async def command(env: Environment, is_json: bool) -> None:
    """The plans there are, here and on the server."""
    rows = _rows(env.home, await _heads(env))
    if is_json:
        put_json(rows)
        return
    table = [(row.name, "" if row.head is None else str(row.head), _where(row, env)) for row in rows]
    put_table((env.say("plan"), env.say("transactions"), env.say("where")), table, right={1})


def _rows(home: Home, heads: dict[str, int]) -> list[PlanRow]:
    here = set(home.replica_names())
    names = sorted({*here, *heads, EXAMPLE})
    return [PlanRow(name, heads.get(name), name in here, name in heads) for name in names]


async def _heads(env: Environment) -> dict[str, int]:
    """The server's plans. No private server is started that has no plans yet."""
    server = env.home.server()
    if server.data is not None and not (server.data / "server.sqlite").exists():
        return {}
    from tui.catalogue import Unreachable, server_plans

    try:
        return {line.name: line.head for line in await server_plans(server)}
    except Unreachable as error:
        note(env.say("offline", reason=silence(str(error), env.language)))
        return {}


def _where(row: PlanRow, env: Environment) -> str:
    places = [env.say(text) for text, is_so in (("here", row.is_here), ("on_server", row.is_on_server)) if is_so]
    return ", ".join(places) or env.say("not_made")
