"""What is proposed for each node when the year changes, and what a person's choices do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.fates import Fate, NodeFate, Reason, fates, last_status, reason_words
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Day, Reference
from tests.shared.followup.plans import Paper


def _found(paper: Paper, choices: dict[NodeId, Fate] | None = None) -> dict[NodeId, tuple[Fate, Reason]]:
    return {fate.node: (fate.fate, fate.why) for fate in fates(paper.plan, choices or {})}


@pytest.mark.parametrize("kind", [Kind.GOAL, Kind.MEASURE, Kind.UNIT, Kind.TALLY, Kind.BUDGET_TABLE, Kind.BUDGET_LINE])
def test_what_a_plan_is_made_of_goes_on(kind: Kind) -> None:
    """Next year's plan is this one, but for what is over."""
    paper = Paper()
    node = paper.node(kind)

    assert _found(paper) == {node: (Fate.KEEP, Reason.GOES_ON)}


@pytest.mark.parametrize("kind", [Kind.ROUND, Kind.CORRECTION, Kind.EVENT, Kind.REMARK])
def test_what_belongs_to_the_year_stays_in_it(kind: Kind) -> None:
    """A closed round that came along would lock a period of the new plan."""
    paper = Paper()
    node = paper.node(kind)

    assert _found(paper) == {node: (Fate.RETIRE, Reason.OF_THE_YEAR)}


@pytest.mark.parametrize("kind", [Kind.ACTIVITY, Kind.ACTION])
@pytest.mark.parametrize(
    ("statuses", "fate"),
    [
        ({}, Fate.MOVE),
        ({"2020-T1": "under_way"}, Fate.MOVE),
        ({"2020": "done", "2020-T1": "under_way"}, Fate.RETIRE),
        ({"2020-T3": "delayed", "2020-T1": "done"}, Fate.MOVE),
        ({"2020-T3": "cancelled"}, Fate.RETIRE),
        ({"2020-T3": "moved"}, Fate.MOVE),
    ],
)
def test_work_moves_along_until_its_newest_status_ends_it(kind: Kind, statuses: dict[str, str], fate: Fate) -> None:
    """What was decided must not be forgotten because a year ended; nor come back once it is done."""
    paper = Paper()
    node = paper.node(kind)
    for period, status in statuses.items():
        paper.set(node, "status", Choice(status), period)

    assert _found(paper)[node][0] is fate


def test_the_newest_status_is_that_of_the_period_that_ends_last() -> None:
    """Of two that end together the whole year's is the later word."""
    paper = Paper()
    node = paper.node(Kind.ACTIVITY)
    for period, status in (("2020", "done"), ("2020-T3", "delayed"), ("2020-02", "paused")):
        paper.set(node, "status", Choice(status), period)

    assert last_status(paper.plan, node) == ("done", "2020")


def test_an_investment_moves_along_with_its_decisions_until_it_is_accounted_for() -> None:
    """The accounting needs what was decided; afterwards neither is wanted."""
    paper = Paper()
    open_one, accounted = paper.node(Kind.INVESTMENT), paper.node(Kind.INVESTMENT)
    decisions = [paper.node(Kind.DECISION, parent) for parent in (open_one, accounted)]
    paper.set(accounted, "accounted", Day("2020-03-01"))

    assert _found(paper) == {
        open_one: (Fate.MOVE, Reason.NOT_ACCOUNTED),
        decisions[0]: (Fate.KEEP, Reason.GOES_ON),
        accounted: (Fate.RETIRE, Reason.ACCOUNTED),
        decisions[1]: (Fate.RETIRE, Reason.LIES_UNDER),
    }


def test_an_open_action_brings_what_it_lies_under() -> None:
    """A control item that is not planned again is still what its open action is about."""
    paper = Paper()
    control = paper.node(Kind.CONTROL)
    action = paper.node(Kind.ACTION, control)
    done = paper.node(Kind.ACTION, control)
    paper.set(done, "status", Choice("done"), "2020")
    other = paper.node(Kind.CONTROL)

    assert _found(paper) == {
        control: (Fate.KEEP, Reason.LIES_ABOVE),
        action: (Fate.MOVE, Reason.OPEN),
        done: (Fate.RETIRE, Reason.FINISHED),
        other: (Fate.RETIRE, Reason.NOT_PLANNED_AGAIN),
    }


