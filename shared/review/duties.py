"""What the plan's own rules ask for: risks on its scale, investments that are accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from shared.followup.control import out_of_scale_risks
from shared.followup.investment import accounts_due
from shared.plan.fields import Label
from shared.plan.kinds import KINDS
from shared.review.finding import Found, plain, shown
from shared.review.survey import Survey


def off_scale(survey: Survey) -> Iterator[Found]:
    """Probabilities and consequences that are no step of the plan's scale."""
    for one in out_of_scale_risks(survey.plan):
        if one.printed is None:
            continue
        label = KINDS[survey.plan.nodes[one.node].kind].fields[one.field].label
        said, scale = shown(one.printed.amount), Label("skalan har bara hela steg", "a scale has whole steps only")
        if one.computed is not None:
            top = shown(one.computed.amount)
            scale = Label(f"planens skala är 1 till {top.sv}", f"the plan's scale is 1 to {top.en}")
        yield Found(
            node=one.node, field=one.field, printed=plain(one.printed.amount),
            computed=plain(one.computed.amount) if one.computed else None,
            sentence=Label(
                f"{label.sv.lower()} {said.sv}, {scale.sv}", f"{label.en.lower()} {said.en}, {scale.en}"
            ),
        )  # fmt: skip


def not_accounted(survey: Survey) -> Iterator[Found]:
    """Completed investments above the plan's threshold that nobody has accounted for."""
    for one in accounts_due(survey.plan):
        if one.computed is None:
            continue
        granted = shown(one.computed.amount, one.computed.unit)
        yield Found(
            node=one.node, field=one.field, computed=plain(one.computed.amount),
            sentence=Label(
                f"avslutad, {granted.sv} beviljade, inte återredovisad",
                f"completed, {granted.en} granted, not accounted for",
            ),
        )  # fmt: skip
