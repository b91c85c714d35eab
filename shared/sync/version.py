"""The protocol's version.

1   the first
2   images in chunks, digests, seals, transactions that are read one by one, and logs that are handed back
"""

from __future__ import annotations

PROTOCOL = 2
OLDEST_SPOKEN = 2
"""The oldest version this program still understands."""


def is_spoken(protocol: int, oldest: int) -> bool:
    """Whether a peer that speaks `oldest` to `protocol` and this program have a version in common."""
    return oldest <= PROTOCOL and protocol >= OLDEST_SPOKEN
