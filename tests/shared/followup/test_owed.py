"""What is owed for a period, by unit and by owner."""

from __future__ import annotations

import pytest

from shared.followup.belonging import belongs_to, owners_of, units, units_called, units_of
from shared.followup.owed import Debt, by_owner, owed, owes, share_of
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import Retire
from shared.plan.values import Choice, PeriodName, names
from tests.builders import Desk, percent, words

T1, T2 = "2021-T1", "2021-T2"


def _titles(desk: Desk, nodes: object) -> list[str]:
    assert isinstance(nodes, tuple | list | dict)
    return [desk.plan.title(node) for node in nodes]


@pytest.mark.parametrize(
    ("earlier", "is_owed"),
    [("", True), ("under_way", True), ("delayed", True), ("done", False), ("cancelled", False), ("moved", True)],
)
@pytest.mark.parametrize("kind", [Kind.ACTIVITY, Kind.ACTION])
def test_an_activity_owes_a_status_until_it_is_over(kind: Kind, earlier: str, is_owed: bool) -> None:
    """What was done in the spring is not asked for again in the autumn; what is under way is."""
    desk = Desk()
    node = desk.add("Kurs", kind)
    if earlier:
        desk.do(set_cell(desk.plan, node, "status", Choice(earlier), period=T1))
    assert owes(desk.plan, node, T2) is (Debt.STATUS if is_owed else None)
    desk.do(set_cell(desk.plan, node, "status", Choice("under_way"), period=T2))
    assert owes(desk.plan, node, T2) is None


def test_what_is_over_later_was_owed_before() -> None:
    """Following up the first tertial afterwards must not be answered by what happened since."""
    desk = Desk()
    node = desk.add("Kurs", Kind.ACTIVITY)
    desk.do(set_cell(desk.plan, node, "status", Choice("done"), period=T2))
    assert owes(desk.plan, node, T1) is Debt.STATUS


def test_a_sub_point_has_the_status_of_its_action() -> None:
    """Nobody reports "done" for each of its points when the whole action is done."""
    desk = Desk()
    action = desk.add("Åtgärd", Kind.ACTION)
    point = desk.add("Punkt", Kind.ACTION, action)
    lone = desk.add("Kurs", Kind.ACTIVITY, action)
    desk.do(set_cell(desk.plan, action, "status", Choice("under_way"), period=T1))
    assert owes(desk.plan, point, T1) is None and owes(desk.plan, point, T2) is Debt.STATUS
    desk.do(set_cell(desk.plan, action, "status", Choice("done"), period=T1))
    assert owes(desk.plan, point, T2) is None and owes(desk.plan, lone, T2) is Debt.STATUS


def test_a_month_is_no_report_for_its_tertial() -> None:
    """Both end on the same day; each is asked for by itself."""
    desk = Desk()
    node = desk.add("Kurs", Kind.ACTIVITY)
    desk.do(set_cell(desk.plan, node, "status", Choice("under_way"), period="2021-08"))
    assert owes(desk.plan, node, T2) is Debt.STATUS
    desk.do(set_cell(desk.plan, node, "status", Choice("under_way"), period=T2))
    assert owes(desk.plan, node, T2) is None is owes(desk.plan, node, "2021-08")


def test_an_activity_owes_nothing_before_the_period_it_was_decided_for() -> None:
    """A plan is made before its year begins."""
    desk = Desk()
    node = desk.add("Kurs", Kind.ACTIVITY)
    desk.do(set_cell(desk.plan, node, "decided_for", PeriodName("2022")))
    assert owes(desk.plan, node, T2) is None and owes(desk.plan, node, "2022-T1") is Debt.STATUS


def test_goals_and_what_is_retired_owe_nothing() -> None:
    """A list that asks for what is gone is not read twice."""
    desk = Desk()
    goal, activity = desk.add("Mål"), desk.add("Kurs", Kind.ACTIVITY)
    desk.do(Retire(activity))
    assert owes(desk.plan, goal, T2) is None and owes(desk.plan, activity, T2) is None


def test_each_unit_has_its_share_and_the_rest_has_its_own() -> None:
    """What is under a unit, what its title or code owns, and what nobody's unit has."""
    desk = Desk()
    north, south = desk.add("Nord", Kind.UNIT), desk.add("Syd", Kind.UNIT)
    desk.do(set_cell(desk.plan, south, "code", words("S 1")))
    under, owned, both = desk.measure("Under", north), desk.measure("Ägd"), desk.measure("Delad", north)
    desk.measure("Ingens")
    desk.do(set_cell(desk.plan, owned, "owner", names(["s  1"])), set_cell(desk.plan, both, "owner", names(["SYD"])))
    desk.do(set_cell(desk.plan, under, "outcome", percent("1"), period=T2))

    shares = {share.unit: share for share in owed(desk.plan, T2)}
    assert {unit: _titles(desk, share.members) for unit, share in shares.items()} == {
        north: ["Under", "Delad"], south: ["Delad", "Ägd"], None: ["Ingens"],
    }  # fmt: skip
    assert _titles(desk, shares[north].owing) == ["Delad"] == _titles(desk, share_of(desk.plan, T2, north).owing)
    assert all(share_of(desk.plan, T2, unit).members == shares[unit].members for unit in (north, south))
    assert len(share_of(desk.plan, T2, None).members) == 4
    assert units_of(desk.plan, both) == [north, south] and belongs_to(desk.plan, both, None)


def test_a_plan_without_units_is_one_share() -> None:
    """A small organisation hands in as a whole."""
    desk = Desk()
    desk.measure()
    (share,) = owed(desk.plan, T2)
    assert share.unit is None and len(share.owing) == 1
    assert [share.unit for share in owed(Desk().plan, T2)] == [None]


def test_units_stand_in_the_plans_order_and_are_found_by_what_they_are_called() -> None:
    """The root, whose plan it is, and units that are out of the plan are none of them."""
    desk = Desk()
    first, gone, last = (desk.add(name, Kind.UNIT) for name in ("B", "C", "A"))
    inner = desk.add("D", Kind.UNIT, first)
    desk.do(Retire(gone))
    assert units(desk.plan) == [first, inner, last]
    assert units_called(desk.plan, " a ") == [last] == units_called(desk.plan, last)
    assert units_called(desk.plan, "C") == []


def test_reminders_are_by_nearest_owner_and_each_owner_has_all_of_theirs() -> None:
    """What several own is on each one's list; what nobody owns comes last."""
    desk = Desk()
    goal = desk.add("Mål")
    inherited, own, nobodys = desk.measure("Ärvd", goal), desk.measure("Egen", goal), desk.measure("Ingens")
    desk.do(set_cell(desk.plan, goal, "owner", names(["RS", "HSN"])))
    desk.do(set_cell(desk.plan, own, "owner", names(["rs", "Berit"])))
    nodes: list[NodeId] = [inherited, own, nobodys]

    assert by_owner(desk.plan, nodes) == [
        ("Berit", [own]), ("HSN", [inherited]), ("RS", [inherited]), ("rs", [own]), ("", [nobodys]),
    ]  # fmt: skip
    assert owners_of(desk.plan, inherited) == ("HSN", "RS") and owners_of(desk.plan, nobodys) == ()
