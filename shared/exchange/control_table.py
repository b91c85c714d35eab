"""A table of data on internal control: a row for each action, with the control item it belongs to."""

from __future__ import annotations

import re

from shared.exchange.builder import Builder
from shared.exchange.controls import Controls
from shared.exchange.record import Record
from shared.exchange.rows import Row
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import without_number
from shared.plan.kinds import Kind
from shared.plan.values import MAX_LINE

_BETWEEN = re.compile(r"\s+\|\s+")
_PROSE = {"aim": False, "question": False, "analysis": True}
"""Fields with several lines in one cell, and whether they are for a period."""


class ControlRows:
    """Makes drafts of rows."""

    def __init__(self, builder: Builder, vocabulary: Vocabulary) -> None:
        self._builder = builder
        self._vocabulary = vocabulary
        self._controls = Controls(builder, vocabulary)
        self._action: int | None = None
        """The last action that is no sub-point."""

    def read(self, row: Row) -> None:
        """Take a row in; one that names no item is not understood."""
        record = Record(row)
        title = without_number(record.said(self._vocabulary.level_of(Kind.CONTROL)))
        if not title or len(title) > MAX_LINE:
            self._builder.not_understood(row.lines, row.texts)
            return
        period = record.period(self._builder)
        item = self._controls.item(title, row.lines)
        self._controls.decided_for(item, period)
        for field, is_reported in _PROSE.items():
            self._prose(record, item, field, period if is_reported else None, is_lost=is_reported and not period)
        for figure in _BETWEEN.split(record.said("sample")):
            self._controls.samples(item, figure, period)
        if figures := record.said("sample"):
            # Not all of these figures are samples, and each has a remark on where it stands.
            self._builder.structure(row.lines[0], figures, "figures of the findings")
        self._propose(record, item, period)
        record.leave(self._builder)

    def _prose(self, record: Record, item: int, field: str, period: str | None, *, is_lost: bool) -> None:
        words = record.said(field)
        if is_lost or not self._controls.lines(item, field, _BETWEEN.split(words) if words else [], period):
            self._builder.not_understood(record.row.lines[:1], [words] if words else [])

    def _propose(self, record: Record, item: int, period: str | None) -> None:
        words = record.said(self._vocabulary.level_of(Kind.ACTION))
        is_point = record.told("level", self._builder) == "point"
        who = record.said("owner")
        if not words or len(words) > MAX_LINE:
            left = [text for text in (words, who) if text]
            self._builder.not_understood(record.row.lines[:1] * len(left), left)
            return
        above = self._action if is_point and self._action is not None else item
        action = self._controls.action(above, words, record.row.lines)
        if not is_point:
            self._action = action
        self._controls.decided_for(action, period)
        if not self._controls.owned(action, who):
            self._builder.not_understood(record.row.lines[:1], [who])
