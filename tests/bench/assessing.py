"""What it takes to know where nodes stand: an outline asks for each row, a tally for each measure."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from shared.followup.goal_assessment import Known
from shared.followup.quantity import read_quantity
from shared.followup.standing import standing
from shared.followup.target import read_target
from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node
from shared.plan.kinds import Kind
from shared.plan.ops import Set as SetOp
from shared.plan.values import Choice, Quantity, Text
from tests.bench.table import Row
from tests.builders import Desk

_PERIOD = "2021-T2"
_MEASURES = 1000
_YEARS = (2019, 2020, 2021)


async def rows(_: Path) -> list[Row]:
    """Microseconds for one node, the best of several rounds."""
    desk = Desk()
    goal = _node(desk, Kind.GOAL, ROOT)
    desk.do(SetOp(goal, "assessment_rule", None, None, Choice("worst"), 0))
    measures = [_measure(desk, goal) for _ in range(_MEASURES)]
    by_hand = [_node(desk, Kind.GOAL, ROOT) for _ in range(_MEASURES)]
    return [
        Row("where a measure stands (three years of tertials, target for the year)", _each(desk, measures)),
        Row("where a goal stands that a person assesses", _each(desk, by_hand)),
        Row(f"a goal by rule over {_MEASURES} measures, the first time", _once(desk, goal, None)),
        Row("the same with all below it known", _once(desk, goal, {})),
    ]


def _measure(desk: Desk, goal: NodeId) -> NodeId:
    node, target, outcome = _node(desk, Kind.MEASURE, goal), read_target("75 %"), read_quantity("70 %")
    desk.do(
        SetOp(node, "unit", None, None, Text("%"), 0),
        SetOp(node, "direction", None, None, Choice("higher"), 0),
        SetOp(node, "tolerance", None, None, Quantity(Decimal(10), "%-enheter"), 0),
        *(SetOp(node, "target", str(year), None, target, 0) for year in _YEARS),
        *(SetOp(node, "outcome", f"{year}-T{part}", None, outcome, 0) for year in _YEARS for part in (1, 2, 3)),
    )
    return node


def _node(desk: Desk, kind: Kind, parent: NodeId) -> NodeId:
    ops = add_node(desk.plan, kind, "m", parent=parent, level="", new_id=desk.new_id)
    desk.do(*ops)
    return NodeId(ops[0].node)


def _each(desk: Desk, nodes: list[NodeId]) -> str:
    def all_of_them() -> None:
        for node in nodes:
            standing(desk.plan, node, _PERIOD)

    return f"{_best(all_of_them) / len(nodes) * 1e6:.1f} us"


def _once(desk: Desk, goal: NodeId, known: Known | None) -> str:
    """With what is known kept between the rounds, or anew each time."""

    def one() -> None:
        standing(desk.plan, goal, _PERIOD, known)

    return f"{_best(one) * 1e6:.0f} us"


def _best(run: Callable[[], None]) -> float:
    taken = []
    for _ in range(7):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return min(taken)
