"""`stegvis-server backup`: a consistent copy of the store, while the server runs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

from server.backup import back_up
from server.cli.command import data_option, ends, waits
from server.place import store_of
from shared.ids import PlanId


@click.command("backup")
@data_option
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="The file to make.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@ends
@waits
async def command(data: Path, target: Path, force: bool) -> None:
    """Copy the store to one file, verify the copy, and tell the clients up to where their edits are backed up.

    The server may run meanwhile. The file holds everything, the server's secrets too: keep it where only
    administrators can read it, and not on this disk.
    """
    os.umask(0o077)
    async with store_of(data) as store:
        # Without it in the backup, a restored server would not know its own seals on what clients hand back.
        await store.seal_key()
        ends_of = await asyncio.to_thread(back_up, data, target, may_replace=force)
        for end in ends_of:
            await store.note_backed_up(PlanId(end.line.id), end.line.head)
            click.echo(f"{end.line.name}: {end.line.head} transactions, chain {end.chain.hex()[:16]}")
