"""Targets: every form that the papers print is understood or kept as words, and the words are never lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.language import Language
from shared.followup.target import describe_target, print_target, proposed_direction, read_target, read_targets
from shared.followup.target_words import direction_in
from shared.plan.values import MAX_LINE, Direction, Target, TargetForm, Targets, is_storable

F = TargetForm


@pytest.mark.parametrize(
    ("text", "form", "bound", "unit"),
    [
        ("50 %", F.REACH, "50", "%"),
        ("2,9 %", F.REACH, "2.9", "%"),
        ("-10 %", F.REACH, "-10", "%"),
        ("0 %", F.REACH, "0", "%"),
        ("0 tkr", F.REACH, "0", "tkr"),
        ("34 500", F.REACH, "34500", ""),
        ("18 dagar", F.REACH, "18", "dagar"),
        ("203,5 kWh/m ²", F.REACH, "203.5", "kWh/m ²"),
        ("250 recept/100 0 inv", F.REACH, "250", "recept/100 0 inv"),
        ("4,65", F.REACH, "4.65", ""),
        ("4 (totalt i RJH)", F.REACH, "4", ""),
        ("75% (läsåret 2019–2020, 74%)", F.REACH, "75", "%"),
        ("Avvikelse 0 kr", F.REACH, "0", "kr"),
        ("Max 1,9 %", F.AT_MOST, "1.9", "%"),
        ("max. 5", F.AT_MOST, "5", ""),
        ("högst 203,5 kWh/m²", F.AT_MOST, "203.5", "kWh/m²"),
        ("ska vara högst 5 %", F.AT_MOST, "5", "%"),
        ("Inte mer än 5 dagar", F.AT_MOST, "5", "dagar"),
        ("Inte öka mer än index 22,4 kr/km", F.AT_MOST, "22.4", "kr/km"),
        ("≤5 %", F.AT_MOST, "5", "%"),
        ("5 dagar eller färre", F.AT_MOST, "5", "dagar"),
        ("at most 1.9%", F.AT_MOST, "1.9", "%"),
        ("minst 90 %", F.AT_LEAST, "90", "%"),
        ("Minst en ny process per avdelning (totalt 9)", F.AT_LEAST, "9", ""),
        (">= 3,30", F.AT_LEAST, "3.30", ""),
        ("Öka till 45 %", F.AT_LEAST, "45", "%"),
        ("100 eller fler", F.AT_LEAST, "100", ""),
        ("inte understiga 80 %", F.AT_LEAST, "80", "%"),
        ("Mer än 0 %", F.MORE_THAN, "0", "%"),
        ("> 5", F.MORE_THAN, "5", ""),
        ("över 70 %", F.MORE_THAN, "70", "%"),
        ("mindre än 5 %", F.LESS_THAN, "5", "%"),
        ("Under 5 %", F.LESS_THAN, "5", "%"),
        ("färre än 2 000", F.LESS_THAN, "2000", "x"),
        ("exakt 12 st", F.EXACTLY, "12", "st"),
    ],
)
def test_one_bound_is_read_with_its_form(text: str, form: TargetForm, bound: str, unit: str) -> None:
    """The computed assessment rests on this reading; the decimals and the unit are those on paper."""
    target = read_target(text, "x" if unit == "x" else "")
    assert (target.form, str(target.bound), target.unit) == (form, bound, unit)
    assert target.printed == text


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("mellan 5 och 10 %", "5", "10", "%"),
        ("63–97 procent", "63", "97", "procent"),
        ("10-12 %", "10", "12", "%"),
        ("10 % – 12 %", "10", "12", "%"),
        ("between 1.5 and 2.5", "1.5", "2.5", ""),
        ("-5–5 %", "-5", "5", "%"),
    ],
)
def test_range_is_read_with_both_bounds(text: str, low: str, high: str, unit: str) -> None:
    """A range has two ways to be missed."""
    target = read_target(text)
    assert (target.form, str(target.bound), str(target.upper), target.unit) == (F.BETWEEN, low, high, unit)


@pytest.mark.parametrize(
    ("text", "form", "against"),
    [
        ("Öka jfm 2020", F.INCREASE, "2020"),
        ("öka jämfört med 2020", F.INCREASE, "2020"),
        ("Ska öka", F.INCREASE, ""),
        ("Öka jämfört med föregående år", F.INCREASE, ""),
        ("Fler avtal än hösten 2020", F.INCREASE, "2020-H2"),
        ("Fler uppkopplade än hösten 2020", F.INCREASE, "2020-H2"),
        ("Högre deltagande än 2020", F.INCREASE, "2020"),
        ("Ökning under 2021 Kompletteras efter 31/12", F.INCREASE, ""),
        ("Minska jfm tertial 2 2020", F.DECREASE, "2020-T2"),
        ("Färre avvikelser än 2020", F.DECREASE, "2020"),
        ("decrease compared to 2020", F.DECREASE, "2020"),
    ],
)
def test_change_is_read_with_the_period_it_counts_from(text: str, form: TargetForm, against: str) -> None:
    """Which earlier outcome an outcome is compared with follows from the words."""
    target = read_target(text)
    assert (target.form, target.against, target.bound) == (form, against, None)


@pytest.mark.parametrize(
    ("text", "form", "bound", "unit", "against"),
    [
        ("Öka med 5 %", F.INCREASE, "5", "%", ""),
        ("öka med minst 10 st jfm 2020", F.INCREASE, "10", "st", "2020"),
        ("Minska 10 % jämfört med 2017", F.DECREASE, "10", "%", "2017"),
        ("minska med 10% från utsläppsnivån 2017", F.DECREASE, "10", "%", "2017"),
        ("minskning med 2,50 procentenheter jfm 2019 års nivå", F.DECREASE, "2.50", "procentenheter", "2019"),
        ("ökning 5 %", F.INCREASE, "5", "%", ""),
        ("increase by 5% compared to 2020", F.INCREASE, "5", "%", "2020"),
        ("öka från 74 % till 75 %", F.AT_LEAST, "75", "%", ""),
        ("minska från 5 till 3 dagar", F.AT_MOST, "3", "dagar", ""),
    ],
)
def test_change_by_an_amount_is_read_with_the_amount(
    text: str, form: TargetForm, bound: str, unit: str, against: str
) -> None:
    """By how much is part of the target; 5 % more is not any increase."""
    target = read_target(text)
    assert (target.form, str(target.bound), target.unit, target.against) == (form, bound, unit, against)


def test_two_targets_in_one_are_both_read() -> None:
    """Each is held against what it is about, and both must hold."""
    both = read_targets("4 tillfällen och 48 chefer")
    assert isinstance(both, Targets)
    assert [(t.form, str(t.bound), t.unit) for t in both.all_of] == [
        (F.REACH, "4", "tillfällen"),
        (F.REACH, "48", "chefer"),
    ]
    assert (both.printed, print_target(both, "en")) == ("4 tillfällen och 48 chefer", "4 tillfällen och 48 chefer")
    bounds = read_targets("minst 90 och högst 95", "%")
    assert isinstance(bounds, Targets)
    assert [(t.form, t.unit) for t in bounds.all_of] == [(F.AT_LEAST, "%"), (F.AT_MOST, "%")]
    assert describe_target(bounds, "en") == "at least 90% and at most 95%"


@pytest.mark.parametrize(
    "text", ["4 och 48", "4 tillfällen och 48", "1 159, 45 %", "5 % och 6 %", "Se bilaga och protokoll", "50 % och mer"]
)
def test_words_with_and_are_not_several_targets_by_that(text: str) -> None:
    """Two numbers that do not say what they are about are left to a person."""
    assert read_targets(text) == Target(F.WORDS, text)


def test_one_target_is_read_as_one() -> None:
    """A range has an "och" too."""
    assert read_targets("mellan 5 och 10 %") == read_target("mellan 5 och 10 %")
    assert read_targets("högst 5", "%") == read_target("högst 5", "%")


@pytest.mark.parametrize(
    "text",
    [
        "4 tillfällen och 48 chefer", "Inte öka", "Oförändrat", "Öka jfm riket", "Öka till 2025", "Högre än 2020",
        "1.234", "2019–2020", "10–5 %", "8 av 10", "Se bilaga", "Max", "mellan", "Minimera svinnet", "fler än hösten",
        "Öka 3", "Underlag 5 finns", "34 500 746", "ca 50 %", "Öka med högst 5 %", "Öka med -5 %",
        "", "9" * 40, "Ökande behov", "Fler avtal", "u.s.", "-",
    ],
)  # fmt: skip
def test_words_that_say_no_single_thing_are_left_to_a_person(text: str) -> None:
    """Two targets in one, or a comparison with something else, must not be assessed by a formula."""
    assert read_target(text) == Target(F.WORDS, text)


def test_followed_measure_has_no_target() -> None:
    """A measure that is only followed is neither met nor missed."""
    assert read_target("Uppföljningsmått").form is F.FOLLOWED


def test_unit_of_the_measure_stands_in() -> None:
    """Some papers print the unit in the measure's name only."""
    assert read_target("250", "recept/1000 inv").unit == "recept/1000 inv"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("50 %", None),
        ("2,9 %", None),
        ("0 tkr", None),
        ("-10 tkr", None),
        ("-10 %", Direction.LOWER),
        ("Max 1,9 %", Direction.LOWER),
        ("Minst 9", Direction.HIGHER),
        ("Mer än 0 %", Direction.HIGHER),
        ("Öka jfm 2020", Direction.HIGHER),
        ("Minska", Direction.LOWER),
        ("mellan 1 och 2", None),
        ("exakt 5", None),
        ("minst 4 tillfällen och 48 chefer", Direction.HIGHER),
        ("minst 4 tillfällen och högst 48 chefer", None),
    ],
)
def test_direction_is_proposed_only_where_the_words_say_it(text: str, direction: Direction | None) -> None:
    """2,9 % of sick leave is better lower and 50 % of satisfied customers better higher: only the owner knows."""
    assert proposed_direction(read_targets(text)) is direction


