"""The audit chain: each row of the log carries a hash over the row before it and over the hash of its own body.

Hashing the body's hash and not the body lets the chain be verified after a body has been redacted. A seal is the
server's word, under a key that it alone has, that its log once had this chain at this seq: whoever holds the rows and a
seal can give a server that was restored from an older backup its own log back, and nobody can make one up.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
"""A SHA-256."""

START = bytes(32)
"""The chain before the first row."""


class LogRow(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """An entry as it is stored, sent and hashed: encoded once, never re-encoded."""

    body: Annotated[bytes, Meta(max_length=32 * 2**20)]
    """The entry's bytes, see `shared.sync.codec.encode_entry`."""
    chain: Hash


def link(before: bytes, body: bytes) -> bytes:
    """The chain's next hash, 32 bytes."""
    return sha256(before + sha256(body).digest()).digest()


SEAL_BYTES = 16
SEAL_KEY_BYTES = 32


def seal(key: bytes, plan: str, seq: int, chain: bytes) -> bytes:
    """The server's seal on the log of a plan up to a seq, `SEAL_BYTES` bytes."""
    return hmac.digest(key, f"{plan} {seq} ".encode() + chain, "sha256")[:SEAL_BYTES]


def is_sealed(key: bytes, plan: str, seq: int, chain: bytes, claimed: bytes) -> bool:
    """Whether that is the server's seal."""
    return hmac.compare_digest(seal(key, plan, seq, chain), claimed)
