"""What follows from the figures of risks, investments and money, in the pane about the node."""

from __future__ import annotations

from decimal import Decimal

from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Day, Quantity
from tests.tui.fake_door import FakeDoor, PlanMaker
from tests.tui.pilots import PERIOD, running, words

_CLINIC = NodeId("aaa")


def _kronor(amount: str) -> Quantity:
    return Quantity(Decimal(amount), "kr")


async def test_the_pane_gives_the_deviation_beside_the_one_that_is_stated() -> None:
    """Who reads only the stated one passes on a figure that does not add up."""
    maker = PlanMaker()
    maker.node(_CLINIC, "Mottagning", Kind.INVESTMENT)
    maker.cell(_CLINIC, "outcome", _kronor("14900000"), PERIOD)
    maker.cell(_CLINIC, "stated_deviation", _kronor("2750000"), PERIOD)
    decision = maker.node(NodeId("bbb"), "Fullmäktige", Kind.DECISION, _CLINIC)
    maker.cell(decision, "date", Day("2017-04-04"))
    maker.cell(decision, "amount", _kronor("12160000"))
    maker.cell(decision, "amount_is", Choice("total"))
    async with running(FakeDoor(maker.plan)) as pilot:
        about = words(pilot, "about").replace("\u00a0", " ")
        assert "Beviljat: 12 160 000 kr" in about
        assert "Utfall minus beviljat: 2 740 000 kr (angiven avvikelse: 2 750 000 kr)" in about
