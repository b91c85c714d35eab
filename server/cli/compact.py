"""`stegvis-server compact`: pack old transactions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from server.cli.command import data_option, ends, waits
from server.place import store_of, the_plan
from server.store.sqlite import SqliteStore
from shared.ids import PlanId
from shared.sync.snapshot import image_of


@click.command("compact")
@data_option
@click.argument("plan", required=False)
@ends
@waits
async def command(data: Path, plan: str | None) -> None:
    """Pack the transactions of PLAN, or of every plan, so that they take little room in the store.

    They stay readable, one by one. The server does this by itself as plans grow. The file does not become shorter: the
    room is used for what comes.
    """
    async with store_of(data) as store:
        for line in [await the_plan(store, plan)] if plan else await store.plans():
            click.echo(f"{line.name}: {await _packed(store, PlanId(line.id))} transactions packed")


async def _packed(store: SqliteStore, plan: PlanId) -> int:
    """Pack all that there is; how many transactions that was."""
    loaded = await store.load(plan)
    newest = loaded.image.head.seq if loaded.image else 0
    if loaded.plan.seq > newest:
        image = await asyncio.to_thread(image_of, loaded.plan.still(), loaded.chain)
        await store.put_image(plan, image)
    return await store.compact(plan, 0)
