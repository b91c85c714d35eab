"""A document in the making: drafts, and the account of lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.exchange.columns import Columns
from shared.exchange.consequences import with_consequences
from shared.exchange.document import ColumnUse, Document, Draft, FileLine, Furniture
from shared.exchange.words import plain
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import MAX_PROSE, Text, Value

ROOT_DRAFT = 0
"""Index of the draft that stands for the plan's root."""


@dataclass
class Made:
    """A draft that may still grow."""

    kind: Kind
    level: str
    title: str
    parent: int
    lines: list[int] = field(default_factory=list)
    cells: dict[CellKey, Value] = field(default_factory=dict)
    because: dict[CellKey, str] = field(default_factory=dict)
    prose: list[str] = field(default_factory=list)
    prose_length: int = 0
    """Characters of it, with line breaks."""
    skips_levels: bool = False
    is_section: bool = False
    """Whether it is a heading without a label: a goal if others stand under it, else a remark."""


class Builder:
    """Collects what is read, in the order of the file."""

    def __init__(self, period: str | None) -> None:
        self.period = period
        self.drafts = [Made(Kind.UNIT, "", "", -1)]
        self._by_title: dict[tuple[int, Kind, str], list[int]] = {}
        self._not_understood: list[FileLine] = []
        self._structure: list[Furniture] = []
        self._mapping: dict[ColumnUse, None] = {}

    def add(self, made: Made) -> int:
        """Take a draft in; returns its index."""
        self.drafts.append(made)
        index = len(self.drafts) - 1
        self._by_title.setdefault((made.parent, made.kind, plain(made.title)), []).append(index)
        return index

    def named(self, parent: int, kind: Kind, title: str) -> Sequence[int]:
        """The drafts of that kind and title under a parent, in order."""
        return self._by_title.get((parent, kind, plain(title)), ())

    def put(self, draft: int, key: CellKey, value: Value, because: str = "") -> bool:
        """Write a cell; False if it already has another value, which then stays."""
        made = self.drafts[draft]
        if key in made.cells and made.cells[key] != value:
            return False
        made.cells[key] = value
        if because:
            made.because[key] = because
        return True

    def describe(self, draft: int, lines: Sequence[int], texts: Sequence[str], words: str) -> None:
        """Add a paragraph to what is said of a draft; what no longer fits is accounted for."""
        made = self.drafts[draft]
        if made.prose_length + len(words) >= MAX_PROSE:
            self.not_understood(lines, texts)
            return
        made.prose_length += len(words) + 1
        made.lines.extend(lines)
        made.prose.append(words)

    def not_understood(self, lines: Iterable[int], texts: Iterable[str]) -> None:
        """Account for lines that mean nothing to us."""
        self._not_understood.extend(map(FileLine, lines, texts))

    def structure(self, line: int, text: str, why: str) -> None:
        """Account for a line of the paper's own."""
        self._structure.append(Furniture(line, text, why))

    def mapped(self, columns: Columns) -> None:
        """Account for a table's columns."""
        self._mapping.update(dict.fromkeys(column.use for column in columns.columns if column.head))

    def document(self) -> Document:
        """What was read."""
        self._name_sections()
        return Document(
            drafts=tuple(_frozen(made) for made in self.drafts),
            not_understood=tuple(sorted(self._not_understood, key=lambda entry: entry.line)),
            structure=tuple(sorted(self._structure, key=lambda entry: entry.line)),
            mapping=tuple(self._mapping),
            period=self.period,
        )

    def _name_sections(self) -> None:
        parents = {made.parent for made in self.drafts}
        for index, made in enumerate(self.drafts):
            if made.is_section:
                made.kind = Kind.GOAL if index in parents else Kind.REMARK


def _frozen(made: Made) -> Draft:
    cells = dict(made.cells)
    if made.prose:
        cells[CellKey("description")] = Text("\n".join(made.prose))
    if made.kind is Kind.MEASURE:
        cells = with_consequences(cells, made.title)
    return Draft(
        kind=made.kind, level=made.level, title=made.title, parent=made.parent, lines=tuple(sorted(set(made.lines))),
        cells=cells, because=made.because, skips_levels=made.skips_levels,
    )  # fmt: skip
