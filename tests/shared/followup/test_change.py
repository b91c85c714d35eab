"""Changes: by how much, from where, and when the outcome is the change itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.followup.assessment import Claim, assess
from shared.followup.figures import claim_of
from shared.followup.quantity import read_quantity
from shared.followup.standing import standing
from shared.plan.values import Missing, PeriodName, Quantity, Target, TargetForm, WhyEmpty
from tests.shared.followup.plans import Paper

T2 = "2021-T2"
UP, DOWN = TargetForm.INCREASE, TargetForm.DECREASE


@pytest.mark.parametrize(
    ("form", "by", "outcome", "earlier", "tolerance", "rule", "status"),
    [
        (UP, "10 st", "110", "100", "", "against_earlier", "met"),
        (UP, "10 st", "109", "100", "", "against_earlier", "missed"),
        (UP, "10 st", "109", "100", "1", "against_earlier", "partly"),
        (UP, "10 %", "110", "100", "", "against_earlier", "met"),
        (UP, "10 %", "109,9", "100", "", "against_earlier", "missed"),
        (UP, "10 %", "109,9", "100", "1 %", "against_earlier", "partly"),
        (DOWN, "10 %", "90", "100", "", "against_earlier", "met"),
        (DOWN, "10 %", "91", "100", "", "against_earlier", "missed"),
        (DOWN, "1 mnkr", "8 900 tkr", "10 mnkr", "", "against_earlier", "met"),
        (UP, "5 %-enheter", "50 %", "45 %", "", "against_earlier", "met"),
        (UP, "5 %-enheter", "49 %", "45 %", "", "against_earlier", "missed"),
        (UP, "5 %", "47 %", "45 %", "", "ambiguous_change", None),
        (UP, "5 %", "48 %", "45 %", "", "against_earlier", "met"),
        (UP, "5 %", "+6 %", "12 000", "", "change", "met"),
        (UP, "5 %", "4 %", "12 000 resor", "", "change", "missed"),
        (DOWN, "10 %", "-12 %", "", "", "change", "met"),
        (DOWN, "10 %", "-9 %", "", "", "change", "missed"),
        (DOWN, "10 %", "-9 %", "", "1 %-enhet", "change", "partly"),
        (UP, "", "+35", "100", "", "change", "met"),
        (UP, "", "35", "100", "", "against_earlier", "missed"),
        (UP, "10 st", "+5 %", "", "", "units_differ", None),
        (UP, "10 dagar", "50 %", "45 %", "", "units_differ", None),
    ],
)
def test_a_change_by_so_much_is_held_against_the_level_that_makes(
    form: TargetForm, by: str, outcome: str, earlier: str, tolerance: str, rule: str, status: str | None
) -> None:
    """The bound of a change is a share of the earlier level, or a distance from it; a plus sign is a change."""
    step = read_quantity(by) if by else None
    bound, unit = (step.amount, step.unit) if isinstance(step, Quantity) else (None, "")
    found = assess(
        Claim(
            target=Target(form, "", bound, unit=unit),
            outcome=read_quantity(outcome),
            earlier=read_quantity(earlier) if earlier else None,
            tolerance=read_quantity(tolerance) if tolerance else None,
        )
    )
    assert (found.rule, found.status) == (rule, status)


def test_baseline_stands_in_where_nothing_was_reported() -> None:
    """The measure's value at the start is what it is to grow from; what was reported later goes before it."""
    paper = Paper()
    node = paper.measure("Ska öka", "110")
    paper.set(node, "baseline", Quantity(Decimal(100)))
    claim = claim_of(paper.plan, node, T2)
    assert (claim.is_from_baseline, claim.earlier_period, standing(paper.plan, node, T2).assessment) == (
        True,
        "",
        "met",
    )
    paper.set(node, "outcome", Missing(WhyEmpty.UNKNOWN), "2020-T2")
    assert claim_of(paper.plan, node, T2).is_from_baseline
    paper.set(node, "outcome", Quantity(Decimal(120)), "2020-T2")
    assert not claim_of(paper.plan, node, T2).is_from_baseline
    assert standing(paper.plan, node, T2).assessment == "missed"


def test_baseline_of_another_period_than_the_target_names_is_not_taken() -> None:
    """ "Compared with 2020" is not compared with 2018."""
    paper = Paper()
    node = paper.measure("Öka jfm 2020", "110")
    paper.set(node, "baseline", Quantity(Decimal(100)))
    paper.set(node, "baseline_period", PeriodName("2018"))
    assert standing(paper.plan, node, T2).computed.rule == "no_earlier"
    paper.set(node, "baseline_period", PeriodName("2020"))
    assert standing(paper.plan, node, T2).assessment == "met"
