"""Signs that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from shared.followup.signs import label_of
from shared.followup.signs import same_signs as pairs_of_one_shape
from shared.ids import ROOT
from shared.plan.fields import Label
from shared.review.finding import Found
from shared.review.survey import Survey


def same_signs(survey: Survey) -> Iterator[Found]:
    """Two assessments for which the plan has one and the same shape: only colour would be left to tell them apart."""
    for one, other, sign in pairs_of_one_shape(survey.plan):
        yield Found(
            node=ROOT, field="sign", part=other, printed=sign, computed=one,
            sentence=_sentence(sign, label_of(one), label_of(other)),
        )  # fmt: skip


def _sentence(sign: str, one: Label, other: Label) -> Label:
    return Label(f"{sign} står för både {one.sv} och {other.sv}", f"{sign} is both {one.en} and {other.en}")
