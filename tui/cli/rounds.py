"""`stegvis round`: open a period for reporting, see who still owes what, and close it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from shared.errors import InputError
from shared.followup.entry import Unreadable, print_value, read_entry
from shared.followup.language import in_language
from shared.followup.rounds import Round, close_round, open_round, owing, round_of
from shared.ids import NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.ops import Op
from shared.plan.values import Day, PeriodName
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.printing import put, put_json
from tui.cli.setting import answered
from tui.session import Session
from tui.world import new_id

_FIELDS = KINDS[Kind.ROUND].fields


@click.command("round", cls=Command)
@click.argument("plan")
@click.argument("step", type=click.Choice(["open", "status", "close"]))
@click.option("--period", metavar="P", required=True, help="The period of the round.")
@click.option("--due", metavar="DATE", help="The last day to report; with open.")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, step: str, period: str, due: str | None, is_json: bool) -> None:
    """Open a period for reporting, close it, or tell how it stands.

    What belongs to a closed period cannot be written any more. It can be opened again.
    """
    name = env.period(period)
    label = print_value(PeriodName(name), env.language)
    title = f"{in_language(KINDS[Kind.ROUND].label, env.language)} {label}"
    day = _due(step, due, env)
    async with env.session(plan) as opened:
        if step == "open":
            ops = open_round(opened.plan, name, title=title, due=day, new_id=_new_node)
            await _do(opened, ops, env, is_json=is_json)
        elif step == "close":
            await _do(opened, close_round(opened.plan, name), env, is_json=is_json)
        found = round_of(opened.plan, name)
        if found is None:
            raise InputError(env.say("no_round", period=label))
        put_status(opened.plan, found, env, is_json=is_json)


def _due(step: str, words: str | None, env: Environment) -> Day | None:
    """The day that was given. Raises InputError if it is none, or nothing is opened."""
    if words is None:
        return None
    if step != "open":
        raise InputError(env.say("due_with_open"), is_usage=True)
    found = read_entry(_FIELDS["due"], words)
    if isinstance(found, Unreadable):
        raise InputError(found.sentence(env.language), is_usage=True)
    assert isinstance(found, Day)
    return found


async def _do(opened: Session, ops: tuple[Op, ...], env: Environment, *, is_json: bool) -> None:
    """Submit the ops, if there are any. Raises InputError if they are refused."""
    if ops and await answered(opened, ops, env) is None and not is_json:
        put(env.say("pending"))


def put_status(plan: Plan, found: Round, env: Environment, *, is_json: bool) -> None:
    """Print how a round stands, and how many measures owe an outcome for its period."""
    owes = owing(plan, found.period.name)
    if not is_json:
        for line in _lines(plan, found.node, env):
            put(line)
        put(env.say("owing", count=owes))
        return
    put_json({
        "node": found.node, "period": found.period.name, "state": found.state or None, "due": found.due, "owing": owes,
        "contested": _is_contested(plan, found.node, "state"),
    })  # fmt: skip


def _lines(plan: Plan, node: NodeId, env: Environment) -> Iterator[str]:
    for name in ("period", "due", "state"):
        field = _FIELDS[name]
        words = print_value(plan.value(node, name), env.language, field)
        contested = env.say("contested") if _is_contested(plan, node, name) else ""
        if said := ", ".join(filter(None, (words, contested))):
            yield f"{in_language(field.label, env.language)}: {said}"


def _is_contested(plan: Plan, node: NodeId, field: str) -> bool:
    cell = plan.cell(node, field)
    return cell is not None and cell.is_contested


def _new_node() -> NodeId:
    return NodeId(new_id())
