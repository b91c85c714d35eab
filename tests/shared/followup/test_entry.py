"""Entry: what people type becomes the value they mean, and what is shown can be typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.entry import Unreadable, print_value, read_entry
from shared.followup.language import Language
from shared.plan.fields import Field, Label
from shared.plan.kinds import KINDS, Kind, field_of
from shared.plan.values import (
    MAX_LINE,
    Choice,
    Day,
    FieldType,
    Flag,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Reference,
    Target,
    Text,
    Value,
    WhyEmpty,
    clean,
    wrong_with,
)

FIELDS = [field for entry in KINDS.values() for field in entry.fields.values()]
REFERENCE = Field(name="indicator_of", type=FieldType.REFERENCE, label=Label("Hör till", "Belongs to"))
LANGUAGES: tuple[Language, ...] = ("sv", "en")


def field(kind: Kind, name: str) -> Field:
    """A field of the table; it must be there."""
    found = field_of(kind, name)
    assert found is not None
    return found


ASSESSMENT = field(Kind.MEASURE, "assessment")
OUTCOME = field(Kind.MEASURE, "outcome")
TARGET = field(Kind.MEASURE, "target")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("met", "met"), ("Uppfyllt", "met"), ("1", "met"), ("delvis uppfyllt", "partly"), ("partly met", "partly"),
        ("2", "partly"), ("ej uppfyllt", "missed"), ("3", "missed"), ("EJ MÄTT", "unmeasured"), ("0", "unmeasured"),
    ],
)  # fmt: skip
def test_assessment_is_typed_by_key_word_or_digit(text: str, key: str) -> None:
    """Reporters type hundreds of these; one key is enough."""
    assert read_entry(ASSESSMENT, text) == Choice(key)


@pytest.mark.parametrize(
    ("entered", "text", "value"),
    [
        (field(Kind.ACTIVITY, "status"), "pågående", Choice("under_way")),
        (field(Kind.ACTIVITY, "due"), "2021-08-31", Day("2021-08-31")),
        (field(Kind.ACTIVITY, "due"), "31 augusti 2021", Day("2021-08-31")),
        (field(Kind.ROUND, "period"), "tertial 2 2021", PeriodName("2021-T2")),
        (field(Kind.MEASURE, "owner"), "RS, HSN, RS ,", Names(("HSN", "RS"))),
        (field(Kind.MEASURE, "counted"), "Ja", Flag(True)),
        (field(Kind.MEASURE, "counted"), "no", Flag(False)),
        (field(Kind.MEASURE, "title"), "  En\nrubrik\u202e ", Text("En rubrik")),
        (field(Kind.MEASURE, "analysis"), "Ett\r\ntvå", Text("Ett\ntvå")),
        (OUTCOME, "71,70 %", Quantity(Decimal("71.70"), "%")),
        (OUTCOME, "ej mätt ännu", Missing(WhyEmpty.NOT_YET)),
        (OUTCOME, "mäts årligen", Missing(WhyEmpty.YEARLY)),
        (OUTCOME, "ej tillämpligt", Missing(WhyEmpty.NOT_APPLICABLE)),
        (OUTCOME, "saknar mål", Missing(WhyEmpty.NO_TARGET)),
        (OUTCOME, "u.s.", Missing(WhyEmpty.UNKNOWN, "u.s.")),
        (OUTCOME, "not applicable", Missing(WhyEmpty.NOT_APPLICABLE)),
        (OUTCOME, "measured_yearly", Missing(WhyEmpty.YEARLY)),
        (OUTCOME, "", Missing(WhyEmpty.NOT_YET)),
        (field(Kind.MEASURE, "tolerance"), "", Missing(WhyEmpty.NOT_APPLICABLE)),
        (TARGET, "", Missing(WhyEmpty.NO_TARGET)),
        (TARGET, "saknar mål", Missing(WhyEmpty.NO_TARGET)),
        (REFERENCE, " abc234 ", Reference("abc234")),
    ],
)
def test_typed_text_becomes_the_value_it_means(entered: Field, text: str, value: Value) -> None:
    """Every type of field is typed the way people write such things."""
    assert read_entry(entered, text) == value


@pytest.mark.parametrize(
    ("entered", "text", "words"),
    [
        (ASSESSMENT, "4", "partly met"),
        (field(Kind.ACTIVITY, "status"), "1", "under way"),
        (field(Kind.ACTIVITY, "due"), "2021-02-30", "2021-08-31"),
        (field(Kind.ROUND, "period"), "2021-T4", "2021-T2"),
        (field(Kind.MEASURE, "counted"), "kanske", "yes or no"),
        (field(Kind.MEASURE, "owner"), " , ;", "names"),
        (field(Kind.MEASURE, "owner"), ",".join(f"a{number}" for number in range(201)), "200"),
        (field(Kind.MEASURE, "title"), "", "empty"),
        (field(Kind.MEASURE, "title"), "\u202e\u200b", "empty"),
        (field(Kind.MEASURE, "title"), "x" * (MAX_LINE + 1), "2000"),
        (OUTCOME, "1.234", "two ways"),
        (OUTCOME, "många", "not a number"),
    ],
)
def test_unreadable_text_gets_one_sentence_in_each_language(entered: Field, text: str, words: str) -> None:
    """Whoever typed it learns what would have been right."""
    found = read_entry(entered, text)
    assert isinstance(found, Unreadable)
    assert words in found.sentence("en")
    for lang in LANGUAGES:
        assert found.sentence(lang).endswith((".", "?"))
        assert "\n" not in found.sentence(lang)


def test_english_screen_reads_the_numbers_it_shows() -> None:
    """A thousand shown as 1,234 must not come back as one point two."""
    quantity = Quantity(Decimal(1234), "tkr")
    assert read_entry(OUTCOME, print_value(quantity, "en"), lang="en") == quantity


def test_unit_of_the_measure_is_filled_in() -> None:
    """The measure has a unit; nobody wants to type it each period."""
    assert read_entry(OUTCOME, "45", unit="%") == Quantity(Decimal(45), "%")
    target = read_entry(TARGET, "högst 45", unit="%")
    assert isinstance(target, Target)
    assert target.unit == "%"


def test_value_without_its_field_is_still_shown() -> None:
    """A history may hold keys that no table explains any more."""
    assert print_value(Choice("gone"), "sv") == "gone"
    assert print_value(Choice("gone"), "sv", ASSESSMENT) == "gone"
    assert print_value(PeriodName("2021-W99"), "sv") == "2021-W99"
    assert print_value(None, "sv") == ""


_WORDS = st.text(max_size=80)
_USUAL = ["1", "0", "2021-T2", "2021-08-31", "45 %", "ja", "Max 1,9 %", "u.s.", "a,b", "2 av 10", "+35", "9 (prel.)"]
_TYPED = _WORDS | st.sampled_from(_USUAL)


@given(st.sampled_from([*FIELDS, REFERENCE]), _TYPED, st.sampled_from(LANGUAGES))
def test_what_is_shown_can_be_typed(entered: Field, text: str, lang: Language) -> None:
    """The law of entry: any text gives a value the table accepts, or a sentence; and showing and typing it changes
    nothing."""
    value = read_entry(entered, text, lang=lang)
    if not isinstance(value, Unreadable):
        assert wrong_with(value, entered.type, entered.choices) is None
        assert read_entry(entered, print_value(value, lang, entered), lang=lang) == value


@given(st.sampled_from(FIELDS), st.text(max_size=80))
def test_stored_texts_are_clean(entered: Field, text: str) -> None:
    """Nothing that steers a terminal gets into a plan by typing."""
    value = read_entry(entered, text)
    if isinstance(value, Text):
        assert clean(value.text) == value.text
