"""A paper that accounts for investments: a table of what was granted, then a section for each investment.

Ärende | Beviljat belopp i tkr | Kontaktperson
Uppföljning av investering: Mottagning         a section: the decisions and the outcome in running text,
A. Kundperspektiv                              then for each perspective
Ökad tillgänglighet: Stor påverkan             what effect was expected,
Verksamhetens utvärdering:                     and what came of it
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from shared.exchange.blocks import Block, Shape
from shared.exchange.builder import ROOT_DRAFT, Builder
from shared.exchange.columns import columns_of
from shared.exchange.investments import MAX_PART, Investments
from shared.exchange.paper import looks_like_title
from shared.exchange.phrases import sentences
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, without_markup
from shared.followup.quantity import read_quantity
from shared.plan.ops import CellKey
from shared.plan.values import MAX_LINE, Quantity, Text, names

_PERSPECTIVE = re.compile(r"^[A-ZÅÄÖ][.)]\s+(?P<title>\S.*)$")
_EFFECT = re.compile(r"^(?P<aspect>[^:]{1,80}):\s+(?P<effect>[^:.]{1,60})$")
_ALIKE = 0.6
"""How alike titles must be for a row of the table to be about a section: papers misspell them."""


@dataclass
class _Granted:
    """A row of the table."""

    block: Block
    title: str
    amount: str
    contact: str


@dataclass
class _Section:
    """An investment's section, as far as it goes."""

    investment: int
    perspective: str = ""
    is_evaluated: bool = False
    """Whether the perspective's evaluation has begun."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """What was evaluated, by perspective."""
    comments: list[str] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)


class InvestmentPaper:
    """Takes the blocks that account for investments; idle until it comes to one."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._investments = Investments(builder, vocabulary)
        self._sections: list[_Section] = []
        self._section: _Section | None = None
        self._heads: list[str | None] | None = None
        """Of the table that is being read: "amount", "owner", "title" or nothing, by column."""
        self._granted: list[_Granted] = []

    def take(self, block: Block) -> bool:
        """Take a block in; False if it does not account for an investment."""
        if block.shape is Shape.CELLS:
            return self._table_row(block)
        self._heads = None
        if block.shape not in (Shape.TITLE, Shape.PROSE):
            self._section = None
            return False
        heading = self._vocabulary.phrase("investment", block.text)
        if heading is not None:
            self._open(heading, block)
        elif self._section is not None:
            self._line(self._section, block)
        else:
            self._threshold(block)
        return self._section is not None

    def close(self) -> None:
        """The paper ends: what was evaluated is complete, and the table's rows find their sections."""
        for section in self._sections:
            for perspective, texts in section.texts.items():
                self._prose(section, "evaluation", texts, perspective[:MAX_PART])
            self._prose(section, "analysis", section.comments, None)
        titles = {self._builder.drafts[section.investment].title: section for section in self._sections}
        for granted in self._granted:
            alike = get_close_matches(granted.title, titles, n=1, cutoff=_ALIKE)
            if alike:
                self._told(granted, titles.pop(alike[0]))
            else:
                self._builder.not_understood(granted.block.lines, granted.block.texts)
        self._sections, self._granted = [], []

    def _table_row(self, block: Block) -> bool:
        cells = [one_line(without_markup(cell)) for cell in block.cells]
        head = [self._head(cell) for cell in cells]
        if any(kind and kind.startswith("amount ") for kind in head):
            self._heads = ["title", *head[1:]]
            self._builder.structure(block.lines[0], block.texts[0], "table head")
            return True
        if self._heads is None or len(cells) != len(self._heads):
            return False
        said = dict(zip(self._heads, cells, strict=True))
        amount = next(f"{said[kind]} {kind.removeprefix('amount ')}" for kind in said if kind and "amount " in kind)
        self._granted.append(_Granted(block, said["title"], amount, said.get("owner", "")))
        return True

    def _head(self, words: str) -> str | None:
        granted = self._vocabulary.phrase("granted head", words)
        if granted is not None:
            return f"amount {granted.get('unit', 'kr')}"
        return columns_of([words], self._vocabulary, None).columns[0].field

    def _told(self, granted: _Granted, section: _Section) -> None:
        """A row that is about an investment: who answers for it. The decisions say what was granted."""
        line = granted.block.lines[0]
        self._builder.structure(line, f"{granted.title}: {granted.amount}", "what was granted in all")
        is_kept = 0 < len(granted.contact) <= MAX_LINE and self._builder.put(
            section.investment, CellKey("owner"), names([granted.contact])
        )
        if granted.contact and not is_kept:
            self._builder.not_understood([line], [granted.contact])

    def _threshold(self, block: Block) -> None:
        for sentence in sentences(block.text):
            said = self._vocabulary.phrase("threshold", sentence)
            amount = read_quantity(said["amount"]) if said else None
            if isinstance(amount, Quantity):
                self._builder.put(ROOT_DRAFT, CellKey("account_threshold"), amount)

    def _open(self, heading: dict[str, str], block: Block) -> None:
        investment = self._investments.investment(heading["title"].strip(), block.lines)
        self._section = _Section(investment)
        self._sections.append(self._section)
        if number := heading.get("number"):
            self._investments.number(investment, number)
        rest = one_line(block.text.replace(heading["title"], "", 1))
        self._builder.structure(block.lines[0], rest, "heading")

    def _line(self, section: _Section, block: Block) -> None:
        words = self._vocabulary
        perspective = _PERSPECTIVE.match(block.text)
        numbered = words.phrase("case number", block.text)
        if perspective and looks_like_title(block.text):
            section.perspective, section.is_evaluated = perspective["title"], False
            self._heading(block)
        elif words.phrase("investment heading", block.text) is not None:
            section.is_evaluated = words.phrase("evaluation", block.text) is not None
            self._heading(block)
        elif numbered is not None and self._investments.number(section.investment, numbered["number"]):
            self._heading(block)
        elif not self._effect(section, block):
            self._words(section, block)

    def _heading(self, block: Block) -> None:
        self._builder.structure(block.lines[0], block.texts[0], "heading")

    def _effect(self, section: _Section, block: Block) -> bool:
        found = _EFFECT.match(block.text) if section.perspective and not section.is_evaluated else None
        if found is None:
            return False
        part = f"{section.perspective}: {found['aspect']}"
        if len(part) > MAX_PART or not self._investments.effect(section.investment, part, found["effect"]):
            return False
        self._builder.drafts[section.investment].lines.extend(block.lines)
        return True

    def _words(self, section: _Section, block: Block) -> None:
        """Running text: evaluated, a comment, or about the investment; facts in it are kept as such, too."""
        for sentence in sentences(block.text):
            self._fact(section, sentence, block)
        is_comment = self._vocabulary.phrase("comment", sentences(block.text)[0]) is not None
        if not self._builder.period or not (is_comment or section.is_evaluated):
            self._builder.describe(section.investment, block.lines, block.texts, block.text)
            return
        self._builder.drafts[section.investment].lines.extend(block.lines)
        texts = section.comments if is_comment else section.texts.setdefault(section.perspective, [])
        if texts and block.text[:1].islower():
            texts[-1] += f" {block.text}"
        else:
            texts.append(block.text)

    def _fact(self, section: _Section, sentence: str, block: Block) -> None:
        words, investment, period = self._vocabulary, section.investment, self._builder.period
        if said := words.phrase("decision", sentence):
            self._decide(section, said, block, said["amount"])
        elif said := words.phrase("supplement", sentence):
            self._decide(section, said, block, "")
        elif (said := words.phrase("new total", sentence)) and section.decisions:
            self._investments.amount(section.decisions[-1], said["amount"], "total")
        elif said := words.phrase("total outcome", sentence):
            self._investments.figure(investment, "outcome", said["amount"], period)
        elif said := words.phrase("overrun", sentence):
            self._investments.figure(investment, "stated_deviation", said["amount"], period)

    def _decide(self, section: _Section, said: dict[str, str], block: Block, amount: str) -> None:
        decision = self._investments.decision(section.investment, said["body"], said["date"], block.lines)
        if decision is None:
            return
        section.decisions.append(decision)
        if amount:
            self._investments.amount(decision, amount, "total" if len(section.decisions) == 1 else None)

    def _prose(self, section: _Section, name: str, texts: list[str], part: str | None) -> None:
        if texts:
            self._builder.put(section.investment, CellKey(name, self._builder.period, part), Text("\n".join(texts)))
