"""Rounds: periods that are open for reporting, until they are closed.

A round is a node right under the root; elsewhere it is a note and locks nothing. So nobody can unlock a period by
moving or retiring what a round lies under.

A closed round locks exactly its own period. A closed year locks the year's own figures and not those of its tertials:
these are reported in rounds of their own, which close when they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from shared.followup.period import Period, read_period
from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan
from shared.plan.ops import Op
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Day, PeriodName, Value

OPEN, CLOSED = "open", "closed"
"""The states of a round that something depends on, by their keys."""


class Round(msgspec.Struct, frozen=True):
    """A round as the plan shows it."""

    node: NodeId
    period: Period
    state: str
    """The key of its state, "" before it has one."""
    due: str | None
    """The last day to report, as 2021-09-30."""


def rounds(plan: Plan) -> Iterator[Round]:
    """The rounds that stand for a period, in the plan's order; retired ones are left out."""
    return (found for node in plan.of_kind(Kind.ROUND) if (found := _round(plan, node)))


def rounds_of(plan: Plan, period: str) -> list[Round]:
    """All rounds that stand for the period: mostly one or none, more where people opened it at once.

    Asked for every op: it must not take reading the periods of all rounds.
    """
    named = (node for node in plan.of_kind(Kind.ROUND) if _named(plan, node) == period)
    return [found for node in named if (found := _round(plan, node))]


def _round(plan: Plan, child: Node) -> Round | None:
    node = NodeId(child.id)
    if child.parent != ROOT or child.retired:
        return None
    named = read_period(_named(plan, child) or "")
    state, due = plan.value(node, "state"), plan.value(node, "due")
    key = state.key if isinstance(state, Choice) else ""
    return Round(node, named, key, due.iso if isinstance(due, Day) else None) if named else None


def round_of(plan: Plan, period: str) -> Round | None:
    """The period's round, or None; `period` is a canonical name.

    Of several, made by people who opened the period at once, it is a closed one, since that locks.
    """
    return standing_round(rounds_of(plan, period))


def standing_round(there: Sequence[Round]) -> Round | None:
    """Which of the rounds of one period counts."""
    return next((each for each in there if each.state == CLOSED), there[0] if there else None)


def open_round(plan: Plan, period: str, *, title: str, due: Day | None, new_id: Callable[[], NodeId]) -> tuple[Op, ...]:
    """The ops that open the period, again if it was closed; () if it is open, and due then, already.

    A round that is not there yet is made, with this title. No `due` leaves the day as it is.
    """
    there = [each.node for each in rounds_of(plan, period)]
    made = [] if there else add_node(plan, Kind.ROUND, title, parent=ROOT, level="", new_id=new_id)
    nodes = there or [NodeId(made[0].node)]
    cells: dict[str, Value | None] = {"period": PeriodName(period), "due": due, "state": Choice(OPEN)}
    return (*made, *(op for node in nodes for op in _written(plan, node, cells)))


def close_round(plan: Plan, period: str) -> tuple[Op, ...]:
    """The ops that close the period's round; () if it has none, or it is closed already."""
    cells: dict[str, Value | None] = {"state": Choice(CLOSED)}
    return tuple(op for each in rounds_of(plan, period) for op in _written(plan, each.node, cells))


def _named(plan: Plan, node: Node) -> str | None:
    """The canonical name of the period that a round's node names, or None."""
    period = plan.value(NodeId(node.id), "period")
    return _canonical(period.name) if isinstance(period, PeriodName) else None


@lru_cache(maxsize=1_000)
def _canonical(words: str) -> str | None:
    """The name of the period that the words mean, or None; another program may have sent them as a paper has them."""
    period = read_period(words)
    return period.name if period else None


def _written(plan: Plan, node: NodeId, cells: dict[str, Value | None]) -> Iterator[SetOp]:
    """The ops for those of the cells that shall have a value and do not say so yet."""
    for field, value in cells.items():
        cell = plan.cell(node, field)
        if value is not None and (cell is None or cell.value != value):
            yield SetOp(node, field, None, None, value, cell.seq if cell else 0)
