"""Numbers: what the papers print is read exactly, and what could mean two things is not read at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.followup.language import Language
from shared.followup.quantity import print_number, print_quantity, read_quantity, why_no_quantity
from shared.followup.reach import is_share
from shared.followup.units import comparable, is_unit, normal_unit
from shared.plan.values import Missing, Quantity, WhyEmpty, is_storable

NUMBERS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**12), 10**12), st.integers(0, 9)
)
UNITS = st.sampled_from(
    [
        "", "%", "tkr", "mnkr", "kr", "kr/km", "kWh/m²", "kWh/m2", "ton/anställd", "recept/1000 inv", "dagar", "st",
        "index", "kg CO2-ekv/kg livsmedel", "recept/100 0 inv", "miljoner kronor", "procentenheter",
    ]
)  # fmt: skip
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["sv", "en"])


def _read(text: str, unit: str = "") -> tuple[str, str]:
    found = read_quantity(text, unit)
    assert isinstance(found, Quantity), text
    return str(found.amount), found.unit


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("45 %", "45", "%"),
        ("-36 %", "-36", "%"),
        ("75%", "75", "%"),
        ("71,7 %", "71.7", "%"),
        ("71.7 %", "71.7", "%"),
        ("3,30", "3.30", ""),
        ("26,48 kr/km", "26.48", "kr/km"),
        ("304 587 tkr", "304587", "tkr"),
        ("-27 100 tkr", "-27100", "tkr"),
        ("- 9,4 mnkr", "-9.4", "mnkr"),
        ("–9,4 mkr", "-9.4", "mkr"),
        ("−9,4 mkr", "-9.4", "mkr"),
        ("+35", "35", ""),
        ("9", "9", ""),
        ("12 160 000 kr", "12160000", "kr"),
        ("34\u00a0500\u00a0746", "34500746", ""),
        ("9,4- mnkr", "-9.4", "mnkr"),
        ("‑5 %", "-5", "%"),
        ("18dagar", "18", "dagar"),
        ("12kr/km", "12", "kr/km"),
        ("4 tillfällen", "4", "tillfällen"),
        ("1\u00ad234", "1234", ""),
        ("1\u00a0234,5", "1234.5", ""),
        ("1\u202f234\u202f567", "1234567", ""),
        ("1\u2009234", "1234", ""),
        ("203,5 kWh/m ²", "203.5", "kWh/m ²"),
        ("158 kWh/m2", "158", "kWh/m2"),
        ("224 recept/100 0 inv", "224", "recept/100 0 inv"),
        ("12 recept/1000 inv", "12", "recept/1000 inv"),
        ("1,87 kg CO2-ekv/kg livsmedel", "1.87", "kg CO2-ekv/kg livsmedel"),
        ("18 dagar", "18", "dagar"),
        ("63 procent", "63", "procent"),
        ("0,125", "0.125", ""),
        ("0.125", "0.125", ""),
        ("1234.567", "1234.567", ""),
        ("1 234.567", "1234.567", ""),
        ("1.234,5", "1234.5", ""),
        ("1,234.5", "1234.5", ""),
        ("1.234.567", "1234567", ""),
        ("12 345-", "-12345", ""),
        ("-0", "0", ""),
        ("007", "7", ""),
        (f"-{'1' * 30} kr", f"-{'1' * 30}", "kr"),
    ],
)
def test_printed_result_is_read_exactly(text: str, amount: str, unit: str) -> None:
    """The decimals and the unit are those on paper; 3,30 is not 3,3."""
    assert _read(text) == (amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "1.234", "12.345 %", "-1.234 tkr", "1e5", "1E5", "1e-2", "1e2", "1E2 kr", "NaN", "nan", "inf", "-Infinity",
        "sNaN", "0x10", "1_000", "٣", "３", "5²", "½", "5 ٣", "1 2345", "12 34", "63–97 procent", "63-97", "1,2,3",
        "1.2.3", "4 tillfällen och 48 chefer", "män 1 159, 45 %; kvinnor 1 456, 43 %", "--5", "+-5", "5 %%5", "5 <b>",
        "1\n2", "5,", ",5", "14/35", "9 av", "9 av tio", "60 st av 66 %", "9" * 31, "0," + "1" * 31, "9" * 100_000,
        "kr 5", "5 (6", "- -", "5 kr?", "5; 6", "34 500 746", "-34 500 746,5", "12abc", "5xyz kr", "5 oktober",
        "12 May", "-5-", "10 -12",
    ],
)  # fmt: skip
def test_text_that_is_no_single_number_is_refused_with_a_sentence(text: str) -> None:
    """A number misread is worse than one not read; the person gets told why."""
    assert read_quantity(text) is None
    for lang in ("sv", "en"):
        sentence = why_no_quantity(text, lang)
        assert sentence.endswith(".")
        assert len(sentence) < 140


def test_reason_for_refusal_names_the_way_out() -> None:
    """Somebody who typed a decimal point learns what to type instead."""
    assert "1 234" in why_no_quantity("1.234", "sv")
    assert "two ways" in why_no_quantity("1.234", "en")
    assert "all digits" in why_no_quantity("1e5", "en")
    assert "two numbers" in why_no_quantity("34 500 746", "en")
    assert "”abc”" in why_no_quantity("12abc", "sv") and "space" in why_no_quantity("12abc", "en")
    assert "too long" in why_no_quantity("9" * 1000, "en")


@pytest.mark.parametrize(
    ("text", "why", "printed"),
    [
        ("", WhyEmpty.NOT_YET, ""),
        ("  ", WhyEmpty.NOT_YET, ""),
        ("u.s.", WhyEmpty.UNKNOWN, "u.s."),
        ("-", WhyEmpty.UNKNOWN, "-"),
        ("–", WhyEmpty.UNKNOWN, "–"),
        ("mäts årligen", WhyEmpty.YEARLY, ""),
        ("Ej mätt", WhyEmpty.NOT_YET, "Ej mätt"),
    ],
)
def test_reason_for_no_number_is_read(text: str, why: WhyEmpty, printed: str) -> None:
    """Empty is not zero: why there is no result is a fact of its own."""
    assert read_quantity(text) == Missing(why, printed)


def test_share_keeps_both_numbers_and_its_words() -> None:
    """60 of 66 is not 60 of 100: the denominator belongs to the result."""
    assert read_quantity("60 st av totalt 66") == Quantity(Decimal(60), "st", "60 st av totalt 66", Decimal(66))
    assert read_quantity("2 av 10") == Quantity(Decimal(2), "", "2 av 10", Decimal(10))
    assert read_quantity("45 av 65 mätningar") == Quantity(Decimal(45), "mätningar", "45 av 65 mätningar", Decimal(65))


@pytest.mark.parametrize("text", ["60 av 66", "60 av 66 (preliminärt)", "60 of 66"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_share_of_a_measure_in_percent_is_read_again_as_a_share(text: str, lang: Language) -> None:
    """It is typed without %, and a form that offered "60 % av 66" again would make another number of it."""
    found = read_quantity(text, "%", lang)
    assert isinstance(found, Quantity) and (found.unit, found.of) == ("%", Decimal(66))
    for shown in ("sv", "en"):
        again = read_quantity(print_quantity(found, shown), "%", shown)
        assert isinstance(again, Quantity) and "%" not in print_quantity(found, shown)
        assert is_share(again, "%") and (again.amount, again.of) == (found.amount, found.of)


def test_remark_behind_a_number_is_kept() -> None:
    """A footnote or a parenthesis does not make a number unreadable, nor is it dropped."""
    assert read_quantity("45 % (preliminärt)") == Quantity(Decimal(45), "%", "45 % (preliminärt)")
    assert read_quantity("45 %*") == Quantity(Decimal(45), "%", "45 %*")


def test_default_unit_stands_in_only_where_none_is_written() -> None:
    """Targets are printed with their unit or with the unit in the measure's name."""
    assert _read("250", "recept/1000 inv") == ("250", "recept/1000 inv")
    assert _read("250 st", "%") == ("250", "st")


