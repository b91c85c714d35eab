"""Kinds of terminals, told by their environment."""

from __future__ import annotations

from tui.terminal import environment_changes, terminal_of


def test_gnu_screen_is_held_to_256_colours() -> None:
    """It shows no colour at all when it is sent 24-bit colour."""
    assert environment_changes({"STY": "1.pts", "COLORTERM": "truecolor"}) == {"TEXTUAL_COLOR_SYSTEM": "256"}
    assert environment_changes({"TERM": "xterm"}) == {}


def test_sixteen_colours_and_no_color_take_the_terminals_own() -> None:
    """Colours that are rounded to 16 become unreadable, and NO_COLOR is only honoured by that theme."""
    assert terminal_of({"TERM": "linux"}, "utf-8").theme == "ansi-dark"
    assert terminal_of({"TERM": "xterm-256color", "NO_COLOR": "1"}, "utf-8").theme == "ansi-dark"
    assert terminal_of({"TERM": "xterm-256color"}, "utf-8").theme == "textual-dark"
    assert terminal_of({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "utf-8").theme == "textual-light"
    assert terminal_of({"TERM": "linux", "STEGVIS_THEME": "textual-light"}, "utf-8").theme == "textual-light"


def test_language_and_signs_follow_the_locale() -> None:
    """A locale that is not UTF-8 prints escapes for fold marks and dots."""
    assert terminal_of({"LANG": "en_GB.UTF-8"}, "UTF-8").language == "en"
    assert terminal_of({"LANG": "sv_SE.UTF-8"}, "utf8").language == "sv"
    assert terminal_of({}, "utf-8").language == "sv"
    assert terminal_of({}, "ANSI_X3.4-1968").is_ascii and not terminal_of({}, "UTF-8").is_ascii


def test_a_plain_locale_is_believed_though_python_writes_utf8() -> None:
    """In the C locale Python writes UTF-8 all the same, and sets LC_CTYPE to say so; the terminal cannot show it."""
    for plain in ({"LC_ALL": "C"}, {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, {"LANG": "POSIX"}, {"LANG": "sv_SE.ISO88591"}):
        assert terminal_of(plain, "utf-8", is_utf8_mode=True).is_ascii, plain
    for rich in ({"LANG": "C.UTF-8"}, {"LC_ALL": "sv_SE.utf8", "LANG": "C"}, {"LC_CTYPE": "C.UTF-8"}, {}):
        assert not terminal_of(rich, "utf-8", is_utf8_mode=True).is_ascii, rich
    assert not terminal_of({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8").is_ascii
