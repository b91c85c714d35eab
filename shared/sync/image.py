"""What an image of a plan is, before and around its packed chunks. `shared.sync.snapshot` packs and unpacks them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.plan.digest import DIGEST_BYTES
from shared.plan.ops import Count
from shared.sync.chain import Hash

MAX_CHUNK = 64 * 2**20
"""Bytes of a chunk, unpacked. One node with all it has may take this much."""


class ImageHead(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What an image is. Two images with the same `sha` are the same image."""

    seq: Count
    chain: Hash
    """The log's chain at that seq."""
    digest: Annotated[bytes, Meta(min_length=DIGEST_BYTES, max_length=DIGEST_BYTES)]
    """The plan's digest."""
    sha: Hash
    """SHA-256 over all chunks, one after the other."""
    count: Annotated[int, Meta(ge=1, le=1_000_000)]
    """Chunks."""
    size: Count
    """Bytes of all chunks."""


class Image(msgspec.Struct, frozen=True):
    """A packed plan."""

    head: ImageHead
    chunks: tuple[bytes, ...]
