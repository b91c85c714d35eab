"""How wide the columns of an outline are: as wide as what they hold, while the titles keep their room."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.cells import cell_len

from tui.views.rows import Row

GUTTER = 5
"""Cursor, contested or pending mark, presence, assessment sign, space."""

_GAP = 2
_LEAST_TITLE = 40
_WIDEST = 22
_LEAST = 6
_SAMPLE = 500


class Columns(msgspec.Struct, frozen=True):
    """Widths in terminal columns; 0 for a column that is left out. Gaps are not counted in them."""

    title: int
    target: int = 0
    outcome: int = 0

    @property
    def gap(self) -> str:
        """What stands before a column that is shown."""
        return " " * _GAP


class Wanted(msgspec.Struct, frozen=True):
    """Widths that would show nearly everything."""

    target: int = 0
    outcome: int = 0


def wanted(rows: Iterable[Row], target_head: str, outcome_head: str) -> Wanted:
    """What the first few hundred rows want; a few long ones are cut rather than given room. 0 where no row has any."""
    targets: list[int] = []
    outcomes: list[int] = []
    for row, _ in zip(rows, range(_SAMPLE), strict=False):
        targets.append(cell_len(row.target))
        outcomes.append(cell_len(row.outcome))
    return Wanted(_usual(targets, target_head), _usual(outcomes, outcome_head))


def lay_out(width: int, wish: Wanted) -> Columns:
    """The columns for a pane of that width. The outcome has its room before the target has."""
    spare = max(0, width - GUTTER - _LEAST_TITLE)
    outcome = _room(spare, wish.outcome)
    target = _room(spare - _taken(outcome), wish.target)
    return Columns(max(1, width - GUTTER - _taken(outcome) - _taken(target)), target, outcome)


def _room(spare: int, wish: int) -> int:
    room = min(wish, spare - _GAP)
    return room if room >= min(wish, _LEAST) > 0 else 0


def _taken(width: int) -> int:
    return width + _GAP if width else 0


def _usual(widths: list[int], head: str) -> int:
    filled = sorted(width for width in widths if width)
    if not filled:
        return 0
    return min(_WIDEST, max(filled[(len(filled) * 9 - 1) // 10], cell_len(head), _LEAST))
