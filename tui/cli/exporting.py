"""`stegvis export`: a whole plan for other programs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click
import msgspec

from shared.errors import InputError
from shared.exchange.export import export_plan
from tui.cli.command import Command
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.printing import put_json
from tui.cli.sentences import os_sentence


@click.command("export", cls=Command)
@click.argument("plan")
@click.option("--format", "form", type=click.Choice(["json"]), default="json", show_default=True, help="The format.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A file, instead of the screen.")
@pass_environment
@waits
async def command(env: Environment, plan: str, form: str, output: Path | None) -> None:
    """A whole plan: every node with all its cells, the contested ones with every claim."""
    async with env.session(plan) as opened:
        document = export_plan(opened.plan)
    if output is None:
        put_json(document)
        return
    try:
        write_whole(output, msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    except OSError as error:
        raise InputError(env.say("file", file=output, sentence=os_sentence(error, env.language))) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that there is either the old one or all of the new one. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
