"""How wide the columns of an outline are: as wide as what they hold, while the titles keep their room."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.cells import cell_len

GUTTER = 5
"""Cursor, contested or pending mark, presence, assessment sign, space."""

_GAP = 2
_LEAST_TITLE = 40
_GOOD_TITLE = 60
_WIDEST = 22
_LEAST = 6


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
    """The width that would show nearly everything in a column, and the one that would show all; 0 for nothing."""

    usual: int = 0
    most: int = 0


def wanted(texts: Iterable[str], head: str) -> Wanted:
    """What a column's texts want. A few long ones are only given room where there is plenty."""
    filled = sorted(width for text in texts if (width := cell_len(text)))
    if not filled:
        return Wanted()
    least = max(cell_len(head), _LEAST)
    usual = filled[(len(filled) * 9 - 1) // 10]
    return Wanted(min(_WIDEST, max(usual, least)), min(_WIDEST, max(filled[-1], least)))


def lay_out(width: int, target: Wanted, outcome: Wanted) -> Columns:
    """The columns for a pane of that width. The outcome has its room before the target has."""
    roomy = _with_columns(width, target.most, outcome.most)
    return roomy if roomy.title >= _GOOD_TITLE else _within(width, target.usual, outcome.usual)


def _within(width: int, target: int, outcome: int) -> Columns:
    spare = max(0, width - GUTTER - _LEAST_TITLE)
    outcome = _room(spare, outcome)
    return _with_columns(width, _room(spare - _taken(outcome), target), outcome)


def _with_columns(width: int, target: int, outcome: int) -> Columns:
    return Columns(max(1, width - GUTTER - _taken(outcome) - _taken(target)), target, outcome)


def _room(spare: int, wish: int) -> int:
    room = min(wish, spare - _GAP)
    return room if room >= min(wish, _LEAST) > 0 else 0


def _taken(width: int) -> int:
    return width + _GAP if width else 0
