"""Applying ops: what each does, what it is refused for, and that taking back gives what was there."""

from __future__ import annotations

import pytest

from shared.errors import RemoteProtocolError
from shared.ids import ROOT, NodeId
from shared.plan.apply import apply
from shared.plan.edits import move_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Create, Move, Op, Restore, Retire
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Choice, Text
from shared.sync.chain import START
from shared.sync.image import Image
from shared.sync.snapshot import image_of, plan_of
from tests.builders import Desk, an_id, percent


def _image(plan: Plan) -> Image:
    return image_of(plan.still(), START)


def test_children_stand_in_the_order_of_their_ranks() -> None:
    """The order of a plan is part of what its users agreed on."""
    desk = Desk()
    first, second, third = (desk.add(title) for title in ("ett", "två", "tre"))
    desk.do(move_node(desk.plan, third, parent=ROOT, after=first))
    assert [desk.plan.title(NodeId(node.id)) for node in desk.plan.children()] == ["ett", "tre", "två"]
    desk.do(move_node(desk.plan, second, parent=ROOT, after=None))
    assert [desk.plan.title(NodeId(node.id)) for node in desk.plan.children()] == ["två", "ett", "tre"]


def test_retired_node_takes_what_is_under_it_along_and_brings_it_back() -> None:
    """Retiring must lose nothing: whatever was below is there again after restoring."""
    desk = Desk()
    goal = desk.add("mål")
    measure = desk.measure(parent=goal)
    desk.do(Retire(goal))
    assert list(desk.plan.walk()) == []
    desk.do(Restore(goal))
    assert [node.id for _, node in desk.plan.walk()] == [goal, measure]


def test_an_edit_under_a_retired_node_is_kept_and_marked() -> None:
    """Somebody offline entered a result for a goal that was retired meanwhile: the result must not be lost."""
    desk = Desk()
    goal = desk.add("mål")
    measure = desk.measure(parent=goal)
    desk.do(Retire(goal))
    desk.do(set_cell(desk.plan, measure, "outcome", percent("3.1"), period="2021"))
    assert desk.plan.nodes[goal].edited_after_retirement
    desk.do(Restore(goal))
    assert desk.plan.value(measure, "outcome", "2021") == percent("3.1")
    assert not desk.plan.nodes[goal].edited_after_retirement


def _refusals(desk: Desk, goal: NodeId, measure: NodeId, retired: NodeId) -> list[tuple[Op, Why]]:
    return [
        (Move(goal, measure, "V"), Why.CYCLE),
        (Move(goal, goal, "V"), Why.CYCLE),
        (Move(goal, retired, "V"), Why.RETIRED_PARENT),
        (Move(goal, an_id(99), "V"), Why.NO_PARENT),
        (Move(ROOT, goal, "V"), Why.ROOT_STAYS),
        (Retire(ROOT), Why.ROOT_STAYS),
        (Retire(an_id(99)), Why.NO_NODE),
        (Create(an_id(50), Kind.GOAL, "", an_id(99), "V"), Why.NO_PARENT),
        (Create(goal, Kind.MEASURE, "", ROOT, "V"), Why.NODE_EXISTS),
        (Create(an_id(50), Kind.GOAL, "", ROOT, "V0"), Why.BAD_RANK),
        (SetOp(an_id(99), "title", None, None, Text("x"), 0), Why.NO_NODE),
        (SetOp(goal, "outcome", "2021", None, percent("1"), 0), Why.NO_FIELD),
        (SetOp(measure, "outcome", None, None, percent("1"), 0), Why.NEEDS_PERIOD),
        (SetOp(measure, "title", "2021", None, Text("x"), 0), Why.TAKES_NO_PERIOD),
        (SetOp(measure, "target", "2021", "kvinnor", None, 0), Why.TAKES_NO_PART),
        (SetOp(measure, "outcome", "2021", None, Text("många"), 0), Why.BAD_VALUE),
        (SetOp(measure, "assessment", "2021", None, Choice("kanske"), 0), Why.BAD_VALUE),
        (SetOp(measure, "analysis", "2021", None, Text("\x1b[2J"), 0), Why.BAD_VALUE),
        (SetOp(measure, "title", None, None, Text("  "), 0), Why.NEEDS_TITLE),
        (SetOp(measure, "title", None, None, None, 0), Why.NEEDS_TITLE),
    ]


