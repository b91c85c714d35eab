"""Standing: what a node's cells add up to in one period."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.figures import claim_of
from shared.followup.standing import contradicted, owes_outcome, standing
from shared.followup.target import read_target
from shared.plan.kinds import Kind
from shared.plan.ops import CONTESTED
from shared.plan.values import Choice, Missing, Quantity, Text, WhyEmpty
from tests.shared.followup.plans import Paper

T2 = "2021-T2"


def test_assessment_is_computed_from_the_cells() -> None:
    """Direction and tolerance are the measure's own; the unit is its unit field or what the numbers carry."""
    paper = Paper()
    node = paper.measure("2,9 %", "3,3 %", choices={"direction": "lower"})
    assert standing(paper.plan, node, T2).assessment == "missed"
    paper.set(node, "tolerance", Quantity(Decimal("0.4"), "%-enheter"))
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.unit, found.is_overridden, found.why_empty) == ("partly", "%", False, None)
    paper.set(node, "unit", Text("procent"))
    assert standing(paper.plan, node, T2).unit == "procent"


def test_only_what_the_figures_deny_needs_a_reason() -> None:
    """A person who agrees, or assesses what no figure can, has nothing to explain."""
    paper = Paper()
    missed, unmeasured, in_words = (
        paper.measure("90 %", "79 %"),
        paper.measure("90 %"),
        paper.measure("Bli bättre", "5"),
    )

    assert contradicted(standing(paper.plan, missed, T2), "met") == "missed"
    assert contradicted(standing(paper.plan, missed, T2), "missed") is None
    assert contradicted(standing(paper.plan, unmeasured, T2), "met") is None
    assert contradicted(standing(paper.plan, in_words, T2), "met") is None


def test_person_overrides_with_a_reason_and_both_are_kept() -> None:
    """The board sees what was computed, what a person said instead, and why."""
    paper = Paper()
    node = paper.measure("75 %", "60 %", choices={"direction": "higher"})
    paper.set(node, "assessment", Choice("partly"), T2, because="bättre än riket")
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.computed.status, found.is_overridden) == ("partly", "missed", True)
    assert found.override_reason == "bättre än riket"
    paper.set(node, "assessment", None, T2, because="fel period")
    cleared = standing(paper.plan, node, T2)
    assert (cleared.assessment, cleared.is_overridden, cleared.override_reason) == ("missed", False, "")


def test_same_assessment_by_a_person_overrides_nothing() -> None:
    """A mark for "overridden" that stands everywhere says nothing."""
    paper = Paper()
    node = paper.measure("75 %", "76 %", by_person="met")
    assert not standing(paper.plan, node, T2).is_overridden


def test_target_of_the_narrowest_period_around_holds() -> None:
    """Targets are set for the year; one set for the tertial itself goes before it, and last year's never holds."""
    paper = Paper()
    node = paper.measure("50 %", period="2021")
    paper.set(node, "outcome", Quantity(Decimal(45), "%"), T2)
    assert standing(paper.plan, node, T2).target_period == "2021"
    assert standing(paper.plan, node, T2).assessment == "missed"
    paper.set(node, "target", read_target("minst 40 %"), T2)
    assert standing(paper.plan, node, T2).assessment == "met"
    assert standing(paper.plan, node, "2021-07").target_period == T2
    assert standing(paper.plan, node, "2021-09").target_period == "2021"
    assert standing(paper.plan, node, "2022").target is None


def test_empty_says_why() -> None:
    """Empty is not zero: no target, not yet measured, or the reason that was given."""
    paper = Paper()
    assert standing(paper.plan, paper.measure(), T2).why_empty == "no_target"
    waiting = paper.measure("50 %")
    assert standing(paper.plan, waiting, T2).why_empty == "not_measured_yet"
    assert standing(paper.plan, waiting, T2).assessment == "unmeasured"
    paper.set(waiting, "outcome", Missing(WhyEmpty.YEARLY), T2)
    assert standing(paper.plan, waiting, T2).why_empty == "measured_yearly"
    assert standing(paper.plan, paper.node(Kind.GOAL), T2).why_empty is None


def test_change_is_counted_from_the_same_part_of_the_named_year() -> None:
    """A tertial is compared with last year's tertial; only where that is unknown with the year or the period named."""
    paper = Paper()
    node = paper.measure("Öka jfm 2020", "110")
    paper.set(node, "outcome", Quantity(Decimal(200)), "2020")
    assert standing(paper.plan, node, T2).assessment == "missed"
    paper.set(node, "outcome", Quantity(Decimal(100)), "2020-T2")
    assert standing(paper.plan, node, T2).assessment == "met"
    assert claim_of(paper.plan, node, T2).earlier_period == "2020-T2"


def test_change_without_a_period_is_counted_from_a_year_earlier() -> None:
    """ "Increase" alone means against last year."""
    paper = Paper()
    node = paper.measure("Ska öka", "110")
    assert standing(paper.plan, node, T2).assessment is None
    paper.set(node, "outcome", Quantity(Decimal(120)), "2020-T2")
    assert standing(paper.plan, node, T2).assessment == "missed"


def test_contested_cell_of_the_period_shows() -> None:
    """Two claims on the outcome or on the yearly target must be seen by whoever reads the period, and by no other."""
    paper = Paper()
    node = paper.measure("50 %", "45 %")
    paper.set(node, "outcome", Quantity(Decimal(46), "%"), T2, outcome=CONTESTED)
    assert standing(paper.plan, node, T2).contested
    assert not standing(paper.plan, node, "2021-T1").contested
    yearly = paper.measure("50 %", period="2021")
    paper.set(yearly, "target", Missing(WhyEmpty.NO_TARGET), "2021", outcome=CONTESTED)
    assert standing(paper.plan, yearly, T2).contested


def test_goal_has_the_assessment_that_a_person_gave() -> None:
    """Goals have no target; a person's word is all there is, and it overrides nothing."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    assert standing(paper.plan, goal, T2).sign == "none"
    paper.set(goal, "assessment", Choice("partly"), T2)
    found = standing(paper.plan, goal, T2)
    assert (found.assessment, found.is_overridden, found.sign) == ("partly", False, "partly")


def test_followed_measure_has_a_sign_of_its_own() -> None:
    """A measure without target is not one that failed."""
    paper = Paper()
    assert standing(paper.plan, paper.measure("Uppföljningsmått", "45 %"), T2).sign == "followed"


def test_measure_owes_an_outcome_until_one_or_a_reason_is_given() -> None:
    """The list of who still owes what is what the office chases people with: no wrong name on it."""
    paper = Paper()
    owing, plain = paper.measure("50 %"), paper.measure()
    followed = paper.measure(choices={"measure_class": "followed"})
    nodes = [owing, plain, followed, paper.measure("Uppföljningsmått"), paper.node(Kind.GOAL), paper.measure("5", "6")]
    assert [node for node in nodes if owes_outcome(paper.plan, node, T2)] == [owing, plain]
    paper.set(owing, "outcome", Missing(WhyEmpty.YEARLY), T2)
    paper.set(plain, "outcome", Quantity(Decimal(1)), T2, "women")
    assert not any(owes_outcome(paper.plan, node, T2) for node in nodes)
    assert owes_outcome(paper.plan, owing, "2021-T3")


def test_measure_under_a_retired_goal_owes_nothing() -> None:
    """What left the plan is not asked for."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    node = paper.measure("50 %", parent=goal)
    assert owes_outcome(paper.plan, node, T2)
    paper.retire(goal)
    assert not owes_outcome(paper.plan, node, T2)