def test_groups_of_three_may_be_two_columns_only_where_nothing_says_otherwise() -> None:
    """A table that lost its columns prints 34 500 and 746 as one; an amount of money is not in doubt."""
    assert read_quantity("34 500 746") is None
    assert _read("34 500 746", "kr") == ("34500746", "kr")
    alone = read_quantity("34 500 746", one_number=True)
    assert isinstance(alone, Quantity) and alone.amount == 34_500_746
    assert _read("34 500") == ("34500", "")


def test_letters_behind_a_number_are_a_unit_only_if_they_are_known() -> None:
    """A slip of the finger must not become the measure's unit."""
    assert read_quantity("12abc") is None
    assert _read("12 abc") == _read("12abc", "abc") == ("12", "abc")


def test_lone_comma_follows_the_language() -> None:
    """What an English screen shows as 1,234 is read back from it as the same number."""
    english = read_quantity("1,234", lang="en")
    assert isinstance(english, Quantity)
    assert english.amount == 1234
    assert _read("1,234") == ("1.234", "")


@pytest.mark.parametrize(
    ("quantity", "sv", "en"),
    [
        (Quantity(Decimal("-27100"), "tkr"), "−27\u00a0100\u00a0tkr", "−27,100\u00a0tkr"),
        (Quantity(Decimal("71.70"), "%"), "71,70\u00a0%", "71.70%"),
        (Quantity(Decimal("1E+5")), "100\u00a0000", "100,000"),
        (Quantity(Decimal(60), "st", "60 st av totalt 66", Decimal(66)), "60 st av totalt 66", "60 st av totalt 66"),
        (Quantity(Decimal(2), "st", of=Decimal(10)), "2\u00a0st av 10", "2\u00a0st of 10"),
        (Quantity(Decimal(35), "mnkr", "+35"), "+35\u00a0mnkr", "+35\u00a0mnkr"),
        (Quantity(Decimal(45), "%", "45 (prel.)"), "45\u00a0% (prel.)", "45% (prel.)"),
    ],
)
def test_number_is_printed_as_the_language_does(quantity: Quantity, sv: str, en: str) -> None:
    """Reports go to boards; their numbers look as in any printed paper."""
    assert (print_quantity(quantity, "sv"), print_quantity(quantity, "en")) == (sv, en)