def test_what_cannot_be_done_is_refused_whole_with_a_reason() -> None:
    """A transaction is all or none: a good op before a bad one must leave no trace."""
    desk = Desk()
    goal = desk.add("mål")
    measure = desk.measure(parent=goal)
    retired = desk.add("borta")
    desk.do(Retire(retired))
    before = _image(desk.plan)
    for bad, why in _refusals(desk, goal, measure, retired):
        good = set_cell(desk.plan, measure, "outcome", percent("7"), period="2021")
        answer = desk.attempt(good, bad)
        assert isinstance(answer, Refusal), bad
        assert (answer.why, answer.op) == (why, 1)
        assert _image(desk.plan) == before
        for language in ("sv", "en"):
            assert "{" not in answer.sentence(language)


def test_levels_end_somewhere() -> None:
    """A chain of a thousand levels would overflow whoever draws or walks it."""
    desk = Desk()
    parent = ROOT
    for number in range(64):
        parent = desk.add(f"nivå {number}", parent=parent)
    answer = desk.attempt(Create(an_id(900), Kind.GOAL, "", parent, "V"))
    assert isinstance(answer, Refusal)
    assert answer.why is Why.TOO_DEEP
    assert len(list(desk.plan.walk())) == 64


def test_moving_a_tall_branch_too_deep_is_refused() -> None:
    """The limit holds for what hangs under the moved node too."""
    desk = Desk()
    parent = ROOT
    for number in range(40):
        parent = desk.add(f"nivå {number}", parent=parent)
    top = bottom = desk.add("gren")
    for number in range(30):
        bottom = desk.add(f"gren {number}", parent=bottom)
    answer = desk.attempt(Move(top, parent, "V"))
    assert isinstance(answer, Refusal)
    assert answer.why is Why.TOO_DEEP


def test_rolling_back_gives_the_plan_there_was() -> None:
    """The client takes off what is pending with every piece of news: a trace that stayed would never go away."""
    desk = Desk()
    goal = desk.add("mål")
    measure = desk.measure(parent=goal)
    other = desk.add("annat")
    before = _image(desk.plan)
    mark = desk.plan.mark()
    seq = desk.plan.seq
    desk.do(set_cell(desk.plan, measure, "outcome", percent("1"), period="2021"))
    desk.do(set_cell(desk.plan, measure, "outcome", percent("2"), period="2021"))
    desk.do(move_node(desk.plan, measure, parent=other, after=None))
    desk.do(Retire(goal))
    desk.add("nytt", parent=other)
    desk.plan.rollback(mark)
    desk.plan.seq = seq
    assert _image(desk.plan) == before


def test_an_entry_out_of_order_is_not_applied() -> None:
    """A replica that skipped one would differ from all others without knowing."""
    desk = Desk()
    desk.add("ett")
    desk.add("två")
    copy = Plan()
    with pytest.raises(RemoteProtocolError):
        apply(copy, desk.entries[1])
    assert copy.seq == 0


def test_replaying_the_log_gives_the_same_plan() -> None:
    """Everyone who has applied the same entries has the same plan, to the byte."""
    desk = Desk()
    goal = desk.add("mål")
    measure = desk.measure(parent=goal)
    desk.do(set_cell(desk.plan, measure, "outcome", percent("1"), period="2021"))
    desk.do(Retire(goal))
    desk.do(set_cell(desk.plan, measure, "analysis", Text("sent"), period="2021"))
    copy = Plan()
    for entry in desk.entries:
        apply(copy, entry)
    assert _image(copy) == _image(desk.plan)
    assert _image(plan_of(_image(desk.plan))) == _image(desk.plan)
