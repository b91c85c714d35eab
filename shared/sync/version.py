"""The protocol's version.

1   the first
2   images in chunks, digests, seals, transactions that are read one by one, and logs that are handed back
3   values: spreads, results carried over, targets that must all hold, school years; kinds: money tables, tallies,
    corrections; late entries that are listed and decided about
"""

from __future__ import annotations

PROTOCOL = 3
OLDEST_SPOKEN = 3
"""The oldest version this program still understands."""


def is_spoken(protocol: int, oldest: int) -> bool:
    """Whether a peer that speaks `oldest` to `protocol` and this program have a version in common."""
    return oldest <= PROTOCOL and protocol >= OLDEST_SPOKEN