def test_remark_is_shown_in_both_languages_with_the_number_as_each_writes_it() -> None:
    """Words that were typed in one language must not be read as another number in the other."""
    swedish, english = Quantity(Decimal("7.811"), "", "7,811*"), Quantity(Decimal(7811), "", "7,811*")
    assert (print_quantity(swedish, "sv"), print_quantity(swedish, "en")) == ("7,811*", "7.811 *")
    assert (print_quantity(english, "sv"), print_quantity(english, "en")) == ("7\u00a0811 *", "7,811*")


def test_printed_words_never_stand_in_for_another_number() -> None:
    """A replica that sends words which contradict the number must not make a report show the words."""
    assert print_quantity(Quantity(Decimal(5), "%", "95 %"), "sv") == "5\u00a0% (95 %)"


@settings(max_examples=1_000, deadline=None)
@given(NUMBERS, UNITS, LANGUAGES)
def test_printed_number_is_read_back(number: Decimal, unit: str, lang: Language) -> None:
    """The law of numbers: what is shown can be typed, decimals and all."""
    quantity = Quantity(abs(number) if number == 0 else number, unit)
    back = read_quantity(print_quantity(quantity, lang), lang=lang)
    assert isinstance(back, Quantity)
    assert (back.amount.as_tuple(), back.unit) == (quantity.amount.as_tuple(), unit)


@settings(max_examples=1_000, deadline=None)
@given(
    number=NUMBERS.map(abs),
    unit=UNITS,
    separator=st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", ""]),
    minus=st.sampled_from(["", "-", "–", "−", "- ", "−\u00a0", "– "]),
    before_unit=st.sampled_from([" ", "\u00a0", ""]),
)
def test_every_spelling_of_a_number_reads_the_same(
    number: Decimal, unit: str, separator: str, minus: str, before_unit: str
) -> None:
    """Spaces and minus signs of all sorts come from word processors; they change nothing."""
    digits = f"{number.copy_abs():,f}".replace(",", separator).replace(".", ",")
    found = read_quantity(f"{minus}{digits}{before_unit}{unit}", one_number=True)
    assert isinstance(found, Quantity)
    assert (found.amount, found.unit) == (-number if minus else number, unit)


