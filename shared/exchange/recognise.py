"""A paper's blocks to a document: which heading stands under which, and which table belongs where."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from shared.exchange.blocks import Block, Shape
from shared.exchange.builder import ROOT_DRAFT, Builder, Made
from shared.exchange.columns import head_of
from shared.exchange.control_paper import ControlPaper
from shared.exchange.document import Document
from shared.exchange.investment_paper import InvestmentPaper
from shared.exchange.money_paper import MoneyPaper
from shared.exchange.paper import LOST_ENTRY, Paper, looks_like_title, read_blocks
from shared.exchange.paper_tables import PaperTables
from shared.exchange.periods import TITLE_LINES, paper_period
from shared.exchange.tallies import read_tally_line
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import plain
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import MAX_LINE, Text

_STEP = 10
"""Room between two levels of the vocabulary, for sections around and under a chapter."""

_MAX_SENTENCE = 250
"""Characters of a goal that is titled by a whole sentence."""

_MAX_SHORT = 4
"""Blocks in which running text is looked for after a short line."""

_RUNNING_TEXT = 80
"""Characters from which a line without a full stop still is running text."""


def read_paper(text: str, vocabulary: Vocabulary, period: str | None) -> Document:
    """A paper understood. `period` is looked for in its first lines if None."""
    paper = read_blocks(text, vocabulary)
    tops = [block for block in paper.blocks if block.shape is not Shape.FURNITURE][:TITLE_LINES]
    found = period or paper_period(block.text or block.texts[0] for block in tops)
    recogniser = _Recogniser(paper, vocabulary, Builder(found))
    return recogniser.read()


class _Recogniser:
    def __init__(self, paper: Paper, vocabulary: Vocabulary, builder: Builder) -> None:
        self._blocks = [block for block in paper.blocks if block.shape is not Shape.FURNITURE]
        self._all = paper.blocks
        self._contents = {plain(title) for title in paper.contents}
        self._vocabulary = vocabulary
        self._builder = builder
        self._tables = PaperTables(builder, vocabulary)
        self._papers: tuple[ControlPaper | InvestmentPaper | MoneyPaper, ...] = (
            ControlPaper(builder, vocabulary),
            InvestmentPaper(builder, vocabulary),
            MoneyPaper(builder, vocabulary),
        )
        """Readers of the forms that have rules of their own; each takes what is its."""
        self._open: list[tuple[int, int]] = [(-1, ROOT_DRAFT)]
        self._chapter = vocabulary.section_depth * _STEP
        self._opening = ""
        """The first paragraph of the chapter, in which its sections may be named."""
        self._in_named = False
        """Whether a section of this chapter was named so."""
        self._has_labels = any(block.shape is Shape.LABELLED for block in self._blocks)
        self._title = self._document_title()

    def read(self) -> Document:
        place = -1
        for block in self._all:
            place += block.shape is not Shape.FURNITURE
            self._take(block, place)
        self._tables.close()
        for paper in self._papers:
            paper.close()
        return self._builder.document()

    def _take(self, block: Block, place: int) -> None:
        if block.shape is not Shape.FURNITURE and any(paper.take(block) for paper in self._papers):
            return
        match block.shape:
            case Shape.FURNITURE if block.why == LOST_ENTRY:
                self._builder.not_understood(block.lines, block.texts)
            case Shape.FURNITURE:
                self._furniture(block, block.why)
            case Shape.CELLS:
                self._tables.take(block, self._here, self._after(place))
            case Shape.LABELLED:
                self._labelled(block)
            case Shape.MARKED if block is self._title:
                self._furniture(block, "title of the document")
            case Shape.MARKED:
                self._section(block, self._chapter + block.depth - 1)
            case Shape.TITLE | Shape.PROSE:
                self._words(block, place)

    def _after(self, place: int) -> Block | None:
        return self._blocks[place + 1] if place + 1 < len(self._blocks) else None

    def _furniture(self, block: Block, why: str) -> None:
        for line, text in zip(block.lines, block.texts, strict=True):
            self._builder.structure(line, text, why)

    @property
    def _here(self) -> int:
        return self._open[-1][1]

    def _document_title(self) -> Block | None:
        """The one heading with the fewest #, if it stands before all tables: it names the paper, not a part of it."""
        marked = [block for block in self._blocks if block.shape is Shape.MARKED]
        least = min((block.depth for block in marked), default=0)
        top = [block for block in marked if block.depth == least]
        first = next((block for block in self._blocks if block.shape in (Shape.CELLS, Shape.LABELLED)), None)
        is_title = len(top) == 1 and (first is None or top[0].lines < first.lines)
        return top[0] if is_title else None

    def _labelled(self, block: Block) -> None:
        assert block.level is not None
        if not block.text:
            self._builder.not_understood(block.lines, block.texts)
            return
        self._push(block.level.depth * _STEP, Made(block.level.kind, block.label, block.text[:MAX_LINE], 0), block)

    def _section(self, block: Block, depth: int) -> None:
        made = Made(Kind.GOAL, self._vocabulary.section, block.text[:MAX_LINE], 0, is_section=True)
        if depth == self._chapter:
            self._opening, self._in_named = "", False
        self._push(depth, made, block)

    def _push(self, depth: int, made: Made, block: Block) -> None:
        """Open a node under the nearest open one that is wider than it."""
        self._tables.close()
        while self._open[-1][0] >= depth:
            self._open.pop()
        made.parent = self._here
        made.lines = list(block.lines)
        made.cells[CellKey("title")] = Text(made.title)
        self._open.append((depth, self._builder.add(made)))
        if block.text != made.title:
            self._builder.describe(self._here, block.lines, block.texts, block.text)

    def _words(self, block: Block, place: int) -> None:
        """Prose, or a heading without a label; or a row or cell of the table that it stands directly under."""
        is_heading = plain(block.text) in self._contents or self._is_squeezed(block, place)
        leads = self._leads_to_text(place)
        is_row = not is_heading and self._tables.take_words(block, self._here, leads_to_text=leads)
        if is_row or (not is_heading and read_tally_line(block, self._builder)):
            return
        may_be = is_heading or block.shape is Shape.TITLE or self._is_sentence_heading(block, place)
        depth = self._heading_depth(block, place) if may_be else None
        if depth is not None:
            self._section(block, depth)
            return
        self._tables.interrupt()
        self._builder.describe(self._here, block.lines, block.texts, block.text)
        self._opening = self._opening or plain(block.text)

    def _heading_depth(self, block: Block, place: int) -> int | None:
        """How deep a heading without a label stands, or None if it is prose.

        The table of contents names chapters. The first line of all is the paper's own title. Before a labelled
        heading, a short line is a section around it. Else it is a heading if running text or a table follows: of a
        chapter if the paper has no table of contents, else of a section.
        """
        if plain(block.text) in self._contents:
            return self._chapter
        following = self._after(place)
        if following and following.level and self._is_squeezed(block, place):
            return following.level.depth * _STEP - 1
        if following is None or not block.before_blank or place == 0:
            return None
        if following.shape is Shape.LABELLED and following.level:
            return following.level.depth * _STEP - 1
        if not self._is_heading_before(following, place):
            return None
        if following.shape is Shape.CELLS:
            return max(self._open[-1][0] + 1, self._chapter + 2)
        return self._section_depth(block, following)

    def _is_squeezed(self, block: Block, place: int) -> bool:
        """Whether a short line is a section's heading, though blank lines do not set it off: a labelled heading follows
        that is wider than the open one."""
        following = self._after(place)
        if following is None or following.level is None or block.before_blank:
            return False
        return following.level.depth * _STEP < self._open[-1][0] and looks_like_title(block.text)

    def _leads_to_text(self, place: int) -> bool:
        """Whether a sentence comes before the next blank line, perhaps after further short lines."""
        for before, block in pairwise(self._blocks[place : place + _MAX_SHORT]):
            if before.before_blank or block.shape is not Shape.PROSE or block.text[:1].islower():
                return False
            if not looks_like_title(block.text):
                return True
        return False

    def _is_sentence_heading(self, block: Block, place: int) -> bool:
        """Whether one short sentence is the title of a goal: in a paper without labels, under a section that the
        chapter's opening names, with a longer paragraph after it."""
        following = self._after(place)
        if self._has_labels or not self._in_named or following is None or following.shape is not Shape.PROSE:
            return False
        is_one = block.text.endswith(".") and ". " not in block.text and len(block.text) <= _MAX_SENTENCE
        return is_one and block.after_blank and block.before_blank and len(following.text) > len(block.text)

    def _section_depth(self, block: Block, following: Block) -> int:
        if not self._contents:
            return self._chapter
        is_named = plain(block.text) in self._opening
        self._in_named = self._in_named or is_named
        return self._chapter + (1 if is_named or following.shape is Shape.TITLE else 2)

    def _is_heading_before(self, following: Block, place: int) -> bool:
        match following.shape:
            case Shape.CELLS:
                is_head = head_of(following.cells, self._vocabulary, self._builder.period) is not None
                return is_head or self._tables.is_tally_head(following, self._after(place + 1))
            case Shape.PROSE:
                return len(following.text) >= _RUNNING_TEXT or following.text.endswith(".")
            case Shape.TITLE:
                is_chapter = plain(following.text) in self._contents
                return bool(self._contents) and not is_chapter and self._opens_text(self._blocks[place + 2 : place + 3])
            case _:
                return False

    def _opens_text(self, blocks: Sequence[Block]) -> bool:
        return any(block.shape is Shape.PROSE and len(block.text) >= _RUNNING_TEXT for block in blocks)
