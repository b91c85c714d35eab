"""The languages of the screens, and choosing between the words for one thing."""

from __future__ import annotations

from typing import Literal

from shared.plan.fields import Label

Language = Literal["sv", "en"]


def in_language(label: Label, lang: Language) -> str:
    """The label's words in that language."""
    return label.sv if lang == "sv" else label.en
