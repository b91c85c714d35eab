"""The figures of a period: carried over, waited for, in parts, and targets that are several."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from shared.followup.figures import MAX_CARRIED, claim_of, keys_of
from shared.followup.quantity import read_quantity
from shared.followup.standing import owes_outcome, standing
from shared.followup.target import read_target
from shared.ids import NodeId
from shared.plan.ops import CONTESTED
from shared.plan.values import Carried, Choice, Day, Missing, Quantity, Target, TargetForm, Targets, WhyEmpty, names
from tests.shared.followup.plans import Paper

T1, T2 = "2021-T1", "2021-T2"
BOTH = Targets(
    (
        Target(TargetForm.AT_LEAST, "4 tillfällen", Decimal(4), unit="tillfällen"),
        Target(TargetForm.AT_LEAST, "48 chefer", Decimal(48), unit="chefer"),
    ),
    "4 tillfällen och 48 chefer",
)


def test_carried_outcome_is_looked_up_where_it_was_measured() -> None:
    """What stands in is never a copy: when it is corrected there, it is here too, and its period is told."""
    paper = Paper()
    node = paper.measure("minst 75 %", period="2021")
    paper.set(node, "outcome", read_quantity("70 %"), T1)
    paper.set(node, "quality", names(["preliminary"]), T1)
    paper.set(node, "outcome", Carried(T1), T2)
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.carried_from, found.quality) == ("missed", T1, ("preliminary",))
    paper.set(node, "outcome", read_quantity("76 %"), T1)
    assert standing(paper.plan, node, T2).assessment == "met"
    paper.set(node, "outcome", read_quantity("77 %"), T1, outcome=CONTESTED)
    assert standing(paper.plan, node, T2).contested


def test_carried_from_where_there_is_none_is_unmeasured() -> None:
    """Empty says why: also a period that stands in for itself, two that do so for each other, a chain without end."""
    paper = Paper()
    node = paper.measure("minst 75 %", period="2021")
    paper.set(node, "outcome", Carried(T1), T2)
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.computed.rule, found.outcome) == ("unmeasured", "carried_from_nothing", None)
    assert found.why_empty == "not_measured_yet"
    for ring in ((T2, T1), (T2, T2)):
        paper.set(node, "outcome", Carried(ring[0]), ring[1])
        assert standing(paper.plan, node, T2).computed.rule == "carried_from_nothing"
    paper.set(node, "outcome", Carried(T1), T2)
    paper.set(node, "outcome", Missing(WhyEmpty.YEARLY), T1)
    assert standing(paper.plan, node, T2).why_empty == "measured_yearly"
    months = [f"{2000 + number // 12}-{number % 12 + 1:02}" for number in range(MAX_CARRIED + 2)]
    for earlier, later in pairwise(months):
        paper.set(node, "outcome", Carried(earlier), later)
    paper.set(node, "outcome", read_quantity("76 %"), months[0])
    assert claim_of(paper.plan, node, months[-2]).outcome == read_quantity("76 %")
    assert claim_of(paper.plan, node, months[-1]).outcome is None


def test_target_waits_for_its_date() -> None:
    """What is to be assessed after the year is neither met nor missed in August, and nobody is chased for it."""
    paper = Paper()
    node = paper.measure("minst 75 %", period="2021")
    paper.set(node, "assessed_from", Day("2021-12-31"), "2021")
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.computed.rule, found.pending_until) == ("unmeasured", "pending", "2021-12-31")
    assert found.why_empty == "pending" and not owes_outcome(paper.plan, node, T2)
    paper.set(node, "outcome", read_quantity("80 %"), T2)
    assert standing(paper.plan, node, T2).assessment == "unmeasured"
    paper.set(node, "outcome", read_quantity("80 %"), "2021-T3")
    assert standing(paper.plan, node, "2021-T3").assessment == "met"
    assert standing(paper.plan, node, "2021").pending_until is None and owes_outcome(paper.plan, node, "2021")


def test_outcome_only_in_parts_is_not_guessed() -> None:
    """Women 43 % and men 45 % are not some number between, and not nothing either."""
    paper = Paper()
    node = paper.measure("minst 44 %")
    paper.set(node, "outcome", read_quantity("43 %"), T2, "kvinnor")
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.computed.rule, found.why_empty) == ("unmeasured", "only_in_parts", None)
    paper.set(node, "outcome", read_quantity("44 %"), T2)
    assert standing(paper.plan, node, T2).assessment == "met"


def _of_both(paper: Paper, occasions: str, managers: str) -> NodeId:
    node = paper.measure()
    paper.set(node, "target", BOTH, T2)
    for part, words in (("tillfällen", occasions), ("Chefer", managers)):
        if words:
            paper.set(node, "outcome", read_quantity(words), T2, part)
    return node


@pytest.mark.parametrize(
    ("occasions", "managers", "tolerance", "status"),
    [
        ("4", "48", "", "met"),
        ("4", "47", "", "missed"),
        ("4", "47", "1 chefer", "partly"),
        ("3", "48", "1 chefer", "missed"),
        ("4", "45", "10 %", "partly"),
        ("4", "", "", "unmeasured"),
        ("3", "", "", "missed"),
        ("", "", "", "unmeasured"),
    ],
)
def test_of_several_targets_all_must_hold(occasions: str, managers: str, tolerance: str, status: str) -> None:
    """Four occasions and 48 managers: each against the part of its own name, and the worst counts."""
    paper = Paper()
    node = _of_both(paper, occasions, managers)
    if tolerance:
        paper.set(node, "tolerance", read_quantity(tolerance))
    found = standing(paper.plan, node, T2)
    assert (found.assessment, found.computed.rule) == (status, "all_parts")


def test_one_of_several_targets_may_hold_against_the_outcome_itself() -> None:
    """The number with a target's unit is the one meant; one without a unit is no answer to either."""
    paper = Paper()
    node = _of_both(paper, "", "50")
    paper.set(node, "outcome", read_quantity("4 tillfällen"), T2)
    assert standing(paper.plan, node, T2).assessment == "met"
    paper.set(node, "outcome", read_quantity("4"), T2)
    assert standing(paper.plan, node, T2).assessment == "unmeasured"


