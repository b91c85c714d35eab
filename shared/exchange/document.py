"""What was read from a paper or a table: draft nodes with their cells, and an account of every line.

The account is the promise of an import: each line that is not blank is in the plan, or not understood, or part of
the paper's structure.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from shared.plan.fields import Label
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import Value


class Unreadable(msgspec.Struct, frozen=True):
    """Why nothing can be read, in one sentence."""

    sentence: Label


class FileLine(NamedTuple):
    """A line, or a cell of it, as it stands in the file."""

    line: int
    """From 1."""
    text: str


COLUMN_NOT_USED = "column not used"
"""Why a cell is among the furniture; its row is in the plan all the same."""


class Furniture(NamedTuple):
    """A line that belongs to the paper and not to the plan: heads of tables, rules, page feet, contents."""

    line: int
    text: str
    why: str


class ColumnUse(NamedTuple):
    """What became of a table's column."""

    column: str
    use: str | None
    """A level or a field; None if the column is not used."""


class Draft(msgspec.Struct, frozen=True):
    """A node that a paper speaks of."""

    kind: Kind
    level: str
    title: str
    parent: int
    """Index of the parent among the drafts, always smaller than its own; -1 for the first, the plan's root."""
    lines: tuple[int, ...]
    cells: dict[CellKey, Value]
    because: dict[CellKey, str]
    skips_levels: bool = False
    """Whether the table it is from may leave out levels between it and its parent."""


class Document(msgspec.Struct, frozen=True):
    """A paper or a table, understood as far as it goes."""

    drafts: tuple[Draft, ...]
    """Parents before children. The first stands for the plan's root and holds what is said of the whole."""
    not_understood: tuple[FileLine, ...]
    structure: tuple[Furniture, ...]
    mapping: tuple[ColumnUse, ...]
    period: str | None
    """The period the paper is about, by its canonical name; None if nothing says so."""

    @property
    def counts(self) -> dict[str, int]:
        """How many drafts there are of each level, in the order the levels first appear."""
        found: dict[str, int] = {}
        for draft in self.drafts[1:]:
            found[draft.level] = found.get(draft.level, 0) + 1
        return found
