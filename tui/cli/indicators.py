"""`stegvis indicator`: one indicator over the units that share it, and over the years."""

from __future__ import annotations

from collections.abc import Sequence

import click

from shared.errors import InputError
from shared.followup.shared_indicators import (
    indicator_of,
    measures_of,
    reported_periods,
    shared_indicators,
    whose_is,
)
from shared.followup.standing import standing
from shared.ids import NodeId
from shared.plan.find import Ambiguous, find, prefix_length
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from tui.cli.command import Command, as_json, for_period
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import path_words, the_node
from tui.cli.listing import standing_words
from tui.cli.plain import node_object, standing_object
from tui.cli.printing import one_line, put, put_json, put_table


@click.command("indicator", cls=Command)
@click.argument("plan")
@click.argument("indicator", required=False)
@for_period
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, indicator: str | None, period: str | None, is_json: bool) -> None:
    """What is measured by several units, or INDICATOR: each unit's target and outcome, period by period.

    INDICATOR is what stands in that field, or a measure that has it.
    """
    name = env.period(period) if period else None
    async with env.session(plan) as opened:
        if indicator is None:
            _put_all(opened.plan, env, is_json=is_json)
        else:
            _put_one(opened.plan, _measures(opened.plan, indicator, env), name, env, is_json=is_json)


def _measures(plan: Plan, words: str, env: Environment) -> tuple[NodeId, ...]:
    """The measures of the indicator that is meant. Raises InputError if there is none, or several."""
    if found := measures_of(plan, words) or _called(plan, words):
        return found
    if isinstance(find(plan, words), Ambiguous):
        the_node(plan, words, env)
    raise InputError(env.say("no_indicator", words=one_line(words)[:100]))


def _called(plan: Plan, words: str) -> tuple[NodeId, ...]:
    """The measures of the indicator of the one that is called so, or of all that are if they share it; () else."""
    meant = find(plan, words)
    nodes = meant.nodes if isinstance(meant, Ambiguous) else (meant,) if meant else ()
    measures = tuple(node for node in nodes if plan.nodes[node].kind is Kind.MEASURE)
    indicators = {indicator_of(plan, node).casefold() for node in measures}
    if len(indicators) > 1 or (len(measures) > 1 and "" in indicators):
        return ()
    return measures_of(plan, "".join(indicators)) or measures


def _put_all(plan: Plan, env: Environment, *, is_json: bool) -> None:
    found = shared_indicators(plan)
    if is_json:
        put_json([
            {"indicator": each.key, "title": plan.title(each.measures[0]), "measures": list(each.measures)}
            for each in found
        ])  # fmt: skip
        return
    if not found:
        put(env.say("none_shared"))
        return
    rows = [[each.key, str(len(each.measures)), plan.title(each.measures[0])] for each in found]
    put_table([env.say(text) for text in ("indicator", "measures", "title")], rows, right={1})


def _put_one(plan: Plan, measures: Sequence[NodeId], period: str | None, env: Environment, *, is_json: bool) -> None:
    periods = [period] if period else reported_periods(plan, measures)
    if is_json:
        put_json({
            "indicator": indicator_of(plan, measures[0]) or None, "title": plan.title(measures[0]),
            "measures": [_object(plan, node, periods) for node in measures],
        })  # fmt: skip
        return
    put(f"{one_line(plan.title(measures[0]))} ({indicator_of(plan, measures[0]) or env.say('no_key')})")
    digits = prefix_length(plan.nodes)
    rows = [
        [node[:digits], whose_is(plan, node), each, *standing_words(plan, plan.nodes[node], each, env)]
        for node in measures
        for each in periods
    ]
    put_table([env.say(text) for text in ("id", "whose", "when", "target", "outcome", "assessment")], rows, {3, 4})


def _object(plan: Plan, node: NodeId, periods: Sequence[str]) -> dict[str, object]:
    return {
        **node_object(plan, plan.nodes[node]),
        "whose": whose_is(plan, node) or None,
        "periods": [standing_object(standing(plan, node, period)) for period in periods],
    }


def sibling_line(plan: Plan, node: NodeId, period: str | None, env: Environment) -> str:
    """Another measure of the same indicator in one line: where it stands, and how, if a period is asked for."""
    whose = whose_is(plan, node)
    words = ", ".join(filter(None, standing_words(plan, plan.nodes[node], period, env))) if period else ""
    path = f"{path_words(plan, node)} ({whose})" if whose else path_words(plan, node)
    return env.say("sibling", path=f"{path}: {words}" if words else path)
