"""An image's head as a file keeps it: with a checksum, since nothing else would tell that its place is damaged."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from shared.errors import RemoteProtocolError
from shared.sync.chain import Hash
from shared.sync.codec import decode, encode
from shared.sync.image import ImageHead


class _Kept(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    head: ImageHead
    sha: Hash


_decoder = msgspec.msgpack.Decoder(_Kept)


def kept(head: ImageHead) -> bytes:
    """The bytes to keep."""
    return encode(_Kept(head, sha256(encode(head)).digest()))


def head_from(raw: bytes) -> ImageHead:
    """The head that was kept. Raises RemoteProtocolError if these are other bytes than `kept` gave."""
    read = decode(_decoder, raw)
    if sha256(encode(read.head)).digest() != read.sha:
        raise RemoteProtocolError("a head of an image that is damaged")
    return read.head
