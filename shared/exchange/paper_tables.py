"""A paper's tables: heads that are repeated on each page, cells that go on after a page break, cells left blank."""

from __future__ import annotations

from collections.abc import Sequence

from shared.exchange.blocks import Block
from shared.exchange.builder import ROOT_DRAFT, Builder
from shared.exchange.columns import Columns, head_of
from shared.exchange.paper import looks_like_title
from shared.exchange.rows import Row, RowReader
from shared.exchange.tallies import counts_something, read_tally_row, tally_periods
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, without_glyphs, without_markup

_SENTENCE_END = (".", "!", "?", ":")
_NUMBERS = ("target", "outcome")


class _OpenRow:
    """A row to which pieces may still come."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.pieces: list[list[str]] = [[] for _ in columns.columns]
        """By column."""
        self.lines: list[int] = []
        self.texts: list[str] = []

    @property
    def row(self) -> Row:
        """The row as far as it goes."""
        return Row(self.columns, tuple(map(_whole, self.pieces)), tuple(self.lines), tuple(self.texts))


class PaperTables:
    """Takes the rows of tables one by one; the last row stays open for pieces that may still come."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._reader = RowReader(builder, vocabulary, is_paper=True)
        self._columns: Columns | None = None
        self._tally: tuple[str | None, ...] = ()
        self._is_current = False
        """Whether the table still runs: nothing but blank lines since."""
        self._open: _OpenRow | None = None
        self._parent = ROOT_DRAFT
        self._filled: dict[int, str] = {}
        """By column, the last words of a level that later rows leave blank."""
        self._after_repeat = False
        self._is_half = False
        """Whether the last row has had no tab yet, so that the next line may hold the rest of it."""
        self._last_lines: tuple[int, ...] = ()

    def is_tally_head(self, block: Block, following: Block | None) -> bool:
        """Whether a row is the head of a table of counts: the one after it counts something."""
        periods = tally_periods(block.cells, self._builder.period)
        return bool(periods) and following is not None and counts_something(following.cells, periods, self._vocabulary)

    def take(self, block: Block, parent: int, following: Block | None) -> None:
        """A row or head of a table that stands under `parent`, and what comes after it."""
        self._last_lines = block.lines
        if not any(self._has_words(cell) for cell in block.cells):
            self._structure(block, "blank table head" if block.is_head_by_rule else "empty row")
            self._is_current = self._is_current or block.is_head_by_rule
            return
        columns = head_of(block.cells, self._vocabulary, self._builder.period)
        if columns is not None:
            self._head(block, columns)
        elif not self._row(block, parent, following):
            self._builder.not_understood(block.lines, block.texts)

    def _has_words(self, cell: str) -> bool:
        words = one_line(without_markup(cell))
        return bool(without_glyphs(words)) or self._vocabulary.sign(words) is not None

    def take_words(self, block: Block, parent: int, *, leads_to_text: bool) -> bool:
        """A line without cells directly under a row is a row with one cell, or goes on with the last cell.

        Directly under a table's head it is the first half of a row, if it may be a title. It is no row if running text
        comes next.
        """
        above = self._last_lines[-1:] == (block.lines[0] - 1,)
        if not above or self._columns is None or not self._is_current:
            return False
        width = len(self._columns.columns)
        goes_on = block.text[:1].islower() or self._columns.narrowest != 0 or width == 1
        goes_on = goes_on and self._open is not None
        begins_row = self._columns.narrowest == 0 and width > 1 and looks_like_title(without_glyphs(block.text))
        if not goes_on and (leads_to_text or not begins_row):
            return False
        self._last_lines = block.lines
        if goes_on and self._open is not None:
            last = max((place for place, pieces in enumerate(self._open.pieces) if pieces), default=0)
            self._extend(_alone(block.text, last, width), block)
        else:
            self._begin(_alone(block.text, 0, width), block, parent)
            self._is_half = True
        return True

    def interrupt(self) -> None:
        """Something else stands here: rows without a head do not belong to the table any more."""
        self._is_current = False
        self._tally = ()

    def close(self) -> None:
        """A heading stands here: the last row is complete, and no table goes on beyond it."""
        self._flush()
        self.interrupt()
        self._columns = None
        self._filled = {}

    def _head(self, block: Block, columns: Columns) -> None:
        same = self._columns is not None and self._columns.signature == columns.signature
        if not same:
            self._flush()
            self._filled = {}
        self._after_repeat = same
        self._columns, self._is_current, self._tally = columns, True, ()
        self._builder.mapped(columns)
        self._structure(block, "repeated table head" if same else "table head")

    def _row(self, block: Block, parent: int, following: Block | None) -> bool:
        if not self._is_current and self.is_tally_head(block, following):
            self._flush()
            self._tally = tally_periods(block.cells, self._builder.period)
            self._structure(block, "table head")
            return True
        if self._tally:
            return self._tally_row(block)
        columns = self._columns
        if columns is None or not self._is_current or len(block.cells) > len(columns.columns):
            self.interrupt()
            return False
        cells = tuple(block.cells) + ("",) * (len(columns.columns) - len(block.cells))
        if self._is_piece(cells, columns):
            self._extend(cells, block)
        else:
            self._begin(cells, block, parent)
        self._after_repeat = self._is_half = False
        return True

    def _tally_row(self, block: Block) -> bool:
        is_read = read_tally_row(block.cells, self._tally, self._vocabulary, self._builder)
        if is_read:
            self._builder.drafts[ROOT_DRAFT].lines.extend(block.lines)
            self._builder.structure(block.lines[0], one_line(without_markup(block.cells[0])), "what a tally counts")
        return is_read

    def _is_piece(self, cells: Sequence[str], columns: Columns) -> bool:
        """Whether a row goes on with the one before it: its levels are blank, or its title begins in mid-sentence."""
        if self._open is None:
            return False
        title = without_glyphs(one_line(without_markup(cells[columns.narrowest])))
        if not title:
            return all(not cells[place].strip() for place, column in enumerate(columns.columns) if column.level)
        before = one_line(without_markup("".join(self._open.pieces[columns.narrowest][-1:])))
        numbers = [place for place, column in enumerate(columns.columns) if column.field in _NUMBERS]
        is_whole = any(cells[place].strip() for place in numbers)
        begins_small = title[:1].islower() and not before.endswith(_SENTENCE_END)
        return begins_small and (self._is_half or (self._after_repeat and not is_whole))

    def _begin(self, cells: tuple[str, ...], block: Block, parent: int) -> None:
        self._flush()
        assert self._columns is not None
        self._open = _OpenRow(self._columns)
        self._extend(self._filled_down(cells, self._columns), block)
        self._parent = parent

    def _filled_down(self, cells: tuple[str, ...], columns: Columns) -> tuple[str, ...]:
        """The row with the wider levels that it leaves blank because the row above says them."""
        whole = list(cells)
        for place, column in enumerate(columns.columns):
            if column.level is None or place == columns.narrowest:
                continue
            if without_markup(cells[place]):
                self._filled = {at: words for at, words in self._filled.items() if at < place} | {place: cells[place]}
            whole[place] = self._filled.get(place, "")
        return tuple(whole)

    def _extend(self, cells: Sequence[str], block: Block) -> None:
        assert self._open is not None
        for pieces, cell in zip(self._open.pieces, cells, strict=True):
            pieces.extend([cell] if cell.strip() else [])
        self._open.lines.extend(block.lines)
        self._open.texts.extend(block.texts)

    def _flush(self) -> None:
        self._is_half = False
        if self._open is not None:
            self._reader.read(self._open.row, self._parent)
            self._open = None

    def _structure(self, block: Block, why: str) -> None:
        for line, text in zip(block.lines, block.texts, strict=True):
            self._builder.structure(line, text, why)


def _alone(words: str, place: int, width: int) -> tuple[str, ...]:
    """The cells of a row that has words in one of them."""
    return tuple(words if column == place else "" for column in range(width))


def _whole(pieces: Sequence[str]) -> str:
    """A cell of its pieces: the first paragraph of each goes on where the page broke."""
    return pieces[0] if len(pieces) == 1 else " ".join(filter(None, map(without_markup, pieces)))
