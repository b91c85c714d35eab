"""`stegvis-server serve`: serve the plans in a data directory."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from server.app import AlreadyServed, run
from server.cli.command import data_option, ends
from server.settings import Loop, Reach, Settings, problem_with


@click.command("serve")
@data_option
@click.option("--socket", type=click.Path(path_type=Path), required=True, help="The Unix socket to listen on.")
@click.option(
    "--open-to",
    type=click.Choice([reach.value for reach in Reach]),
    default=Reach.OWNER.value,
    help="Who may connect; the socket must lie in a directory that they may enter.",
)
@click.option("--until-idle", type=float, metavar="SECONDS", help="Stop after this long without a connection.")
@click.option(
    "--loop",
    type=click.Choice([loop.value for loop in Loop]),
    default=Loop.AUTO.value,
    help="The event loop to run on; by default uvloop where it is installed.",
)
@ends
def command(data: Path, socket: Path, open_to: str, until_idle: float | None, loop: str) -> None:
    """Serve the plans in a data directory on a Unix socket.

    Ends with status 3, and without a word, if another server serves that directory already.
    """
    settings = Settings(data=data, socket=socket, reach=Reach(open_to), idle_s=until_idle, loop=Loop(loop))
    problem = problem_with(settings)
    if problem:
        raise click.UsageError(problem)
    try:
        run(settings)
    except AlreadyServed:
        sys.exit(3)
