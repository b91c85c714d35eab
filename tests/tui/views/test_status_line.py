"""The line that says how things stand."""

from __future__ import annotations

from msgspec.structs import replace

from tui.door import Connection
from tui.locale.signs import UNICODE
from tui.views.safety import Safety
from tui.views.spans import width_of, words
from tui.views.status_line import Standings, status_lines

CALM = Standings(Connection.LIVE, "", 0, 3, 0, 0, ())


def _said(found: Standings, width: int = 80) -> str:
    return " ".join(words(line).strip() for line in status_lines(found, width, "sv", UNICODE))


def test_each_step_of_safety_has_words_of_its_own() -> None:
    """Somebody who closes the lid wants to know where their afternoon is."""
    assert "på servern" in _said(CALM) and "säkerhetskopierat" not in _said(CALM)
    assert "på servern, säkerhetskopierat" in _said(replace(CALM, safety=Safety.BACKUP))
    offline = replace(CALM, connection=Connection.OFFLINE, pending=2, safety=Safety.HERE)
    assert "sparat här, ej skickat: 2" in _said(offline) and "på servern" not in _said(offline)


def test_backed_up_is_not_said_while_something_is_being_sent() -> None:
    """That is one edit more than the backup has."""
    assert "säkerhetskopierat" not in _said(replace(CALM, pending=1, safety=Safety.HERE))


def test_a_plan_that_is_being_fetched_says_how_far_it_has_come() -> None:
    """Over a slow line it takes minutes, and nothing on the screen would move."""
    fetching = replace(CALM, connection=Connection.CATCHING_UP, progress=(3, 8))
    assert "hämtar 37 %" in _said(fetching)
    assert "%" not in _said(replace(fetching, progress=(0, 0)))
    assert "%" not in _said(replace(fetching, connection=Connection.OFFLINE))


def test_what_has_to_be_done_about_a_refusal_is_whole_on_a_narrow_screen() -> None:
    """The command to type stands at its end."""
    reason = "Kopian här är inte lik serverns. Avsluta och hämta om den: stegvis sync 'En lång plan' --afresh"
    refused = replace(CALM, connection=Connection.REFUSED, reason=reason, pending=4)
    lines = status_lines(refused, 60, "sv", UNICODE)
    assert "stegvis sync 'En lång plan' --afresh" in _said(refused, 60) and "ej skickat: 4" in _said(refused, 60)
    assert len(lines) <= 3 and all(width_of(line) <= 60 for line in lines)


def test_what_was_damaged_on_disk_is_counted() -> None:
    """It is set aside and never sent: its author would believe that everybody has it."""
    assert "skadade på disken: 1" in _said(replace(CALM, damaged=1))
    assert "disken" not in _said(CALM)


def test_unread_notices_are_counted_with_their_key() -> None:
    """What became of an edit while one was away is found by nobody who is not told."""
    assert "nya besked: 2 (m)" in _said(replace(CALM, unread=2))
    assert "besked" not in _said(CALM)
