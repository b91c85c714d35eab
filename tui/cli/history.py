"""The log told as changes: what each op found and what it left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from shared.errors import InputError
from shared.followup.period import read_day
from shared.ids import ROOT, NodeId
from shared.plan.apply import apply
from shared.plan.model import Plan
from shared.plan.ops import Absorbed, CellKey, Contested, Create, Entry, Merged, Move, Op, Outcome, Restore, Retire
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.plan.values import Text, Value
from tui.cli.environment import Environment

OP_NAMES: dict[type, str] = {
    Create: "create", Move: "move", Retire: "retire", Restore: "restore", SetOp: "set", SettleOp: "settle",
}  # fmt: skip


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One op of the log, with what was there before it and what is there after."""

    seq: int
    at: int
    author: str
    op: str
    outcome: str
    """applied, absorbed, merged or contested."""
    node: NodeId
    cell: CellKey
    """Of an op on the tree, a key without a field."""
    before: Value | None
    after: Value | None
    because: str = ""


def changes(entries: Iterable[Entry]) -> list[Change]:
    """Every op of these entries, in order.

    Of an op on the tree, before and after are the parents' ids as text. Where the entries do not begin with the first
    transaction, what was before is not known of a cell that they have not written.
    """
    values: dict[tuple[NodeId, CellKey], Value | None] = {}
    found = []
    for entry in entries:
        for op, outcome in entry.results():
            change = _change(entry, op, outcome, values)
            found.append(change)
            if not isinstance(outcome, Absorbed | Contested):
                values[change.node, change.cell] = change.after
    return found


def plan_at(entries: Sequence[Entry], moment: int | datetime, env: Environment) -> Plan:
    """The plan as it was after that transaction, or after the last one whose author's clock said that time.

    Raises InputError if the entries do not begin with the first transaction.
    """
    if entries and entries[0].seq != 1:
        raise InputError(env.say("no_history", first=entries[0].seq))
    plan = Plan()
    for entry in entries[: _count(entries, moment)]:
        apply(plan, entry)
    return plan


def value_seen(entries: Iterable[Entry], node: NodeId, cell: CellKey, seq: int) -> Value | None:
    """What the cell said at that seq, as far as these entries tell."""
    told = changes(entry for entry in entries if entry.seq <= seq)
    mine = [change for change in told if (change.node, change.cell) == (node, cell)]
    return next((change.after for change in reversed(mine) if change.outcome != "contested"), None)


def read_moment(words: str, env: Environment, *, is_end: bool) -> int | datetime:
    """A seq, or a time; a day without a time is its beginning, or its end. UTC where no zone is given.

    Raises InputError.
    """
    asked = words.strip()
    if asked.isascii() and asked.isdigit() and len(asked) <= 15:
        return int(asked)
    if day := read_day(asked):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return midnight + timedelta(days=1, milliseconds=-1) if is_end else midnight
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        raise InputError(env.say("bad_moment", words=asked[:40]), is_usage=True) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def ms_of(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def _count(entries: Sequence[Entry], moment: int | datetime) -> int:
    if isinstance(moment, int):
        return sum(entry.seq <= moment for entry in entries)
    limit = ms_of(moment)
    return max((place for place, entry in enumerate(entries, 1) if entry.transaction.at <= limit), default=0)


def _change(entry: Entry, op: Op, outcome: Outcome, values: dict[tuple[NodeId, CellKey], Value | None]) -> Change:
    node = NodeId(op.node)
    cell = op.cell if isinstance(op, SetOp | SettleOp) else CellKey("")
    before = values.get((node, cell))
    return Change(
        seq=entry.seq, at=entry.transaction.at, author=entry.author, op=OP_NAMES[type(op)],
        outcome=type(outcome).__name__.lower(), node=node, cell=cell, before=before,
        after=_after(op, outcome, before), because=op.because if isinstance(op, SetOp | SettleOp) else "",
    )  # fmt: skip


def _after(op: Op, outcome: Outcome, before: Value | None) -> Value | None:
    if isinstance(outcome, Merged):
        return outcome.value
    match op:
        case SetOp() | SettleOp():
            return op.value
        case Create() | Move():
            return Text(op.parent) if op.parent != ROOT else None
        case Retire() | Restore():
            return before
