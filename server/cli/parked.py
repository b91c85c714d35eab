"""`stegvis-server parked`: what was refused through no fault of its author's, and waits for an administrator."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import click

from server.cli.command import as_json, data_option, ends, moment, put_json, waits
from server.place import is_served, store_of, the_plan
from server.store.base import Parked
from server.store.sqlite import SqliteStore
from shared.errors import InputError, StoreError
from shared.followup.describe import op_words
from shared.ids import ClientId, Key, PlanId
from shared.plan.model import Plan
from shared.plan.refusal import Refusal
from shared.plan.values import one_line
from shared.sync.codec import read_sent
from shared.sync.sequencer import released
from shared.sync.up import Sent

_KEY = re.compile(r"(?P<client>[a-z2-7]{1,32}):(?P<counter>[1-9][0-9]{0,15})")
_ASKED_EVERY_S = 0.1
_WORDS = 5
"""Ops that are put in words; an import has thousands."""


@click.command("parked")
@data_option
@click.argument("plan")
@click.option("--release", metavar="CLIENT:COUNTER", help="Have the server enter it, in its author's name.")
@click.option("--drop", metavar="CLIENT:COUNTER", help="Forget it here; its author keeps it among the returned edits.")
@click.option("--wait", type=float, default=10.0, metavar="SECONDS", help="How long to wait for the server.")
@as_json
@ends
@waits
async def command(data: Path, plan: str, release: str | None, drop: str | None, wait: float, is_json: bool) -> None:
    """List what is parked in PLAN, or decide about one: when and by whom it was sent, what it would do, and why it was
    refused.

    What is released is entered with an administrator's right: it meets newer edits like any other, and what cannot be
    done at all is parked again.
    """
    if release and drop:
        raise InputError("Either --release or --drop.", is_usage=True)
    async with store_of(data) as store:
        found = PlanId((await the_plan(store, plan)).id)
        if release:
            await _release(store, found, await _one(store, found, release), data, wait)
        elif drop:
            one = await _one(store, found, drop)
            await store.unpark(found, one.key)
            click.echo(f"Dropped {drop}; its author still has it among the returned edits, unless they dropped it too.")
        else:
            await _list(store, found, is_json=is_json)


async def _one(store: SqliteStore, plan: PlanId, name: str) -> Parked:
    match = _KEY.fullmatch(name)
    if match is None:
        raise InputError(f"{name} is no CLIENT:COUNTER as the list prints it.", is_usage=True)
    key = Key(ClientId(match["client"]), int(match["counter"]))
    found = await _look(store, plan, key)
    if found is None:
        raise InputError(f"Nothing is parked as {name}.")
    return found


async def _look(store: SqliteStore, plan: PlanId, key: Key) -> Parked | None:
    return next((one for one in await store.parked(plan) if one.key == key), None)


async def _release(store: SqliteStore, plan: PlanId, one: Parked, data: Path, wait_s: float) -> None:
    if not is_served(data):
        raise StoreError(f"No server serves {data}, and only a server can enter it: start one, then release it.")
    transaction = released(Sent(one.key, one.body))
    if isinstance(transaction, Refusal):
        raise StoreError(f"It cannot be entered: {transaction.sentence()}")
    await store.release(plan, one.key)
    try:
        async with asyncio.timeout(wait_s):
            now = await _decided(store, plan, one.key)
    except TimeoutError:
        click.echo("The server has not come to it yet; it will.")
        return
    if now is not None:
        raise StoreError(f"It was refused again, and is parked still: {now.refusal.sentence()}")
    seqs = await store.seqs_of(plan, [transaction.key])
    click.echo(f"Entered as transaction {seqs[transaction.key]}." if seqs else "It has been dropped meanwhile.")


async def _decided(store: SqliteStore, plan: PlanId, key: Key) -> Parked | None:
    """What is parked under the key once the server has come to it."""
    while True:
        now = await _look(store, plan, key)
        if now is None or not now.is_released:
            return now
        await asyncio.sleep(_ASKED_EVERY_S)


async def _list(store: SqliteStore, plan: PlanId, *, is_json: bool) -> None:
    parked = await store.parked(plan)
    if not parked and not is_json:
        click.echo("Nothing is parked.")
        return
    names = {person.id: person.name for person in await store.people()}
    there = (await store.load(plan)).plan
    if is_json:
        put_json([
            {
                "key": _name(one.key), "at": moment(one.at), "author": names.get(one.author, one.author),
                "ops": _what(there, one), "why": one.refusal.why.value, "sentence": one.refusal.sentence(),
                "released": one.is_released,
            }
            for one in parked
        ])  # fmt: skip
        return
    for one in parked:
        click.echo(f"{_name(one.key)}  {moment(one.at)}  {one_line(names.get(one.author, one.author))}")
        click.echo(f"    {' · '.join(_what(there, one))}")
        click.echo(f"    {one_line(one.refusal.sentence())}{' (released)' if one.is_released else ''}")


def _name(key: Key) -> str:
    return f"{key.client}:{key.counter}"


def _what(plan: Plan, one: Parked) -> list[str]:
    """What it would do, op by op."""
    transaction = read_sent(Sent(one.key, one.body))
    if isinstance(transaction, Refusal):
        return ["(cannot be read)"]
    words = [op_words(plan, op, "en") for op in transaction.ops[:_WORDS]]
    left = len(transaction.ops) - _WORDS
    return [*words, f"and {left} more"] if left > 0 else words
