"""Files with one bit the other way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path


def flipped(content: bytes, place: int, bit: int) -> bytes:
    """The content with one bit the other way."""
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


def flips(content: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """So many places of single bits, and the content with that bit flipped.

    Only bytes that are not zero: most of a small file is space that nothing uses yet.
    """
    used = [place for place, byte in enumerate(content) if byte]
    rng = random.Random(1)
    for _ in range(count):
        place, bit = rng.choice(used), rng.randrange(8)
        yield f"byte {place}, bit {bit}", flipped(content, place, bit)


def put(path: Path, content: bytes) -> None:
    """Make this the file, and nothing lie beside it."""
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(content)
