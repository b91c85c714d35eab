"""`stegvis list`: the nodes that fit, one a line."""

from __future__ import annotations

from typing import get_args

import click

from shared.errors import InputError
from shared.followup.assessment import Status
from shared.followup.belonging import owners_of
from shared.followup.entry import print_value
from shared.followup.facts import months
from shared.followup.language import in_language
from shared.followup.open_actions import OpenAction, open_action
from shared.followup.owed import by_owner, owes
from shared.followup.period import read_period
from shared.followup.signs import signs_of
from shared.followup.standing import standing
from shared.ids import NodeId
from shared.plan.find import prefix_length
from shared.plan.kinds import KINDS, Kind, field_of
from shared.plan.model import Node, Plan
from shared.plan.values import Choice
from tui.cli.command import Command, as_json, for_period
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.facts_object import open_object
from tui.cli.finding import path_words
from tui.cli.plain import node_object, status_of
from tui.cli.printing import one_line, put, put_json, put_table
from tui.cli.selection import Wanted, selected
from tui.views.shown_fields import carried_words


@click.command("list", cls=Command)
@click.argument("plan")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), metavar="K", help="Nodes of a kind.")
@for_period
@click.option("--unit", metavar="U", help="What belongs to a unit or an owner.")
@click.option("--status", metavar="S", help="An assessment (met, partly, missed, unmeasured) or an activity's status.")
@click.option(
    "--missing", "is_missing", is_flag=True, help="What owes an outcome or a status for the period, by owner."
)
@click.option("--open", "is_open", is_flag=True, help="Actions that are left to do, and since when.")
@click.option("--contested", "is_contested", is_flag=True, help="What is contested.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, kind: str | None, period: str | None, unit: str | None, status: str | None,
    is_missing: bool, is_open: bool, is_contested: bool, is_json: bool,
) -> None:  # fmt: skip
    """The nodes of a plan, in its order."""
    _check(env, period, status, is_missing)
    name = env.period(period) if period else None
    wanted = Wanted(
        kind=Kind(kind) if kind else None, period=name, unit=unit, status=status, is_missing=is_missing,
        is_open=is_open, is_contested=is_contested,
    )  # fmt: skip
    async with env.session(plan) as opened:
        found = selected(opened.plan, wanted)
        if is_json:
            put_json([_object(opened.plan, node, name, is_missing=is_missing, is_open=is_open) for node in found])
        elif is_missing and name:
            _put_reminders(opened.plan, found, name, env)
        elif is_open and found:
            _put_open(opened.plan, found, name, env)
        else:
            _put_nodes(opened.plan, found, name, env)


def standing_words(plan: Plan, node: Node, period: str, env: Environment) -> tuple[str, str, str]:
    """A node's target, outcome, and assessment or status, in words."""
    found, name = standing(plan, NodeId(node.id), period), NodeId(node.id)
    assessed = signs_of(plan).word(found.assessment, env.language) if found.assessment else ""
    status = print_value(plan.value(name, "status", period), env.language, field_of(node.kind, "status"))
    contested = env.say("contested") if found.contested else ""
    return (
        one_line(print_value(found.target, env.language)),
        carried_words(found, env.language) or one_line(print_value(found.outcome, env.language)),
        ", ".join(filter(None, (assessed, status if status_of(plan, name, period) else "", contested))),
    )


def _object(plan: Plan, node: Node, period: str | None, *, is_missing: bool, is_open: bool) -> dict[str, object]:
    name = NodeId(node.id)
    left = {"open": open_object(plan, name, period)} if is_open else {}
    debt = owes(plan, name, period) if is_missing and period else None
    owed = {"owner": list(owners_of(plan, name)), "owes": debt.value} if debt else {}
    return {**node_object(plan, node, period), **left, **owed}


def _put_open(plan: Plan, found: list[Node], period: str | None, env: Environment) -> None:
    """Actions with what they have waited for."""
    digits, rows = prefix_length(plan.nodes), []
    for node in found:
        name = NodeId(node.id)
        if left := open_action(plan, name, period):
            title = plan.title(name) or env.say("untitled")
            rows.append([node.id[:digits], *_left_words(plan, left, env), title])
    put_table([env.say(text) for text in ("id", "status", "decided_for", "age", "due", "owner", "title")], rows)


def _left_words(plan: Plan, left: OpenAction, env: Environment) -> tuple[str, ...]:
    """Status, period decided for, age, due date with a mark if it has passed, owner."""
    decided, status = read_period(left.decided_for or ""), Choice(left.status) if left.status else None
    return (
        print_value(status, env.language, field_of(Kind.ACTION, "status")),
        decided.label(env.language) if decided else "",
        months(left.age_months, env.language) if left.age_months is not None else "",
        " ".join(filter(None, (left.due, env.say("overdue") if left.is_overdue else ""))),
        one_line(print_value(plan.value(left.node, "owner"), env.language)),
    )


def _check(env: Environment, period: str | None, status: str | None, is_missing: bool) -> None:
    """Raise InputError for options that cannot be used like this."""
    for option, is_used in (("--status", status is not None), ("--missing", is_missing)):
        if is_used and period is None:
            raise InputError(env.say("needs_period", option=option), is_usage=True)
    options = (field_of(kind, "status") for kind in (Kind.ACTIVITY, Kind.ACTION))
    known = dict.fromkeys([*get_args(Status), *(key for field in options if field for key in field.choices)])
    if status is not None and status not in known:
        raise InputError(env.say("bad_status", words=status[:40], known=", ".join(known)), is_usage=True)


def _put_reminders(plan: Plan, found: list[Node], period: str, env: Environment) -> None:
    """What is owed, under the name of each who owes it: to be sent to them as it is."""
    for owner, nodes in by_owner(plan, [NodeId(node.id) for node in found]):
        put(f"{one_line(owner) or env.say('no_owner')}: {len(nodes)}")
        for node in nodes:
            debt = owes(plan, node, period)
            field = field_of(plan.nodes[node].kind, debt.value) if debt else None
            put(f"    {path_words(plan, node)}: {in_language(field.label, env.language) if field else ''}")
    if not found:
        put(env.say("nothing_owed", period=env.period_words(period)))


def _put_nodes(plan: Plan, found: list[Node], period: str | None, env: Environment) -> None:
    if not found:
        put(env.say("none_found"))
        return
    digits = prefix_length(plan.nodes)
    texts = ("id", "level", *(("target", "outcome", "assessment") if period else ()), "title")
    rows = [_cells(plan, node, period, digits, env) for node in found]
    put_table([env.say(text) for text in texts], rows, right={2, 3} if period else frozenset())


def _cells(plan: Plan, node: Node, period: str | None, digits: int, env: Environment) -> list[str]:
    level = node.level or in_language(KINDS[node.kind].label, env.language)
    standing_cells = standing_words(plan, node, period, env) if period else ()
    return [node.id[:digits], level, *standing_cells, plan.title(NodeId(node.id)) or env.say("untitled")]
