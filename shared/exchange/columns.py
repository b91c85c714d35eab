"""A table's head understood: which column is a level, which a field, and which is not used."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from shared.exchange.document import ColumnUse
from shared.exchange.periods import column_period
from shared.exchange.vocabulary import KnownTable, Level, TableShape, Vocabulary
from shared.exchange.words import one_line, plain, without_markup

_MAX_HEAD = 60
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_BECAUSE = "because "


class Column(msgspec.Struct, frozen=True):
    """What one column means."""

    head: str
    level: Level | None = None
    level_name: str = ""
    field: str | None = None
    """A field's name; "period" and "part" say where the row's other cells belong."""
    because_of: str | None = None
    """The field whose value this column gives the reason for."""
    at: str | None = None
    """The level that the field belongs to, where it is not the row's own."""
    period: str | None = None

    @property
    def use(self) -> ColumnUse:
        """For the account."""
        because = f"because {self.because_of}" if self.because_of else None
        return ColumnUse(self.head, self.level_name or self.field or because)


class Columns(msgspec.Struct, frozen=True):
    """A table's columns in their order."""

    columns: tuple[Column, ...]
    is_table: bool
    """Whether there is a level to name rows by, so that rows can be read."""
    signature: tuple[str, ...] = ()
    """The head's words, by which a repeated head is recognised."""
    shape: TableShape = "levels"
    title: str = ""
    """What the vocabulary calls a table like this."""

    @property
    def narrowest(self) -> int:
        """Index of the column of the nearest level."""
        places = [(column.level.depth, place) for place, column in enumerate(self.columns) if column.level]
        return max(places)[1]


def columns_of(heads: Sequence[str], vocabulary: Vocabulary, paper_period: str | None) -> Columns:
    """What these heads mean. Heads are cleaned here; a blank one has no meaning of its own."""
    words = [one_line(without_markup(head)) for head in heads]
    table = _known_table({plain(word) for word in words}, vocabulary)
    known = {plain(column): use for column, use in table.columns.items()}
    columns = tuple(_column(word, vocabulary, known, paper_period) for word in words)
    signature = tuple(plain(word) for word in words)
    return Columns(columns, any(column.level for column in columns), signature, table.shape, table.title)


def head_of(cells: Sequence[str], vocabulary: Vocabulary, paper_period: str | None) -> Columns | None:
    """The columns of a row that is the head of a table: short words, a level among them, and at least half of them
    known; None if it is no head."""
    if any(len(one_line(without_markup(cell))) > _MAX_HEAD for cell in cells):
        return None
    columns = columns_of(cells, vocabulary, paper_period)
    filled = [column for cell, column in zip(cells, columns.columns, strict=True) if cell.strip()]
    known = [column for column in filled if column.use.use]
    return columns if columns.is_table and len(known) * 2 >= len(filled) else None


def _known_table(words: set[str], vocabulary: Vocabulary) -> KnownTable:
    def fits(table: KnownTable) -> bool:
        return {plain(word) for word in table.has} <= words

    return next((table for table in vocabulary.tables if fits(table)), KnownTable(has=(), columns={}))


def _column(head: str, vocabulary: Vocabulary, known: dict[str, str], paper_period: str | None) -> Column:
    if plain(head) in known:
        return _told(head, known[plain(head)], vocabulary)
    bare = _REMARK.sub("", head)
    named = _level(bare, vocabulary, named=True)
    if named:
        return Column(head, level=named, level_name=named.name)
    field = _field(head, vocabulary, paper_period)
    if field:
        return field
    printed = _level(bare, vocabulary, named=False)
    return Column(head, level=printed, level_name=printed.label(bare) or bare) if printed else Column(head)


def _told(head: str, use: str, vocabulary: Vocabulary) -> Column:
    level = next((level for level in vocabulary.levels if level.name == use), None)
    if level:
        return Column(head, level=level, level_name=level.name)
    at, _, field = use.rpartition(".")
    return Column(head, field=field or None, at=at or None)


def _level(head: str, vocabulary: Vocabulary, *, named: bool) -> Level | None:
    bare = plain(head)
    for level in vocabulary.levels:
        if bare and bare in {plain(word) for word in (level.columns if named else level.labels)}:
            return level
    return None


def _field(head: str, vocabulary: Vocabulary, paper_period: str | None) -> Column | None:
    """The field whose longest word the head begins with; a period may follow, or stand in parentheses."""
    bare = plain(head).replace("(", "").replace(")", "")
    begun = [
        (len(plain(word)), name)
        for name, words in vocabulary.columns.items()
        for word in words
        if bare == plain(word) or (bare.startswith(plain(word) + " ") and plain(word))
    ]
    if not begun:
        return None
    length, name = max(begun, key=lambda found: found[0])
    period = column_period(bare[length:].strip(), paper_period)
    if _is_other(bare[length:].strip(), period):
        return None
    if name.startswith(_BECAUSE):
        return Column(head, because_of=name.removeprefix(_BECAUSE))
    return Column(head, field=name, period=period)


def _is_other(rest: str, period: str | None) -> bool:
    """Whether what follows the word makes it mean something else, as "analysis line from" is no analysis."""
    return bool(re.search(r"\b(?:lines?|count|no|figures)\b", rest)) and period is None
