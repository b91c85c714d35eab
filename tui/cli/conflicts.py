"""`stegvis conflicts`: the contested cells, with every claim on them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from shared.followup.language import in_language
from shared.ids import ROOT, NodeId
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import path_words
from tui.cli.outcomes import claim_object, claim_words
from tui.cli.printing import put, put_json
from tui.session import Session


@click.command("conflicts", cls=Command)
@click.argument("plan")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, is_json: bool) -> None:
    """What two people wrote without having seen each other's value, until `stegvis settle` decides."""
    async with env.session(plan) as opened:
        found = contested_cells(opened.plan)
        if is_json:
            put_json([_object(opened, node, key) for node, key in found])
            return
        if not found:
            put(env.say("none_contested"))
        for node, key in found:
            for line in _lines(opened, node, key, env):
                put(line)


def contested_cells(plan: Plan) -> list[tuple[NodeId, CellKey]]:
    """The contested cells in the plan's order; those of retired nodes last."""
    order = {NodeId(node.id): place for place, (_, node) in enumerate(plan.walk())} | {ROOT: -1}
    return sorted(
        plan.contested,
        key=lambda cell: (order.get(cell[0], len(order)), cell[0], *(part or "" for part in cell[1])),
    )


def _object(opened: Session, node: NodeId, key: CellKey) -> dict[str, object]:
    cell = opened.plan.cell(node, *key)
    assert cell is not None, "a contested cell is there"
    rivals = [{"number": number, **claim_object(opened, rival)} for number, rival in enumerate(cell.rivals, 1)]
    return {
        "node": node, "path": [opened.plan.title(step) for step in opened.plan.path(node)], "field": key.field,
        "period": key.period, "part": key.part, "confirmed": claim_object(opened, cell), "rivals": rivals,
    }  # fmt: skip


def _lines(opened: Session, node: NodeId, key: CellKey, env: Environment) -> Iterator[str]:
    cell = opened.plan.cell(node, *key)
    assert cell is not None, "a contested cell is there"
    field = field_of(opened.plan.nodes[node].kind, key.field)
    label = f"{in_language(field.label, env.language)} ({key.field})" if field else key.field
    place = "".join(f", {part}" for part in (key.period, key.part) if part)
    yield f"{path_words(opened.plan, node)} ({node}): {label}{place}"
    yield f"  {env.say('stands')}: {claim_words(opened, cell, field, env)}"
    for number, rival in enumerate(cell.rivals, 1):
        yield f"  {number}: {claim_words(opened, rival, field, env)}"
