"""`stegvis connect`: which server to use."""

from __future__ import annotations

import click

from shared.errors import InputError
from tui.cli.command import Command
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.printing import put
from tui.cli.sentences import silence
from tui.home import server_at

_PRIVATE = "private"


@click.command("connect", cls=Command)
@click.argument("url")
@pass_environment
@waits
async def command(env: Environment, url: str) -> None:
    """Use the server at URL, such as unix:/run/stegvis/socket, from now on; `private` for one's own again."""
    if url == _PRIVATE:
        env.home.use_server(None)
        put(env.say("connected_private"))
        return
    from tui.catalogue import Unreachable, server_plans

    try:
        await server_plans(server_at(url))
    except Unreachable as error:
        raise InputError(env.say("no_answer", reason=silence(str(error), env.language))) from None
    env.home.use_server(url)
    put(env.say("connected", url=url))
