"""`stegvis-server restore`: go on from a backup."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from server.app import new_id
from server.cli.command import data_option, ends
from server.restore import Ready, preparing
from shared.errors import InputError


@click.command("restore")
@data_option
@click.option("--from", "source", type=click.Path(path_type=Path), required=True, help="The backup.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@ends
def command(data: Path, source: Path, yes: bool) -> None:
    """Put a backup in the place of the store, which is kept beside it as server.sqlite.before-restore-1 (2, 3, ...).

    No server may run on the directory. What clients were told after the backup was made they hand back when they
    connect. Roles and parked transactions are those of the backup.
    """
    os.umask(0o077)
    with preparing(data, source, new_id) as ready:
        _ask(ready, data, is_sure=yes)
        kept = ready.put_in_place()
        for end in ready.ends:
            click.echo(
                f"{end.line.name} goes up to transaction {end.line.head}; "
                "clients hand back what they have from after it when they connect."
            )
        if kept is not None:
            click.echo(f"The store of before is kept as {kept}.")


def _ask(ready: Ready, data: Path, *, is_sure: bool) -> None:
    if is_sure or not ready.replaces:
        return
    if not sys.stdin.isatty():
        raise InputError(f"There is a store in {data}; --yes replaces it, and keeps it beside.", is_usage=True)
    for end in ready.ends:
        click.echo(f"{end.line.name}: {end.line.head} transactions in the backup")
    if not click.confirm(f"Replace the store in {data}?"):
        raise InputError("Nothing has been changed.")
