"""Internal control: how great the risk of a control item is, on the plan's own scale.

The scale and its words stand on the root: how many steps of probability and of consequence there are, and what the
steps are called. `risk_word` has a part for each: “probability 1”, “consequence 4”; and “risk 9” for risks from 9 up.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from shared.followup.discrepancy import Discrepancy
from shared.followup.entry import Unreadable
from shared.followup.quantity import print_number
from shared.ids import ROOT, NodeId
from shared.plan.fields import Field
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Quantity, Reference, Text, Value

STEPS = {"probability": "probability_steps", "consequence": "consequence_steps"}
"""A control item's field, and the root's field that says how many steps it has."""

_RISK = "risk "


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """Probability times consequence."""

    probability: Decimal
    consequence: Decimal
    value: Decimal
    highest: Decimal | None
    """The greatest risk there is on the plan's scale; None if the plan has no scale."""
    probability_word: str
    consequence_word: str
    word: str
    """What the plan calls a risk of this size, "" if nothing."""


def risk_of(plan: Plan, control: NodeId) -> Risk | None:
    """The risk of a control item; None if probability or consequence is missing or not on the plan's scale."""
    steps = {field: _amount(plan.value(control, field)) for field in STEPS}
    probability, consequence = steps["probability"], steps["consequence"]
    if probability is None or consequence is None:
        return None
    if not all(_is_on_scale(plan, field, step) for field, step in steps.items() if step is not None):
        return None
    tops = [_amount(plan.value(ROOT, field)) for field in STEPS.values()]
    return Risk(
        probability=probability, consequence=consequence, value=probability * consequence,
        highest=tops[0] * tops[1] if tops[0] is not None and tops[1] is not None else None,
        probability_word=_word(plan, f"probability {probability:f}"),
        consequence_word=_word(plan, f"consequence {consequence:f}"),
        word=_risk_word(plan, probability * consequence),
    )  # fmt: skip


def why_off_scale(plan: Plan, node: NodeId, field: Field, value: Value | None) -> Unreadable | None:
    """Why a value cannot be a step of the plan's scale; None if it can, and for other fields and kinds."""
    step = _amount(value)
    if plan.nodes[node].kind is not Kind.CONTROL or field.name not in STEPS or step is None:
        return None
    if _is_on_scale(plan, field.name, step):
        return None
    top = _amount(plan.value(ROOT, STEPS[field.name]))
    if top is None:
        return Unreadable(
            f"{field.label.sv} ska vara ett heltal från 1.", f"{field.label.en} is a whole number from 1."
        )
    return Unreadable(
        f"{field.label.sv} ska vara ett heltal från 1 till {print_number(top, 'sv')}, som planens skala.",
        f"{field.label.en} is a whole number from 1 to {print_number(top, 'en')}, as the plan's scale is.",
    )


def out_of_scale_risks(plan: Plan) -> list[Discrepancy]:
    """Steps that the plan's scale does not have, with the highest one it has."""
    controls = (NodeId(control.id) for control in plan.of_kind(Kind.CONTROL))
    return [found for control in controls if not plan.retired_at(control) for found in off_scale(plan, control)]


def off_scale(plan: Plan, control: NodeId) -> Iterator[Discrepancy]:
    """The same of one control item."""
    for field, steps in STEPS.items():
        value, top = plan.value(control, field), plan.value(ROOT, steps)
        if isinstance(value, Quantity) and not _is_on_scale(plan, field, value.amount):
            yield Discrepancy(
                node=control, field=field, printed=value, computed=top if isinstance(top, Quantity) else None
            )


def repeated(plan: Plan, control: NodeId) -> NodeId | None:
    """The earlier control item that this one repeats, if the plan has it."""
    value = plan.value(control, "repeats")
    found = NodeId(value.to) if isinstance(value, Reference) else None
    return found if found in plan.nodes else None


def _is_on_scale(plan: Plan, field: str, step: Decimal) -> bool:
    top = _amount(plan.value(ROOT, STEPS[field]))
    return step == step.to_integral_value() and step >= 1 and (top is None or step <= top)


def _amount(value: Value | None) -> Decimal | None:
    return value.amount if isinstance(value, Quantity) else None


def _word(plan: Plan, part: str) -> str:
    value = plan.value(ROOT, "risk_word", None, part)
    return value.text if isinstance(value, Text) else ""


def _risk_word(plan: Plan, value: Decimal) -> str:
    """The word of the highest “risk N” that the value reaches."""
    words = [
        (Decimal(number), cell.value.text)
        for key, cell in plan.cells(ROOT).items()
        if key.field == "risk_word" and key.part and isinstance(cell.value, Text)
        if (number := key.part.removeprefix(_RISK)) != key.part and number.isascii() and number.isdigit()
    ]
    return max(((least, word) for least, word in words if least <= value), default=(Decimal(0), ""))[1]
