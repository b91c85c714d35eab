"""What leaves for the terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from tui.keymap import KEYS
from tui.views.spans import one_line
from tui.widgets.safe_output import SafeOutput


def shown(text: str, *, is_ascii: bool = False) -> str:
    """The text as it leaves."""
    (segment,) = SafeOutput(is_ascii=is_ascii).apply([Segment(text)], Color(0, 0, 0))
    return segment.text


def test_no_control_character_leaves_in_text() -> None:
    """The last wall: whatever got past the others is shown as a replacement character."""
    steering = "".join(map(chr, (*range(32), *range(0x7F, 0xA0), 0x202E)))
    assert set(shown(f"a{steering}b")) == {"a", "b", "\N{REPLACEMENT CHARACTER}"}


def test_swedish_text_leaves_as_it_is() -> None:
    """A filter that eats å is worse than none."""
    assert shown("på 3,5\u00a0% − ●") == "på 3,5\u00a0% − ●"


@given(st.text(max_size=40).map(one_line))
def test_ascii_terminals_get_ascii_in_the_same_columns(text: str) -> None:
    """One escape printed for one letter pushes the rest of its row aside."""
    plain = shown(text, is_ascii=True)
    assert plain.isascii() and plain.isprintable()
    assert cell_len(plain) == cell_len(text)


def test_ascii_terminals_keep_words_readable() -> None:
    """Question marks for every å would make a Swedish plan unreadable."""
    assert shown("Hälsa på 3\u00a0% │ – ", is_ascii=True) == "Halsa pa 3 % | - "


def test_ascii_terminals_can_tell_the_keys_of_the_help_apart() -> None:
    """Three arrows that all read as a question mark help nobody, and the question mark is a key itself."""
    assert "?" not in "".join(shown(entry.label, is_ascii=True) for entry in KEYS if "question_mark" not in entry.keys)
