"""Drafts of investments that are accounted for: decisions, effects expected of them, and the figures.

A paper and a table of data give the same drafts, so that importing one after the other doubles nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.exchange.builder import ROOT_DRAFT, Builder, Made
from shared.exchange.cells import read_cell
from shared.exchange.vocabulary import Vocabulary
from shared.followup.quantity import read_quantity
from shared.plan.kinds import Kind, field_of
from shared.plan.ops import CellKey
from shared.plan.values import MAX_LINE, Choice, Day, Quantity, Text

MAX_PART = 100


class Investments:
    """Makes drafts, each investment and decision once."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary

    def investment(self, title: str, lines: Sequence[int]) -> int:
        """The draft of an investment."""
        return self._draft(ROOT_DRAFT, Kind.INVESTMENT, title, lines)

    def decision(self, investment: int, body: str, date: str, lines: Sequence[int]) -> int | None:
        """The draft of a decision; None if the date is none."""
        field = field_of(Kind.DECISION, "date")
        day = read_cell(field, date, self._vocabulary) if field else None
        if not isinstance(day, Day):
            return None
        made = self._draft(investment, Kind.DECISION, f"{body} {day.iso}", lines)
        self._builder.put(made, CellKey("body"), Text(body[:MAX_LINE]))
        self._builder.put(made, CellKey("date"), day)
        return made

    def amount(self, decision: int, words: str, amount_is: str | None) -> bool:
        """What was decided, and whether it is "total" or "addition"; None leaves that open."""
        found = read_quantity(words)
        if not isinstance(found, Quantity) or not self._builder.put(decision, CellKey("amount"), found):
            return False
        return amount_is is None or self._builder.put(decision, CellKey("amount_is"), Choice(amount_is))

    def effect(self, investment: int, part: str, words: str) -> bool:
        """What effect was expected in one respect ("Perspektiv: aspekt")."""
        return self._put(investment, "expected_effect", words, part=part[:MAX_PART])

    def figure(self, investment: int, field: str, words: str, period: str | None) -> bool:
        """An amount of a period; False if there is no period, or it has another one."""
        return period is not None and self._put(investment, field, words, period=period)

    def number(self, investment: int, words: str) -> bool:
        """The number of its case."""
        return self._put(investment, "case_number", words)

    def _put(self, draft: int, name: str, words: str, *, period: str | None = None, part: str | None = None) -> bool:
        field = field_of(self._builder.drafts[draft].kind, name)
        value = read_cell(field, words, self._vocabulary) if field else None
        return value is not None and self._builder.put(draft, CellKey(name, period, part), value)

    def _draft(self, parent: int, kind: Kind, title: str, lines: Sequence[int]) -> int:
        there = self._builder.named(parent, kind, title[:MAX_LINE])
        if there:
            self._builder.drafts[there[0]].lines.extend(lines)
            return there[0]
        level = self._vocabulary.level_of(kind)
        made = Made(kind, level, title[:MAX_LINE], parent, list(lines), skips_levels=kind is Kind.INVESTMENT)
        made.cells[CellKey("title")] = Text(made.title)
        return self._builder.add(made)