@pytest.mark.parametrize(
    ("title", "direction"),
    [
        ("Sjukfrånvaron ska vara lägre än utsatt målvärde", Direction.LOWER),
        ("Antal privata vårdgivare ska öka jämfört med 2020", Direction.HIGHER),
        ("Minskad energianvändning. Ju högre minskning desto bättre, högst 203,5 kWh/m²", Direction.LOWER),
        ("Andel upphandlingar. Ju högre desto bättre.", Direction.HIGHER),
        ("Antibiotika, nationellt mål <250", Direction.LOWER),
        ("Andel inom max ledtid", None),
        ("Avfallet ska minska och återvinningen öka", None),
        ("Prisvärdhet", None),
        ("Personalhälsa - sjukfrånvaro", Direction.LOWER),
        ("Kostnad per resenär - km (serviceresor)", Direction.LOWER),
        ("Faktisk väntetid till första besök inom 60 dagar", None),
        ("Kostnadseffektiv verksamhet", None),
    ],
)
def test_title_of_a_measure_may_say_which_way_is_better(title: str, direction: Direction | None) -> None:
    """2,9 % of sick leave says nothing by itself; where the measure's name does, that is proposed."""
    assert direction_in(title) is direction


_BOUNDS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**6), 10**6), st.integers(0, 2)
)
_ONE_BOUND = st.sampled_from([F.REACH, F.AT_LEAST, F.AT_MOST, F.MORE_THAN, F.LESS_THAN, F.EXACTLY])
_UNITS = st.sampled_from(["%", "tkr", "dagar", "kr/km"])
_TARGETS = (
    st.builds(lambda form, bound, unit: Target(form, "", bound, unit=unit), _ONE_BOUND, _BOUNDS, _UNITS)
    | st.builds(
        lambda one, other, unit: Target(F.BETWEEN, "", min(one, other), max(one, other), unit), _BOUNDS, _BOUNDS, _UNITS
    )
    | st.builds(
        lambda form, against: Target(form, "", against=against),
        st.sampled_from([F.INCREASE, F.DECREASE]),
        st.sampled_from(["", "2020", "2020-T2", "2020-H2", "2020-08", "2019-SY"]),
    )
    | st.builds(
        lambda form, bound, unit, against: Target(form, "", abs(bound) + 1, unit=unit, against=against),
        st.sampled_from([F.INCREASE, F.DECREASE]),
        _BOUNDS,
        _UNITS,
        st.sampled_from(["", "2020", "2020-T2"]),
    )
    | st.just(Target(F.FOLLOWED, ""))
)


