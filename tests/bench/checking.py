"""What a review of a large plan takes, and how that grows with the plan."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal
from itertools import count
from pathlib import Path

from shared.followup.target import read_target
from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.apply import Stamp, apply_op
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import APPLIED, Create, Op
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.values import Choice, Quantity, Text
from shared.review.review import review
from tests.bench.table import Row

SIZES = (10_000, 100_000)
"""Nodes."""

PERIODS = ("2020-T2", "2021-T1", "2021-T2")
_UNDER_A_GOAL = 9


async def rows(_: Path) -> list[Row]:
    """Processor time of a review for each size, with how many findings there were."""
    return [await asyncio.to_thread(_measured, size) for size in SIZES]


def _measured(nodes: int) -> Row:
    plan = a_plan(nodes)
    begun = time.process_time()
    found = review(plan, PERIODS[-1])
    taken = time.process_time() - begun
    return Row(
        f"a review of {len(plan.nodes):,} nodes",
        f"{taken:.1f} s of one processor, {taken / len(plan.nodes) * 1e6:.0f} us a node, {len(found):,} findings",
    )


def a_plan(nodes: int) -> Plan:
    """Goals with measures and activities under them, and what three periods say of each."""
    plan, ids = Plan(), count()
    plan.is_counted = False
    while len(plan.nodes) < nodes:
        goal = _node(plan, ids, Kind.GOAL, ROOT, "Vården ska vara tillgänglig")
        _do(plan, SetOp(goal, "description", None, None, Text("Målet har 8 mätetal och en aktivitet."), 0))
        for number in range(_UNDER_A_GOAL):
            _measure(plan, ids, goal, number) if number else _activity(plan, ids, goal)
    return plan


def _measure(plan: Plan, ids: count[int], goal: NodeId, number: int) -> None:
    node = _node(plan, ids, Kind.MEASURE, goal, "Sjukfrånvaro")
    _do(plan, SetOp(node, "unit", None, None, Text("%"), 0))
    _do(plan, SetOp(node, "direction", None, None, Choice("lower"), 0))
    for place, period in enumerate(PERIODS):
        amount = Decimal(40 + number * 3 + place) / 10
        text = (
            f"Sjukfrånvaron är {amount} % i {period}, {place} procentenheter under målet. Arbetet fortsätter som förut."
        )
        _do(plan, SetOp(node, "target", period, None, read_target("högst 5 %"), 0))
        _do(plan, SetOp(node, "outcome", period, None, Quantity(amount, "%"), 0))
        _do(plan, SetOp(node, "analysis", period, None, Text(text.replace(".", ",", 1)), 0))


def _activity(plan: Plan, ids: count[int], goal: NodeId) -> None:
    node = _node(plan, ids, Kind.ACTIVITY, goal, "Utbilda arbetsledare")
    for period in PERIODS:
        _do(plan, SetOp(node, "analysis", period, None, Text(f"Utbildningen har hållits två gånger i {period}."), 0))


def _node(plan: Plan, ids: count[int], kind: Kind, parent: NodeId, title: str) -> NodeId:
    node = NodeId(f"n{next(ids)}")
    _do(plan, Create(node, kind, "", parent, between(plan.last_rank(parent), None)))
    _do(plan, SetOp(node, "title", None, None, Text(title), 0))
    return node


def _do(plan: Plan, op: Op) -> None:
    plan.seq += 1
    apply_op(plan, op, APPLIED, Stamp(plan.seq, "anna", 0, Key(ClientId("bench"), plan.seq)))
