"""One indicator in several units: which measures share it, and how another unit gets one."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.shared_indicators import (
    measures_of,
    reported_periods,
    share,
    shared_indicators,
    siblings,
    whose_is,
)
from shared.followup.tally_book import Scope, TallyBook
from shared.ids import ROOT, NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import Create, Retire
from shared.plan.values import Choice, Names, Quantity, Text
from tests.builders import Desk, percent
from tests.shared.followup.plans import Paper


def _shared(desk: Desk, measure: NodeId, parent: NodeId, owner: Names | None = None) -> NodeId:
    ops = share(desk.plan, measure, parent=parent, owner=owner, new_id=desk.new_id)
    desk.do(*ops)
    return next(NodeId(op.node) for op in ops if isinstance(op, Create))


def test_measures_share_an_indicator_by_its_key_and_never_by_their_titles() -> None:
    """Sick leave is called three things in three units; two measures of one name need not be one."""
    paper = Paper()
    first = paper.measure(texts={"indicator": "Sjuk", "title": "Sjukfrånvaro"})
    second = paper.measure(texts={"indicator": " sjuk ", "title": "Frånvaro"})
    paper.measure(texts={"title": "Sjukfrånvaro"})
    alone = paper.measure(texts={"indicator": "resor"})

    assert [(each.key, each.measures) for each in shared_indicators(paper.plan)] == [("Sjuk", (first, second))]
    assert measures_of(paper.plan, "SJUK") == (first, second)
    assert siblings(paper.plan, first) == (second,) and siblings(paper.plan, alone) == ()
    assert measures_of(paper.plan, "") == () == siblings(paper.plan, ROOT)


def test_a_retired_measure_shares_nothing() -> None:
    """It is not in the plan."""
    paper = Paper()
    first = paper.measure(texts={"indicator": "sjuk"})
    second = paper.measure(texts={"indicator": "sjuk"})
    paper.retire(second)

    assert shared_indicators(paper.plan) == [] and siblings(paper.plan, first) == ()


def test_whose_a_measure_is_follows_from_what_is_nearest() -> None:
    """In a list of one indicator that is the only thing that tells its measures apart."""
    paper = Paper()
    unit = paper.node(Kind.UNIT)
    paper.set(unit, "title", Text("IT-centrum"))
    goal = paper.node(Kind.GOAL, unit)
    in_unit, owned = paper.measure(parent=goal), paper.measure(parent=goal)
    paper.set(owned, "owner", Names(("HSN", "RS")))

    assert whose_is(paper.plan, in_unit) == "IT-centrum"
    assert whose_is(paper.plan, owned) == "HSN, RS"
    assert whose_is(paper.plan, paper.measure()) == ""


def test_a_shared_measure_has_its_own_target_and_result_and_the_rest_in_common() -> None:
    """The unit's measures must be comparable, and their figures their own."""
    desk = Desk()
    goal = desk.add("Medarbetare")
    measure = desk.measure("Sjukfrånvaro", goal)
    other = desk.add("IT-centrum", Kind.UNIT)
    for field, value in (("unit", Text("%")), ("direction", Choice("lower")), ("measure_class", Choice("region"))):
        desk.do(set_cell(desk.plan, measure, field, value))
    desk.do(set_cell(desk.plan, measure, "outcome", percent("2.9"), period="2020"))
    desk.do(set_cell(desk.plan, measure, "tolerance", Quantity(Decimal(1))))

    made = _shared(desk, measure, other, Names(("ITC",)))

    assert {key.field: cell.value for key, cell in desk.plan.cells(made).items()} == {
        "title": Text("Sjukfrånvaro"), "indicator": Text(measure), "unit": Text("%"), "direction": Choice("lower"),
        "measure_class": Choice("region"), "owner": Names(("ITC",)),
    }  # fmt: skip
    assert desk.plan.text(measure, "indicator") == measure
    assert (desk.plan.nodes[made].parent, desk.plan.nodes[made].level) == (other, "Mätetal")


def test_a_title_may_change_without_ending_what_is_shared() -> None:
    """Names change by year; the indicator is what stays."""
    desk = Desk()
    measure = desk.measure()
    made = _shared(desk, measure, desk.add("IT-centrum", Kind.UNIT))
    desk.do(set_cell(desk.plan, made, "title", Text("Frånvaro 2021")))
    desk.do(set_cell(desk.plan, measure, "title", Text("Personalhälsa")))

    assert siblings(desk.plan, measure) == (made,)


def test_an_indicator_that_has_a_key_keeps_it() -> None:
    """Other units may have it already."""
    desk = Desk()
    measure = desk.measure()
    desk.do(set_cell(desk.plan, measure, "indicator", Text("KPI 7")))

    made = _shared(desk, measure, desk.add("IT-centrum", Kind.UNIT))

    assert desk.plan.text(measure, "indicator") == desk.plan.text(made, "indicator") == "KPI 7"


def test_nothing_is_shared_twice_with_the_same_unit() -> None:
    """A second one would owe a result that nobody can tell from the first."""
    desk = Desk()
    measure, unit = desk.measure(), desk.add("IT-centrum", Kind.UNIT)
    made = _shared(desk, measure, unit, Names(("ITC",)))

    def again(owner: str) -> int:
        return len(share(desk.plan, measure, parent=unit, owner=Names((owner,)), new_id=desk.new_id))

    assert again("ITC") == 0 and again("Folktandvården") > 0
    desk.do(Retire(made))
    assert again("ITC") > 0


def test_shared_measures_count_once() -> None:
    """That is what the key is for."""
    desk = Desk()
    measure = desk.measure()
    made = _shared(desk, measure, desk.add("IT-centrum", Kind.UNIT))
    for node in (measure, made):
        desk.do(set_cell(desk.plan, node, "assessment", Choice("met"), period="2021"))

    book = TallyBook(desk.plan)
    assert book.tally(book.rules()[0], Scope("2021")).met == 1


def test_periods_are_told_in_the_order_of_time() -> None:
    """A series is read from left to right, also where years and parts of years are mixed."""
    paper = Paper()
    first, second = paper.measure("5 %", period="2020"), paper.measure(outcome="4 %", period="2021-T1")
    paper.set(first, "outcome", percent("3"), "2020-T2")
    paper.set(first, "analysis", Text("ord"), "2019")

    assert reported_periods(paper.plan, [first, second]) == ["2020-T2", "2020", "2021-T1"]
