"""Keys that arrive faster than the screen is drawn, as over a slow line: each must do what it would have done later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal

pytestmark = pytest.mark.acceptance


@pytest.fixture
def terminal(stegvis: Stegvis) -> Iterator[Terminal]:
    """The example, with the cursor on a measure."""
    opened = Terminal(stegvis.home)
    try:
        opened.shows("på servern", "Medborgare och kund")
        opened.press("/Prisvärdhet\r")
        opened.shows("Målvärde 50 %")
        yield opened
    finally:
        opened.close()


def test_a_result_typed_blindly_is_entered(terminal: Terminal) -> None:
    """Enter, a number and Enter in one go; a digit that reached the outline would have set an assessment instead."""
    terminal.press("\r61\r")
    terminal.shows("Resultat 61 %")
    assert "av root" not in terminal.text


def test_two_results_typed_blindly_go_to_two_rows(terminal: Terminal, stegvis: Stegvis) -> None:
    """A whole line of keys, as somebody types who knows the program: enter, next row, enter."""
    terminal.press("\r61\rjj\r62\r")
    terminal.shows("Resultat 62 %")
    terminal.press("q")
    assert terminal.ends() == 0
    listed = stegvis.done("list", "example", "--period", "2021-T2", "--json").objects
    entered = [(one["title"], one["outcome"]) for one in listed if one["outcome"] in ("61", "62")]
    assert [outcome for _, outcome in entered] == ["61", "62"]
    assert entered[0][0] == "Prisvärdhet"
    assert not [one for one in listed if one["assessment"] != one["computed"] and one["computed"]]


def test_an_analysis_typed_blindly_is_written(terminal: Terminal) -> None:
    """The box must have the keys before it is drawn."""
    terminal.press("aBlint skrivet. ")
    terminal.shows("Blint skrivet.")
