"""`stegvis set`: write one cell, or as many as there are lines on standard input."""

from __future__ import annotations

from collections.abc import Sequence

import click
import msgspec

from shared.errors import InputError
from shared.ids import NodeId
from shared.plan.check import takes_base
from shared.plan.kinds import field_of
from shared.plan.ops import CellOp, Entry, Op
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal
from tui.cli.command import ValueCommand, as_json, for_period
from tui.cli.entering import edit
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.history import value_seen
from tui.cli.outcomes import became, became_words
from tui.cli.printing import put, put_json
from tui.session import Session


@click.command("set", cls=ValueCommand)
@click.argument("plan")
@click.argument("node", required=False)
@click.argument("field", required=False)
@click.argument("value", required=False)
@for_period
@click.option("--part", metavar="X", help="A part of the value, such as women or men.")
@click.option("--seen", type=click.IntRange(min=0), metavar="SEQ", help="The transaction that was looked at.")
@click.option(
    "--because", default="", metavar="TEXT", help="The reason; needed to assess otherwise than the figures do."
)
@click.option(
    "--correction",
    metavar="CASE",
    help="The case number of a correction, of what is closed or approved; with --because.",
)
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read lines NODE TAB FIELD TAB VALUE [TAB PERIOD [TAB PART]]."
)
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, node: str | None, field: str | None, value: str | None, period: str | None,
    part: str | None, seen: int | None, because: str, correction: str | None, from_stdin: bool, is_json: bool,
) -> None:  # fmt: skip
    """Write VALUE into FIELD of NODE; an empty VALUE clears it. Prints what became of it.

    With --stdin each line is a transaction of its own; as each is acknowledged, its line number, its counter and its
    place in the log are printed.
    """
    if from_stdin and correction is not None:
        raise InputError(env.say("set_usage"), is_usage=True)
    if from_stdin:
        from tui.cli.bulk import load

        if not await load(env, plan, because):
            raise click.exceptions.Exit(1)
        return
    if node is None or field is None or value is None:
        raise InputError(env.say("set_usage"), is_usage=True)
    if period:
        env.period(period)
    async with env.session(plan) as opened:
        op = edit(opened.plan, node, field, value, env, period=period, part=part, because=because)
        if seen is not None:
            op = await _as_seen(opened, op, seen)
        if correction is not None:
            from tui.cli.correcting import correct

            await correct(opened, op, correction, env, is_json=is_json)
        else:
            await submit_and_tell(opened, op, env, is_json=is_json)


async def submit_and_tell(
    opened: Session, op: CellOp, env: Environment, *, is_json: bool, before: Sequence[Op] = ()
) -> None:
    """Submit one op, after those that go with it, and print what becomes of it. Raises InputError if it is refused."""
    answer = await answered(opened, [*before, op], env)
    if is_json:
        put_json(became(opened, op, answer))
    else:
        put(became_words(opened, op, answer, env))


async def answered(opened: Session, ops: Sequence[Op], env: Environment) -> Entry | None:
    """Submit a transaction: its place in the log, or None if it is only saved here. Raises InputError if refused."""
    key = await opened.submit(ops)
    if isinstance(key, Refusal):
        raise InputError(key.sentence(env.language))
    answer = await opened.answer(key)
    if isinstance(answer, Refusal):
        raise InputError(answer.answer(env.language))
    return answer


async def _as_seen(opened: Session, op: SetOp, seen: int) -> SetOp:
    """The op of somebody who was looking at the plan as it was at that seq."""
    node = NodeId(op.node)
    field = field_of(opened.plan.nodes[node].kind, op.field)
    base = None
    if field and takes_base(field):
        base = value_seen(await opened.replica.history(), node, op.cell, seen)
    return msgspec.structs.replace(op, seen=seen, base=base)
