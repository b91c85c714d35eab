"""`stegvis show`: everything that is known of one node."""

from __future__ import annotations

from collections.abc import Iterator

import click

from shared.followup.assessment import explain
from shared.followup.entry import print_value
from shared.followup.facts import facts
from shared.followup.language import in_language
from shared.followup.standing import claim_of, standing
from shared.ids import NodeId
from shared.plan.kinds import KINDS, field_of
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellKey
from shared.plan.values import Value
from tui.cli.command import Command, as_json, for_period
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.facts_object import facts_object
from tui.cli.finding import path_words, the_node
from tui.cli.history import plan_at, read_moment
from tui.cli.outcomes import claim_object
from tui.cli.plain import node_object
from tui.cli.printing import one_line, put, put_json
from tui.session import Session
from tui.views.safety import cell_safety


@click.command("show", cls=Command)
@click.argument("plan")
@click.argument("node")
@for_period
@click.option("--as-of", metavar="SEQ|DATE", help="As it was after a transaction, or at the end of a day (UTC).")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, node: str, period: str | None, as_of: str | None, is_json: bool) -> None:
    """Everything that is known of NODE; with a period, of that period and of all."""
    name = env.period(period) if period else None
    then = read_moment(as_of, env, is_end=True) if as_of else None
    async with env.session(plan) as opened:
        shown = opened.plan if then is None else plan_at(await opened.replica.history(), then, env)
        found = the_node(shown, node, env)
        if is_json:
            put_json(_object(opened, shown, found, name))
        else:
            for line in _lines(shown, found, name, env):
                put(line)


def _object(opened: Session, plan: Plan, node: NodeId, period: str | None) -> dict[str, object]:
    cells = [_cell_object(opened, plan, node, key, cell) for key, cell in _cells(plan, node, period)]
    return {
        **node_object(plan, plan.nodes[node], period),
        "retired": plan.nodes[node].retired,
        "seq": plan.seq,
        "cells": cells,
        "facts": facts_object(plan, node, period),
    }


def _cell_object(opened: Session, plan: Plan, node: NodeId, key: CellKey, cell: Cell) -> dict[str, object]:
    # What is pending is no part of the plan as it was.
    pending = opened.replica.pending_cells if plan is opened.plan else frozenset()
    return {
        "field": key.field, "period": key.period, "part": key.part, **claim_object(opened, cell),
        "rivals": [
            {"number": number, **claim_object(opened, rival)} for number, rival in enumerate(cell.rivals, 1)
        ],
        "safety": cell_safety(node, key, cell, pending, opened.replica.backed_up).value,
    }  # fmt: skip


def _cells(plan: Plan, node: NodeId, period: str | None) -> list[tuple[CellKey, Cell]]:
    """The node's cells in the order of the table of kinds, earlier periods first."""
    order = {name: place for place, name in enumerate(KINDS[plan.nodes[node].kind].fields)}
    found = [(key, cell) for key, cell in plan.cells(node).items() if period is None or key.period in (None, period)]
    return sorted(found, key=lambda pair: (order[pair[0].field], pair[0].period or "", pair[0].part or ""))


def _lines(plan: Plan, node: NodeId, period: str | None, env: Environment) -> Iterator[str]:
    entry = plan.nodes[node]
    yield f"{env.say('path')}: {path_words(plan, node)}"
    yield f"{env.say('id')}: {node}"
    yield f"{env.say('kind')}: {in_language(KINDS[entry.kind].label, env.language)}"
    if entry.level:
        yield f"{env.say('level')}: {one_line(entry.level)}"
    if plan.retired_at(node):
        yield env.say("retired").capitalize()
    for key, cell in _cells(plan, node, period):
        if cell.value is not None or cell.is_contested:
            yield _cell_line(plan, node, key, cell, env)
    if period and (stands := standing(plan, node, period)).computed.rule not in ("no_target", "followed"):
        yield explain(stands.computed, claim_of(plan, node, period), env.language)
    yield from facts(plan, node, env.language, period)


def _cell_line(plan: Plan, node: NodeId, key: CellKey, cell: Cell, env: Environment) -> str:
    field = field_of(plan.nodes[node].kind, key.field)
    label = in_language(field.label, env.language) if field else key.field

    def shown(value: Value | None) -> str:
        return print_value(value, env.language, field) or env.say("cleared")

    place = "".join(f", {part}" for part in (key.period, key.part) if part)
    because = f" ({env.say('because', reason=one_line(cell.because))})" if cell.because else ""
    rivals = env.say("contested_with", values="; ".join(one_line(shown(rival.value)) for rival in cell.rivals))
    return f"{label}{place}: {shown(cell.value)}{because}{f' [{rivals}]' if cell.is_contested else ''}"
