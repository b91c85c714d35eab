"""A paper's tables of money: every column but the first is a figure of a money table, and one says so by its word.

Budgetram förtroendevalda | Budget 2020 | Budget 2021
Fullmäktige               | -17 009     | -17 332
Totalt, tkr               | -27 300     | -27 819
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from shared.exchange.blocks import Block, Shape
from shared.exchange.builder import Builder
from shared.exchange.columns import Column, Columns, columns_of
from shared.exchange.money_table import MoneyRows
from shared.exchange.rows import Row
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, without_markup
from shared.followup.money import COLUMNS
from shared.followup.quantity import read_quantity
from shared.plan.kinds import Kind
from shared.plan.values import MAX_LINE

_UNIT = re.compile(r"(?:,\s*|\()(?P<unit>kr|tkr|mnkr|mkr|kronor|miljoner kronor)\b", re.IGNORECASE)
_SHARED = ("outcome",)
"""Columns that measures have, too: they alone make no table of money."""


class MoneyPaper:
    """Takes the rows of such tables; a table is read when it ends, because its last row may say the unit."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._columns: Columns | None = None
        self._blocks: list[Block] = []
        """The head and the rows."""

    def take(self, block: Block) -> bool:
        """Take a block in; False if it is no row of a table of money."""
        if block.shape is not Shape.CELLS:
            self.close()
            return False
        if self._columns is not None and self._is_row(block, self._columns):
            self._blocks.append(block)
            return True
        self.close()
        self._columns, self._blocks = self._head(block), [block]
        return self._columns is not None

    def close(self) -> None:
        """The table is complete."""
        columns, self._columns = self._columns, None
        if columns is None:
            return
        head, *rows = self._blocks
        if not rows:
            self._builder.not_understood(head.lines, head.texts)
            return
        for line, text in zip(head.lines, head.texts, strict=True):
            self._builder.structure(line, text, "table head")
        unit = _unit([column.head for column in columns.columns] + [_cells(row)[0] for row in rows])
        reader = MoneyRows(self._builder, self._vocabulary, columns, unit)
        for row in rows:
            reader.read(Row(columns, tuple(row.cells), row.lines, row.texts))

    def _head(self, block: Block) -> Columns | None:
        heads = _cells(block)
        columns = columns_of(heads, self._vocabulary, self._builder.period)
        figures = {_figure(column) for column in columns.columns[1:]}
        is_money = bool(figures) and figures <= set(COLUMNS) and not figures <= set(_SHARED)
        if not is_money or columns.is_table or columns.columns[0].field or not heads[0] or len(heads[0]) > MAX_LINE:
            return None
        level = next((level for level in self._vocabulary.levels if level.kind is Kind.BUDGET_LINE), None)
        if level is None:
            return None
        first = Column(heads[0], level=level, level_name=level.name)
        return msgspec.structs.replace(columns, columns=(first, *columns.columns[1:]), title=heads[0])

    def _is_row(self, block: Block, columns: Columns) -> bool:
        cells = _cells(block)
        filled = [cell for cell in cells[1:] if cell]
        is_whole = len(cells) == len(columns.columns) and bool(cells[0])
        return is_whole and bool(filled) and all(read_quantity(cell) is not None for cell in filled)


def _figure(column: Column) -> str | None:
    """The figure that a column has. "Avvikelse 0 kr" is no head but a row's own figure."""
    return column.field if column.period or not any(char.isdigit() for char in column.head) else None


def _cells(block: Block) -> list[str]:
    return [one_line(without_markup(cell)) for cell in block.cells]


def _unit(texts: Sequence[str]) -> str:
    """The unit that a head or a row's title names: "Totalt, tkr", "Budget (mnkr)"."""
    return next((found["unit"].lower() for text in texts if (found := _UNIT.search(text))), "")
