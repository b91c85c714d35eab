"""A table of data with money in it: rows, parts of the row above them, and sums."""

from __future__ import annotations

from collections import Counter

from shared.exchange.builder import ROOT_DRAFT, Builder, Made
from shared.exchange.cells import read_cell
from shared.exchange.columns import Column, Columns
from shared.exchange.record import Record
from shared.exchange.rows import Row
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import plain
from shared.followup.money import COLUMNS
from shared.followup.period import read_period
from shared.plan.kinds import Kind, field_of
from shared.plan.ops import CellKey
from shared.plan.values import MAX_LINE, Choice, Text

_OF_THE_YEAR = ("forecast", "forecast_deviation")
"""Figures about the whole year that belong to the period they were reported in: the next report has others."""


class MoneyRows:
    """Makes drafts of rows, under one draft for their table."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary, columns: Columns, unit: str = "") -> None:
        """`unit` is that of rows that name none."""
        self._builder = builder
        self._vocabulary = vocabulary
        level = vocabulary.level_of(Kind.BUDGET_TABLE)
        self._title = columns.title or level
        self._table = builder.add(Made(Kind.BUDGET_TABLE, level, self._title, ROOT_DRAFT, skips_levels=True))
        builder.put(self._table, CellKey("title"), Text(self._title))
        self._row: int | None = None
        """The last line that may have parts."""
        self._reported: Counter[tuple[int, str, str | None]] = Counter()
        """How many lines of that title there were under a draft in a period."""
        self._latest = _latest_outcome(columns)
        self._unit = unit

    def read(self, row: Row) -> None:
        """Take a row in; one without a title is not understood."""
        record = Record(row)
        title = record.said(self._vocabulary.level_of(Kind.BUDGET_LINE))
        if not title or len(title) > MAX_LINE:
            self._builder.not_understood(row.lines, row.texts)
            return
        unit, period = record.said("unit") or self._unit, record.period(self._builder) or self._latest
        kind = self._kind(record.told("line", self._builder), title)
        line = self._line(title, kind, period)
        self._builder.drafts[line].lines.extend(row.lines)
        self._builder.drafts[self._table].lines.extend(row.lines)
        if unit:
            self._builder.put(self._table, CellKey("unit"), Text(unit))
        for column, words in record.columns():
            if column.field in COLUMNS:
                record.take(column)
                self._figure(line, column, words, unit, period, row)
        record.leave(self._builder)

    def _kind(self, said: str, title: str) -> str:
        """What a line is: as its column says, or else as its title does."""
        kind = self._vocabulary.choice("line", said) if said else None
        if kind is None and self._vocabulary.phrase("of which", title) is not None:
            kind = "of_which"
        if kind is None and self._vocabulary.phrase("sum", title) is not None:
            kind = "sum"
        return kind or "row"

    def _line(self, title: str, kind: str, period: str | None) -> int:
        parent = self._row if kind == "of_which" and self._row is not None else self._table
        there = self._builder.named(parent, Kind.BUDGET_LINE, title)
        key = (parent, plain(title), period)
        before = self._reported[key]
        self._reported[key] += 1
        line = there[before] if before < len(there) else self._new(parent, title)
        self._builder.put(line, CellKey("line"), Choice(kind))
        if kind != "of_which":
            self._row = line
        return line

    def _new(self, parent: int, title: str) -> int:
        made = Made(Kind.BUDGET_LINE, self._vocabulary.level_of(Kind.BUDGET_LINE), title, parent)
        made.cells[CellKey("title")] = Text(title)
        return self._builder.add(made)

    def _figure(self, line: int, column: Column, words: str, unit: str, period: str | None, row: Row) -> None:
        field = field_of(Kind.BUDGET_LINE, column.field or "")
        value = read_cell(field, words, self._vocabulary, unit) if field else None
        when = _when(column, period)
        is_kept = field and value and when and self._builder.put(line, CellKey(field.name, when), value)
        if not is_kept:
            self._builder.not_understood(row.lines[:1], [f"{column.head}: {words}"])


def _latest_outcome(columns: Columns) -> str | None:
    """The period that a table reports on, if only its heads say so: the newest one that there are outcomes for."""
    heads = (read_period(column.period or "") for column in columns.columns if column.field == "outcome")
    periods = [period for period in heads if period]
    return max(periods).name if periods else None


def _when(column: Column, reported: str | None) -> str | None:
    """The period of a column's figures; of a forecast the one in which it was made, if that is in its year."""
    own, period = read_period(column.period or ""), read_period(reported or "")
    if column.field in _OF_THE_YEAR and own and period and own.contains(period):
        return reported
    return column.period or reported
