"""One line of the outline, from a row, its place in the tree and the columns."""

from __future__ import annotations

import msgspec
from rich.cells import cell_len

from tui.locale.signs import Signs
from tui.views.columns import Columns
from tui.views.rows import Row
from tui.views.spans import Line, fit

_INDENT = 2


class Placing(msgspec.Struct, frozen=True):
    """What the outline knows of a row besides its words."""

    depth: int = 0
    fold: bool | None = None
    """True if folded, False if open, None if nothing lies under it."""
    is_cursor: bool = False
    is_pending: bool = False
    is_present: bool = False
    """Whether somebody else looks at it."""


def row_line(row: Row, placing: Placing, columns: Columns, signs: Signs) -> Line:
    """The line, exactly as wide as gutter and columns together."""
    return (
        (signs.cursor if placing.is_cursor else " ", "cursor"),
        _mark(row, placing, signs),
        (signs.present if placing.is_present else " ", "present"),
        (signs.of(row.assessment), _part(row)),
        (" ", ""),
        (_title(row, placing, columns.title, signs), "contested" if row.is_contested else _weight(placing)),
        *_column(row.target, columns.target, columns.gap, signs, "muted"),
        *_result(row, columns, signs),
    )


def title_width(row: Row, depth: int) -> int:
    """Columns that the title takes so deep in the tree, if it is not cut."""
    return depth * _INDENT + cell_len(f"  {row.title}")


def _mark(row: Row, placing: Placing, signs: Signs) -> tuple[str, str]:
    if row.is_contested:
        return signs.contested, "contested"
    return (signs.pending, "pending") if placing.is_pending else (" ", "")


def _part(row: Row) -> str:
    return "muted" if row.assessment == "followed" else row.assessment or ""


def _weight(placing: Placing) -> str:
    return "strong" if placing.depth == 0 else ""


def _title(row: Row, placing: Placing, width: int, signs: Signs) -> str:
    fold = {None: " ", True: signs.folded, False: signs.unfolded}[placing.fold]
    indent = min(placing.depth * _INDENT, width // 2)
    return fit(f"{' ' * indent}{fold} {row.title}", width, signs.cut)


def _result(row: Row, columns: Columns, signs: Signs) -> Line:
    if row.owes and not row.outcome:
        blank = signs.gap * min(columns.outcome, 6)
        return _column(blank, columns.outcome, columns.gap, signs, "owed")
    return _column(row.outcome, columns.outcome, columns.gap, signs, "")


def _column(text: str, width: int, gap: str, signs: Signs, part: str) -> Line:
    return ((gap, ""), (fit(text, width, signs.cut, to_right=True), part)) if width else ()
