"""A row of a table of data, by what its columns are for."""

from __future__ import annotations

from shared.exchange.builder import Builder
from shared.exchange.columns import Column
from shared.exchange.document import COLUMN_NOT_USED
from shared.exchange.rows import Row
from shared.exchange.words import one_line, without_markup
from shared.followup.period import read_period


class Record:
    """Gives what a row says, and keeps account of what nobody asked for."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self._cells = list(zip(row.columns.columns, row.cells, strict=True))
        self._asked: set[int] = set()

    def said(self, use: str) -> str:
        """The words of the first column for that level or field that has any, "" if none has. Words that were asked
        for are the caller's to keep."""
        for place, (column, cell) in enumerate(self._cells):
            if use in (column.level_name, column.field) and cell.strip():
                self._asked.add(place)
                return one_line(without_markup(cell))
        return ""

    def told(self, use: str, builder: Builder) -> str:
        """The same for words that only say what kind of row it is: they are accounted for here."""
        words = self.said(use)
        if words:
            builder.structure(self.row.lines[0], words, "kind of row")
        return words

    def columns(self) -> list[tuple[Column, str]]:
        """Every column of a field that has words here, and the words; not counted as asked for."""
        return [
            (column, one_line(without_markup(cell))) for column, cell in self._cells if column.field and cell.strip()
        ]

    def take(self, column: Column) -> None:
        """Count a column as asked for."""
        self._asked.update(place for place, (other, _) in enumerate(self._cells) if other is column)

    def period(self, builder: Builder) -> str | None:
        """The period of the row, the more exact one where it has both a year and a part of it."""
        said = [words for column, words in self.columns() if column.field == "period"]
        self._asked.update(place for place, (column, _) in enumerate(self._cells) if column.field == "period")
        found = [period.name for words in said if (period := read_period(words))]
        return max(found, key=len) if found else builder.period

    def leave(self, builder: Builder) -> None:
        """Account for the columns that nobody asked for."""
        for place, (column, cell) in enumerate(self._cells):
            if place not in self._asked and cell.strip():
                words = one_line(without_markup(cell))
                builder.structure(self.row.lines[0], f"{column.head}: {words}", COLUMN_NOT_USED)
