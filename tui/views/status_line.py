"""How things stand, in words: the line at the bottom, and the line at the top."""

from __future__ import annotations

import re

import msgspec

from shared.followup.language import Language
from tui.door import Connection
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.columns import GUTTER, Columns
from tui.views.safety import Safety
from tui.views.spans import Line, Span, fit, one_line, width_of, wrapped


class Standings(msgspec.Struct, frozen=True):
    """What the status line is made from."""

    connection: Connection
    reason: str
    pending: int
    owed: int | None
    """Nodes that still owe an outcome in the period; None while nobody has counted."""
    contested: int
    returned: int
    others: tuple[str, ...]
    is_silent: bool = False
    """Whether the server has owed an answer for too long."""
    safety: Safety = Safety.SERVER
    """The step that all own edits have reached."""
    progress: tuple[int, int] = (0, 0)
    """How many parts of a plan that is being fetched are here, of how many."""
    unread: int = 0
    """Own edits that met others, of which the person has not read."""
    damaged: int = 0
    """Own edits and texts that were damaged on disk and set aside."""


_NOTICE_ROWS = 3

_FOLDERS = re.compile(r"(?<!\S)/(?:[^/\s]+/)+")


def status_lines(found: Standings, width: int, language: Language, signs: Signs, notice: str = "") -> list[Line]:
    """Lines no wider than `width`: the connection, and what was just said, or else how things stand.

    What was just said may take a few lines, for its end is as good as its beginning; and so may what a person has to do
    before the server has them again.
    """
    if notice:
        return _rows((_connection(found, language), ("   ", ""), (_brief(notice, signs), "strong")), width)
    if found.connection is Connection.REFUSED:
        facts = [span for fact in _facts(found, language, signs) for span in (("   ", ""), fact)]
        return _rows((_connection(found, language), *facts), width)
    return [_standing_line(found, width, language, signs)]


def _rows(line: Line, width: int) -> list[Line]:
    return [((" ", ""), *row) for row in wrapped(line, width - 2)[:_NOTICE_ROWS]]


def _standing_line(found: Standings, width: int, language: Language, signs: Signs) -> Line:
    line: list[Span] = [(" ", "")]
    for text, part in (_connection(found, language), *_facts(found, language, signs)):
        gap = "   " if len(line) > 1 else ""
        room = width - width_of(tuple(line)) - len(gap) - 1
        if room < min(8, len(text)):
            break
        line += [(gap, ""), (fit(text, min(room, len(text)), signs.cut).rstrip(), part)]
    return tuple(line)


def _connection(found: Standings, language: Language) -> Span:
    unsent = say(language, "unsent", count=found.pending)
    if found.is_silent:
        silent = say(language, "server_silent")
        return f"{silent}, {unsent}" if found.pending else silent, "missed"
    match found.connection:
        case Connection.LIVE:
            sending = say(language, "live_unsent", count=found.pending)
            reached = say(language, "all_backup" if found.safety is Safety.BACKUP else "live")
            return (sending, "pending") if found.pending else (reached, "met")
        case Connection.REFUSED:
            why = one_line(found.reason) or say(language, "refused")
            return f"{why}   {unsent}" if found.pending else why, "missed"
    word = _waiting(found, language)
    return (f"{word}, {unsent}", "pending") if found.pending else (word, "muted")


def _waiting(found: Standings, language: Language) -> str:
    """The word for a connection that is not there yet; what is being fetched as a share of the whole."""
    here, expected = found.progress
    if found.connection is Connection.CATCHING_UP and expected:
        return say(language, "catching_up_share", percent=100 * here // expected)
    return say(language, found.connection.value)


def _facts(found: Standings, language: Language, signs: Signs) -> list[Span]:
    facts: list[Span] = []
    if found.returned:
        facts.append((say(language, "returned_count", count=found.returned), "missed"))
    if found.damaged:
        facts.append((say(language, "damaged_count", count=found.damaged), "missed"))
    if found.unread:
        facts.append((say(language, "unread_met", count=found.unread), "contested"))
    if found.contested:
        facts.append((f"{signs.contested} {say(language, 'contested_count', count=found.contested)}", "contested"))
    if found.owed is not None:
        count = say(language, "owed", count=found.owed)
        facts.append((count, "") if found.owed else (say(language, "nothing_owed"), "met"))
    if found.reason and found.connection not in (Connection.LIVE, Connection.REFUSED):
        facts.append((_brief(found.reason, signs), "muted"))
    if found.others:
        facts.append((f"{signs.present} {', '.join(map(one_line, found.others))}", "present"))
    return facts


def _brief(sentence: str, signs: Signs) -> str:
    """The sentence with files by their names alone: the folders push the reason out of sight."""
    return _FOLDERS.sub(f"{signs.cut}/", one_line(sentence))


def head_line(name: str, period: str, columns: Columns, heads: tuple[str, str], signs: Signs) -> Line:
    """The line above the outline: the plan and the period, and the heads of the columns over them."""
    title = fit(f"{one_line(name)} · {period}" if name else period, columns.title + GUTTER - 1, signs.cut)
    line: list[Span] = [(" ", ""), (title, "strong")]
    for width, head in zip((columns.target, columns.outcome), heads, strict=True):
        if width:
            line += [(columns.gap, ""), (fit(head, width, signs.cut, to_right=True), "muted")]
    return tuple(line)
