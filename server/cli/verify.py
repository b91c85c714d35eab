"""`stegvis-server verify`: check every plan's log."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.command import data_option, ends, waits
from server.place import store_of
from shared.ids import PlanId


@click.command("verify")
@data_option
@ends
@waits
async def command(data: Path) -> None:
    """Verify every plan's log, from the first transaction to the last: its chain, its keys, and that it gives the very
    plan that is kept beside it."""
    async with store_of(data) as store:
        for line in await store.plans():
            seq, chain = await store.verify(PlanId(line.id))
            click.echo(f"{line.name}: {seq} transactions, chain {chain.hex()[:16]}, whole")
