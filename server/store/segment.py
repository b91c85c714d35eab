"""Old rows of a log, packed together: they are read seldom, and are most of a file."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Sequence

import msgspec

from shared.errors import RemoteProtocolError
from shared.sync.chain import LogRow
from shared.sync.codec import decode, encode

SEGMENT_ROWS = 500
SEGMENT_BYTES = 2**20
"""Bytes of the rows of a segment; one row alone may be larger."""


class _Segment(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    bodies: list[bytes]
    chains: list[bytes]


_decoder = msgspec.msgpack.Decoder(_Segment)


def fitting(rows: Iterable[LogRow], count: int, size: int) -> list[LogRow]:
    """The first rows, up to so many and so many bytes; one if there is one, however long."""
    found: list[LogRow] = []
    for row in rows:
        size -= len(row.body)
        if found and size < 0:
            break
        found.append(row)
        if len(found) >= count:
            break
    return found


def packed(rows: Sequence[LogRow]) -> bytes:
    """The rows in few bytes, with a checksum over them."""
    raw = encode(_Segment([row.body for row in rows], [row.chain for row in rows]))
    return lzma.compress(raw, preset=3)


def unpacked(raw: bytes) -> list[LogRow]:
    """The rows again. Raises RemoteProtocolError if these are other bytes than `packed` gave."""
    try:
        segment = decode(_decoder, lzma.decompress(raw))
        return [LogRow(*pair) for pair in zip(segment.bodies, segment.chains, strict=True)]
    except (lzma.LZMAError, EOFError, ValueError):
        raise RemoteProtocolError("a segment of the log that does not unpack") from None
