"""What is printed: lined up for people, exact for programs, harmless for terminals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.plan.values import Flag, Missing, Quantity, Target, TargetForm, Value, WhyEmpty
from tui.cli.environment import language_of
from tui.cli.plain import moment, plain_value
from tui.cli.printing import one_line, put, put_table, width


def test_columns_line_up_whatever_their_letters(capsys: pytest.CaptureFixture[str]) -> None:
    """Å is one cell wide also when it is written as A and a ring."""
    put_table(("Namn", "Tal"), [("A\u030angest", "1"), ("Ö", "10")], right={1})

    assert capsys.readouterr().out == "Namn    Tal\nÅngest    1\nÖ        10\n"


def test_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A title is other people's text, and so is the name of a file."""
    put("a\x1b]0;owned\x07b\x9b31m\u202ec")

    assert capsys.readouterr().out == "a]0;ownedb31mc\n"


def test_a_cell_of_a_table_is_one_line() -> None:
    """And a number keeps its no-break space."""
    assert one_line(" a\n b\t\tc 1\u00a0000 ") == "a b c 1\u00a0000"
    assert width("日本") == 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Quantity(Decimal("3.30"), "%"), "3.30"),
        (Quantity(Decimal("1E+3")), "1000"),
        (Target(TargetForm.INCREASE, "Öka med 5 %", Decimal(5), unit="%"), "Öka med 5 %"),
        (Missing(WhyEmpty.YEARLY), None),
        (None, None),
        (Flag(False), False),
        (Target(TargetForm.AT_MOST, "Max 1,9 %", Decimal("1.9"), unit="%"), "1.9"),
        (Target(TargetForm.BETWEEN, "1–2", Decimal(1), Decimal(2)), "1–2"),
        (Target(TargetForm.WORDS, "Alla"), "Alla"),
    ],
)
def test_programs_get_numbers_as_they_were_entered(value: Value | None, expected: object) -> None:
    """A decimal string has the decimals that were typed, and no exponent that a spreadsheet would round."""
    assert plain_value(value) == expected


def test_a_moment_is_utc_however_wrong_the_clock() -> None:
    """A clock set to the year 287396 must not end the program."""
    assert moment(1_600_000_000_123) == "2020-09-13T12:26:40.123Z"
    assert moment(2**53 - 1).startswith("9999-12-31")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en_GB", "STEGVIS_LANG": "sv"}, "sv"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_the_locales_unless_told(environ: dict[str, str], language: str) -> None:
    """Swedish where the locale is Swedish, English everywhere else."""
    assert language_of(environ) == language
