"""`stegvis tree`: the plan, or what lies under a node, as nested text."""

from __future__ import annotations

from collections.abc import Iterator

import click

from shared.ids import ROOT, NodeId
from shared.plan.find import prefix_length
from shared.plan.model import Node, Plan
from tui.cli.command import Command, as_json, for_period
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import the_node
from tui.cli.listing import standing_words
from tui.cli.plain import node_object
from tui.cli.printing import one_line, put, put_json


@click.command("tree", cls=Command)
@click.argument("plan")
@click.argument("node", required=False)
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="So many levels only.")
@for_period
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, node: str | None, depth: int | None, period: str | None, is_json: bool
) -> None:
    """The plan as a tree: all of it, or NODE and what is under it."""
    name = env.period(period) if period else None
    async with env.session(plan) as opened:
        top = the_node(opened.plan, node, env) if node else ROOT
        found = [(level, each) for level, each in _from(opened.plan, top) if depth is None or level < depth]
        if is_json:
            put_json([{**node_object(opened.plan, each, name), "depth": level} for level, each in found])
            return
        digits = prefix_length(opened.plan.nodes)
        for level, each in found:
            put(_line(opened.plan, each, level, name, digits, env))


def _from(plan: Plan, top: NodeId) -> Iterator[tuple[int, Node]]:
    if top == ROOT:
        yield from plan.walk()
        return
    yield 0, plan.nodes[top]
    for depth, node in plan.walk(top):
        yield depth + 1, node


def _line(plan: Plan, node: Node, depth: int, period: str | None, digits: int, env: Environment) -> str:
    title = one_line(plan.title(NodeId(node.id))) or env.say("untitled")
    level = f"{one_line(node.level)}, " if node.level else ""
    line = f"{'  ' * depth}{title} ({level}{node.id[:digits]})"
    words = ", ".join(filter(None, standing_words(plan, node, period, env))) if period else ""
    return f"{line}: {words}" if words else line
