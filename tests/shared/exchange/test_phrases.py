"""Sentences with gaps: what may stand in them, and what no pattern may take in."""

from __future__ import annotations

from shared.exchange.document import Unreadable
from shared.exchange.phrases import MAX_SENTENCE, gaps, sentences, wildcards
from shared.exchange.vocabulary import MAX_STARS, overlaid
from tests.shared.exchange.helpers import VOCABULARY


def test_sentences_end_where_a_new_one_begins() -> None:
    """A date, an abbreviation or an amount ends no sentence."""
    text = "Nämnden beslutade 2019-06-11 om 9,3 mnkr. Utfallet blev 9.6 st. per år. Är det bra?"
    assert sentences(text) == [
        "Nämnden beslutade 2019-06-11 om 9,3 mnkr",
        "Utfallet blev 9.6 st. per år",
        "Är det bra?",
    ]


def test_gaps_take_what_may_stand_there() -> None:
    """An amount is a number with its unit and not the words after it."""
    pattern = ("{body} beslutade {date} att godkänna * om {amount} *",)
    said = gaps(
        pattern, "Nämnden för kultur beslutade 2019-06-11 att godkänna en utgift om 1 200 000 kronor för ett hus"
    )
    assert said == {"body": "Nämnden för kultur", "date": "2019-06-11", "amount": "1 200 000 kronor"}
    assert gaps(pattern, "Nämnden beslutade i juni att godkänna en utgift om 1 200 000 kronor för ett hus") is None
    assert gaps(pattern, "Nämnden beslutade 2019-06-11 att godkänna en utgift om många kronor för ett hus") is None


def test_the_whole_sentence_must_fit() -> None:
    """“No serious deficiency” must not be found in “it is not said that no serious deficiency ...”."""
    assert gaps(("Inga brister *",), "Inga brister finns") == {}
    assert gaps(("Inga brister *",), "Det är inte så att inga brister finns") is None


def test_endless_sentences_are_not_tried() -> None:
    """Matching must stay quick, whoever wrote the paper."""
    assert gaps(("a*a*a*a*",), "a" * MAX_SENTENCE) == {}
    assert gaps(("a*a*a*a*",), "a" * (MAX_SENTENCE + 1)) is None


def test_patterns_of_ones_own_are_tried_first_and_are_bounded() -> None:
    """An organisation has its own sentences; too many wildcards make matching slow."""
    own = overlaid(VOCABULARY, '[phrases]\nverdicts = ["Godkänt med {remark}"]\n')
    assert not isinstance(own, Unreadable)
    assert own.phrase("verdicts", "Godkänt med anmärkning") == {"remark": "anmärkning"}
    assert own.phrase("verdicts", "Inga allvarliga brister har setts") == {}
    assert own.phrase("no such", "Godkänt") is None
    assert isinstance(overlaid(VOCABULARY, '[phrases]\nverdicts = ["* {who} * {what}"]\n'), Unreadable)
    assert wildcards("* {who} {amount} {date}") == 2
    assert max(wildcards(pattern) for listed in VOCABULARY.phrases.values() for pattern in listed) <= MAX_STARS
