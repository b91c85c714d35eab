"""A table of data on investments: a row for each effect expected, with the decisions on the investment beside it."""

from __future__ import annotations

from shared.exchange.builder import Builder
from shared.exchange.investments import Investments
from shared.exchange.record import Record
from shared.exchange.rows import Row
from shared.exchange.vocabulary import Vocabulary
from shared.followup.amounts import is_same_amount, total
from shared.followup.quantity import read_quantity
from shared.followup.units import comparable
from shared.plan.kinds import Kind
from shared.plan.values import MAX_LINE, Quantity

_DECISIONS = ("1", "2")
_FIGURES = ("outcome", "stated_deviation")


class InvestmentRows:
    """Makes drafts of rows."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._investments = Investments(builder, vocabulary)

    def read(self, row: Row) -> None:
        """Take a row in; one that names no investment is not understood."""
        record = Record(row)
        title = record.said(self._vocabulary.level_of(Kind.INVESTMENT))
        if not title or len(title) > MAX_LINE:
            self._builder.not_understood(row.lines, row.texts)
            return
        investment, period = self._investments.investment(title, row.lines), record.period(self._builder)
        self._decide(record, investment)
        if number := record.said("case_number"):
            self._account(record, number, self._investments.number(investment, number))
        for field in _FIGURES:
            if words := record.said(field):
                self._account(record, words, self._investments.figure(investment, field, words, period))
        self._expect(record, investment)
        record.leave(self._builder)

    def _expect(self, record: Record, investment: int) -> None:
        parts = [(column, words) for column, words in record.columns() if column.field == "part"]
        for column, _ in parts:
            record.take(column)
        part, words = ": ".join(words for _, words in parts), record.said("expected_effect")
        if words:
            self._account(record, f"{part}: {words}", self._investments.effect(investment, part, words))

    def _decide(self, record: Record, investment: int) -> None:
        amounts = [read_quantity(record.said(f"amount {number}")) for number in _DECISIONS]
        granted = read_quantity(record.said("granted tkr"), "tkr")
        said = _kinds([each for each in amounts if isinstance(each, Quantity)], granted)
        for number, kind in zip(_DECISIONS, said, strict=False):
            body, date, words = (record.said(f"{what} {number}") for what in ("body", "date", "amount"))
            decision = self._investments.decision(investment, body, date, record.row.lines)
            is_kept = decision is not None and self._investments.amount(decision, words, kind)
            self._account(record, " ".join((body, date, words)), is_kept)
        if words := record.said("granted tkr"):
            # The decisions say it, and say it exactly; where they do not, nobody knows what it is made of.
            self._builder.structure(record.row.lines[0], words, "what was granted in all")

    def _account(self, record: Record, words: str, is_kept: bool) -> None:
        if not is_kept:
            self._builder.not_understood(record.row.lines[:1], [words])


def _kinds(amounts: list[Quantity], granted: object) -> list[str | None]:
    """Of each decision whether its amount is the whole frame or an addition: what gives the amount granted in all.

    The first is the whole frame. Of later ones nothing is said where neither reading gives that amount.
    """
    if len(amounts) < 2 or not isinstance(granted, Quantity):
        return ["total"][: len(amounts)] + [None] * (len(amounts) - 1)
    in_all = total(amounts)
    later = "total" if _is(amounts[-1], granted) else "addition" if in_all and _is(in_all, granted) else None
    return ["total", *[later] * (len(amounts) - 1)]


def _is(amount: Quantity, granted: Quantity) -> bool:
    """Whether the amount is the one granted, which the table has in thousands."""
    factor = comparable(amount.unit, granted.unit)
    return factor is not None and is_same_amount(Quantity(amount.amount * factor, granted.unit), granted)
