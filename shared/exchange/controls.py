"""Drafts of internal control: control items, what was sampled, the actions proposed and their sub-points.

A paper and a table of data give the same drafts, so that importing one after the other doubles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from shared.exchange.builder import ROOT_DRAFT, Builder, Made
from shared.exchange.periods import period_in
from shared.exchange.vocabulary import Vocabulary
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey
from shared.plan.values import MAX_LINE, MAX_PROSE, PeriodName, Quantity, Text, names

POINT = "Delåtgärd"
"""The level of an action under an action."""

_MAX_PART = 100
_SAMPLE = re.compile(
    r"(?P<about>(?:nästan|cirka|c:a|ca|drygt|knappt|ungefär|minst)\s+)?\b(?P<some>[0-9]{1,6})\s+av\s+(?:de\s+)?"
    r"(?P<all>[0-9]{1,6})\s+(?P<what>[^\W\d_]+)",
    re.IGNORECASE,
)


class Controls:
    """Makes drafts, each item and action once."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._item_level = vocabulary.level_of(Kind.CONTROL)
        self._action_level = vocabulary.level_of(Kind.ACTION)

    def item(self, title: str, lines: Sequence[int]) -> int:
        """The draft of a control item."""
        return self._draft(ROOT_DRAFT, Kind.CONTROL, self._item_level, title, lines)

    def action(self, item: int, title: str, lines: Sequence[int]) -> int:
        """The draft of an action under an item, or of a sub-point under an action."""
        is_point = self._builder.drafts[item].kind is Kind.ACTION
        return self._draft(item, Kind.ACTION, POINT if is_point else self._action_level, title, lines)

    def decided_for(self, draft: int, period: str | None) -> None:
        """Say which period's plan an item or action belongs to."""
        if period:
            self._builder.put(draft, CellKey("decided_for"), PeriodName(period))

    def owned(self, action: int, who: str) -> bool:
        """Say who is responsible for an action; False if somebody else is."""
        return not who or self._builder.put(action, CellKey("owner"), names([who]))

    def lines(self, item: int, field: str, words: Iterable[str], period: str | None = None) -> bool:
        """Write lines of prose; False if they have no room, or others are there."""
        text = "\n".join(words)
        is_there = bool(text) and len(text) < MAX_PROSE
        return not text or (is_there and self._builder.put(item, CellKey(field, period), Text(text)))

    def samples(self, item: int, sentence: str, period: str | None) -> bool:
        """Write what a sentence says of samples ("2 av 10 listor"), with what was sampled as the part.

        A year that the sentence names before it is the sample's own. False if a sample has no place.
        """
        kept = [self._sample(item, found, sentence, period) for found in _SAMPLE.finditer(sentence)]
        return bool(kept) and all(kept)

    def _sample(self, item: int, found: re.Match[str], sentence: str, period: str | None) -> bool:
        earlier = period_in(sentence[: found.start()])
        when = earlier.name if earlier else period
        printed = " ".join(found[0].split()) if found["about"] else ""
        value = Quantity(Decimal(found["some"]), "", printed, Decimal(found["all"]))
        key = CellKey("sample", when, found["what"][:_MAX_PART])
        return when is not None and value.amount <= Decimal(found["all"]) and self._builder.put(item, key, value)

    def _draft(self, parent: int, kind: Kind, level: str, title: str, lines: Sequence[int]) -> int:
        there = self._builder.named(parent, kind, title[:MAX_LINE])
        if there:
            self._builder.drafts[there[0]].lines.extend(lines)
            return there[0]
        made = Made(kind, level, title[:MAX_LINE], parent, list(lines), skips_levels=True)
        made.cells[CellKey("title")] = Text(made.title)
        return self._builder.add(made)
