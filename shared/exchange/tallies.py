"""Counts of measures that a paper prints: kept as recorded, beside what the program counts itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.exchange.blocks import Block
from shared.exchange.builder import ROOT_DRAFT, Builder
from shared.exchange.periods import column_period
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, plain, without_markup
from shared.followup.quantity import read_quantity
from shared.plan.ops import CellKey
from shared.plan.values import Quantity

_SHARE = " share"
_LINE = re.compile(r"^(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+av\s+(\d+)\b.*$")
_PARTS = ("met", "partly", "missed", "unmeasured", "counted")


def tally_periods(heads: Sequence[str], paper_period: str | None) -> tuple[str | None, ...]:
    """The period of each column of a table of counts; a column without one belongs to the period before it.

    Empty if it is no such table: its first column has no period, and another has.
    """
    periods = [column_period(one_line(without_markup(head)), paper_period) for head in heads]
    if not periods or periods[0] is not None or not any(periods[1:]):
        return ()
    for place in range(2, len(periods)):
        periods[place] = periods[place] or periods[place - 1]
    return tuple(periods)


def read_tally_row(
    cells: Sequence[str], periods: Sequence[str | None], vocabulary: Vocabulary, builder: Builder
) -> bool:
    """Record a row's counts and shares on the root; False if the row does not say what it counts."""
    said = plain(without_markup(cells[0]))
    part = next((words.part for words in vocabulary.tallies if any(plain(word) in said for word in words.words)), None)
    counts = [(read_quantity(one_line(cell)), period) for cell, period in zip(cells[1:], periods[1:], strict=False)]
    counted = [(count, period) for count, period in counts if isinstance(count, Quantity) and period]
    if part is None or not counted:
        return False
    for count, period in counted:
        name = part + _SHARE if count.unit == "%" else part
        builder.put(ROOT_DRAFT, CellKey("recorded_tally", period, name), count)
    return True


def read_tally_line(block: Block, builder: Builder) -> bool:
    """Record a line like "4 3 4 0 av 11 Mätetal": met, partly, missed, unmeasured, of how many."""
    found = _LINE.match(block.text)
    if not found or builder.period is None:
        return False
    for part, words in zip(_PARTS, found.groups(), strict=True):
        count = read_quantity(words)
        if isinstance(count, Quantity):
            builder.put(ROOT_DRAFT, CellKey("recorded_tally", builder.period, part), count)
    builder.drafts[ROOT_DRAFT].lines.extend(block.lines)
    return True
