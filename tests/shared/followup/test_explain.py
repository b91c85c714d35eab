"""Explanations: one paragraph with all that an assessment hangs on, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.explain import computed_paragraph, paragraph, says_nothing
from shared.followup.explanation import explanation_of
from shared.followup.language import Language
from shared.followup.quantity import read_quantity
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.values import (
    Carried,
    Choice,
    Day,
    PeriodName,
    Quantity,
    Spread,
    Target,
    TargetForm,
    Text,
    Value,
    names,
)
from tests.shared.followup.plans import Paper
from tests.shared.followup.test_figures import BOTH

T1, T2 = "2021-T1", "2021-T2"


def _told(paper: Paper, node: NodeId, lang: Language) -> str:
    found = explanation_of(paper.plan, node, T2, name=lambda author: "Anna Ek", when=lambda at: "2021-09-03")
    return paragraph(found, lang).replace("\u00a0", " ")


def _measure(target: str, outcome: str, **cells: Value) -> tuple[Paper, NodeId]:
    paper = Paper()
    node = paper.measure(target, outcome)
    for field, value in cells.items():
        paper.set(node, field, value)
    return paper, node


def _quantity(words: str) -> Quantity:
    found = read_quantity(words)
    assert isinstance(found, Quantity)
    return found


HIGHER = Choice("higher")


def test_a_near_miss_tells_distance_tolerance_and_direction() -> None:
    """60 against 75 is partly in one report where 79 against 90 is missed: the tolerance is what tells them apart."""
    near = _measure("75 %", "60 %", direction=HIGHER, tolerance=_quantity("15 procentenheter"))
    assert _told(*near, "sv") == (
        "Resultatet 60 % jämförs med målet 75 %, satt för tertial 2 2021. Högre är bättre. Målet missas med"
        " 15 procentenheter, vilket ryms i toleransen 15 procentenheter: delvis uppfyllt."
        " Talen jämförs som de är angivna, utan avrundning."
    )
    far = _measure("90 %", "79 %", direction=HIGHER, tolerance=_quantity("10 %"))
    assert _told(*far, "en") == (
        "The outcome 79% is compared with the target 90%, set for tertial 2, 2021. Higher is better. The target is"
        " missed by 11 percentage points, more than the tolerance of 10% (here 9 percentage points): missed."
        " The numbers are compared as they were given, without rounding."
    )


@pytest.mark.parametrize(
    ("cells", "sv", "en"),
    [
        ({}, "eftersom ingen har sagt", "since nobody has said which way is"),
        ({"direction_proposed": Choice("lower")}, "Att lägre är bättre är bara föreslaget", "is only proposed"),
        ({"direction": Choice("lower")}, " Lägre är bättre.", " Lower is better."),
    ],
)
def test_an_assumed_direction_is_told(cells: dict[str, Value], sv: str, en: str) -> None:
    """Nobody's guess may look like the owner's word."""
    made = _measure("50 %", "51 %", **cells)
    assert sv in _told(*made, "sv") and en in _told(*made, "en")


def test_who_said_otherwise_comes_first() -> None:
    """Person, day, reason and what the figures give instead."""
    paper, node = _measure("75 %", "60 %", direction=HIGHER)
    paper.set(node, "assessment", Choice("partly"), T2, because="bättre än riket")
    assert _told(paper, node, "sv").startswith(
        "Anna Ek har bedömt det som delvis uppfyllt (2021-09-03), med skälet: bättre än riket."
        " Beräkningen ger i stället ej uppfyllt. Resultatet 60 % "
    )
    assert "for this reason: bättre än riket. The computation gives missed instead." in _told(paper, node, "en")
    found = explanation_of(paper.plan, node, T2, name=str, when=str)
    assert computed_paragraph(found, "sv").startswith("Resultatet 60")


def test_a_carried_outcome_tells_its_own_period_and_quality() -> None:
    """A board that reads August's figure must see that it is April's."""
    paper, node = _measure("Max 1,9 %", "")
    paper.set(node, "outcome", Carried(T1), T2)
    paper.set(node, "outcome", _quantity("2,9 %"), T1)
    paper.set(node, "quality", names(["unreliable", "preliminary"]), T1)
    words = _told(paper, node, "sv")
    assert "Resultatet 2,9 % från tertial 1 2021, som står in för perioden, jämförs med målet högst 1,9 %" in words
    assert "(”Max 1,9 %”)" in words and words.endswith("Resultatet är märkt: preliminärt, osäkert.")
    assert "from tertial 1, 2021, which stands in for this period," in _told(paper, node, "en")


def test_a_share_tells_that_it_was_rounded_for_reading_alone() -> None:
    """Nine tenths of a point decide; whoever recomputes must know which number was compared."""
    words = _told(*_measure("90 %", "50 av 66", direction=HIGHER), "sv")
    assert "50 av 66 är 75,8 %; det är avrundat här men jämförs oavrundat." in words
    assert "Målet missas med 14,2 procentenheter, och mätetalet har ingen tolerans" in words
    assert "utan avrundning" not in words


def test_a_change_tells_what_it_is_counted_from() -> None:
    """An outcome of the series, or the baseline with its period, and the level that makes."""
    step = Target(TargetForm.INCREASE, "öka med 15 %", Decimal(15), unit="%")
    paper, node = _measure("", "110", baseline=Quantity(Decimal(100)), baseline_period=PeriodName("2018"))
    paper.set(node, "target", step, T2)
    assert "ingångsvärdet 100 för 2018. Då är nivån att nå 115. Målet missas med 5," in _told(paper, node, "sv")
    paper.set(node, "outcome", Quantity(Decimal(90)), "2020-T2")
    assert "counted from 90 for tertial 2, 2020. That makes 103.5 the level to reach. The target is reached: met." in (
        _told(paper, node, "en")
    )
    assert "läses som förändringen" in _told(*_measure("Öka jfm 2020", "-36 %"), "sv")


def test_what_cannot_be_computed_says_why() -> None:
    """Nothing is worse than an empty space where an assessment should be."""
    paper, node = _measure("minst 75 %", "u.s.")
    assert _told(paper, node, "sv").endswith("Resultat saknas (uppgift saknas, ”u.s.”): ej mätt.")
    paper.set(node, "assessed_from", Day("2021-12-31"), T2)
    assert "assessed from 2021-12-31, and the period ends before that: unmeasured." in _told(paper, node, "en")
    assert "ingenting beräknas" in _told(*_measure("", "5"), "sv")
    assert "compared, so nothing is computed" in _told(*_measure("50 %", "5 dagar"), "en")


def test_each_of_several_targets_is_told() -> None:
    """Which of the two failed is the question that follows."""
    paper, node = _measure("", "")
    paper.set(node, "target", BOTH, T2)
    paper.set(node, "outcome", _quantity("4"), T2, "tillfällen")
    paper.set(node, "outcome", _quantity("40"), T2, "chefer")
    words = _told(paper, node, "sv")
    assert (
        "minst 4 tillfällen har resultatet 4 tillfällen (uppfyllt); minst 48 chefer har resultatet 40 chefer" in words
    )
    assert words.endswith("Tillsammans blir det: ej uppfyllt.")


def test_a_goal_names_what_decided() -> None:
    """The rule, how many of each, and which one it hung on; more than a few are counted."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    assert _told(paper, goal, "en") == "A person assesses the goal, and nobody has done so for tertial 2, 2021."
    paper.set(goal, "assessment_rule", Choice("worst"))
    for title, outcome in (("Väntetid", "60 %"), ("Sjukfrånvaro", "40 %"), ("Munhälsa", "")):
        paper.measure("minst 50 %", outcome, parent=goal, texts={"title": title})
    assert _told(paper, goal, "sv") == (
        "Regeln är att det sämsta under målet gäller. Under det finns: 1 uppfyllt, 1 ej uppfyllt, 1 ej mätt."
        " Det som inte är mätt räknas inte. Det avgörs av ”Sjukfrånvaro”: ej uppfyllt."
    )
    for number in range(4):
        paper.measure("minst 50 %", "1 %", parent=goal, texts={"title": f"Mätetal {number}"})
    assert "“Sjukfrånvaro”, “Mätetal 0”, “Mätetal 1” and 2 more: missed." in _told(paper, goal, "en")


