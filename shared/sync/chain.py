"""The audit chain: each row of the log carries a hash over the row before it and over the hash of its own body.

Hashing the body's hash and not the body lets the chain be verified after a body has been redacted.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

START = bytes(32)
"""The chain before the first row."""


class LogRow(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An entry as it is stored, sent and hashed: encoded once, never re-encoded."""

    body: Annotated[bytes, Meta(max_length=32 * 2**20)]
    """The entry's bytes, see `shared.sync.codec.encode_entry`."""
    chain: Annotated[bytes, Meta(min_length=32, max_length=32)]


def link(before: bytes, body: bytes) -> bytes:
    """The chain's next hash, 32 bytes."""
    return sha256(before + sha256(body).digest()).digest()
