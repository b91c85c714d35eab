"""Rows of the table, and the figures in them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One line: what was measured, and what came of it."""

    what: str
    figure: str


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(seconds: Sequence[float]) -> str:
    """Median and 99th percentile of seconds, as milliseconds."""
    return f"{statistics.median(seconds) * 1e3:.1f} ms, p99 {percentile(seconds, 0.99) * 1e3:.1f} ms"


def versus(ours: float, floor: float) -> str:
    """How many times the floor ours is."""
    return f"{ours / floor:.2f} x floor"


def printed(rows: Sequence[Row]) -> str:
    """The table."""
    width = max(len(row.what) for row in rows)
    return "\n".join(f"{row.what:<{width}}  {row.figure}" for row in rows)
