"""Entry: what people type becomes the value they mean, and what is shown can be typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.entry import Unreadable, print_value, read_entry
from shared.followup.language import Language
from shared.followup.target import read_targets
from shared.plan.fields import Field, Label
from shared.plan.kinds import KINDS, Kind, field_of
from shared.plan.values import (
    MAX_LINE,
    Carried,
    Choice,
    Day,
    FieldType,
    Flag,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Reference,
    Spread,
    Target,
    Targets,
    Text,
    Value,
    WhyEmpty,
    clean,
    names,
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
QUALITY = field(Kind.MEASURE, "quality")


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
        (field(Kind.MEASURE, "direction"), "läg", Choice("lower")),
        (field(Kind.MEASURE, "direction"), "Högre", Choice("higher")),
        (field(Kind.GOAL, "assessment_rule"), "som det s", Choice("worst")),
        (QUALITY, "prel, tids", Names(("preliminary", "series_break"))),
        (ASSESSMENT, "ej u", Choice("missed")),
    ],
)
def test_the_beginning_of_a_choice_is_enough(entered: Field, text: str, value: Value) -> None:
    """Nobody types “lägre är bättre” for forty-eight measures."""
    assert read_entry(entered, text) == value


@pytest.mark.parametrize(
    ("entered", "text"),
    [
        (ASSESSMENT, "ej"), (ASSESSMENT, "m"), (field(Kind.MEASURE, "direction"), "l"),
        (field(Kind.MEASURE, "direction"), "bättre"), (QUALITY, "prel, o, x"),
    ],
)  # fmt: skip
def test_a_beginning_that_several_choices_have_is_asked_about(entered: Field, text: str) -> None:
    """A letter that slipped must not become an assessment."""
    assert isinstance(read_entry(entered, text), Unreadable)


def test_a_paper_says_the_whole_choice() -> None:
    """Whoever imports does not see each cell as it is read: a word that only begins like a choice is none."""
    assert isinstance(read_entry(ASSESSMENT, "met mm", whole=True), Unreadable)
    assert isinstance(read_entry(ASSESSMENT, "del", whole=True), Unreadable)
    assert read_entry(ASSESSMENT, "delvis uppfyllt", whole=True) == Choice("partly")


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
        (OUTCOME, "63–97 procent", Spread(Decimal(63), Decimal(97), "procent")),
        (OUTCOME, "avser 2020", Carried("2020", "avser 2020")),
        (OUTCOME, "kompletteras efter 31/12", Missing(WhyEmpty.PENDING, "kompletteras efter 31/12")),
        (QUALITY, "preliminärt; series_break", Names(("preliminary", "series_break"))),
        (field(Kind.DECISION, "amount"), "12 160 000", Quantity(Decimal(12_160_000))),
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
        (OUTCOME, "12abc", "no unit that is known"),
        (OUTCOME, "34 500 746", "two numbers"),
        (OUTCOME, "från T1", "write the year"),
        (OUTCOME, "män 45 %; kvinnor 43 %", "several parts"),
        (field(Kind.DECISION, "amount"), "63–97", "one single number"),
        (QUALITY, ",", "empty"),
        (QUALITY, "preliminärt, bra", "preliminary"),
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


def test_period_without_a_year_is_one_of_the_year_that_is_reported() -> None:
    """Nobody writes the year in a report about it; but a period cannot stand in for itself."""
    assert read_entry(OUTCOME, "från T1", period="2021-T2") == Carried("2021-T1", "från T1")
    itself = read_entry(OUTCOME, "från T2", period="2021-T2")
    assert isinstance(itself, Unreadable) and "this period" in itself.sentence("en")


def test_two_targets_in_one_are_typed_as_they_are_printed() -> None:
    """4 occasions and 48 managers."""
    found = read_entry(TARGET, "4 tillfällen och 48 chefer")
    assert isinstance(found, Targets) and len(found.all_of) == 2
    assert print_value(found, "sv") == "4 tillfällen och 48 chefer"


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
_USUAL = ["1", "0", "2021-T2", "2021-08-31", "45 %", "ja", "Max 1,9 %", "u.s.", "a,b", "2 av 10", "+35", "9 (prel.)",
          "63–97 %", "från T1", "avser läsåret 19/20", "4 tillfällen och 48 chefer", "Öka med 5 % jfm 2020",
          "9,4- mnkr", "preliminary", "7,811*", "kompletteras efter 31/12", "34 500 746"]  # fmt: skip
_TYPED = _WORDS | st.sampled_from(_USUAL)


@given(st.sampled_from([*FIELDS, REFERENCE]), _TYPED, st.sampled_from(LANGUAGES))
def test_what_is_shown_can_be_typed(entered: Field, text: str, lang: Language) -> None:
    """The law of entry: any text gives a value the table accepts, or a sentence; and showing and typing it changes
    nothing."""
    value = read_entry(entered, text, lang=lang, period="2021-T2")
    if not isinstance(value, Unreadable):
        assert wrong_with(value, entered.type, entered.choices) is None
        assert read_entry(entered, print_value(value, lang, entered), lang=lang) == value


_NUMBER = st.decimals(-99_999, 99_999, places=2).map(lambda number: number + 0)
_UNIT = st.sampled_from(["%", "tkr", "kr/km", "dagar"])
_PERIOD = st.sampled_from(["2021", "2021-H1", "2021-T2", "2021-Q3", "2021-08", "2021-W38", "2019-SY"])
_DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)


def _share(number: Decimal, unit: str, of: int) -> Quantity:
    """A share keeps its words, whatever they are."""
    plain = Quantity(number, unit, of=Decimal(of))
    return Quantity(number, unit, print_value(plain, "sv"), Decimal(of))


def _values(entered: Field) -> st.SearchStrategy[Value]:
    """Values that a field of this type may hold."""
    quantities = st.builds(Quantity, _NUMBER, _UNIT) | st.builds(_share, _NUMBER, _UNIT, st.integers(1, 999))
    missing = st.builds(Missing, st.sampled_from(WhyEmpty))
    spreads = st.builds(
        lambda one, other, unit: Spread(min(one, other), max(one, other), unit), _NUMBER, _NUMBER, _UNIT
    )
    keys = st.lists(st.sampled_from(entered.choices or ("-",)), min_size=1, max_size=3)
    words = st.text("abcåäö ", min_size=1).map(str.split).map(" ".join).filter(bool)
    of_type: dict[FieldType, st.SearchStrategy[Value]] = {
        FieldType.NUMBER: quantities | missing | spreads | st.builds(Carried, _PERIOD),
        FieldType.AMOUNT: quantities | missing,
        FieldType.TARGET: st.sampled_from(
            ["50 %", "Max 1,9 %", "mellan 5 och 10 %", "Öka med 5 % jfm 2020-T2", "4 tillfällen och 48 chefer",
             "Se bilaga"]
        ).map(read_targets) | missing,
        FieldType.CHOICE: keys.map(lambda listed: Choice(listed[0])),
        FieldType.CHOICES: keys.map(names),
        FieldType.DATE: _DAYS.map(Day),
        FieldType.PERIOD: _PERIOD.map(PeriodName),
        FieldType.PEOPLE: st.lists(words, min_size=1, max_size=5).map(names),
        FieldType.REFERENCE: words.map(Reference),
        FieldType.FLAG: st.booleans().map(Flag),
    }  # fmt: skip
    return of_type.get(entered.type, words.map(Text))


@given(st.data(), st.sampled_from([*FIELDS, REFERENCE]), st.sampled_from(LANGUAGES))
def test_what_the_program_shows_for_a_value_is_read_as_that_value(
    data: st.DataObject, entered: Field, lang: Language
) -> None:
    """For every type of field: a value from an import or another replica survives being looked at and typed again."""
    value = data.draw(_values(entered))
    assert wrong_with(value, entered.type, entered.choices) is None
    assert read_entry(entered, print_value(value, lang, entered), lang=lang) == value


@given(st.sampled_from(FIELDS), st.text(max_size=80))
def test_stored_texts_are_clean(entered: Field, text: str) -> None:
    """Nothing that steers a terminal gets into a plan by typing."""
    value = read_entry(entered, text)
    if isinstance(value, Text):
        assert clean(value.text) == value.text
