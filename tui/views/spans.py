"""Text in pieces, each with the part it plays. Widgets give a part its colour; views never do."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells, set_cell_size

from shared.plan.values import one_line as one_line

Span = tuple[str, str]
"""Words and the part they play: "" for plain, else one of `PARTS`."""

Line = tuple[Span, ...]

PARTS = (
    "strong", "muted", "met", "partly", "missed", "unmeasured", "contested", "pending", "present", "owed", "cursor",
)  # fmt: skip


def fit(text: str, width: int, cut: str = "…", *, to_right: bool = False) -> str:
    """Exactly `width` columns: padded, or cut with a sign that says so."""
    taken = cell_len(text)
    if width <= 0:
        return ""
    if taken > width:
        text = set_cell_size(text, width - 1).rstrip() + cut
        taken = cell_len(text)
    space = " " * (width - taken)
    return space + text if to_right else text + space


def wrapped(line: Line, width: int) -> list[Line]:
    """The line in rows of at most `width` columns, broken between words where there are any."""
    rows: list[list[Span]] = [[]]
    room = width
    for word, part in _words(line):
        taken = cell_len(word)
        if taken > room and word[0] == " ":
            continue
        if taken > room and rows[-1]:
            rows.append([])
            room = width
        for piece in chop_cells(word, width) if taken > room else [word]:
            if cell_len(piece) > room:
                rows.append([])
                room = width
            rows[-1].append((piece, part))
            room -= cell_len(piece)
    return [tuple(row) for row in rows]


def _words(line: Line) -> list[Span]:
    return [(word, part) for text, part in line for word in re.findall(" +|[^ ]+", text)]


def width_of(line: Line) -> int:
    """Columns the line takes."""
    return sum(cell_len(text) for text, _ in line)


def words(line: Line) -> str:
    """The line without its parts."""
    return "".join(text for text, _ in line)
