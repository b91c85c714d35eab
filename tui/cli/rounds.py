"""`stegvis round`: open a period for reporting, see who still owes what, and close it."""

from __future__ import annotations

import click

from shared.errors import InputError
from shared.followup.entry import Unreadable, print_value, read_entry
from shared.followup.language import in_language
from shared.followup.period import read_period
from shared.followup.rounds import Round, close_round, open_round, owing, round_of
from shared.ids import NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.ops import Contested, Op
from shared.plan.values import Choice, Day
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.printing import put, put_json
from tui.cli.setting import answered
from tui.replica import new_id
from tui.session import Session

_ROUND = KINDS[Kind.ROUND]


@click.command("round", cls=Command)
@click.argument("plan")
@click.argument("step", type=click.Choice(["open", "status", "close"]), metavar="open | status | close")
@click.option("--period", metavar="P", required=True, help="The period of the round.")
@click.option("--due", metavar="DATE", help="The last day to report; with open.")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, step: str, period: str, due: str | None, is_json: bool) -> None:
    """Open a period for reporting, close it, or tell how it stands.

    In a closed period nothing more can be written. What is closed can be opened again.
    """
    name = env.period(period)
    day = _due(step, due, env)
    async with env.session(plan) as opened:
        if step == "open":
            await _do(opened, open_round(opened.plan, name, title=_title(name, env), due=day, new_id=_new_node), env)
        else:
            _check_there(opened.plan, name, env)
        if step == "close":
            await _do(opened, close_round(opened.plan, name), env)
        _put_status(opened.plan, name, env, is_json=is_json)


def _due(step: str, words: str | None, env: Environment) -> Day | None:
    """The day that was given. Raises InputError if it is none, or nothing is opened."""
    if words is None:
        return None
    if step != "open":
        raise InputError(env.say("due_with_open"), is_usage=True)
    found = read_entry(_ROUND.fields["due"], words)
    if isinstance(found, Unreadable):
        raise InputError(found.sentence(env.language), is_usage=True)
    assert isinstance(found, Day)
    return found


def _check_there(plan: Plan, period: str, env: Environment) -> None:
    """Raise InputError if the period has no round."""
    if round_of(plan, period) is None:
        raise InputError(env.say("no_round", period=_label(period, env)))


async def _do(opened: Session, ops: tuple[Op, ...], env: Environment) -> None:
    """Submit the ops, if there are any, and tell what is not settled by it. Raises InputError if they are refused."""
    if not ops:
        return
    entry = await answered(opened, ops, env)
    if entry is None:
        put(env.say("pending"))
    elif any(isinstance(outcome, Contested) for _, outcome in entry.results()):
        put(env.say("round_contested"))


def _put_status(plan: Plan, period: str, env: Environment, *, is_json: bool) -> None:
    found = round_of(plan, period)
    assert found is not None
    owes = owing(plan, period)
    if is_json:
        put_json({"node": found.node, "period": period, "state": found.state or None, "due": found.due, "owing": owes})
        return
    for text in _lines(found, env):
        put(text)
    put(env.say("owing", count=owes))


def _lines(found: Round, env: Environment) -> list[str]:
    fields = _ROUND.fields
    shown = {"period": _label(found.period, env), "due": found.due or ""}
    shown["state"] = print_value(Choice(found.state), env.language, fields["state"])
    return [f"{in_language(fields[name].label, env.language)}: {words}" for name, words in shown.items() if words]


def _title(period: str, env: Environment) -> str:
    return f"{in_language(_ROUND.label, env.language)} {_label(period, env)}"


def _label(period: str, env: Environment) -> str:
    found = read_period(period)
    return found.label(env.language) if found else period


def _new_node() -> NodeId:
    return NodeId(new_id())
