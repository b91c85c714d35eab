"""`stegvis share`: give another unit a measure, so that both follow up one indicator."""

from __future__ import annotations

import click

from shared.errors import InputError
from shared.followup.entry import Unreadable, read_entry
from shared.followup.shared_indicators import share
from shared.ids import NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.ops import Create, Op
from shared.plan.values import Names
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import path_words, the_node
from tui.cli.plain import node_object
from tui.cli.printing import one_line, put, put_json
from tui.cli.setting import answered
from tui.world import new_id


@click.command("share", cls=Command)
@click.argument("plan")
@click.argument("node")
@click.option("--to", metavar="PARENT", required=True, help="The goal or unit that the new measure lies under.")
@click.option("--owner", metavar="U", help="Who has it.")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, node: str, to: str, owner: str | None, is_json: bool) -> None:
    """Give another unit the measure NODE: a measure of the same indicator, with a target and results of its own.

    Unit, direction and class are the same. Titles may be changed afterwards: what they share is the indicator.
    """
    owners = _owners(owner, env)
    async with env.session(plan) as opened:
        measure, parent = the_node(opened.plan, node, env), the_node(opened.plan, to, env)
        ops = _ops(opened.plan, measure, parent, owners, env)
        entry = await answered(opened, ops, env)
        made = next(NodeId(op.node) for op in ops if isinstance(op, Create))
        if is_json:
            put_json(node_object(opened.plan, opened.plan.nodes[made]))
            return
        put(env.say("shared_with", path=path_words(opened.plan, made), id=made))
        if entry is None:
            put(env.say("pending"))


def _owners(words: str | None, env: Environment) -> Names | None:
    """Who was named. Raises InputError."""
    if words is None:
        return None
    found = read_entry(KINDS[Kind.MEASURE].fields["owner"], words)
    if isinstance(found, Unreadable):
        raise InputError(found.sentence(env.language), is_usage=True)
    assert isinstance(found, Names)
    return found


def _ops(plan: Plan, measure: NodeId, parent: NodeId, owners: Names | None, env: Environment) -> list[Op]:
    """The ops that share it. Raises InputError if it is no measure, or shared there already."""
    title = one_line(plan.title(measure))[:60]
    if plan.nodes[measure].kind is not Kind.MEASURE:
        raise InputError(env.say("share_measures", title=title))
    ops = share(plan, measure, parent=parent, owner=owners, new_id=lambda: NodeId(new_id()))
    if not ops:
        raise InputError(env.say("shared_already", title=title, parent=path_words(plan, parent)))
    return list(ops)
