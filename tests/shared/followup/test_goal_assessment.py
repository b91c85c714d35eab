"""Goals assessed by what lies under them, activities by their status, and a person before either."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.assessment import WORST_FIRST, Status
from shared.followup.goal_assessment import ACTIVITY_STATUS, GoalRule, Known, by_rule
from shared.followup.standing import below_by_rule, contradicted, counts_as, standing
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind, field_of
from shared.plan.values import Choice, Quantity
from tests.shared.followup.plans import Paper

T2 = "2021-T2"
TOLERANCE = Quantity(Decimal(1), "%-enheter")
OUTCOMES = {"met": "50 %", "partly": "49 %", "missed": "10 %", "unmeasured": ""}
_MEASURED = st.lists(st.sampled_from(WORST_FIRST), min_size=1, max_size=8)


def _goal(paper: Paper, rule: str = "", parent: NodeId = ROOT, kind: Kind = Kind.GOAL) -> NodeId:
    node = paper.node(kind, parent)
    if rule:
        paper.set(node, "assessment_rule", Choice(rule))
    return node


def _put(paper: Paper, goal: NodeId, *statuses: str) -> list[NodeId]:
    """Measures that the figures give these assessments."""
    nodes = [paper.measure("minst 50 %", OUTCOMES[status], parent=goal) for status in statuses]
    for node in nodes:
        paper.set(node, "tolerance", TOLERANCE)
    return nodes


def _assessed(paper: Paper, node: NodeId) -> str | None:
    return standing(paper.plan, node, T2).assessment


@pytest.mark.parametrize(
    ("rule", "below", "status"),
    [
        ("all", ("met", "met"), "met"),
        ("all", ("met", "partly"), "partly"),
        ("all", ("met", "missed"), "partly"),
        ("all", ("missed", "missed"), "missed"),
        ("all", ("met", "unmeasured"), "met"),
        ("worst", ("met", "partly", "missed"), "missed"),
        ("worst", ("met", "partly", "unmeasured"), "partly"),
        ("most", ("met", "met", "missed"), "met"),
        ("most", ("met", "missed"), "missed"),
        ("most", ("met", "partly", "unmeasured", "unmeasured"), "partly"),
        ("worst", ("unmeasured",), "unmeasured"),
        ("worst", (), None),
        ("by_hand", ("met",), None),
        ("", ("met",), None),
    ],
)
def test_a_rule_assesses_a_goal_by_what_is_measured_below(
    rule: str, below: tuple[str, ...], status: str | None
) -> None:
    """By hand unless somebody has chosen a rule; what nobody measured neither helps nor harms."""
    paper = Paper()
    goal = _goal(paper, rule)
    _put(paper, goal, *below)
    assert _assessed(paper, goal) == status


def test_the_plans_rule_holds_where_a_goal_has_none() -> None:
    """One choice for a whole plan, and exceptions where they are wanted; the plan itself is assessed by it, too."""
    paper = Paper()
    paper.set(ROOT, "assessment_rule", Choice("worst"))
    by_plan, by_own, by_hand = _goal(paper), _goal(paper, "most"), _goal(paper, "by_hand")
    for goal in (by_plan, by_own, by_hand):
        _put(paper, goal, "met", "met", "missed")
    assert [_assessed(paper, goal) for goal in (by_plan, by_own, by_hand)] == ["missed", "met", None]
    assert _assessed(paper, ROOT) == "missed"


def test_goals_count_for_the_goals_above_them() -> None:
    """Each sub-goal counts once with its own assessment, not with all its measures; units are looked through."""
    paper = Paper()
    top = _goal(paper, "most")
    _put(paper, _goal(paper, "worst", top), "met", "met", "met", "missed")
    _put(paper, _goal(paper, "worst", _goal(paper, parent=top, kind=Kind.UNIT)), "missed")
    _put(paper, top, "met")
    assert _assessed(paper, top) == "missed"
    found = below_by_rule(paper.plan, top, T2)
    assert found is not None and [status for _, status in found.members] == ["missed", "missed", "met"]


def test_a_person_goes_before_the_rule_with_a_reason() -> None:
    """Both are kept, and the goal above counts what the person said."""
    paper = Paper()
    top = _goal(paper, "worst")
    goal = _goal(paper, "worst", top)
    _put(paper, goal, "met", "missed")
    assert contradicted(standing(paper.plan, goal, T2), "partly") == "missed"
    paper.set(goal, "assessment", Choice("partly"), T2, because="bättre än riket")
    found = standing(paper.plan, goal, T2)
    assert (found.assessment, found.computed.status, found.is_overridden) == ("partly", "missed", True)
    assert found.override_reason == "bättre än riket" and _assessed(paper, top) == "partly"


def test_a_goal_that_nobody_has_assessed_does_not_count() -> None:
    """Where a person is to assess, what lies below says nothing in his place."""
    paper = Paper()
    top = _goal(paper, "worst")
    by_hand = _goal(paper, "by_hand", top)
    _put(paper, by_hand, "missed")
    _put(paper, top, "met")
    assert _assessed(paper, top) == "met"
    paper.set(by_hand, "assessment", Choice("missed"), T2)
    assert _assessed(paper, top) == "missed"


def test_retired_and_followed_measures_do_not_count() -> None:
    """What left the plan, and what has no target, cannot keep a goal from being met."""
    paper = Paper()
    goal = _goal(paper, "all")
    met, missed = _put(paper, goal, "met", "missed")
    paper.measure("Uppföljningsmått", "3 %", parent=goal)
    assert _assessed(paper, goal) == "partly"
    paper.retire(missed)
    assert _assessed(paper, goal) == "met"
    paper.retire(met)
    assert _assessed(paper, goal) is None


def test_every_status_of_an_activity_says_something_or_nothing() -> None:
    """The table of kinds and the one here name the same statuses."""
    field = field_of(Kind.ACTIVITY, "status")
    assert field is not None and set(ACTIVITY_STATUS) == set(field.choices)


@pytest.mark.parametrize(
    ("status", "assessment"), [("done", "met"), ("delayed", "partly"), ("cancelled", "missed"), ("under_way", None)]
)
def test_an_activity_counts_by_its_status(status: str, assessment: str | None) -> None:
    """A late activity is late, whoever forgot to assess it; but its own assessment is a person's alone."""
    paper = Paper()
    goal = _goal(paper, "all")
    activity = paper.node(Kind.ACTIVITY, goal)
    paper.set(activity, "status", Choice(status), T2)
    assert (_assessed(paper, activity), _assessed(paper, goal)) == (None, assessment)
    assert counts_as(paper.plan, activity, T2) == assessment
    paper.set(activity, "assessment", Choice("met"), T2)
    assert _assessed(paper, goal) == "met"


