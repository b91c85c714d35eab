"""Tables whose lines were lost when a page became text: each cell a paragraph, one after the other.

Mätetal Resultat Analys            the head, on one line
Väntetid till / första besök       a title, over two lines
45 %                               then its figures, one for each column of figures
Köerna växte / under våren.        then prose, up to the next title that figures follow
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from shared.exchange.blocks import Block, Shape
from shared.exchange.columns import Columns, columns_of
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, without_glyphs
from shared.followup.quantity import read_quantity
from shared.plan.values import Quantity

_FIGURES = ("target", "outcome")
_MAX_FIGURE = 40
_MAX_HEADS = 8

Paragraph = list[Block]


def with_rows(blocks: Sequence[Block], vocabulary: Vocabulary) -> list[Block]:
    """The blocks, with the paragraphs under such a head put together as rows with cells."""
    found: list[Block] = []
    head: Columns | None = None
    waiting: list[Paragraph] = []
    for block in blocks:
        is_words = block.shape in (Shape.TITLE, Shape.PROSE)
        columns = _head(block, vocabulary) if is_words else None
        if columns or (head and not is_words and block.shape is not Shape.FURNITURE):
            found += _rows(waiting, head)
            waiting, head = [], columns
            found.append(_as_head(block, columns) if columns else block)
        elif head is None or not is_words:
            found.append(block)
        elif waiting and not block.after_blank:
            waiting[-1].append(block)
        else:
            waiting.append([block])
    return found + _rows(waiting, head)


def _head(block: Block, vocabulary: Vocabulary) -> Columns | None:
    """The columns of a line that is nothing but heads, with a level before figures and prose after them."""
    words = block.text.split()
    if not 3 <= len(words) <= _MAX_HEADS or columns_of(words[:1], vocabulary, None).columns[0].level is None:
        return None
    columns = columns_of(words, vocabulary, None)
    fields = [column.field for column in columns.columns]
    unknown = sum(column.use.use is None for column in columns.columns)
    is_head = columns.columns[0].level is not None and fields[1] in _FIGURES and "analysis" in fields and unknown <= 1
    return columns if is_head and not any(column.level for column in columns.columns[1:]) else None


def _as_head(block: Block, columns: Columns) -> Block:
    return msgspec.structs.replace(block, shape=Shape.CELLS, cells=tuple(column.head for column in columns.columns))


def _rows(paragraphs: Sequence[Paragraph], head: Columns | None) -> list[Block]:
    if head is None:
        return []
    figures = [place for place, column in enumerate(head.columns) if column.field in _FIGURES]
    starts = [at for at in range(len(paragraphs)) if _starts(paragraphs, at, len(figures))]
    before = paragraphs[: starts[0]] if starts else paragraphs
    rows = [block for paragraph in before for block in paragraph]
    for start, end in pairwise([*starts, len(paragraphs)]):
        rows.append(_row(paragraphs[start:end], head, figures))
    return rows


def _starts(paragraphs: Sequence[Paragraph], at: int, count: int) -> bool:
    """Whether a paragraph is a title: no figure itself, and as many figures follow as the table has columns of them."""
    following = paragraphs[at + 1 : at + 1 + count]
    return len(following) == count and all(map(_is_figure, following)) and not _is_figure(paragraphs[at])


def _is_figure(paragraph: Paragraph) -> bool:
    words = _text(paragraph)
    return len(words) <= _MAX_FIGURE and isinstance(read_quantity(words), Quantity)


def _row(paragraphs: Sequence[Paragraph], head: Columns, figures: Sequence[int]) -> Block:
    cells = [""] * len(head.columns)
    cells[0] = _text(paragraphs[0])
    for place, paragraph in zip(figures, paragraphs[1:], strict=False):
        cells[place] = _text(paragraph)
    prose = next(place for place, column in enumerate(head.columns) if column.field == "analysis")
    cells[prose] = "\n".join(map(_text, paragraphs[1 + len(figures) :]))
    blocks = [block for paragraph in paragraphs for block in paragraph]
    return Block(
        Shape.CELLS, tuple(line for block in blocks for line in block.lines),
        tuple(text for block in blocks for text in block.texts), cells=tuple(cells),
    )  # fmt: skip


def _text(paragraph: Paragraph) -> str:
    return without_glyphs(one_line(" ".join(block.text for block in paragraph)))
