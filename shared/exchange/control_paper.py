"""A paper on internal control: a table of control items, then a section for each with findings and proposed actions.

Kontrollmoment 2020 | Frågeställningar       the items, their aims (*) and questions (>)
1. Attest                                    an item's section: what it is about,
Följande iakttagelser noterades:             what was found,
- I 2 av 10 fall ...
Förslag till åtgärder                        what is proposed: an action a line,
Se över policyn:
- Rubrikerna.                                with sub-points,
Ekonomifunktionen bör vara ansvarig för ...  and who is responsible for all of them
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shared.exchange.blocks import Block, Shape
from shared.exchange.builder import Builder
from shared.exchange.columns import columns_of
from shared.exchange.controls import Controls
from shared.exchange.phrases import sentences
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, plain, without_markup, without_number
from shared.plan.kinds import Kind
from shared.plan.values import MAX_LINE

_YEAR = re.compile(r"\s+(?:19|20)[0-9]{2}$")
_BULLET = re.compile(r"^[-•*–]\s+")
_MARKS = re.compile(r"(?:^|\s)[*>•]\s+")
_ASKED = ("question", "aim")
_HEADING = "heading"


@dataclass
class _Proposal:
    """An action as it stands in the paper."""

    words: str
    lines: list[int]
    points: list[_Proposal] = field(default_factory=list)


@dataclass
class _Section:
    """An item's section, as far as it goes."""

    item: int
    phase: str = "about"
    """ "about", "findings" or "actions"."""
    findings: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    proposals: list[_Proposal] = field(default_factory=list)
    responsible: str = ""


class ControlPaper:
    """Takes the blocks that belong to a paper's control items; idle until it comes to a table of them."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._controls = Controls(builder, vocabulary)
        self._items: dict[str, int] = {}
        """The items of the table, by their titles."""
        self._is_table = False
        self._section: _Section | None = None

    def take(self, block: Block) -> bool:
        """Take a block in; False if it is not about a control item."""
        if block.shape is Shape.CELLS:
            return self._table_row(block)
        self._is_table = False
        if block.shape not in (Shape.TITLE, Shape.PROSE):
            self.close()
            return False
        item = self._items.get(plain(without_number(block.text)))
        if item is not None:
            self.close()
            self._section = _Section(item)
            self._heading(item, block)
        elif self._section is not None:
            self._line(self._section, block)
        return self._section is not None

    def close(self) -> None:
        """The open section is complete."""
        section, self._section = self._section, None
        if section is None:
            return
        period = self._builder.period
        self._controls.lines(section.item, "finding", section.findings, period)
        self._controls.lines(section.item, "analysis", section.verdicts, period)
        for line in section.findings:
            for sentence in sentences(line):
                self._controls.samples(section.item, sentence, period)
        for proposal in section.proposals:
            self._propose(section.item, proposal, section.responsible)

    def _table_row(self, block: Block) -> bool:
        if self._is_head(block):
            self._is_table = True
            for line, text in zip(block.lines, block.texts, strict=True):
                self._builder.structure(line, text, "table head")
            return True
        if not self._is_table or len(block.cells) != len(self._columns):
            return False
        self._row(block)
        return True

    def _is_head(self, block: Block) -> bool:
        heads = [_YEAR.sub("", one_line(without_markup(cell))) for cell in block.cells]
        columns = columns_of(heads, self._vocabulary, self._builder.period).columns
        is_head = columns[0].level is not None and columns[0].level.kind is Kind.CONTROL
        if not is_head or not any(column.field in _ASKED for column in columns[1:]):
            return False
        self._columns = [column.field for column in columns]
        return True

    def _row(self, block: Block) -> None:
        name, *more = without_markup(block.cells[0]).split("\n")
        title = without_number(name)[:MAX_LINE]
        item = self._items.setdefault(plain(title), self._controls.item(title, block.lines))
        self._heading(item, block, name)
        self._controls.decided_for(item, self._builder.period)
        self._asked(item, "aim", " ".join(more), block)
        for asked, cell in zip(self._columns[1:], block.cells[1:], strict=True):
            self._asked(item, asked if asked in _ASKED else "", without_markup(cell), block)

    def _asked(self, item: int, name: str, words: str, block: Block) -> None:
        listed = [one_line(piece) for piece in _MARKS.split(words) if piece.strip()]
        if listed and not (name and self._controls.lines(item, name, listed)):
            self._builder.not_understood(block.lines[:1], [one_line(words)])

    def _heading(self, item: int, block: Block, name: str = "") -> None:
        words = name or block.text
        self._builder.drafts[item].lines.extend(block.lines)
        if number := words.removesuffix(without_number(words)).strip():
            self._builder.structure(block.lines[0], number, "number in a list")

    def _line(self, section: _Section, block: Block) -> None:
        words = self._vocabulary
        if words.phrase("actions", block.text.rstrip(":")) is not None:
            section.phase = "actions"
            self._builder.structure(block.lines[0], block.texts[0], _HEADING)
        elif section.phase == "about" and words.phrase("findings", block.text) is not None:
            section.phase = "findings"
            self._opening(section, block)
        elif section.phase == "actions":
            self._proposed(section, block)
        elif section.phase == "findings" and self._builder.period:
            self._found(section, block)
        else:
            self._builder.describe(section.item, block.lines, block.texts, block.text)

    def _opening(self, section: _Section, block: Block) -> None:
        """The line before the findings: it says something by itself only if it has more than one sentence."""
        if len(sentences(block.text)) > 1:
            self._builder.describe(section.item, block.lines, block.texts, block.text)
        else:
            self._builder.structure(block.lines[0], block.texts[0], _HEADING)

    def _found(self, section: _Section, block: Block) -> None:
        self._builder.drafts[section.item].lines.extend(block.lines)
        if section.findings and _goes_on(block):
            section.findings[-1] += f" {block.text}"
        else:
            section.findings.append(block.text)

    def _proposed(self, section: _Section, block: Block) -> None:
        said = self._vocabulary.phrase("responsible", sentences(block.text)[0])
        if said is not None:
            section.responsible = said.get("who", "")
            self._builder.describe(section.item, block.lines, block.texts, block.text)
        elif self._builder.period and self._vocabulary.phrase("verdicts", block.text) is not None:
            section.verdicts.append(block.text)
            self._builder.drafts[section.item].lines.extend(block.lines)
        else:
            self._add(section.proposals, block)

    def _add(self, proposals: list[_Proposal], block: Block) -> None:
        last = proposals[-1] if proposals else None
        bare = _BULLET.sub("", block.text)
        if last and bare != block.text and last.words.endswith(":"):
            last.points.append(_Proposal(bare, list(block.lines)))
        elif last and _goes_on(block):
            open_one = last.points[-1] if last.points else last
            open_one.words += f" {block.text}"
            open_one.lines.extend(block.lines)
        else:
            proposals.append(_Proposal(bare, list(block.lines)))

    def _propose(self, parent: int, proposal: _Proposal, responsible: str) -> None:
        own = self._vocabulary.phrase("own responsible", proposal.words.rstrip(".")) or {}
        action = self._controls.action(parent, proposal.words, proposal.lines)
        if rest := proposal.words[MAX_LINE:]:
            self._builder.not_understood(proposal.lines[:1], [rest])
        self._controls.decided_for(action, self._builder.period)
        self._controls.owned(action, own.get("who", responsible))
        for point in proposal.points:
            self._propose(action, point, responsible)


def _goes_on(block: Block) -> bool:
    """Whether a line goes on with the sentence before a page break."""
    return block.text[:1].islower()
