"""The command line of `stegvis-server`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import click

from server.app import AlreadyServed, run
from server.settings import Loop, Settings, problem_with
from server.store.sqlite import SqliteStore
from shared.errors import StegvisError
from shared.ids import PlanId


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="stegvis", prog_name="stegvis-server")
def main() -> None:
    """Keep the plans of an organisation and put everybody's edits in one order."""


@main.command("serve")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where the store is kept."
)
@click.option("--socket", type=click.Path(path_type=Path), required=True, help="The Unix socket to listen on.")
@click.option("--until-idle", type=float, metavar="SECONDS", help="Stop after this long without a connection.")
@click.option(
    "--loop",
    type=click.Choice([loop.value for loop in Loop]),
    default=Loop.AUTO.value,
    help="The event loop to run on; by default uvloop where it is installed.",
)
def serve_command(data: Path, socket: Path, until_idle: float | None, loop: str) -> None:
    """Serve the plans in a data directory on a Unix socket.

    Ends with status 3, and without a word, if another server serves that directory already.
    """
    settings = Settings(data=data, socket=socket, idle_s=until_idle, loop=Loop(loop))
    problem = problem_with(settings)
    if problem:
        raise click.UsageError(problem)
    _run(lambda: run(settings))


@main.command("verify")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
def verify_command(data: Path) -> None:
    """Verify the chain of every plan's log, from the first transaction to the last."""
    _run(lambda: asyncio.run(_verify(data)))


async def _verify(data: Path) -> None:
    path = data / "server.sqlite"
    if not path.exists():
        raise StegvisError(f"There is no store in {data}.")
    store = await SqliteStore.open(path)
    try:
        for line in await store.plans():
            loaded = await store.load(PlanId(line.id))
            click.echo(f"{line.name}: {loaded.plan.seq} transactions, chain {loaded.chain.hex()[:16]}, whole")
    finally:
        await store.close()


def _run(work: Callable[[], None]) -> None:
    try:
        work()
    except AlreadyServed:
        sys.exit(3)
    except (StegvisError, OSError) as error:
        click.echo(f"stegvis-server: {error}", err=True)
        sys.exit(1)
