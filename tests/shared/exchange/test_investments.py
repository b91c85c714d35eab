"""Papers and tables that account for investments, as far as their form goes."""

from __future__ import annotations

import pytest

from shared.plan.values import Choice, Quantity
from tests.shared.exchange.helpers import drafts, read, said, titles, unaccounted, words

PAPER = """Återredovisning av investeringar 2022

Alla investeringar över 3 000 000 kronor ska återredovisas.

Ärende\tBeviljat belopp i tkr\tKontaktperson
Brygan vid sjön\t4 000\tEva Ek
Skolan\t9 000\tBo Berg

Uppföljning av investering: Bryggan vid sjön

Ärendenr i Rex: B7

Sammanfattning

Nämnden beslutade 2020-01-15 att godkänna en utgift om 3 500 000 kronor för en brygga.

Nytt beslut om mer fattades av Styrelsen 2021-02-03.

Ny totalram efter det blev 4 000 000 kronor. Totalt utfall för bryggan blev 4 100 000 kronor.

A. Brukare

Analys av behov vid ansökan: (ingen, liten eller stor)

Tillgång: Stor påverkan
Ordning: Mycket påverkan

Verksamhetens utvärdering:

Det blev bra, och fler kom än

vad någon trodde.

Kommentar från ekonomi: Ramen överstegs med 100 000 kr. Det var is.
"""

TABLE = (
    "ref,title,criterion,rating,granted_tkr_table,decision_1_body,decision_1_date,decision_1_amount,"
    "decision_2_body,decision_2_date,decision_2_amount\n"
    "B 7,Bryggan,Tillgång,stor påverkan,{granted},Nämnden,2020-01-15,3 500 000 kr,Styrelsen,2021-02-03,{second}\n"
)


def test_a_paper_gives_decisions_effects_and_evaluations() -> None:
    """Each line is somewhere; what the vocabulary does not know stays as words."""
    document = read(PAPER, period=None)
    assert unaccounted(document, PAPER) == set()
    (investment,) = drafts(document, "Investering")
    assert (investment.title, words(investment, "case_number")) == ("Bryggan vid sjön", "B7")
    assert titles(document, "Beslut") == ["Nämnden 2020-01-15", "Styrelsen 2021-02-03"]
    assert said(investment, "expected_effect", None, "Brukare: Tillgång") == Choice("great")
    assert "Ordning: Mycket påverkan" in words(investment, "description")
    evaluated = said(investment, "evaluation", "2022", "Brukare")
    assert "fler kom än vad någon trodde." in str(evaluated)
    assert words(investment, "analysis", "2022").startswith("Kommentar från ekonomi")
    stated = said(investment, "stated_deviation", "2022")
    assert isinstance(stated, Quantity) and str(stated.amount) == "100000"


def test_rows_of_the_granted_find_their_investment_by_likeness() -> None:
    """Titles are misspelled; a row that is like none is listed."""
    document = read(PAPER, period=None)
    assert str(said(drafts(document, "Investering")[0], "owner")).count("Eva Ek") == 1
    assert [entry.text for entry in document.not_understood] == ["Skolan\t9 000\tBo Berg"]


def test_the_threshold_is_the_plans() -> None:
    """It is the same for all investments."""
    threshold = said(read(PAPER, period=None).drafts[0], "account_threshold")
    assert isinstance(threshold, Quantity) and str(threshold.amount) == "3000000"


def test_a_paper_without_investments_has_none() -> None:
    """The word alone makes no investment."""
    document = read("Plan 2022\n\nVi gör en investering. Uppföljning sker.\n", period=None)
    assert drafts(document, "Investering") == []


@pytest.mark.parametrize(
    ("granted", "second", "kind"),
    [("4 000", "4 000 000 kr", "total"), ("4 000", "500 000 kr", "addition"), ("4 000", "700 000 kr", None)],
)
def test_a_second_amount_is_what_gives_the_amount_granted(granted: str, second: str, kind: str | None) -> None:
    """A new total or an addition: nothing is guessed where neither fits."""
    document = read(TABLE.format(granted=granted, second=second), "investments.csv")
    first, later = drafts(document, "Beslut")
    assert said(first, "amount_is") == Choice("total")
    assert said(later, "amount_is") == (Choice(kind) if kind else None)


def test_a_decision_without_a_date_is_not_understood() -> None:
    """Decisions are put in order by their dates."""
    text = TABLE.format(granted="4 000", second="4 000 000 kr").replace("2021-02-03", "i våras")
    document = read(text, "investments.csv")
    assert titles(document, "Beslut") == ["Nämnden 2020-01-15"]
    assert [entry.text for entry in document.not_understood] == ["Styrelsen i våras 4 000 000 kr"]
