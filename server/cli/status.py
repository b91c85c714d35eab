"""`stegvis-server status`: what is in a store."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.command import Json, as_json, data_option, ends, put_json, waits
from server.place import STORE, is_served, store_of
from server.store.sqlite import SqliteStore
from shared.ids import PlanId
from shared.sync.down import PlanLine


@click.command("status")
@data_option
@as_json
@ends
@waits
async def command(data: Path, is_json: bool) -> None:
    """What is in the store: each plan's newest transaction, the one up to which it is packed into an image, the one up
    to which it is backed up, and how many transactions are parked."""
    async with store_of(data) as store:
        plans = [await _object(store, line) for line in await store.plans()]
    if is_json:
        put_json(plans)
        return
    for plan in plans:
        click.echo(
            f"{plan['name']}: {plan['head']} transactions, image at {plan['image']}, "
            f"backed up to {plan['backed_up']}, {plan['parked']} parked"
        )
    files = [data / f"{STORE}{ending}" for ending in ("", "-wal")]
    size = sum(file.stat().st_size for file in files if file.exists())
    served = "a server runs" if is_served(data) else "no server runs"
    click.echo(f"{len(plans)} plans, {size / 2**20:.1f} MiB, {served}")


async def _object(store: SqliteStore, line: PlanLine) -> dict[str, Json]:
    plan = PlanId(line.id)
    standing = await store.standing(plan)
    return {
        "name": line.name, "head": line.head, "image": await store.image_seq(plan),
        "backed_up": standing.backed_up, "parked": len(await store.parked(plan)), "epoch": standing.epoch,
    }  # fmt: skip
