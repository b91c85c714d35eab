"""`stegvis-server grant`: what somebody may do in a plan."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.command import data_option, ends, waits
from server.people import person_of
from server.place import store_of, the_plan
from shared.errors import InputError
from shared.ids import PersonId, PlanId
from shared.plan.fields import Role
from shared.plan.values import one_line

_LONGEST_LOGIN = 100


@click.command("grant")
@data_option
@click.argument("plan")
@click.argument("login")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@ends
@waits
async def command(data: Path, plan: str, login: str, role: str) -> None:
    """Let LOGIN do in PLAN what ROLE may do, instead of what they could before.

    As long as nobody has a role in a plan, everybody may do everything in it; from the first grant on, whoever has none
    may only read. Somebody who has the plan open is told within a second.
    """
    if not login or len(login) > _LONGEST_LOGIN or one_line(login) != login:
        raise InputError("That is no name to sign in under.", is_usage=True)
    async with store_of(data) as store:
        line = await the_plan(store, plan)
        is_first = not (await store.standing(PlanId(line.id))).roles
        is_new = login not in {person.name for person in await store.people()}
        person = await person_of(store, login)
        await store.grant(PlanId(line.id), PersonId(person.id), Role(role))
    click.echo(f"{login} has the role of {role} in {line.name}.")
    if is_first:
        click.echo("It is the first role in this plan: whoever has none may only read from now on.")
    if is_new:
        click.echo(f"Nobody has signed in as {login} so far.")
