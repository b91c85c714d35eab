"""Next year's plan: which cells come along, what is added, and that doing it again changes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.fates import Fate, fates
from shared.followup.rollover import Brought, Terms, brought, continues, is_new, repeat_id
from shared.followup.standing import standing
from shared.followup.target import read_target
from shared.ids import ROOT, NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import Retire
from shared.plan.values import (
    Carried,
    Choice,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Reference,
    Target,
    Text,
    Value,
    WhyEmpty,
)
from tests.builders import BO, Desk, percent
from tests.shared.followup.plans import Paper

TERMS = Terms(name="plan20", year=2021)


def _roll(paper: Paper, new: Desk, choices: dict[NodeId, Fate] | None = None, terms: Terms = TERMS) -> Brought:
    """Bring it over; every op must be one that a server takes."""
    done = brought(paper.plan, new.plan, fates(paper.plan, choices or {}), terms)
    if done.ops:
        new.do(*done.ops)
    return done


def test_nodes_keep_their_ids_places_and_facts() -> None:
    """Identity is the id: it must outlive the year, or no series does."""
    paper, new = Paper(), Desk()
    goal = paper.node(Kind.GOAL)
    measure = paper.measure(parent=goal, choices={"direction": "lower", "measure_class": "system"},
                            texts={"title": "Sjukfrånvaro", "indicator": "sick", "unit": "%"})  # fmt: skip
    paper.set(measure, "tolerance", percent("0.5"))
    paper.set(goal, "owner", Names(("HSN", "RS")))

    _roll(paper, new)

    assert {node: new.plan.nodes[node] for node in (goal, measure)} == {
        node: paper.plan.nodes[node] for node in (goal, measure)
    }
    for node in (goal, measure):
        assert {key: cell.value for key, cell in new.plan.cells(node).items()} == {
            key: cell.value for key, cell in paper.plan.cells(node).items()
        }


def test_the_whole_plans_facts_come_along_and_say_what_they_continue() -> None:
    """Signs, words and rules are the organisation's; a report's own description and number are not."""
    paper, new = Paper(), Desk()
    paper.set(ROOT, "title", Text("Regionledningskontoret"))
    paper.set(ROOT, "sign", Text("◆"), part="met")
    paper.set(ROOT, "vocabulary", Text("[levels]"))
    paper.set(ROOT, "assessment_rule", Choice("worst"))
    paper.set(ROOT, "description", Text("Året präglades av pandemin."))
    paper.set(ROOT, "case_number", Text("RJL 2020/1"))
    paper.set(ROOT, "continues", Text("plan19"))

    _roll(paper, new)

    assert new.plan.title(ROOT) == "Regionledningskontoret"
    assert new.plan.value(ROOT, "sign", None, "met") == Text("◆")
    assert (new.plan.text(ROOT, "vocabulary"), continues(new.plan)) == ("[levels]", "plan20")
    assert new.plan.value(ROOT, "assessment_rule") == Choice("worst")
    assert not new.plan.text(ROOT, "description") and not new.plan.text(ROOT, "case_number")


def test_earlier_years_are_assessed_in_the_new_plan_as_in_the_old() -> None:
    """ "Against 2020" and a tally beside last year's need target, result, and a person's word of that year."""
    paper, new = Paper(), Desk()
    computed = paper.measure("5 %", "4,9 %", period="2020", choices={"direction": "lower"})
    by_hand = paper.measure("60 %", "75 %", period="2020", by_person="partly")
    paper.set(by_hand, "assessment", Choice("partly"), "2020", because="mätt på annat sätt")

    _roll(paper, new)

    for node in (computed, by_hand):
        there, here = standing(paper.plan, node, "2020"), standing(new.plan, node, "2020")
        assert (here.target, here.outcome, here.assessment, here.override_reason) == (
            there.target, there.outcome, there.assessment, there.override_reason,
        )  # fmt: skip


def test_no_target_of_an_earlier_year_holds_for_the_new_one() -> None:
    """A target that nobody set must not be reported against."""
    paper, new = Paper(), Desk()
    measure = paper.measure("5 %", "4,9 %", period="2020")

    _roll(paper, new)

    assert standing(new.plan, measure, "2021").target is None
    assert standing(new.plan, measure, "2021-T1").target is None


def test_what_is_about_the_new_year_already_comes_along() -> None:
    """A target that was set ahead is a decision."""
    paper, new = Paper(), Desk()
    measure = paper.measure("5 %", period="2020")
    paper.set(measure, "target", read_target("4 %"), "2021")
    line = paper.node(Kind.BUDGET_LINE)
    paper.set(line, "budget", Quantity(Decimal(10), "tkr"), "2021")
    paper.set(line, "budget", Quantity(Decimal(9), "tkr"), "2020")
    paper.set(line, "outcome", Quantity(Decimal(8), "tkr"), "2020")

    _roll(paper, new)

    assert standing(new.plan, measure, "2021-T2").target == read_target("4 %")
    assert {key.period for key in new.plan.cells(line)} == {"2021"}


@pytest.mark.parametrize(
    ("targets", "copied"),
    [
        ({"2020": "5 %"}, {"2021": "5 %"}),
        ({"2019": "6 %", "2020": "5 %", "2020-T2": "5,5 %"}, {"2021": "5 %", "2021-T2": "5,5 %"}),
        ({"2019": "6 %"}, {"2021": "6 %"}),
        ({"2020": "5 %", "2021": "4 %"}, {}),
        ({"2020": "Öka jfm 2019"}, {}),
        ({"2020-W53": "5 %"}, {}),
    ],
)
def test_targets_are_copied_only_when_asked_and_only_where_they_still_mean_something(
    targets: dict[str, str], copied: dict[str, str]
) -> None:
    """One that is counted from a named year would be counted from the wrong one."""
    paper, new, asked = Paper(), Desk(), Desk()
    measure = paper.measure()
    for period, words in targets.items():
        paper.set(measure, "target", read_target(words), period)

    _roll(paper, new)
    _roll(paper, asked, terms=Terms(name="plan20", year=2021, copies_targets=True))

    added = {
        key.period: cell.value.printed
        for key, cell in asked.plan.cells(measure).items()
        if key.field == "target" and new.plan.cell(measure, *key) is None and isinstance(cell.value, Target)
    }
    assert added == copied


def test_series_can_be_cut_to_the_last_years() -> None:
    """Ten years of monthly figures need not follow a plan for ever."""
    paper, new = Paper(), Desk()
    measure = paper.measure()
    for year in ("2017", "2018", "2019", "2020-T3"):
        paper.set(measure, "outcome", percent("3"), year)

    _roll(paper, new, terms=Terms(name="plan20", year=2021, series_years=2))

    assert {key.period for key in new.plan.cells(measure) if key.field == "outcome"} == {"2019", "2020-T3"}


def test_what_was_written_about_the_year_stays_in_it() -> None:
    """Last year's analysis under this year's heading would be read as this year's."""
    paper, new = Paper(), Desk()
    goal = paper.node(Kind.GOAL)
    paper.set(goal, "analysis", Text("Målet nåddes inte."), "2020")
    paper.set(goal, "waiver", Text("saknar mätetal"), "2020", "goals")

    _roll(paper, new)

    assert not new.plan.cells(goal)


