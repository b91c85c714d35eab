"""Tallies that a paper has printed: kept as recorded, beside what is counted here, and never corrected."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shared.ids import NodeId
from shared.plan.model import Plan
from shared.plan.values import Quantity

SHARE = " share"
"""What the part of a share ends with, behind that of the count."""

COUNTS = ("met", "partly", "missed", "unmeasured", "counted")
PARTS = (*COUNTS, *(count + SHARE for count in COUNTS))
"""The parts that a recorded tally is split into."""


class Recorded(msgspec.Struct, frozen=True):
    """The numbers of a paper, those of them that it has."""

    node: NodeId
    """Where they are kept."""
    numbers: tuple[tuple[str, int], ...]
    """By part, in the order of `PARTS`; shares as whole percents."""

    def has(self, part: str) -> bool:
        """Whether the paper has that number."""
        return any(name == part for name, _ in self.numbers)

    def number(self, part: str) -> int:
        """That number, 0 where the paper has none."""
        return dict(self.numbers).get(part, 0)


def recorded_at(plan: Plan, nodes: Iterable[NodeId], period: str) -> Recorded | None:
    """What the first of these nodes that has anything recorded for the period has."""
    return next((found for node in nodes if (found := _recorded(plan, node, period)).numbers), None)


def _recorded(plan: Plan, node: NodeId, period: str) -> Recorded:
    values = ((part, plan.value(node, "recorded_tally", period, part)) for part in PARTS)
    numbers = ((part, max(0, int(value.amount))) for part, value in values if isinstance(value, Quantity))
    return Recorded(node, tuple(numbers))
