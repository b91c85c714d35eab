"""Reading numbers in prose."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.quantity import print_number
from shared.review.prose import NUMBER_WORDS, mentions, says, sentences, stem


def _amounts(sentence: str, unit: str) -> list[Decimal]:
    return [mention.amount for mention in mentions(sentence, unit)]


@pytest.mark.parametrize(
    ("sentence", "unit", "amounts"),
    [
        ("från 45 % till 48 procent", "%", ["45", "48"]),
        ("två procent, tjugofem procent", "%", ["2", "25"]),
        ("tre procentenheter och 2 %-enheter", "%-enheter", ["3", "2"]),
        ("tre procentenheter", "%", []),
        ("1 234,5 tkr", "tkr", ["1234.5"]),
        ("en avvikelse på −9,4 mnkr", "tkr", ["-9400.0"]),
        ("2 miljoner kronor", "mnkr", ["2"]),
        ("den 5-6 februari 2020 och 13–17 år", "år", []),
        ("RS/1134/2018 och kl 12:30", "st", []),
        ("63–97 procent", "%", []),
        ("år 2020 %", "", []),
        ("9 avtal, 12 st och 15.", "", ["12", "15"]),
        ("9 avtal, 12 st, 14 000 under året, 2020.", "st", ["12", "14000"]),
        ("26,48 kr/km", "kr/km", ["26.48"]),
        ("covid-19 procent", "%", []),
    ],
)
def test_numbers_are_found_with_their_units(sentence: str, unit: str, amounts: list[str]) -> None:
    """Dates, ranges, case numbers and names with digits are no numbers of anything."""
    assert _amounts(sentence, unit) == [Decimal(amount) for amount in amounts]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_as_the_program_prints_it_is_read_back(number: Decimal) -> None:
    """Texts are written beside the table, and copied from it."""
    printed = print_number(number, "sv")
    (mention,) = mentions(f"Resultatet är {printed} % nu.", "%")

    assert mention.amount == number and says(mention, number)


@given(st.integers(0, 4), st.decimals(min_value=0, max_value=1000, places=4))
def test_a_rounded_number_says_the_one_it_was_rounded_from(places: int, number: Decimal) -> None:
    """Prose rounds, and that is no mistake."""
    rounded = number.quantize(Decimal(1).scaleb(-places))
    (mention,) = mentions(f"är {print_number(rounded, 'sv')} %", "%")
    wrong = rounded + Decimal(2).scaleb(-places)
    (other,) = mentions(f"är {print_number(wrong, 'sv')} %", "%")

    # Half is rounded to the even digit here, which prose does not do.
    assert says(mention, number) or number.scaleb(places) % 1 == Decimal("0.5")
    assert not says(other, number)


def test_without_a_sign_a_number_may_be_the_size_of_a_negative_one() -> None:
    """ "En minskning med 36 %" is an outcome of −36 %."""
    (bare,) = mentions("minskning med 36 %", "%")
    (signed,) = mentions("en förändring på +36 %", "%")

    assert says(bare, Decimal(-36)) and not says(signed, Decimal(-36))


@pytest.mark.parametrize(
    "forms",
    [
        ("resultatmål", "Resultatmålen"),
        ("Framgångsfaktor", "framgångsfaktorer", "framgångsfaktorerna"),
        ("Strategi", "strategier", "strategierna"),
        ("Insatsområde", "insatsområden"),
        ("aktivitet", "aktiviteter", "aktiviteterna"),
        ("Prioriterat", "prioriterade"),
        ("åtgärd", "åtgärder", "åtgärderna"),
        ("measure", "measures"),
        ("activity", "activities"),
        ("sjukfrånvaro", "sjukfrånvaron"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    """A level is called in the singular, and counted in the plural."""
    assert len({stem(form) for form in forms}) == 1


def test_other_words_have_other_stems() -> None:
    """Twenty active members are not twenty activities."""
    assert len({stem(word) for word in ("aktiva", "aktiviteter", "mål", "mått", "mätetal", "strategiska")}) == 6


def test_number_words_are_those_of_both_languages() -> None:
    """Texts write small numbers out."""
    said = {word: NUMBER_WORDS[word] for word in ("två", "arton", "tjugoett", "nittionio", "twelve", "forty-eight")}

    assert said == {"två": 2, "arton": 18, "tjugoett": 21, "nittionio": 99, "twelve": 12, "forty-eight": 48}


def test_a_decimal_comma_or_point_ends_no_sentence() -> None:
    """Else the number before it would be another one."""
    assert list(sentences("Det är 4.8 % nu. Nästa är 3,2 %!\nEn rad till")) == [
        "Det är 4.8 % nu.", "Nästa är 3,2 %!", "En rad till",
    ]  # fmt: skip