def _baseline(new: Desk, node: NodeId) -> tuple[Value | None, Value | None]:
    return new.plan.value(node, "baseline"), new.plan.value(node, "baseline_period")


@pytest.mark.parametrize(
    ("outcomes", "baseline"),
    [
        ({"2020": percent("3"), "2020-T3": percent("4"), "2019": percent("5")}, (percent("3"), PeriodName("2020"))),
        ({"2020-T2": percent("3"), "2020": Missing(WhyEmpty.UNKNOWN)}, (percent("3"), PeriodName("2020-T2"))),
        ({"2019": percent("3"), "2020": Carried("2019")}, (percent("3"), PeriodName("2019"))),
        ({"2021-01": percent("3")}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_the_last_result_is_the_proposed_baseline(
    outcomes: dict[str, Value], baseline: tuple[Value | None, Value | None]
) -> None:
    """The start value of the year, with the period it was measured for, since that is not always the year before."""
    paper, new = Paper(), Desk()
    measure = paper.measure()
    for period, value in outcomes.items():
        paper.set(measure, "outcome", value, period)

    done = _roll(paper, new)

    assert _baseline(new, measure) == baseline
    assert len(done.baselines) == (baseline[0] is not None)


def test_a_baseline_that_somebody_set_stays() -> None:
    """It is what the measure's owner counts from."""
    paper, new = Paper(), Desk()
    measure = paper.measure(outcome="3 %", period="2020")
    paper.set(measure, "baseline", percent("9"))

    _roll(paper, new)

    assert _baseline(new, measure) == (percent("9"), None)


def test_unfinished_work_starts_with_its_status_and_keeps_its_age() -> None:
    """An old proposal must look old, also where nobody wrote down when it was decided."""
    paper, new = Paper(), Desk()
    dated, undated, postponed = (paper.node(Kind.ACTION) for _ in range(3))
    paper.set(dated, "decided_for", PeriodName("2018"))
    paper.set(undated, "status", Choice("not_started"), "2019")
    paper.set(undated, "status", Choice("delayed"), "2020-T3")
    paper.set(postponed, "status", Choice("moved"), "2020")

    _roll(paper, new)

    assert new.plan.value(dated, "decided_for") == PeriodName("2018")
    assert new.plan.value(undated, "decided_for") == PeriodName("2019")
    assert new.plan.value(undated, "status", "2021") == Choice("delayed")
    assert new.plan.value(undated, "status", "2020-T3") == Choice("delayed")
    assert new.plan.value(postponed, "status", "2021") is None


def test_what_is_chosen_to_go_on_starts_anew() -> None:
    """Work that is done every year is planned again, not late."""
    paper, new = Paper(), Desk()
    yearly = paper.node(Kind.ACTIVITY)
    paper.set(yearly, "status", Choice("done"), "2020")

    _roll(paper, new, {yearly: Fate.KEEP})

    assert new.plan.value(yearly, "status", "2021") is None and new.plan.value(yearly, "decided_for") is None


def test_a_repeated_control_item_points_at_the_earlier_one() -> None:
    """It asks the same, has found nothing yet, and stands just after what it repeats."""
    paper, new = Paper(), Desk()
    control, other = paper.node(Kind.CONTROL), paper.node(Kind.CONTROL)
    paper.set(control, "title", Text("Attestregler"))
    paper.set(control, "decided_for", PeriodName("2020"))
    paper.set(control, "finding", Text("Två av tio saknade underlag."), "2020")

    _roll(paper, new, {control: Fate.REPEAT, other: Fate.KEEP})
    again = repeat_id(control, 2021)

    assert [node.id for node in new.plan.children()] == [control, again, other]
    assert new.plan.value(again, "repeats") == Reference(control)
    assert (new.plan.title(again), new.plan.value(again, "decided_for")) == ("Attestregler", PeriodName("2021"))
    assert new.plan.text(control, "finding", "2020") and not new.plan.text(again, "finding", "2020")
    assert _roll(paper, new, {control: Fate.REPEAT, other: Fate.KEEP}).ops == ()


def test_doing_it_again_takes_nothing_back() -> None:
    """Whoever goes on with a rollover that was cut off must not undo what was planned meanwhile."""
    paper, new = Paper(), Desk()
    goal, other = paper.node(Kind.GOAL), paper.node(Kind.GOAL)
    paper.set(goal, "title", Text("Mål 2020"))
    paper.set(goal, "description", Text("Om målet."))
    _roll(paper, new)
    new.do(set_cell(new.plan, goal, "title", Text("Mål 2021")), set_cell(new.plan, goal, "description", None))
    new.do(Retire(other))
    before = new.plan.digest

    assert _roll(paper, new).ops == ()
    assert new.plan.digest == before and new.plan.title(goal) == "Mål 2021"


def test_a_later_choice_brings_what_was_left_out_at_first() -> None:
    """Choices are made over weeks."""
    paper, new = Paper(), Desk()
    control = paper.node(Kind.CONTROL)
    paper.set(control, "title", Text("Attestregler"))
    _roll(paper, new)

    done = _roll(paper, new, {control: Fate.KEEP})

    assert (done.created, done.changed) == (1, 0) and new.plan.title(control) == "Attestregler"


def test_a_plan_in_which_nothing_was_written_is_new() -> None:
    """Any other may be somebody's."""
    desk = Desk()
    assert is_new(desk.plan)
    desk.do(set_cell(desk.plan, ROOT, "title", Text("Kontoret")))
    assert not is_new(desk.plan)


@given(st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 9)), max_size=10), st.integers(0, 40))
def test_wherever_it_is_cut_off_it_is_gone_on_with(listed: list[tuple[Kind, int]], cut: int) -> None:
    """However many ops arrived before the line dropped, the next run ends with the same plan."""
    paper = Paper()
    nodes = [ROOT]
    for kind, above in listed:
        nodes.append(paper.node(kind, nodes[above % len(nodes)]))
        paper.set(nodes[-1], "title", Text(f"Rad {len(nodes)}"))
        if kind is Kind.MEASURE:
            paper.set(nodes[-1], "outcome", percent("3"), "2020")
    whole, halved = Desk(), Desk()
    done = _roll(paper, whole)
    halved.do(*done.ops[: max(1, cut)])
    _roll(paper, halved)

    assert halved.plan.nodes == whole.plan.nodes
    for node in whole.plan.nodes:
        assert {key: cell.value for key, cell in halved.plan.cells(node).items()} == {
            key: cell.value for key, cell in whole.plan.cells(node).items()
        }


def test_two_people_who_do_it_at_once_make_one_plan() -> None:
    """Neither has seen the other's: what both bring is there once, and nothing is contested."""
    paper, new = Paper(), Desk()
    goal = paper.node(Kind.GOAL)
    measure = paper.measure(parent=goal, outcome="3 %", period="2020", texts={"title": "Sjukfrånvaro"})
    done = _roll(paper, new)
    new.do(*done.ops, client=BO)

    assert not new.plan.contested and set(new.plan.nodes) == {ROOT, goal, measure}
