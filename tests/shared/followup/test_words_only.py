"""Why a target stays words: every such target has one sentence, and the sentence fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.target import read_target
from shared.followup.words_only import why_words
from shared.plan.values import TargetForm


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Inte öka", "level is to be kept"),
        ("Oförändrat", "level is to be kept"),
        ("Öka jfm riket", "something else than an earlier period"),
        ("Högre än 2020", "can be a year"),
        ("Öka till 2025", "can be a year"),
        ("Öka 3", "how much or to what"),
        ("Fler avtal", "compared with what"),
        ("Max", "number is missing"),
        ("ca 50 %", "approximate"),
        ("8 av 10", "part of a whole"),
        ("2019–2020", "years"),
        ("10–5 %", "lower to a higher"),
        ("1.234", "two ways"),
        ("34 500 746", "two ways"),
        ("4 och 48", "Several numbers"),
        ("Underlag 5 finns", "stands among words"),
        ("Se bilaga", "Neither a number nor a direction"),
        ("u.s.", "why there is no target"),
        ("", "empty"),
        ("högst 5 % " * 100, "too long"),
    ],
)
def test_sentence_says_what_keeps_it_from_being_computed(text: str, words: str) -> None:
    """Who wrote the target learns what to write instead, or that a person has to assess it."""
    target = read_target(text)
    assert target.form is TargetForm.WORDS
    reason = why_words(target.printed)
    assert words in reason.en
    assert "”" in reason.sv or "“" not in reason.sv


@given(st.text(max_size=60) | st.text(alphabet="minsthögtafler än öka jfm 2020%–-,.()<>=5", max_size=60))
def test_every_target_in_words_has_a_sentence(text: str) -> None:
    """None is left without a reason, whatever was pasted."""
    target = read_target(text)
    if target.form is TargetForm.WORDS:
        reason = why_words(target.printed)
        assert reason.sv.endswith(".") and reason.en.endswith(".")
