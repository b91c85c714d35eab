"""How wide the columns of an outline are: as wide as what they hold, while the titles keep their room."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.cells import cell_len

GUTTER = 5
"""Cursor, contested or pending mark, presence, assessment sign, space."""

_GAP = 2
_LEAST_TITLE = 40
_KEPT_TITLE = 45
"""The titles keep this much of a wide pane, and as much as nine in ten of them need up to a good width."""
_GOOD_TITLE = 60
_WIDEST = 22
_WIDEST_GROWN = 40
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
    return Wanted(min(_WIDEST, max(usual(filled), least)), min(_WIDEST_GROWN, max(filled[-1], least)))


def usual(widths: Iterable[int]) -> int:
    """The width within which nine in ten stay; 0 for none."""
    ordered = sorted(widths)
    return ordered[(len(ordered) * 9 - 1) // 10] if ordered else 0


def lay_out(width: int, target: Wanted, outcome: Wanted, title: int = 0) -> Columns:
    """The columns for a pane of that width; `title` is what the titles would like.

    The outcome has its usual room before the target has; what the titles can do without is for the two alike.
    """
    columns = _within(width, target.usual, outcome.usual)
    spare = columns.title - max(_KEPT_TITLE, min(title, _GOOD_TITLE))
    if spare <= 0:
        return columns
    more_target, more_outcome = target.most - columns.target, outcome.most - columns.outcome
    of_outcome = min(more_outcome, max(spare // 2, spare - more_target))
    of_target = min(more_target, spare - of_outcome)
    return _with_columns(width, columns.target + of_target, columns.outcome + of_outcome)


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
