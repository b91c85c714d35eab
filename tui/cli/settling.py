"""`stegvis settle`: decide what a contested cell says."""

from __future__ import annotations

import click

from shared.errors import InputError
from shared.followup.language import in_language
from shared.ids import NodeId
from shared.plan.edits import settle_keep, settle_take, settle_write
from shared.plan.fields import Field
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Settle
from tui.cli.command import ValueCommand, as_json, for_period
from tui.cli.entering import the_cell, typed_value
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.setting import submit_and_tell


@click.command("settle", cls=ValueCommand)
@click.argument("plan")
@click.argument("node")
@click.argument("field")
@click.argument("decision", nargs=-1, required=True, metavar="keep | take N | value V")
@for_period
@click.option("--part", metavar="X", help="A part of the value, such as women or men.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, node: str, field: str, decision: tuple[str, ...], period: str | None,
    part: str | None, is_json: bool,
) -> None:  # fmt: skip
    """Keep the value that stands, take the one that `stegvis conflicts` numbers N, or write another.

    The claims that are not chosen stay in the log.
    """
    _check(decision, env)
    if period:
        env.period(period)
    async with env.session(plan) as opened:
        found, entry, key = the_cell(opened.plan, node, field, period, part, env)
        await submit_and_tell(opened, _settle(opened.plan, found, entry, key, decision, env), env, is_json=is_json)


def _check(decision: tuple[str, ...], env: Environment) -> None:
    """Raise InputError if the decision is none."""
    match decision:
        case ("keep",) | ("value", _):
            return
        case ("take", number) if number.isascii() and number.isdigit() and len(number) < 10:
            return
    raise InputError(env.say("settle_usage"), is_usage=True)


def _settle(
    plan: Plan, node: NodeId, field: Field, key: CellKey, decision: tuple[str, ...], env: Environment
) -> Settle:
    cell = plan.cell(node, *key)
    if cell is None or not cell.is_contested:
        raise InputError(env.say("not_contested", field=in_language(field.label, env.language)))
    if decision[0] == "keep":
        return settle_keep(plan, node, key)
    if decision[0] == "value":
        return settle_write(plan, node, key, typed_value(plan, node, field, decision[1], env, key.period))
    number = int(decision[1])
    if not 1 <= number <= len(cell.rivals):
        raise InputError(env.say("no_rival", number=number, count=len(cell.rivals)))
    return settle_take(plan, node, key, number - 1)
