"""Signs that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from shared.followup.assessment import STATUS_LABELS
from shared.ids import ROOT
from shared.plan.fields import Label
from shared.plan.values import Text
from shared.review.finding import Found
from shared.review.survey import Survey

_FOLLOWED = Label("följs upp", "followed")


def same_signs(survey: Survey) -> Iterator[Found]:
    """Two assessments for which the plan has one and the same sign: only colour would be left to tell them apart."""
    first: dict[str, str] = {}
    for key, cell in survey.plan.cells(ROOT).items():
        if key.field != "sign" or not key.part or not isinstance(cell.value, Text) or not cell.value.text.strip():
            continue
        sign = cell.value.text.strip()
        other = first.setdefault(sign, key.part)
        if other != key.part:
            one, two = _label(other), _label(key.part)
            yield Found(
                node=ROOT, field="sign", part=key.part, printed=sign, computed=other,
                sentence=Label(f"{sign} står för både {one.sv} och {two.sv}", f"{sign} is both {one.en} and {two.en}"),
            )  # fmt: skip


def _label(key: str) -> Label:
    return next((label for status, label in STATUS_LABELS.items() if status == key), _FOLLOWED)
