"""What typed text becomes, where it depends on more than the field."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.entry import Unreadable
from shared.ids import ROOT
from shared.plan.kinds import Kind, field_of
from shared.plan.values import Quantity
from tests.shared.followup.plans import Paper
from tui.views.entering import begin, reading


def test_a_step_that_the_plans_scale_does_not_have_is_no_value() -> None:
    """The bar under the tree says so while it is typed, and nothing can be written."""
    paper = Paper()
    control = paper.node(Kind.CONTROL)
    paper.set(ROOT, "probability_steps", Quantity(Decimal(4)))
    field = field_of(Kind.CONTROL, "probability")
    assert field is not None
    entering = begin(paper.plan, control, field, "2022")
    refused = reading(entering, "5", "sv")
    assert isinstance(refused, Unreadable) and "1 till 4" in refused.sentence("sv")
    assert reading(entering, "4", "sv") == Quantity(Decimal(4))
    assert reading(entering, " ", "sv") is None
    assert isinstance(reading(entering, "hög", "sv"), Unreadable)