@given(_TARGETS, st.sampled_from(["sv", "en"]))
def test_description_is_read_back(target: Target, lang: Language) -> None:
    """What the program says it understood means the same when somebody types it."""
    words = describe_target(target, lang)
    back = read_target(words.replace(",", "") if lang == "en" else words)
    assert (back.form, back.bound, back.upper, back.unit, back.against) == (
        target.form, target.bound, target.upper, target.unit, target.against,
    )  # fmt: skip


@given(st.text(max_size=60) | st.text(alphabet="minsthögtafler än öka jfm 2020%–-,.()<>=5", max_size=60))
def test_any_text_is_a_target_and_keeps_its_words(text: str) -> None:
    """Nothing that stands in a target column is lost or stops an import."""
    target = read_target(text)
    assert target.bound is None or is_storable(target.bound)
    assert read_target(target.printed) == target
    several = read_targets(text)
    assert read_targets(several.printed) == several and several.printed == target.printed
    assert len(target.printed) <= MAX_LINE


def test_printed_words_are_what_is_shown() -> None:
    """The board knows the target by its words."""
    target = read_target("75% (läsåret 2019–2020, 74%)")
    assert print_target(target, "en") == "75% (läsåret 2019–2020, 74%)"
    assert describe_target(read_target("Max 1,9 %"), "en") == "at most 1.9%"
    assert print_target(Target(F.AT_MOST, "", Decimal("1.9"), unit="%"), "sv") == "högst 1,9\u00a0%"
    assert describe_target(read_target("4 tillfällen och 48 chefer"), "sv") == "4 tillfällen och 48 chefer"


def test_very_long_target_is_cut_to_what_a_line_holds() -> None:
    """A pasted document in a target's place is kept as far as the store takes it, and costs no time."""
    target = read_target("högst 5 % " * 100_000)
    assert target.form is F.WORDS
    assert len(target.printed) <= MAX_LINE
