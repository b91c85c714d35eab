"""Rows, columns, status and keys as lines of words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.door import Connection
from tui.keymap import KEYS, Need, Place, keys_in
from tui.locale.signs import ASCII, UNICODE
from tui.locale.texts import names, say
from tui.views.columns import GUTTER, Columns, Wanted, lay_out, wanted
from tui.views.draft import Draft, read_draft, written
from tui.views.key_line import key_line
from tui.views.row_line import Placing, row_line
from tui.views.rows import Row
from tui.views.spans import fit, one_line, width_of, words, wrapped
from tui.views.status_line import Standings, status_lines

CALM = Standings(Connection.LIVE, "", 0, 3, 0, 0, ())


@given(st.text(max_size=60), st.integers(0, 40), st.booleans())
def test_fitted_text_has_exactly_its_width(text: str, width: int, to_right: bool) -> None:
    """One column too many and everything to the right of it is crooked; wide characters are two."""
    assert cell_len(fit(one_line(text), width, to_right=to_right)) == width


@given(st.text(max_size=80), st.integers(0, 200), st.integers(0, 40), st.integers(0, 40), st.integers(0, 70))
def test_a_row_is_as_wide_as_its_columns(title: str, width: int, target: int, outcome: int, depth: int) -> None:
    """Whatever is in it, however deep it lies."""
    columns = lay_out(width, Wanted(target, target), Wanted(outcome, outcome))
    line = row_line(Row(one_line(title), "50 %", "47 582 tkr"), Placing(depth=depth, fold=True), columns, UNICODE)
    gaps = sum(len(columns.gap) for column in (columns.target, columns.outcome) if column)
    assert width_of(line) == GUTTER + columns.title + columns.target + columns.outcome + gaps


@given(st.integers(GUTTER + 40, 300), st.integers(0, 22), st.integers(0, 22))
def test_columns_fill_the_width_and_leave_the_title_forty(width: int, target: int, outcome: int) -> None:
    """Numbers never take the room by which people find their rows."""
    columns = lay_out(width, Wanted(target, target), Wanted(outcome, outcome))
    taken = sum(column + len(columns.gap) for column in (columns.target, columns.outcome) if column)
    assert columns.title + taken + GUTTER == width and columns.title >= 40


def test_long_targets_and_outcomes_have_what_the_titles_can_do_without() -> None:
    """A target cut to "Inte…" beside dozens of empty columns is of no use to anybody."""
    target, outcome = Wanted(6, 18), Wanted(8, 34)
    assert lay_out(80, target, outcome) == Columns(45, 12, 14)
    assert lay_out(99, target, outcome) == Columns(45, 18, 27)
    assert lay_out(99, target, outcome, title=58) == Columns(58, 15, 17)
    assert lay_out(160, target, outcome) == Columns(160 - GUTTER - 4 - 18 - 34, 18, 34)


def test_a_column_without_any_words_is_left_out() -> None:
    """A plan without targets should not show an empty column for them."""
    assert wanted(["", ""], "Mål") == Wanted()
    assert lay_out(100, Wanted(), Wanted(8, 8)) == Columns(100 - GUTTER - 10, 0, 8)


def test_signs_differ_by_shape_and_take_one_column() -> None:
    """Colour alone is invisible to many, and on paper; a sign two columns wide shifts its row."""
    for signs in (UNICODE, ASCII):
        shapes = [signs.of(key) for key in ("met", "partly", "missed", "unmeasured")]
        assert len(set(shapes)) == 4
        assert all(cell_len(getattr(signs, name)) == 1 for name in signs.__struct_fields__)
    assert all(getattr(ASCII, name).isascii() for name in ASCII.__struct_fields__)


@given(st.integers(20, 200), st.text(max_size=100))
def test_the_status_never_outgrows_the_screen(width: int, notice: str) -> None:
    """A line that wraps pushes the keys off the screen."""
    full = Standings(Connection.OFFLINE, "", 12, 30, 4, 2, ("Anna Ek", "Bo Alm"))
    lines = status_lines(full, width, "sv", UNICODE, notice)
    assert 1 <= len(lines) <= (3 if notice else 1)
    assert all(width_of(line) <= width for line in lines)


def test_a_notice_of_a_full_disk_gives_its_reason_on_a_narrow_screen() -> None:
    """The folders of the file are what people need least, and come first."""
    said = "Kunde inte sparas: /home/anna/.local/share/stegvis/replicas/plan/1.sqlite cannot be used: disk is full."
    lines = status_lines(CALM, 60, "sv", UNICODE, said)
    shown = " ".join(words(line).strip() for line in lines)
    assert all(words(line).startswith(" ") for line in lines)
    assert "…/1.sqlite cannot be used: disk is full." in shown and "/home" not in shown and "på servern" in shown


def test_a_server_that_owes_an_answer_is_said_to_be_silent() -> None:
    """Sending is what it said a minute ago, too."""
    silent = Standings(Connection.LIVE, "", 1, 3, 0, 0, (), is_silent=True)
    assert "servern svarar inte, sparat här, ej skickat: 1" in words(status_lines(silent, 80, "sv", UNICODE)[0])


def test_a_refused_connection_gives_its_reason() -> None:
    """ "Disconnected" alone leaves people waiting for something that will not come."""
    refused = Standings(Connection.REFUSED, "Servern är nyare än programmet.", 0, 0, 0, 0, ())
    assert "nyare" in words(status_lines(refused, 80, "sv", UNICODE)[0])


def test_help_and_quit_are_always_among_the_keys_shown() -> None:
    """Whoever is lost looks for these two."""
    for width in (30, 80, 200):
        line = words(key_line(Place.OUTLINE, frozenset(Need), width, "sv"))
        assert "hjälp" in line and "sluta" in line and len(line) <= width


def test_keys_that_the_row_does_not_take_are_not_offered() -> None:
    """The line shows what is valid now."""
    assert "avgör" not in words(key_line(Place.OUTLINE, frozenset(), 200, "sv"))
    assert "avgör" in words(key_line(Place.OUTLINE, frozenset({Need.CONTEST}), 200, "sv"))


def test_no_key_has_two_meanings_in_one_place() -> None:
    """The second would never be reached."""
    for place in Place:
        keys = [key for entry in keys_in(place) for key in entry.keys]
        assert len(keys) == len(set(keys)), place


def test_every_text_is_there_in_both_languages() -> None:
    """A screen half in another language looks broken."""
    gaps = dict.fromkeys(
        ("count", "names", "name", "reason", "assessment", "value", "arrow", "periods", "title", "kind", "field",
         "what", "detail", "period", "time", "where", "percent", "rows", "own", "state", "owing",
         "members", "units", "author", "at", "choices", "errors", "warnings", "notes"), "x",
    )  # fmt: skip
    for text in names():
        assert say("sv", text, **gaps) and say("en", text, **gaps)
        assert "{" not in say("sv", text, **gaps) + say("en", text, **gaps)
    assert all(entry.help.sv and entry.help.en for entry in KEYS)


def test_words_put_into_a_text_are_not_read_as_gaps() -> None:
    """Reasons come from people, and people write braces."""
    assert say("en", "overridden_because", name="{reason}", reason="{name}") == "set by {reason}: {name}"


@given(st.text("aåb \u00a0世", max_size=60), st.integers(2, 30))
def test_wrapped_text_fits_and_loses_no_word(text: str, width: int) -> None:
    """What is cut from an analysis on screen is not read by anybody."""
    rows = wrapped(((text, ""),), width)
    assert all(width_of(row) <= width for row in rows)
    assert "".join(map(words, rows)).replace(" ", "") == text.replace(" ", "")


def test_a_draft_is_read_back_whole_and_garbage_is_none() -> None:
    """A damaged draft must not keep its node from being opened."""
    assert read_draft(written(Draft("text", 3))) == Draft("text", 3)
    assert read_draft("not json") is None and read_draft('["x", "y"]') is None
