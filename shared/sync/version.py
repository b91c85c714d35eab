"""The protocol's version.

1   the first
"""

from __future__ import annotations

PROTOCOL = 1
OLDEST_SPOKEN = 1
"""The oldest version this program still understands."""


def is_spoken(protocol: int, oldest: int) -> bool:
    """Whether a peer that speaks `oldest` to `protocol` and this program have a version in common."""
    return oldest <= PROTOCOL and protocol >= OLDEST_SPOKEN
