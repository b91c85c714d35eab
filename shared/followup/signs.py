"""A plan's own signs and words for its assessments, as cells of the root say them.

    sign                 the name of a preset: circles, diamonds or arrows
    sign, part met       ★: one sign of one's own, before the preset's; so for partly, missed, unmeasured, followed
    sign_word, part met  "gått bra": the plan's own word, in the language of the plan

A sign's shape must differ from the others', not its colour alone: two that are the same shape are not used at all.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal, get_args

import msgspec

from shared.followup.assessment import STATUS_LABELS, Status
from shared.followup.language import Language, in_language
from shared.ids import ROOT
from shared.plan.fields import Label
from shared.plan.model import Plan
from shared.plan.values import Text, one_line

Assessed = Literal["met", "partly", "missed", "unmeasured", "followed"]

ASSESSED: tuple[Assessed, ...] = get_args(Assessed)

_PRESETS: tuple[tuple[Label, tuple[str, ...]], ...] = (
    (Label("cirklar", "circles"), ("●", "◐", "○", "–", " ")),
    (Label("romber", "diamonds"), ("◆", "◈", "◇", "–", " ")),
    (Label("pilar", "arrows"), ("↑", "➔", "↓", "–", " ")),
)
_BY_NAME = {name: signs for label, signs in _PRESETS for name in (label.sv, label.en)}
_DEFAULT = _PRESETS[0][1]
_FOLLOWED = Label("följs upp", "followed")

_NOT_SHAPE = dict.fromkeys((0xFE0E, 0xFE0F))
"""Selectors that ask for a coloured or a plain picture of the same sign."""
_SHAPES = {
    **dict.fromkeys("🔴🟠🟡🟢🔵🟣🟤⚫⏺", "●"), "⚪": "○",
    **dict.fromkeys("🟥🟧🟨🟩🟦🟪🟫⬛◼▪", "■"), **dict.fromkeys("⬜◻▫", "□"),
    **dict.fromkeys("❤🧡💛💚💙💜🤎🖤♥", "♥"), **dict.fromkeys("🔶🔸🔷🔹♦", "◆"), **dict.fromkeys("→➡", "➔"),
    "⬆": "↑", "⬇": "↓",
}  # fmt: skip
"""The shape that is left of a sign when its colour is gone."""


class PlanSigns(msgspec.Struct, frozen=True):
    """What a plan shows for each assessment."""

    signs: dict[Assessed, str]
    own_words: dict[Assessed, str]
    """The plan's own words; the program's are used for the others."""

    def word(self, status: Status, lang: Language) -> str:
        """The word for an assessment."""
        return self.own_words.get(status) or in_language(STATUS_LABELS[status], lang)

    def followed(self, lang: Language) -> str:
        """The word for a measure that is only followed."""
        return self.own_words.get("followed") or in_language(_FOLLOWED, lang)


def label_of(assessed: Assessed) -> Label:
    """The program's own word for it."""
    return _FOLLOWED if assessed == "followed" else STATUS_LABELS[assessed]


def signs_of(plan: Plan) -> PlanSigns:
    """The signs and words of the plan; where two of its signs look the same, the program's own signs instead."""
    asked = _asked(plan)
    usable = dict(zip(ASSESSED, _DEFAULT, strict=True)) if _same(asked) else asked
    return PlanSigns(usable, _own(plan, "sign_word"))


def same_signs(plan: Plan) -> tuple[tuple[Assessed, Assessed, str], ...]:
    """Pairs of assessments that the plan asks to show by one shape, and the sign of the first."""
    return _same(_asked(plan))


def _same(signs: dict[Assessed, str]) -> tuple[tuple[Assessed, Assessed, str], ...]:
    pairs = combinations(signs.items(), 2)
    return tuple((one, other, sign) for (one, sign), (other, also) in pairs if _shape(sign) == _shape(also))


def _asked(plan: Plan) -> dict[Assessed, str]:
    preset = _BY_NAME.get(plan.text(ROOT, "sign").strip().casefold(), _DEFAULT)
    return dict(zip(ASSESSED, preset, strict=True)) | _own(plan, "sign")


def _own(plan: Plan, field: str) -> dict[Assessed, str]:
    said = {key: plan.value(ROOT, field, None, key) for key in ASSESSED}
    words = {key: one_line(value.text) for key, value in said.items() if isinstance(value, Text)}
    return {key: shown for key, shown in words.items() if shown.strip()}


def _shape(sign: str) -> str:
    return "".join(_SHAPES.get(char, char) for char in sign.translate(_NOT_SHAPE))
