"""Tables of data: CSV with semicolons, commas or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from shared.exchange.builder import ROOT_DRAFT, Builder
from shared.exchange.columns import Columns, columns_of
from shared.exchange.control_table import ControlRows
from shared.exchange.document import Document, Unreadable
from shared.exchange.investment_table import InvestmentRows
from shared.exchange.money_table import MoneyRows
from shared.exchange.rows import Row, RowReader
from shared.exchange.vocabulary import Vocabulary
from shared.plan.fields import Label

_SEPARATORS = ";\t,"
_HEAD_ROWS = 10
_ESCAPED = ("'=", "'+", "'-", "'@")

Record = tuple[tuple[int, ...], list[str]]
"""The numbers of the lines that are not blank, and the cells."""


def read_table(text: str, vocabulary: Vocabulary, period: str | None) -> Document | Unreadable:
    """A table of data understood. Its head is the first of its top rows that has a level among its columns."""
    lines = text.split("\n")
    try:
        records = _records(text, lines)
    except csv.Error as error:
        return Unreadable(Label(f"Tabellen går inte att läsa: {error}", f"The table cannot be read: {error}"))
    builder = Builder(period)
    _read(records, lines, builder, vocabulary)
    return builder.document()


def _records(text: str, lines: list[str]) -> list[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(lines))
    records = []
    before = 0
    for cells in reader:
        numbers = tuple(n for n in range(before + 1, reader.line_num + 1) if lines[n - 1].strip())
        before = reader.line_num
        if numbers:
            records.append((numbers, [_unescaped(cell) for cell in cells]))
    return records


def _separator(lines: list[str]) -> str:
    """The separator that the first line with any has most of, outside quotes."""
    for line in lines[:_HEAD_ROWS]:
        bare = "".join(line.split('"')[::2])
        if not line.startswith("sep=") and any(separator in bare for separator in _SEPARATORS):
            return max(_SEPARATORS, key=bare.count)
    return _SEPARATORS[0]


def _unescaped(cell: str) -> str:
    """The cell without the quote that protects a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith(_ESCAPED) else cell


def _read(records: list[Record], lines: list[str], builder: Builder, vocabulary: Vocabulary) -> None:
    place, columns = _head(records, vocabulary, builder.period)
    read_row = _row_reader(columns, builder, vocabulary)
    builder.mapped(columns)
    for index, (numbers, cells) in enumerate(records):
        texts = tuple(lines[number - 1] for number in numbers)
        if index == place or (texts and texts[0].startswith("sep=")):
            _structure(builder, numbers, texts, "table head" if index == place else "separator")
        elif not any(cell.strip() for cell in cells):
            _structure(builder, numbers, texts, "empty row")
        elif index < place or not columns.is_table or len(cells) > len(columns.columns):
            builder.not_understood(numbers, texts)
        else:
            padded = cells + [""] * (len(columns.columns) - len(cells))
            read_row(Row(columns, tuple(padded), numbers, texts))


def _row_reader(columns: Columns, builder: Builder, vocabulary: Vocabulary) -> Callable[[Row], None]:
    """What takes the rows of a table of this shape in."""
    match columns.shape:
        case "controls":
            return ControlRows(builder, vocabulary).read
        case "investments":
            return InvestmentRows(builder, vocabulary).read
        case "money":
            return MoneyRows(builder, vocabulary, columns).read
        case "levels":
            reader = RowReader(builder, vocabulary, is_paper=False)
            return lambda row: reader.read(row, ROOT_DRAFT)


def _head(records: list[Record], vocabulary: Vocabulary, period: str | None) -> tuple[int, Columns]:
    for place, (_, cells) in enumerate(records[:_HEAD_ROWS]):
        columns = columns_of(cells, vocabulary, period)
        if columns.is_table:
            return place, columns
    return 0, columns_of(records[0][1], vocabulary, period)


def _structure(builder: Builder, numbers: tuple[int, ...], texts: tuple[str, ...], why: str) -> None:
    for number, text in zip(numbers, texts, strict=True):
        builder.structure(number, text, why)