def _spellings(seed: int, count: int) -> Iterator[str]:
    """Numbers as word processors, spreadsheets and people spell them."""
    chance = Random(seed)
    units = ["", "%", "tkr", "mnkr", "kr/km", "kWh/m²", "recept/1000 inv", "dagar", "tillfällen", "procentenheter"]
    for _ in range(count):
        space = chance.choice([" ", "\u00a0", "\u202f", "\u2009", ""])
        whole = f"{chance.randrange(10 ** chance.randrange(1, 10)):,}".replace(",", space)
        part = "".join(chance.choices("0123456789", k=chance.randrange(4)))
        minus = chance.choice(["", "", "+", *"-–−‑"]) + chance.choice(["", " ", "\u00a0"])
        behind = chance.choice("-–−") if not minus.strip() and chance.random() < 0.2 else ""
        unit = chance.choice(units)
        of = chance.choice(["", "", f" av totalt {chance.randrange(1, 99)}"])
        remark = chance.choice(["", "", " (prel.)", "*"])
        gap = chance.choice([" ", "\u00a0", "\u2009"]) if unit else ""
        yield f"{minus.strip() and minus}{whole}{',' if part else ''}{part}{behind}{gap}{unit}{of}{remark}"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_reading_what_was_printed_gives_the_same_whatever_was_written(lang: Language) -> None:
    """Of 12,000 spellings almost all are numbers, and a number stays itself through any number of looks at it."""
    read = 0
    for text in _spellings(20210831, 12_000):
        found = read_quantity(text)
        if not isinstance(found, Quantity):
            continue
        read += 1
        printed = print_quantity(found, lang)
        back = read_quantity(printed, lang=lang)
        assert back == found or (lang == "en" and found.printed), text
        assert isinstance(back, Quantity) and str(back.amount) == str(found.amount), text
        assert print_quantity(back, lang) == printed, text
    assert read > 9_000


@settings(max_examples=1_000)
@given(st.text(alphabet="0123456789.,- –−+%eE krtav()/*\u00a0²٣", max_size=24) | st.text(max_size=40))
def test_any_text_is_answered_and_what_is_read_stays(text: str) -> None:
    """Garbage is no exception; whatever is read as a number can be stored, and printing it changes nothing."""
    found = read_quantity(text)
    if isinstance(found, Quantity):
        assert is_storable(found.amount)
        assert read_quantity(print_quantity(found, "sv")) == found


@pytest.mark.parametrize(
    ("unit", "english"),
    [("procentenheter", "percentage points"), ("dagar", "days"), ("tkr", "tkr"), ("%-enheter", "percentage points")],
)
def test_units_are_printed_in_english_and_read_as_the_same(unit: str, english: str) -> None:
    """An English reader has no use for "procentenheter"; and looking at a number must not change its unit."""
    printed = print_quantity(Quantity(Decimal("10"), unit), "en")
    back = read_quantity(printed, lang="en")

    assert printed.replace("\u00a0", " ") == f"10 {english}"
    assert isinstance(back, Quantity) and normal_unit(back.unit) == normal_unit(unit)
    assert unit == "%-enheter" or back.unit == unit


def test_money_is_convertible_and_other_units_are_not() -> None:
    """Thousands and millions of kronor meet in one measure; per cent and days never do."""
    assert comparable("tkr", "mnkr") == Decimal("0.001")
    assert comparable("mkr", "tkr") == 1000
    assert comparable("Mnkr", "mkr") == 1
    assert comparable("mdkr", "kr") == 10**9
    assert comparable("%", "procent") == 1
    assert comparable("kWh/m ²", "kwh/m2") == 1
    assert comparable("", "dagar") == comparable("dagar", "") == 1
    assert comparable("%", "dagar") is None
    assert comparable("kr", "kr/km") is None
    assert comparable("%", "%-enheter") is None


@given(UNITS, UNITS, UNITS)
def test_comparing_units_is_symmetric(a: str, b: str, c: str) -> None:
    """Whether two numbers can be compared does not hang on which is named first."""
    forth, back = comparable(a, b), comparable(b, a)
    assert (forth is None) == (back is None)
    assert forth is None or back is None or forth * back == 1
    assert (normal_unit(b) == normal_unit(c)) <= (comparable(a, b) == comparable(a, c))


def test_sentence_is_no_unit() -> None:
    """Prose that starts with a number must not become a number with a very long unit."""
    assert not is_unit("avtal har tecknats under våren i länet")
    assert not is_unit("av")
    assert not is_unit("²")
    assert is_unit("ton/anställd")


@given(NUMBERS)
def test_printing_loses_no_digit(number: Decimal) -> None:
    """Thirty digits stay thirty digits: no rounding to the context's precision."""
    wide = Decimal(f"{number:f}0123456789") if number == number.to_integral() else number
    assert Decimal(print_number(wide, "en").replace(",", "").replace("−", "-")) == wide
