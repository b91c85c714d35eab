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


def counts_something(cells: Sequence[str], periods: Sequence[str | None], vocabulary: Vocabulary) -> bool:
    """Whether a row says what it counts, and has counts."""
    return bool(cells) and _part(cells[0], vocabulary) is not None and bool(_counted(cells, periods))


def read_tally_row(
    cells: Sequence[str], periods: Sequence[str | None], vocabulary: Vocabulary, builder: Builder
) -> bool:
    """Record a row's counts and shares on the root; False if it does not say what it counts, or not all is numbers."""
    part, counted = _part(cells[0], vocabulary), _counted(cells, periods)
    if part is None or not counted or len(counted) < sum(bool(cell.strip()) for cell in cells[1:]):
        return False
    named = [(count, period, part + _SHARE if count.unit == "%" else part) for count, period in counted]
    kept = [builder.put(ROOT_DRAFT, CellKey("recorded_tally", period, name), count) for count, period, name in named]
    return all(kept)


def _part(words: str, vocabulary: Vocabulary) -> str | None:
    said = plain(without_markup(words))
    return next((tally.part for tally in vocabulary.tallies if any(plain(word) in said for word in tally.words)), None)


def _counted(cells: Sequence[str], periods: Sequence[str | None]) -> list[tuple[Quantity, str]]:
    counts = [(read_quantity(one_line(cell)), period) for cell, period in zip(cells[1:], periods[1:], strict=False)]
    return [(count, period) for count, period in counts if isinstance(count, Quantity) and period]


def read_tally_line(block: Block, builder: Builder) -> bool:
    """Record a line like "4 3 4 0 av 11 Mätetal": met, partly, missed, unmeasured, of how many."""
    found = _LINE.match(block.text)
    if not found or builder.period is None:
        return False
    keys = [CellKey("recorded_tally", builder.period, part) for part in _PARTS]
    counts = [(key, read_quantity(words)) for key, words in zip(keys, found.groups(), strict=True)]
    kept = [isinstance(count, Quantity) and builder.put(ROOT_DRAFT, key, count) for key, count in counts]
    if not all(kept):
        return False
    builder.drafts[ROOT_DRAFT].lines.extend(block.lines)
    return True
