"""A table's row to drafts: the chain of levels it names, and the cells of the nearest one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from shared.exchange.builder import Builder, Made
from shared.exchange.cells import read_cell, read_split
from shared.exchange.columns import Column, Columns
from shared.exchange.document import COLUMN_NOT_USED
from shared.exchange.vocabulary import Sign, Vocabulary
from shared.exchange.words import one_line, plain, without_glyphs, without_markup, without_number
from shared.followup.period import read_period
from shared.plan.fields import Field
from shared.plan.kinds import Kind, field_of
from shared.plan.ops import CellKey
from shared.plan.values import MAX_LINE, Choice, Text, Value

_SIGNED = ("analysis", "printed_sign", "assessment")
"""Fields whose cells may begin with a sign of assessment; a column without a head may hold one too."""


class Named(msgspec.Struct, frozen=True):
    """What the cell of a level says."""

    title: str
    case_number: str
    sign: Sign | None
    number: str = ""
    """The number that the title has in its list ("1.")."""
    rest: str = ""
    """The end of a title that is too long."""


class Row(msgspec.Struct, frozen=True):
    """A row of a table, its broken pieces joined."""

    columns: Columns
    cells: tuple[str, ...]
    lines: tuple[int, ...]
    texts: tuple[str, ...]
    """The lines as they stand in the file."""


class RowReader:
    """Makes drafts of rows.

    `is_paper` tells a paper's table, where words that are not understood are listed one by one, from a table of data,
    where whole columns may be of no use and rows on one thing come again for each period.
    """

    def __init__(self, builder: Builder, vocabulary: Vocabulary, *, is_paper: bool) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._is_paper = is_paper
        self._reported: Counter[tuple[int, Kind, str, str | None]] = Counter()
        """How many rows named a draft of that parent, kind and title in that period."""

    def read(self, row: Row, parent: int) -> None:
        """Take a row in under a parent; a row that names nothing is not understood."""
        period = self._period_of(row)
        chain = self._chain(row, parent, period)
        if not chain:
            self._builder.not_understood(row.lines, row.texts)
            return
        for index in chain.values():
            self._builder.drafts[index].lines.extend(row.lines)
        self._fill(row, chain, period)

    def name(self, cell: str) -> Named:
        """What a level's cell says: its title without icons and number, a case number, a sign before the title."""
        lines = without_markup(cell).split("\n")
        numbers = [line for line in lines if self._vocabulary.is_case_number(line)]
        signs = frozenset(spelling for known in self._vocabulary.signs for spelling in (known.sign, *known.spellings))
        title = without_glyphs(one_line(" ".join(line for line in lines if line not in numbers)), signs)
        sign = self._vocabulary.sign(title[:1]) if title else None
        if sign:
            title = without_glyphs(title[1:])
        bare = without_number(title)
        return Named(bare[:MAX_LINE], " ".join(numbers), sign, title.removesuffix(bare).strip(), bare[MAX_LINE:])

    def _period_of(self, row: Row) -> str | None:
        """The period of a row, the more exact one where it has both a year and a part of it."""
        said = _said(row, "period")
        found = [period.name for words in said if (period := read_period(words))]
        return max(found, key=len) if found else self._builder.period

    def _chain(self, row: Row, parent: int, period: str | None) -> dict[str, int]:
        """The drafts the row names, by level, widest first; made where they are new."""
        levels = [(column, cell) for column, cell in zip(row.columns.columns, row.cells, strict=True) if column.level]
        levels.sort(key=lambda pair: pair[0].level.depth if pair[0].level else 0)
        named = [(column, self.name(cell)) for column, cell in levels]
        named = [(column, name) for column, name in named if name.title]
        chain: dict[str, int] = {}
        for place, (column, name) in enumerate(named):
            is_leaf = place == len(named) - 1
            parent = self._node(column, name, parent, period if is_leaf else "", skips=len(levels) > 1)
            chain[column.level_name] = parent
            self._mark(parent, name, row, period)
        return chain

    def _node(self, column: Column, name: Named, parent: int, period: str | None, *, skips: bool) -> int:
        """The draft of that name, or a new one.

        `period` is "" for a node above the row's own. Rows about one thing in several periods are about one node; two
        of the same period are about two nodes of the same name.
        """
        assert column.level is not None
        there = self._builder.named(parent, column.level.kind, name.title)
        if period == "" and there:
            return there[-1]
        row = (parent, column.level.kind, plain(name.title), period)
        before = self._reported[row]
        self._reported[row] += 1
        if before < len(there) and not self._is_paper:
            return there[before]
        made = Made(column.level.kind, column.level_name, name.title, parent, skips_levels=skips)
        made.cells[CellKey("title")] = Text(name.title)
        return self._builder.add(made)

    def _mark(self, draft: int, name: Named, row: Row, period: str | None) -> None:
        """Keep what stands beside the title, and account for what cannot be kept."""
        case = CellKey("case_number")
        if name.case_number and not self._builder.put(draft, case, Text(name.case_number)):
            self._builder.not_understood(row.lines[:1], [name.case_number])
        if name.sign and not self._put_sign(draft, name.sign, period):
            self._builder.not_understood(row.lines[:1], [name.sign.sign])
        if name.rest:
            self._builder.not_understood(row.lines[:1], [name.rest])
        if name.number:
            self._builder.structure(row.lines[0], name.number, "number in a list")

    def _fill(self, row: Row, chain: dict[str, int], period: str | None) -> None:
        unit = next(iter(_said(row, "unit")), "")
        part = next(iter(_said(row, "part")), None)
        reasons: dict[str | None, tuple[Column, str]] = {
            column.because_of: (column, cell) for column, cell in _pairs(row) if column.because_of and cell.strip()
        }
        for column, cell in _pairs(row):
            if column.level or column.because_of or column.field in ("period", "part") or not cell.strip():
                continue
            words = self._without_sign(column, cell, row, chain, period)
            because = one_line(reasons[column.field][1])[:MAX_LINE] if column.field in reasons else ""
            if not words or self._put(column, words, chain, period, part=part, unit=unit, because=because):
                if len(because) < MAX_LINE:
                    reasons.pop(column.field, None)
                continue
            self._left_over(column, one_line(without_markup(words)), row)
        for column, cell in reasons.values():
            self._left_over(column, one_line(without_markup(cell)), row)

    def _left_over(self, column: Column, words: str, row: Row) -> None:
        """Account for the words of a cell that are not in the plan."""
        shown = f"{column.head}: {words}" if column.head else words
        if self._is_paper or column.field or column.because_of:
            self._builder.not_understood(row.lines[:1], [shown])
        else:
            self._builder.structure(row.lines[0], shown, COLUMN_NOT_USED)

    def _without_sign(self, column: Column, cell: str, row: Row, chain: dict[str, int], period: str | None) -> str:
        """The cell without a sign that stands for the row's assessment: the whole of it, or its first paragraph."""
        first, _, rest = without_markup(cell).partition("\n")
        sign = self._vocabulary.sign(first)
        if sign is None or (column.field not in _SIGNED and column.head):
            return cell
        return rest if self._put_sign(list(chain.values())[-1], sign, period) else cell

    def _put_sign(self, draft: int, sign: Sign, period: str | None) -> bool:
        kind = self._builder.drafts[draft].kind
        if period is None or field_of(kind, "printed_sign") is None:
            return False
        is_kept = self._builder.put(draft, CellKey("printed_sign", period), Text(sign.sign))
        if is_kept and sign.assessment:
            return self._builder.put(draft, CellKey("assessment", period), Choice(sign.assessment))
        return is_kept

    def _put(self, column: Column, words: str, chain: dict[str, int], period: str | None, *,
             part: str | None, unit: str, because: str) -> bool:  # fmt: skip
        """Write one cell of a row; False if it has no place or is not understood."""
        if column.field is None:
            return False
        for draft in [chain[column.at]] if column.at in chain else list(reversed(chain.values())):
            field = field_of(self._builder.drafts[draft].kind, column.field)
            if field is None:
                continue
            when = (column.period or period) if field.per_period else None
            if field.per_period and when is None:
                return False
            part = part[:100] if part and field.in_parts else None
            values = self._values(field, words, unit=unit, period=when, part=part)
            keys = [(CellKey(field.name, when, name), value) for name, value in values]
            kept = [self._builder.put(draft, key, value, because) for key, value in keys]
            return bool(kept) and all(kept)
        return column.field == "unit"

    def _values(
        self, field: Field, words: str, *, unit: str, period: str | None, part: str | None
    ) -> list[tuple[str | None, Value]]:
        """What the words of a cell say, by the part it is about; more than one where they split a result themselves."""
        split = read_split(field, words, unit) if part is None else ()
        if split:
            return [(name or None, number) for name, number in split]
        value = read_cell(field, words, self._vocabulary, unit, period=period, is_paper=self._is_paper)
        return [] if value is None else [(part, value)]


def _pairs(row: Row) -> Sequence[tuple[Column, str]]:
    return list(zip(row.columns.columns, row.cells, strict=True))


def _said(row: Row, field: str) -> list[str]:
    """What the row's columns of that field say, blank ones left out."""
    return [one_line(without_markup(cell)) for column, cell in _pairs(row) if column.field == field and cell.strip()]