def test_a_part_in_the_measures_own_unit_is_in_the_parts() -> None:
    """What is typed without a unit gets the measure's; another unit that somebody wrote is not looked through."""
    paper = Paper()
    node = paper.measure(texts={"unit": "tillfällen"})
    paper.set(node, "target", BOTH, T2)
    paper.set(node, "outcome", Quantity(Decimal(4), "tillfällen"), T2, "tillfällen")
    paper.set(node, "outcome", Quantity(Decimal(48), "tillfällen"), T2, "chefer")
    assert standing(paper.plan, node, T2).assessment == "met"
    paper.set(node, "outcome", Quantity(Decimal(48), "%"), T2, "chefer")
    assert standing(paper.plan, node, T2).assessment is None
    paper.set(node, "outcome", Quantity(Decimal(3), "tillfällen"), T2, "tillfällen")
    assert standing(paper.plan, node, T2).assessment == "missed", "whatever the other one is, not all of them hold"


def test_direction_is_the_owners_or_proposed_and_then_told() -> None:
    """What an import proposes is used, and marked until somebody has confirmed it."""
    paper = Paper()
    node = paper.measure("3,1 %", "3,3 %", choices={"direction_proposed": "lower"})
    computed = standing(paper.plan, node, T2).computed
    assert (computed.status, computed.assumed_direction, computed.direction_from) == ("missed", True, "proposed")
    paper.set(node, "direction", Choice("higher"))
    computed = standing(paper.plan, node, T2).computed
    assert (computed.status, computed.assumed_direction, computed.direction_from) == ("met", False, "owner")
    reduction = paper.measure("-10 %", "-6 %")
    assert standing(paper.plan, reduction, T2).computed.direction_from == "target"
    assert standing(paper.plan, paper.measure("50 %", "51 %"), T2).computed.direction_from == "nothing"


def test_a_followed_measure_waits_for_nothing() -> None:
    """A date beside a measure without target changes nothing."""
    paper = Paper()
    node = paper.measure("Uppföljningsmått", "45 %")
    paper.set(node, "assessed_from", Day("2022-01-01"), T2)
    assert standing(paper.plan, node, T2).sign == "followed"


def test_targets_of_tertials_and_years_hold_for_the_months_in_them() -> None:
    """The narrowest goes first; a week across two months has the year's alone."""
    paper = Paper()
    node = paper.measure()
    for name in ("2021", "2021-H2", "2021-Q3", T2):
        paper.set(node, "target", read_target("50 %"), name)
    found = {
        name: claim_of(paper.plan, node, name).target_period for name in ("2021-08", "2021-06", "2021-W30", "2022")
    }
    assert found == {"2021-08": "2021-Q3", "2021-06": T2, "2021-W30": "2021-Q3", "2022": None}


def test_targets_of_narrower_periods_go_first() -> None:
    """The target of the tertial goes before that of the year."""
    around = [target.period for target, _ in keys_of("2021-08").targets]
    assert [name for name in around if name and not name.endswith("SY")] == [
        "2021-08", "2021-Q3", "2021-T2", "2021-H2", "2021",
    ]  # fmt: skip
    assert [target.period for target, _ in keys_of("2020").targets] == ["2020"]
