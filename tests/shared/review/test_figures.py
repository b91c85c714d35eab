"""Figures in an analysis: those about the outcome are held against it, and no others are."""

from __future__ import annotations

import pytest

from shared.plan.values import Text
from tests.shared.review.drafts import PERIOD, Draft, figures, found

WRONG = [
    "Sjukfrånvaron är 4,8 procent.",
    "Resultatet blev 4,8 % under perioden.",
    "Under perioden minskade sjukfrånvaron till 4,8 %.",
    "Arbetet ger effekt, och sjukfrånvaron har sjunkit från 5,6 % till 4,8 %.",
    "En sjukfrånvaro på 4,8 % visar att arbetet ger effekt.",
    "Sjukfrånvaro: 4,8 %. Arbetet fortsätter.",
    "Utfallet uppgår till 4,8 procent, vilket är 0,4 procentenheter bättre än förra året.",
    "Sjukfrånvaron i augusti 2021 är 4,8 %.",
    "The outcome was 4.8 percent.",
]

RIGHT = [
    "Sjukfrånvaron är 4,9 procent.",
    "Sjukfrånvaron är 5 %.",
    "Sjukfrånvaron är ca 4,8 %.",
    "Sjukfrånvaron är 4,90 %.",
]

ABOUT_OTHER_THINGS = [
    "Sjukfrånvaron bland kvinnor är 5,6 procent.",
    "Sjukfrånvaron är 5,6 procent för kvinnor och 3,1 procent för män.",
    "Sjukfrånvaron var 5,2 % i tertial 1.",
    "Förra året var sjukfrånvaron 5,2 %.",
    "Sjukfrånvaron i landet är 4,1 %.",
    "Sjukfrånvaron är 0,8 procentenheter lägre än budgeterat.",
    "Sjukfrånvaron är 3 procent lägre än i riket.",
    "Svarsfrekvensen var 62 %.",
    "Den 4 maj infördes 8 % friskvårdstid.",
    "Under 2020 var sjukfrånvaron 5,2 %.",
    "Av 1 200 anställda har 30 % svarat.",
    "Sjukfrånvaron har ökat med 0,3 %.",
    "Prognosen är att sjukfrånvaron är 4,5 % vid årets slut.",
    "Sjukfrånvaron ligger mellan 3–7 % på enheterna.",
    "Nationellt är sjukfrånvaron 4,1 %.",
]


@pytest.mark.parametrize("sentence", WRONG)
def test_a_number_that_the_sentence_says_is_the_outcome_must_be_it(sentence: str) -> None:
    """The board reads the text and the table, and asks which of them is true."""
    draft = Draft()
    draft.sick_leave("4,9 %", sentence)

    assert figures(draft.plan, "figure_in_text") == [("4.8", "4.9")]


@pytest.mark.parametrize("sentence", [*RIGHT, *ABOUT_OTHER_THINGS])
def test_other_numbers_are_left_alone(sentence: str) -> None:
    """A reviewer who cries wolf is not read: rounding, other groups, times and places are no mistakes."""
    draft = Draft()
    draft.sick_leave("4,9 %", sentence)

    assert figures(draft.plan, "figure_in_text") == []


def test_the_sentence_says_both_figures_in_both_languages() -> None:
    """Whoever mends it must not have to look them up."""
    draft = Draft()
    node = draft.sick_leave("4,9 %", WRONG[0])
    (finding,) = found(draft.plan, "figure_in_text")

    assert (finding.found.node, finding.found.field, finding.found.period) == (node, "analysis", PERIOD)
    assert finding.found.sentence.sv == "”4,8 procent” i analysen, men resultatet är 4,9\u00a0%"
    assert finding.found.sentence.en == "“4,8 procent” in the analysis, but the outcome is 4.9%"


def test_what_the_text_says_of_the_target_is_held_against_the_target() -> None:
    """Targets change from year to year, and sentences are taken over."""
    draft = Draft()
    draft.sick_leave("4,9 %", "Målet är 4,6 % och nås inte.")
    draft.sick_leave("4,9 %", "Målet är högst 5 % och nås.")
    draft.sick_leave("4,9 %", "Målet på 5 procent nås.")

    assert figures(draft.plan, "figure_in_text") == [("4.6", "5")]


def test_amounts_of_money_are_compared_across_their_units() -> None:
    """The table is in tkr and the prose in millions: 35 mnkr is what 35 207 tkr is, and 36 mnkr is not."""
    draft = Draft()
    for text in ("Resultatet uppgår till 35 mnkr.", "Resultatet uppgår till 36 mnkr.", "Resultatet är 35,2 mkr."):
        node = draft.measure("0 tkr", "35 207 tkr", texts={"title": "Ekonomi i balans"})
        draft.set(node, "analysis", Text(text), PERIOD)

    assert figures(draft.plan, "figure_in_text") == [("36000", "35207")]


def test_what_the_number_is_may_stand_right_behind_it() -> None:
    """ "We reached 52 % satisfied travellers" says it as plainly as the other way round."""
    draft = Draft()
    for text in ("Vi nådde 48 % nöjda resenärer.", "Vi nådde 48 % av budget.", "Vi nådde 52 % nöjda resenärer."):
        node = draft.measure("", "52 %", texts={"title": "Andel nöjda resenärer"})
        draft.set(node, "analysis", Text(text), PERIOD)

    assert figures(draft.plan, "figure_in_text") == [("48", "52")]


def test_pieces_are_compared_though_no_unit_stands_behind_them() -> None:
    """As people write numbers of things; a year, a date or a number of something else is none of them."""
    draft = Draft()
    for text in (
        "Antalet avtal är 740.",
        "Antalet avtal blev 740 st under perioden.",
        "Antalet avtal är 746, som väntat.",
        "Antalet avtal var fler 2020.",
        "Antalet avtal är 3 procent högre.",
        "Antalet avtal är 12 på kontoret och resten utanför.",
        "Antalet nya medarbetare med avtal är 31 personer.",
    ):
        node = draft.measure("", "746", texts={"title": "Antal avtal om distansarbete"})
        draft.set(node, "analysis", Text(text), PERIOD)

    assert figures(draft.plan, "figure_in_text") == [("740", "746"), ("740", "746")]


def test_a_number_of_one_of_the_parts_is_no_mistake() -> None:
    """Women and men are told apart in the text as they are in the table."""
    draft = Draft()
    node = draft.sick_leave("4,9 %", "Sjukfrånvaron är 5,6 %, alltså som väntat.")
    draft.set(node, "outcome", draft.plan.value(node, "outcome", PERIOD), PERIOD, "kvinnor")
    assert figures(draft.plan, "figure_in_text") == [("5.6", "4.9")]

    women = draft.measure("", "5,6 %")
    draft.set(node, "outcome", draft.plan.value(women, "outcome", PERIOD), PERIOD, "kvinnor")
    assert figures(draft.plan, "figure_in_text") == []


def test_the_text_of_another_period_is_not_read() -> None:
    """It was about that period's outcome."""
    draft = Draft()
    node = draft.sick_leave("4,9 %")
    draft.set(node, "analysis", Text(WRONG[0]), "2020-T2")

    assert figures(draft.plan, "figure_in_text") == []
