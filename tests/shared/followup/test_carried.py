"""Results carried over: the period that stands in is kept, and shown with its year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.carried import is_carried_without_year, print_carried, read_carried
from shared.plan.values import Carried


@pytest.mark.parametrize(
    ("text", "period", "printed"),
    [
        ("från T1", "2021-T1", "från T1"),
        ("(från T1)", "2021-T1", "från T1"),
        ("avser 2020", "2020", "avser 2020"),
        ("se tertial 1", "2021-T1", "se tertial 1"),
        ("Se tertial 3 2020.", "2020-T3", "Se tertial 3 2020"),
        ("resultat från läsåret 2019–2020", "2019-SY", "resultat från läsåret 2019–2020"),
        ("samma som våren 2021", "2021-H1", "samma som våren 2021"),
        ("från tertial 1 2021", "2021-T1", ""),
        ("from tertial 1, 2021", "2021-T1", ""),
        ("carried over from T1", "2021-T1", "carried over from T1"),
        ("från T1 (tertial 1 2020)", "2020-T1", "från T1"),
    ],
)
def test_words_name_the_period_that_stands_in(text: str, period: str, printed: str) -> None:
    """Its number is looked up there, so that a correction there is seen here."""
    assert read_carried(text, 2021) == Carried(period, printed)


@pytest.mark.parametrize(
    "text", ["", "T1", "från", "från Ryhov", "se bilaga 2020", "45 % (från T1)", "från T1 (tertial 2 2020)", "från T4"]
)
def test_other_words_carry_nothing_over(text: str) -> None:
    """A reference to a paper is not one to a period."""
    assert read_carried(text, 2021) is None


def test_period_without_a_year_needs_one() -> None:
    """Which T1 is meant follows from the period that is reported, and from nothing else."""
    assert read_carried("från T1") is None
    assert is_carried_without_year("från T1") and not is_carried_without_year("från T1 2021")


def test_period_is_shown_with_its_year() -> None:
    """Words like "från T1" mean nothing in a table of three years."""
    assert print_carried(Carried("2021-T1"), "sv") == "från tertial 1 2021"
    assert print_carried(Carried("2021-T1"), "en") == "from tertial 1, 2021"
    assert print_carried(Carried("2021-T1", "från T1"), "sv") == "från T1 (tertial 1 2021)"
    assert print_carried(Carried("2020", "avser 2020"), "en") == "avser 2020"
    assert print_carried(Carried("gone"), "sv") == "från gone"


@given(st.text(max_size=60) | st.text(alphabet="från seavser T12Q 2021()-", max_size=40))
def test_what_is_shown_is_read_back(text: str) -> None:
    """The law of entry: looking at a value and typing it changes nothing, whatever the year."""
    found = read_carried(text, 2021)
    if found:
        assert read_carried(print_carried(found, "sv")) == read_carried(print_carried(found, "en"), 1999) == found