def test_a_sub_point_is_finished_with_its_action() -> None:
    """What was carried out would be open work again next year, and bring its action back with it."""
    paper = Paper()
    control = paper.node(Kind.CONTROL)
    action = paper.node(Kind.ACTION, control)
    point = paper.node(Kind.ACTION, action)
    paper.set(action, "status", Choice("done"), "2020")
    assert {fate for fate, _ in _found(paper).values()} == {Fate.RETIRE}
    assert reason_words(paper.plan, fates(paper.plan, {})[-1], "sv") == "avslutad: genomförd"
    paper.set(point, "status", Choice("delayed"), "2020")
    assert _found(paper)[point] == (Fate.MOVE, Reason.OPEN)


def test_a_choice_takes_along_what_lies_under_it_but_what_is_chosen_itself() -> None:
    """Whoever leaves out a goal means all of it; whoever then keeps one of its measures means that, too."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    activity, measure = paper.node(Kind.ACTIVITY, goal), paper.node(Kind.MEASURE, goal)

    assert {fate for fate, _ in _found(paper, {goal: Fate.RETIRE}).values()} == {Fate.RETIRE}
    assert _found(paper, {goal: Fate.RETIRE, measure: Fate.KEEP}) == {
        goal: (Fate.KEEP, Reason.LIES_ABOVE),
        activity: (Fate.RETIRE, Reason.LIES_UNDER),
        measure: (Fate.KEEP, Reason.CHOSEN),
    }


def test_the_proposal_is_told_beside_what_was_chosen() -> None:
    """So that a file of choices can tell what somebody changed from what was written into it."""
    paper = Paper()
    control = paper.node(Kind.CONTROL)

    assert fates(paper.plan, {control: Fate.REPEAT}) == [
        NodeFate(control, Fate.REPEAT, Reason.CHOSEN, Fate.RETIRE),
    ]


def test_a_tally_of_what_is_left_out_is_left_out() -> None:
    """It would count nothing."""
    paper = Paper()
    goal, tally = paper.node(Kind.GOAL), paper.node(Kind.TALLY)
    paper.set(tally, "under", Reference(goal))

    assert _found(paper)[tally][0] is Fate.KEEP
    assert _found(paper, {goal: Fate.RETIRE})[tally] == (Fate.RETIRE, Reason.COUNTS_NOTHING)
    assert _found(paper, {goal: Fate.RETIRE, tally: Fate.KEEP})[tally][0] is Fate.KEEP


def test_what_was_retired_already_is_not_asked_about() -> None:
    """Nobody wants to decide the same twice."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    paper.node(Kind.MEASURE, goal)
    paper.retire(goal)

    assert _found(paper) == {}


def test_the_reason_is_told_in_both_languages() -> None:
    """It is what a person decides by."""
    paper = Paper()
    activity = paper.node(Kind.ACTIVITY)
    (none,) = fates(paper.plan, {})
    paper.set(activity, "status", Choice("done"), "2020")
    (done,) = fates(paper.plan, {})

    assert reason_words(paper.plan, done, "sv") == "avslutad: genomförd"
    assert reason_words(paper.plan, done, "en") == "finished: done"
    assert reason_words(paper.plan, none, "sv").startswith("inte klar: ")


_KINDS = st.sampled_from(
    [Kind.GOAL, Kind.ACTIVITY, Kind.CONTROL, Kind.ACTION, Kind.EVENT, Kind.INVESTMENT, Kind.DECISION, Kind.TALLY]
)


@given(
    st.lists(st.tuples(_KINDS, st.integers(0, 9), st.booleans()), max_size=12),
    st.dictionaries(st.integers(0, 11), st.sampled_from([Fate.KEEP, Fate.MOVE, Fate.RETIRE])),
)
def test_whatever_comes_along_has_a_place_to_come_to(
    listed: list[tuple[Kind, int, bool]], chosen: dict[int, Fate]
) -> None:
    """Any tree, any choices: a node whose parent stayed behind could not be made. And a choice to keep is kept."""
    paper = Paper()
    nodes = [ROOT]
    for kind, above, is_done in listed:
        node = paper.node(kind, nodes[above % len(nodes)])
        nodes.append(node)
        if is_done and kind in (Kind.ACTIVITY, Kind.ACTION):
            paper.set(node, "status", Choice("done"), "2020")
        if is_done and kind is Kind.TALLY:
            paper.set(node, "under", Reference(nodes[above % len(nodes)]))
    choices = {nodes[place + 1]: fate for place, fate in chosen.items() if place + 1 < len(nodes)}

    found = _found(paper, choices)
    come = {node for node, (fate, _) in found.items() if fate is not Fate.RETIRE} | {ROOT}

    assert set(found) == set(nodes) - {ROOT}
    assert all(paper.plan.nodes[node].parent in come for node in come - {ROOT})
    assert all(node in come for node, fate in choices.items() if fate is not Fate.RETIRE)
