"""Rounds in words."""

from __future__ import annotations

from shared.followup.corrections import ACCEPTED, Correction
from shared.followup.round_words import correction_words
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from tests.shared.followup.plans import Paper


def test_a_corrected_text_brings_no_second_full_stop() -> None:
    """The sentence goes into a protocol: “Resorna ökar.. Kom i tid” looks like a mistake of whoever entered it."""
    paper = Paper()
    node = paper.node(Kind.MEASURE)
    told = Correction(
        node=node, corrects=node, cell=CellKey("analysis", "2021-T2"), before="", after="Resorna ökar.",
        case_number="", reason="Kom i tid", late=ACCEPTED, decided_by="bo", author="anna", at=0, seq=1,
    )  # fmt: skip

    said = correction_words(paper.plan, told, "sv", str, str)

    assert said.endswith("Analys tertial 2 2021: – → Resorna ökar. Kom i tid (anna, 0)")
