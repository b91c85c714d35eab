"""The words of the command line in both languages."""

from __future__ import annotations

import string

import pytest

from shared.followup.entry import Unreadable, read_entry
from shared.plan.kinds import KINDS, Kind
from tui.cli.texts import TEXTS


@pytest.mark.parametrize("name", TEXTS)
def test_both_languages_of_a_text_have_the_same_gaps(name: str) -> None:
    """A gap that one of them lacks is a fact that half the readers are not told."""
    gaps = [
        {gap for _, gap, _, _ in string.Formatter().parse(words) if gap} for words in (TEXTS[name].sv, TEXTS[name].en)
    ]

    assert gaps[0] == gaps[1]


@pytest.mark.parametrize("name", TEXTS)
def test_swedish_quotation_marks_are_the_same_at_both_ends(name: str) -> None:
    """As Swedish typography has it."""
    assert "“" not in TEXTS[name].sv and TEXTS[name].en.count("“") == TEXTS[name].en.count("”")


def test_what_is_read_is_quoted_the_swedish_way() -> None:
    """These sentences come from the readers of values, not from the table."""
    fields = KINDS[Kind.MEASURE].fields
    for name in ("outcome", "assessment"):
        found = read_entry(fields[name], "rätt många")
        assert isinstance(found, Unreadable)
        assert "”rätt många”" in found.sentence_sv and "“rätt många”" in found.sentence_en
