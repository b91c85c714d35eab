"""Signs: a plan's own, and never two that only their colour tells apart."""

from __future__ import annotations

from shared.followup.signs import ASSESSED, same_signs, signs_of
from shared.ids import ROOT
from shared.plan.values import Text
from tests.shared.followup.plans import Paper

CIRCLES = ["●", "◐", "○", "–", " "]


def _with(preset: str = "", signs: dict[str, str] | None = None, words: dict[str, str] | None = None) -> Paper:
    paper = Paper()
    if preset:
        paper.set(ROOT, "sign", Text(preset))
    for field, said in (("sign", signs or {}), ("sign_word", words or {})):
        for part, text in said.items():
            paper.set(ROOT, field, Text(text), None, part)
    return paper


def _shown(paper: Paper) -> list[str]:
    found = signs_of(paper.plan)
    return [found.signs[key] for key in ASSESSED]


def test_a_plan_without_signs_has_circles() -> None:
    """What a plan does not say, the program does."""
    assert _shown(_with()) == CIRCLES
    assert signs_of(_with().plan).word("partly", "en") == "partly met"


def test_a_preset_is_one_cell_by_its_name_in_either_language() -> None:
    """A region that has used arrows for years goes on with them; an unknown name changes nothing."""
    assert _shown(_with("pilar"))[:3] == _shown(_with("Arrows"))[:3] == ["↑", "➔", "↓"]
    assert _shown(_with("diamonds"))[:3] == ["◆", "◈", "◇"]
    assert _shown(_with("smileys")) == CIRCLES


def test_one_sign_or_word_of_ones_own_goes_before_the_presets() -> None:
    """A blank one says nothing: a row without a sign would look unreported."""
    paper = _with("arrows", {"met": "★", "partly": " "}, {"met": "gått bra"})
    assert _shown(paper)[:3] == ["★", "➔", "↓"]
    assert signs_of(paper.plan).word("met", "en") == "gått bra"
    assert signs_of(paper.plan).word("missed", "en") == "missed"


def test_signs_of_one_shape_are_not_shown() -> None:
    """Green and red circles are the same circle on paper and to one man in twelve; the reviewer is told of the pair."""
    for met, missed in (("🟢", "🔴"), ("●", "●"), ("●\ufe0f", "⚫"), ("❤", "💚"), ("◆", "🔷")):
        paper = _with(signs={"met": met, "missed": missed})
        assert _shown(paper) == CIRCLES, (met, missed)
        assert [pair[:2] for pair in same_signs(paper.plan)] == [("met", "missed")]
    assert same_signs(_with("arrows").plan) == () and same_signs(_with(signs={"met": "◆", "partly": "●"}).plan) == ()


def test_a_sign_of_ones_own_may_meet_one_of_the_preset() -> None:
    """ "Missed" shown by the sign that means met elsewhere in the set is as bad as two of one's own."""
    paper = _with(signs={"missed": "●"})
    assert _shown(paper) == CIRCLES and same_signs(paper.plan) == (("met", "missed", "●"),)
