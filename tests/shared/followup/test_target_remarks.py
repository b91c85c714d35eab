"""What a target says besides the target: the value to start from, and when it can be assessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.target_remarks import baseline_in, pending_until


@pytest.mark.parametrize(
    ("text", "period", "amount", "unit"),
    [
        ("75% (läsåret 2019–2020, 74%)", "2019-SY", "74", "%"),
        ("61% (läsåret 2019–2020, 60%)", "2019-SY", "60", "%"),
        ("75 % (utfall 2020: 74,50 %)", "2020", "74.50", "%"),
        ("75 (74 T2 2020)", "2020-T2", "74", "x"),
        ("75 % (ingångsvärde 74 %)", None, "74", "%"),
        ("öka från 74 % till 75 %", None, "74", "%"),
        ("minska från 5 till 3 dagar", None, "5", "dagar"),
    ],
)
def test_value_to_start_from_is_read_with_its_period(text: str, period: str | None, amount: str, unit: str) -> None:
    """A reader of the report wants to see where it began, without looking for last year's plan."""
    found = baseline_in(text, "x")
    assert found is not None
    assert (found.period, str(found.value.amount), found.value.unit) == (period, amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "4 (totalt i RJH)",
        "Minst en ny (totalt 9)",
        "75 %",
        "5 (2019–2020)",
        "5 (2019 2020)",
        "5 (preliminärt)",
        "(",
        "",
    ],
)
def test_remark_that_is_no_earlier_value_gives_none(text: str) -> None:
    """A total or a footnote is not where the measure stood."""
    assert baseline_in(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ökning under 2021 Kompletteras efter 31/12", date(2021, 12, 31)),
        ("Kompletteras efter 31/12 2022", date(2022, 12, 31)),
        ("50 %. Kompletteras senast 31 mars 2022.", date(2022, 3, 31)),
        ("Ökning (kompletteras efter tertial 2)", date(2021, 8, 31)),
        ("Kompletteras efter helår", date(2021, 12, 31)),
        ("Kompletteras", None),
        ("Kompletteras efter utredning", None),
        ("50 %", None),
    ],
)
def test_target_is_pending_until_the_day_its_words_give(text: str, day: date | None) -> None:
    """Until then nobody is asked for a result, and nothing is missed. A day without a year is one of the plan's."""
    assert pending_until(text, 2021) == day


def test_day_without_a_year_needs_one() -> None:
    """Which 31 December is meant is not guessed."""
    assert pending_until("Kompletteras efter 31/12") is None


@given(st.text(max_size=80) | st.text(alphabet="75%(läsåret 2019–20,: )kompletteras efter 31/12", max_size=80))
def test_any_text_is_answered(text: str) -> None:
    """Targets are pasted from anywhere."""
    baseline_in(text)
    pending_until(text, 2021)