def test_an_activity_tells_what_its_status_counts_as() -> None:
    """Late is partly: a rule of the program's that people must be able to see."""
    paper = Paper()
    activity = paper.node(Kind.ACTIVITY)
    paper.set(activity, "status", Choice("delayed"), T2)
    assert (
        _told(paper, activity, "sv")
        == "Aktivitetens status är ”försenad”, vilket räknas som delvis uppfyllt för målet över den."
    )
    paper.set(activity, "status", Choice("under_way"), T2)
    assert "does not say how it goes" in _told(paper, activity, "en")


def test_the_plans_own_words_are_used() -> None:
    """ "Gått bra" is what that region's people say."""
    paper, node = _measure("50 %", "51 %")
    paper.set(ROOT, "sign_word", Text("gått bra"), None, "met")
    assert "Målet är nått: gått bra." in _told(paper, node, "sv")


def test_titles_and_reasons_of_others_stay_on_one_line() -> None:
    """They are data: neither a line break nor braces in them may become part of the program's sentence."""
    paper, node = _measure("75 %", "60 %")
    paper.set(node, "assessment", Choice("met"), T2, because="se {name}\noch {0}")
    assert "se {name} och {0}. " in _told(paper, node, "sv")


_NUMBERS = st.decimals(-(10**29), 10**29, places=1) | st.decimals(-1000, 1000, places=2)
_UNITS = st.sampled_from(["", "%", "tkr", "%-enheter"])
_OUTCOMES = st.one_of(
    st.builds(Quantity, _NUMBERS, _UNITS, st.just(""), st.none() | st.decimals(1, 100, places=0)),
    st.builds(lambda low, high, unit: Spread(min(low, high), max(low, high), unit), _NUMBERS, _NUMBERS, _UNITS),
    st.just(Carried(T1)),
)
_TARGETS = st.builds(
    lambda form, low, high, unit, printed: Target(form, printed, min(low, high), max(low, high), unit),
    st.sampled_from(TargetForm), _NUMBERS, _NUMBERS, _UNITS, st.sampled_from(["", "x"]),
)  # fmt: skip


@given(_TARGETS, _OUTCOMES, st.builds(Quantity, _NUMBERS, _UNITS), st.sampled_from(["sv", "en"]), st.booleans())
def test_every_assessment_can_be_explained(
    target: Target, outcome: Value, tolerance: Quantity, lang: Language, has_earlier: bool
) -> None:
    """No rule is without its words, and no number too long for them."""
    paper, node = _measure("", "", tolerance=tolerance)
    paper.set(node, "target", target, T2)
    paper.set(node, "outcome", outcome, T2)
    if has_earlier:
        paper.set(node, "outcome", tolerance, "2020-T2")
    words = _told(paper, node, lang)
    assert words.endswith((".", ".”)")) and "{" not in words and "  " not in words
    explanation = explanation_of(paper.plan, node, T2, name=str, when=str)
    assert says_nothing(explanation) == (explanation.stands.computed.rule in ("followed", "words", "no_outcome"))
