"""The table of keys, as the help and the line at the bottom show it."""

from __future__ import annotations

from tui.keymap import Need, Place
from tui.views.key_line import help_lines, key_line
from tui.views.spans import words


def test_the_help_names_each_key_and_the_line_at_the_bottom_the_group() -> None:
    """A line that says 1 2 3 0 for "missed" between those of 2 and 0 tells nobody which key it is."""
    outline = dict(help_lines("en"))[Place.OUTLINE.value]
    assert {keys for keys, does in outline if does.startswith("Assessment")} == {"1", "2", "3", "0"}
    assert "1 2 3 0 assess" in words(key_line(Place.OUTLINE, frozenset({Need.ASSESSMENT}), 200, "en"))
    assert ("1–9", "Let that number stand") in dict(help_lines("en"))[Place.SETTLE.value]


def test_what_waits_for_an_answer_keeps_its_place_on_a_narrow_line() -> None:
    """Whoever has notices unread must be told the key for them, however many keys there are."""
    line = words(key_line(Place.OUTLINE, frozenset({Need.UNREAD, Need.OUTCOME}), 40, "en"))
    assert "m notices" in line and "q quit" in line and "p period" not in line
