"""Late entries on the command line: what came when its period was closed, and what is decided about it."""

from __future__ import annotations

from shared.errors import InputError
from shared.followup.describe import cell_words
from shared.followup.entry import print_value
from shared.ids import NodeId
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellOp
from shared.plan.values import Value
from tui.cli.environment import Environment
from tui.cli.plain import Json, moment, plain_value
from tui.cli.printing import one_line, put, put_json
from tui.late import Waiting, waiting
from tui.session import Session
from tui.views.claims import when


async def put_late(opened: Session, period: str, env: Environment, *, is_json: bool) -> None:
    """Print what waits for the period. Raises InputError where the server cannot be asked."""
    found, left = await _waiting(opened, period, env)
    if is_json:
        put_json([_object(one, opened) for one in found])
        return
    for one in found:
        made = env.say("made_before" if one.is_before else "made_after")
        author = opened.replica.person_name(one.entry.author)
        put(f"{one.name}  {when(one.transaction.at)}  {author}  ({made})")
        for op in one.ops:
            put(f"    {_op_line(opened.plan, op, env)}")
    if left:
        put(env.say("and_more", count=left))
    elif not found:
        put(env.say("no_late"))


async def decide(
    opened: Session, env: Environment, *, period: str, entry: str | None, is_accepted: bool, reason: str,
    case_number: str,
) -> None:  # fmt: skip
    """Let one late entry in, or turn it down. Raises InputError where that is refused."""
    found, _ = await _waiting(opened, period, env)
    one = _chosen(found, entry, env)
    answer = await opened.replica.decide_late(
        one.entry.key, is_accepted=is_accepted, reason=reason, case_number=case_number
    )  # fmt: skip
    if answer is None:
        raise InputError(env.say("needs_server"))
    if answer.refusal is not None:
        raise InputError(answer.refusal.sentence(env.language))
    await opened.settled(lambda: opened.replica.seq >= answer.seq)


async def _waiting(opened: Session, period: str, env: Environment) -> tuple[list[Waiting], int]:
    late = await opened.replica.late_entries()
    if late is None:
        raise InputError(env.say("needs_server"))
    return waiting(opened.plan, late.entries, period), late.left


def _chosen(found: list[Waiting], words: str | None, env: Environment) -> Waiting:
    """The one that is meant: by the beginning of its name, or the only one there is. Raises InputError."""
    meant = [one for one in found if words is None or one.name == words]
    meant = meant or [one for one in found if words and one.name.startswith(words)]
    if len(meant) == 1:
        return meant[0]
    if not found:
        raise InputError(env.say("no_late"))
    raise InputError(env.say("which_late", known=", ".join(one.name for one in found)))


def _object(one: Waiting, opened: Session) -> dict[str, Json | list[dict[str, Json]]]:
    return {
        "entry": one.name, "author": opened.replica.person_name(one.entry.author), "at": moment(one.transaction.at),
        "arrived": moment(one.entry.at), "before_closing": one.is_before,
        "ops": [_op_object(opened.plan, op) for op in one.ops],
    }  # fmt: skip


def _op_object(plan: Plan, op: CellOp) -> dict[str, Json]:
    node = NodeId(op.node)
    return {
        "node": op.node, "title": plan.title(node), "field": op.field, "period": op.period, "part": op.part,
        "value": plain_value(op.value), "now": plain_value(plan.value(node, *op.cell)), "because": op.because or None,
    }  # fmt: skip


def _op_line(plan: Plan, op: CellOp, env: Environment) -> str:
    node = NodeId(op.node)
    now = env.say("now_there", value=_words(plan, op, plan.value(node, *op.cell), env))
    return f"{cell_words(plan, node, op.cell, env.language)} = {_words(plan, op, op.value, env)} {now}"


def _words(plan: Plan, op: CellOp, value: Value | None, env: Environment) -> str:
    node = plan.nodes.get(NodeId(op.node))
    field = field_of(node.kind, op.field) if node else None
    return one_line(print_value(value, env.language, field)) or "–"
