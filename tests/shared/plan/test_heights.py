"""How deep a subtree is, known without walking it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import ROOT, NodeId
from shared.plan.check import MAX_DEPTH, check
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Create, Move, Op, Retire
from shared.plan.refusal import Why
from shared.plan.tree import Node
from tests.builders import Desk, an_id

_MANY = 2_000

OPS = st.lists(
    st.tuples(st.sampled_from(["create", "create", "move", "move", "retire"]), st.integers(0, 99), st.integers(0, 99)),
    max_size=12,
)


def _do(desk: Desk, what: str, node: int, parent: int) -> None:
    """Something with one of the nodes there are."""
    there = list(desk.plan.nodes)
    chosen, under = there[node % len(there)], there[parent % len(there)]
    op: Op
    match what:
        case "create":
            op = Create(desk.new_id(), Kind.GOAL, "", under, "V")
        case "move":
            op = Move(chosen, under, "V")
        case _:
            op = Retire(chosen)
    desk.attempt(op)


def _walked(plan: Plan, node: NodeId) -> int:
    return max((1 + _walked(plan, NodeId(child.id)) for child in plan.all_children(node)), default=0)


def _check_all(plan: Plan) -> None:
    assert {node: plan.height(node) for node in plan.nodes} == {node: _walked(plan, node) for node in plan.nodes}


@given(OPS, OPS, OPS)
def test_heights_are_what_a_walk_finds(
    before: list[tuple[str, int, int]], kept: list[tuple[str, int, int]], undone: list[tuple[str, int, int]]
) -> None:
    """Whatever is done and taken back, from whenever they were first asked for: a wrong one would let a plan grow
    deeper than any program follows, or refuse a move that is fine."""
    desk = Desk()
    for one in before:
        _do(desk, *one)
    _check_all(desk.plan)
    for one in kept:
        _do(desk, *one)
    _check_all(desk.plan)
    mark, seq = desk.plan.mark(), desk.plan.seq
    for one in undone:
        _do(desk, *one)
    _check_all(desk.plan)
    desk.plan.rollback(mark)
    desk.plan.seq = seq
    _check_all(desk.plan)


class Counted(dict[NodeId, Node]):
    """Nodes that count how often one is looked at."""

    looks = 0

    def __getitem__(self, key: NodeId) -> Node:
        self.looks += 1
        return super().__getitem__(key)


def test_moving_a_broad_subtree_looks_at_few_nodes() -> None:
    """One transaction may move a thousand goals of thousands of measures: walking each would hold everybody up for
    minutes."""
    desk = Desk()
    goals = [desk.add("mål"), desk.add("ett annat mål")]
    moved = desk.add("delmål", parent=goals[0])
    desk.do(*(Create(an_id(1_000 + number), Kind.MEASURE, "", moved, "V") for number in range(_MANY)))
    desk.plan.height(moved)
    nodes = desk.plan.nodes = Counted(desk.plan.nodes)
    desk.plan._heights = None
    desk.do(Move(moved, goals[1], "V"))
    nodes.looks = 0
    desk.do(*(Move(moved, goals[place % 2], "V") for place in range(100)))
    assert nodes.looks < 100 * 50


def test_a_subtree_fits_where_its_deepest_node_does() -> None:
    """The limit is of the plan, and not of the place that something is moved to."""
    desk = Desk()
    chain = [ROOT]
    for _ in range(MAX_DEPTH - 1):
        chain.append(desk.add("nivå", parent=chain[-1]))
    top = desk.add("delmål")
    leaf = desk.add("mätetal", parent=top)
    refusal = check(desk.plan, Move(top, chain[-1], "V"))
    assert refusal is not None and refusal.why is Why.TOO_DEEP
    assert check(desk.plan, Move(top, chain[-2], "V")) is None
    desk.do(Retire(leaf))
    assert check(desk.plan, Move(top, chain[-1], "V")) is not None
    desk.do(Move(leaf, ROOT, "V"))
    assert check(desk.plan, Move(top, chain[-1], "V")) is None
