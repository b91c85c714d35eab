"""Which nodes `stegvis list` gives."""

from __future__ import annotations

import msgspec

from shared.ids import ROOT, NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Target, TargetForm, names
from tests.builders import BO, Desk, percent, words
from tui.cli.selection import Wanted, selected

PERIOD = "2021-T2"


def _given(desk: Desk, wanted: Wanted) -> list[str]:
    return [desk.plan.title(NodeId(node.id)) for node in selected(desk.plan, wanted)]


def test_the_nearest_owner_is_the_one_who_owns() -> None:
    """A goal's owner has all under it, but for what somebody else is named for."""
    desk = Desk()
    goal = desk.add("Mål")
    desk.measure("Ärvd", goal)
    own = desk.measure("Egen", goal)
    desk.do(set_cell(desk.plan, goal, "owner", names(["RS", "HSN"])))
    desk.do(set_cell(desk.plan, own, "owner", names(["RUN"])))

    assert _given(desk, Wanted(unit="hsn")) == ["Mål", "Ärvd"]
    assert _given(desk, Wanted(unit="RUN")) == ["Egen"]


def test_a_unit_above_is_found_by_title_and_code() -> None:
    """Both stand in papers."""
    desk = Desk()
    unit = desk.add("IT-centrum", Kind.UNIT)
    desk.do(set_cell(desk.plan, unit, "code", words("ITC")))
    desk.add("Mål", parent=unit)

    assert _given(desk, Wanted(unit="it-centrum", kind=Kind.GOAL)) == ["Mål"]
    assert _given(desk, Wanted(unit="itc", kind=Kind.GOAL)) == ["Mål"]


def test_a_status_is_an_assessment_or_that_of_an_activity() -> None:
    """One option for both, since their words differ."""
    desk = Desk()
    measure, activity = desk.measure(), desk.add("Kurs", Kind.ACTIVITY)
    desk.do(set_cell(desk.plan, measure, "assessment", Choice("met"), period=PERIOD))
    desk.do(set_cell(desk.plan, activity, "status", Choice("done"), period=PERIOD))

    assert _given(desk, Wanted(period=PERIOD, status="met")) == ["Sjukfrånvaro"]
    assert _given(desk, Wanted(period=PERIOD, status="done")) == ["Kurs"]
    assert _given(desk, Wanted(period="2020", status="done")) == []


def test_what_is_missing_is_what_owes_an_outcome() -> None:
    """A reporter works through this list until it is empty."""
    desk = Desk()
    reported, _, followed = desk.measure("Klar"), desk.measure("Kvar"), desk.measure("Följs")
    desk.do(set_cell(desk.plan, reported, "outcome", percent("1"), period=PERIOD))
    desk.do(set_cell(desk.plan, followed, "target", Target(TargetForm.FOLLOWED, ""), period=PERIOD))

    assert _given(desk, Wanted(period=PERIOD, is_missing=True)) == ["Kvar"]


def test_contested_is_asked_of_the_period_where_there_is_one() -> None:
    """Last year's contest is no work for this year's round."""
    desk = Desk()
    node = desk.measure()
    blind = set_cell(desk.plan, node, "outcome", percent("1"), period=PERIOD)
    desk.do(msgspec.structs.replace(blind, value=percent("2")))
    desk.do(blind, client=BO)

    assert _given(desk, Wanted(is_contested=True)) == ["Sjukfrånvaro"]
    assert _given(desk, Wanted(is_contested=True, period=PERIOD)) == ["Sjukfrånvaro"]
    assert _given(desk, Wanted(is_contested=True, period="2022")) == []


def test_the_root_is_never_listed() -> None:
    """It is the organisation and not a part of its plan."""
    desk = Desk()
    desk.do(set_cell(desk.plan, ROOT, "owner", names(["RS"])))

    assert _given(desk, Wanted()) == []
