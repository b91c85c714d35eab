"""Results of several numbers: a range is read where it is one, and each part's number goes to its part."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.language import Language
from shared.followup.spread import MAX_PART, print_spread, read_parts, read_spread
from shared.plan.values import Spread


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("63–97 procent", "63", "97", "procent"),
        ("63-97 %", "63", "97", "%"),
        ("27-30", "27", "30", ""),
        ("10 % - 12 %", "10", "12", "%"),
        ("-5–5 %", "-5", "5", "%"),
        ("−5 – −2 %", "-5", "-2", "%"),
        ("1 950–2 050 kr", "1950", "2050", "kr"),
        ("mellan 3,30 och 3,90", "3.30", "3.90", ""),
    ],
)
def test_range_is_read_with_both_ends(text: str, low: str, high: str, unit: str) -> None:
    """63–97 per cent is a result, and neither of its ends is."""
    found = read_spread(text)
    assert found is not None
    assert (str(found.low), str(found.high), found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "2019–2020", "97–63 %", "10 -12", "34 500 746", "5 %-enheter", "-5", "2021-08-31", "5-6 oktober",
        "10 % – 12 kr", "Kandidat-upplevelse", "1–2–3", "–", "", "45 % kvinnor – män", "9" * 1000,
    ],
)  # fmt: skip
def test_hyphen_that_is_no_range_makes_none(text: str) -> None:
    """A hyphen is a minus, a range, part of a name or of a date."""
    assert read_spread(text) is None


_NUMBERS = st.decimals(-10_000, 10_000, places=2)


@given(_NUMBERS, _NUMBERS, st.sampled_from(["", "%", "tkr", "kr/km"]), st.sampled_from(["sv", "en"]))
def test_printed_range_is_read_back(one: Decimal, other: Decimal, unit: str, lang: Language) -> None:
    """What is shown can be typed."""
    spread = Spread(min(one, other) + 0, max(one, other) + 0, unit)
    back = read_spread(print_spread(spread, lang), lang=lang)
    assert back == spread or (not unit and abs(one) >= 1000 <= abs(other))


def _parts(text: str, unit: str = "") -> list[tuple[str, str, str]]:
    return [(part, str(number.amount), number.unit) for part, number in read_parts(text, unit)]


def test_parts_with_two_numbers_each_keep_both() -> None:
    """The measure's own number is the part's; the other is not lost."""
    text = "män 1 159, 45 %; kvinnor 1 456, 43 %"
    assert _parts(text, "%") == [
        ("män", "45", "%"), ("män (antal)", "1159", ""), ("kvinnor", "43", "%"), ("kvinnor (antal)", "1456", ""),
    ]  # fmt: skip
    assert _parts(text)[0] == ("män", "1159", "")
    assert _parts(text)[1] == ("män (%)", "45", "%")


def test_parts_are_separated_in_the_ways_of_reports() -> None:
    """Colons, commas, lines; the whole among its parts is the measure's own result."""
    assert _parts("Kvinnor: 45 %, män: 43,5 %") == [("Kvinnor", "45", "%"), ("män", "43.5", "%")]
    whole = _parts("totalt 44; män 45; kvinnor -43", "%")
    assert whole == [
        ("", "44", "%"),
        ("män", "45", "%"),
        ("kvinnor", "-43", "%"),
    ]
    assert _parts("Ryhov 12 tkr\nEksjö 13 tkr") == [("Ryhov", "12", "tkr"), ("Eksjö", "13", "tkr")]


@pytest.mark.parametrize(
    "text",
    [
        "män 45 %",
        "4 tillfällen och 48 chefer",
        "män 45 %; kvinnor",
        "män 45 %; män 43 %",
        "45 %",
        "",
        "T1 45 %; T2 50 %",
    ],
)
def test_text_without_parts_has_none(text: str) -> None:
    """Words with one number are left for a person to read."""
    assert read_parts(text) == ()


@given(st.text(max_size=80) | st.text(alphabet="män 45,%;: \n-–kvior", max_size=80))
def test_any_text_is_answered_with_parts_of_a_name_that_fits(text: str) -> None:
    """Garbage is no exception, and a part's name is one that a cell can have."""
    read_spread(text)
    assert all(len(part) <= MAX_PART for part, _ in read_parts(text))
