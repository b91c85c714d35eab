"""A digest of a plan that is kept up as the plan changes: equal plans have equal digests, whatever way they came about.

It is the sum, modulo 2**128, of a hash of every node and of every cell, so that one changed cell costs two hashes and
not a walk through the plan. It finds mistakes and damage; what proves who wrote what is the log's chain.
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec

DIGEST_BYTES = 16
NO_DIGEST = bytes(DIGEST_BYTES)
"""The digest of nothing at all."""

_MODULUS = 1 << (8 * DIGEST_BYTES)
_encoder = msgspec.msgpack.Encoder(decimal_format="string")


def weight_of(item: object) -> int:
    """What a node, or a cell with its place, adds to the digest."""
    return int.from_bytes(blake2b(_encoder.encode(item), digest_size=DIGEST_BYTES).digest(), "big")


def digest_from(total: int) -> bytes:
    """A sum of weights, which may be negative on the way, as `DIGEST_BYTES` bytes."""
    return (total % _MODULUS).to_bytes(DIGEST_BYTES, "big")


def total_of(digest: bytes) -> int:
    """The sum behind a digest."""
    return int.from_bytes(digest, "big")
