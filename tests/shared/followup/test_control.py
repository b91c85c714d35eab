"""The risk of a control item, on the plan's own scale."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.followup.control import out_of_scale_risks, repeated, risk_of, why_off_scale
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind, field_of
from shared.plan.values import Quantity, Reference, Text
from tests.shared.followup.plans import Paper


def _scaled(probability: int, consequence: int, steps: int | None = 4) -> tuple[Paper, NodeId]:
    paper = Paper()
    control = paper.node(Kind.CONTROL)
    for field, value in (("probability", probability), ("consequence", consequence)):
        paper.set(control, field, Quantity(Decimal(value)))
        if steps is not None:
            paper.set(ROOT, f"{field}_steps", Quantity(Decimal(steps)))
    return paper, control


@given(st.integers(1, 5), st.integers(1, 5))
def test_a_risk_is_probability_times_consequence_on_the_scale(probability: int, consequence: int) -> None:
    """It is what control items are chosen by."""
    paper, control = _scaled(probability, consequence, steps=5)
    risk = risk_of(paper.plan, control)
    assert risk is not None
    assert (risk.value, risk.highest) == (Decimal(probability * consequence), Decimal(25))
    assert out_of_scale_risks(paper.plan) == []


def test_steps_and_risks_are_called_what_the_plan_calls_them() -> None:
    """“12” says nothing to a board; a word that holds from a number up holds for the numbers between."""
    paper, control = _scaled(3, 4)
    words = (("probability 3", "möjlig"), ("consequence 4", "allvarlig"), ("risk 4", "låg"), ("risk 9", "hög"))
    for part, word in words:
        paper.set(ROOT, "risk_word", Text(word), part=part)
    risk = risk_of(paper.plan, control)
    assert risk is not None
    assert (risk.probability_word, risk.consequence_word, risk.word) == ("möjlig", "allvarlig", "hög")


def test_a_step_outside_the_scale_gives_no_risk_and_is_found() -> None:
    """A scale may be shortened after items were rated, and an import checks none."""
    paper, control = _scaled(5, 2)
    assert risk_of(paper.plan, control) is None
    (found,) = out_of_scale_risks(paper.plan)
    assert (found.node, found.field) == (control, "probability")
    assert found.printed == Quantity(Decimal(5)) and found.computed == Quantity(Decimal(4))


def test_what_is_entered_outside_the_scale_is_refused_with_the_scale() -> None:
    """The sentence must say what can be entered instead."""
    paper, control = _scaled(1, 1)
    field = field_of(Kind.CONTROL, "probability")
    assert field is not None
    for amount in ("5", "0", "2.5", "-1"):
        refused = why_off_scale(paper.plan, control, field, Quantity(Decimal(amount)))
        assert refused is not None and "1 till 4" in refused.sentence("sv") and "1 to 4" in refused.sentence("en")
    assert why_off_scale(paper.plan, control, field, Quantity(Decimal(4))) is None
    assert why_off_scale(paper.plan, control, field, None) is None


def test_a_plan_without_a_scale_takes_any_whole_step() -> None:
    """Nobody has said how many steps there are, so that none is too high."""
    paper, control = _scaled(7, 2, steps=None)
    risk = risk_of(paper.plan, control)
    assert risk is not None and (risk.value, risk.highest) == (Decimal(14), None)
    field = field_of(Kind.CONTROL, "consequence")
    assert field is not None and why_off_scale(paper.plan, control, field, Quantity(Decimal("1.5"))) is not None


def test_other_fields_and_kinds_have_no_scale() -> None:
    """Every entry is asked about; only steps of risk are held against the scale."""
    paper, control = _scaled(1, 1)
    measure, outcome = paper.measure(), field_of(Kind.MEASURE, "outcome")
    sample = field_of(Kind.CONTROL, "sample")
    assert outcome is not None and sample is not None
    assert why_off_scale(paper.plan, measure, outcome, Quantity(Decimal(99))) is None
    assert why_off_scale(paper.plan, control, sample, Quantity(Decimal(99))) is None


def test_an_item_repeats_one_that_the_plan_has() -> None:
    """A reference may name what has never been in this plan."""
    paper, control = _scaled(1, 1)
    again = paper.node(Kind.CONTROL)
    paper.set(again, "repeats", Reference(control))
    assert repeated(paper.plan, again) == control
    paper.set(again, "repeats", Reference("zzzz"))
    assert repeated(paper.plan, again) is None
