"""Pasted text stays text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

from tui.widgets.safe_input import PasteFilter, PasteParser

START, END = "\x1b[200~", "\x1b[201~"
typed = st.text("ab\x1b[", max_size=6).filter(lambda text: START not in text)
pasted = st.text("ab\x1b[201~\n", max_size=20).filter(lambda text: END not in text + END[:-1])


@given(st.lists(st.tuples(typed, pasted), max_size=3), st.integers(1, 12))
def test_wherever_the_pieces_are_cut_a_paste_has_no_escape_and_keys_keep_theirs(
    parts: list[tuple[str, str]], size: int
) -> None:
    """A terminal sends as much at a time as it likes; the marks of a paste may come in two halves."""
    sent = "".join(f"{keys}{START}{text}{END}" for keys, text in parts)
    wanted = "".join(f"{keys}{START}{text.replace(chr(27), '')}{END}" for keys, text in parts)
    filtering = PasteFilter()
    assert "".join(filtering.feed(sent[at : at + size]) for at in range(0, len(sent), size)) == wanted


def test_a_colour_in_a_paste_is_no_key() -> None:
    """It set assessments, turned to other periods and started an editor."""
    parser = PasteParser()
    sent = f"x{START}\x1b[31mröd\x1b[0m\n1p\x1b{END}y"
    messages = [message for at in range(0, len(sent), 3) for message in parser.feed(sent[at : at + 3])]
    keys = [message.key for message in messages if isinstance(message, Key)]
    assert keys == ["x", "y"]
    assert [message.text for message in messages if isinstance(message, Paste)] == ["[31mröd[0m\n1p"]
