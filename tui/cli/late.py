"""Late entries on the command line: what came when its period was closed, and what is decided about it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shared.errors import InputError
from shared.followup.describe import cell_words
from shared.followup.entry import print_value
from shared.followup.rounds import CLOSED, rounds_of
from shared.ids import Key, NodeId
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellOp, Settle, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Value
from shared.sync.codec import read_sent
from shared.sync.down import LateEntry
from shared.sync.late import period_of
from shared.sync.up import Sent
from tui.cli.environment import Environment
from tui.cli.plain import Json, moment, plain_value
from tui.cli.printing import one_line, put, put_json
from tui.session import Session


class Waiting(msgspec.Struct, frozen=True):
    """A late entry of the period that is asked about."""

    entry: LateEntry
    transaction: Transaction
    is_before: bool
    """Whether it was made before the closing, as far as the clocks of two people can tell."""

    @property
    def name(self) -> str:
        """What `--entry` takes."""
        return key_words(self.entry.key)


def key_words(key: Key) -> str:
    """A key as it can be typed."""
    return f"{key.client}:{key.counter}"


async def put_late(opened: Session, period: str, env: Environment, *, is_json: bool) -> None:
    """Print what waits for the period. Raises InputError where the server cannot be asked."""
    found, left = await _waiting(opened, period, env)
    if is_json:
        put_json([_object(one, opened) for one in found])
        return
    for one in found:
        made = env.say("made_before" if one.is_before else "made_after")
        author = opened.replica.person_name(one.entry.author)
        put(f"{one.name}  {moment(one.transaction.at)}  {author}  ({made})")
        for op in _cell_ops(one.transaction):
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
    return list(_of_period(opened.plan, late.entries, period)), late.left


def _of_period(plan: Plan, entries: tuple[LateEntry, ...], period: str) -> Iterator[Waiting]:
    cells = [plan.cell(found.node, "state") for found in rounds_of(plan, period) if found.state == CLOSED]
    closed_at = min((cell.at for cell in cells if cell), default=None)
    for entry in entries:
        transaction = read_sent(Sent(entry.key, entry.body))
        if isinstance(transaction, Transaction) and period_of(transaction, entry.refusal) == period:
            yield Waiting(entry, transaction, closed_at is None or transaction.at < closed_at)


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
        "ops": [_op_object(opened.plan, op) for op in _cell_ops(one.transaction)],
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


def _cell_ops(transaction: Transaction) -> list[CellOp]:
    return [op for op in transaction.ops if isinstance(op, SetOp | Settle)]