def test_a_tree_of_any_depth_is_assessed() -> None:
    """Somebody can make a goal under a goal ten thousand times, and everybody's program must live with it."""
    paper = Paper()
    paper.set(ROOT, "assessment_rule", Choice("worst"))
    goal = top = _goal(paper)
    names = iter(_names())
    for _ in range(1500):
        goal = paper.node(Kind.GOAL, goal, NodeId(next(names)))
    _put(paper, goal, "partly")
    assert _assessed(paper, top) == "partly"


def test_what_is_known_is_not_worked_out_again() -> None:
    """Whoever shows a hundred goals assesses each measure once, and again only what changed and lies above."""
    paper = Paper()
    top = _goal(paper, "worst")
    goal, other = _goal(paper, "worst", top), _goal(paper, "worst", top)
    measure = _put(paper, goal, "met")[0]
    _put(paper, other, "met")
    known: Known = {}
    assert standing(paper.plan, top, T2, known).assessment == "met"
    assert {goal, other, measure} <= set(known)
    known[other] = "partly"
    known[measure] = "missed"
    assert standing(paper.plan, top, T2, known).assessment == "partly"
    del known[goal]
    assert standing(paper.plan, top, T2, known).assessment == "missed"


@given(_MEASURED)
def test_no_rule_is_better_than_the_best_or_worse_than_the_worst(statuses: list[Status]) -> None:
    """And where all are the same, so is the goal."""
    members = tuple((NodeId(f"n{place}"), status) for place, status in enumerate(statuses))
    places = [WORST_FIRST.index(status) for status in statuses]
    for rule in _rules():
        found = by_rule(rule, members).status
        assert found in WORST_FIRST and min(places) <= WORST_FIRST.index(found) <= max(places)
    assert by_rule("worst", members).status == WORST_FIRST[min(places)]
    assert (by_rule("all", members).status == "met") == (set(statuses) == {"met"})


def _rules() -> tuple[GoalRule, ...]:
    return ("all", "worst", "most")


def _names() -> Iterator[str]:
    letters = "abcdefghij"
    return (f"d{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters)
