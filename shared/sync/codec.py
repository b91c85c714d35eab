"""Bytes <-> messages, with limits.

A frame is one byte that tells its form and then its payload:

    0   a whole message (MessagePack)
    1   a part: index and count as 4-byte numbers, then a piece of the compressed message

so that no frame is larger than `MAX_FRAME`, whatever has to be sent. Everything that comes from a peer is decoded
here and nowhere else; whatever is wrong with it is a RemoteProtocolError.
"""

from __future__ import annotations

import struct
import zlib
from typing import Generic, TypeVar

import msgspec

from shared.errors import RemoteProtocolError
from shared.plan.ops import Entry, Transaction
from shared.plan.refusal import Refusal, Why
from shared.sync.down import Down
from shared.sync.up import Sent, Up

MAX_FRAME = 60_000
"""Bytes of a frame's payload."""

MAX_UP = 16 * 2**20
"""Bytes of the largest message a server takes, unpacked: an import of a long paper is one transaction."""

MAX_DOWN = 256 * 2**20
"""Bytes of the largest message a client takes, unpacked: a whole plan."""

MAX_TRANSACTION = 12 * 2**20
"""Bytes of the largest transaction: it must fit a message with room to spare."""

_WHOLE, _PART = 0, 1
_HEAD = struct.Struct(">II")

M = TypeVar("M")

_encoder = msgspec.msgpack.Encoder(decimal_format="string")
_transactions = msgspec.msgpack.Decoder(Transaction)
_entries = msgspec.msgpack.Decoder(Entry)
UP_DECODER: msgspec.msgpack.Decoder[Up] = msgspec.msgpack.Decoder(Up)
DOWN_DECODER: msgspec.msgpack.Decoder[Down] = msgspec.msgpack.Decoder(Down)


def encode(message: object) -> bytes:
    """One message or struct as bytes."""
    return _encoder.encode(message)


def decode(decoder: msgspec.msgpack.Decoder[M], raw: bytes) -> M:
    """One message from bytes of a peer. Raises RemoteProtocolError, and nothing else, for whatever is wrong."""
    try:
        return decoder.decode(raw)
    # Broken UTF-8 and deep nesting do not raise msgspec's own error.
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError, ArithmeticError) as error:
        raise RemoteProtocolError(f"a message that cannot be read ({type(error).__name__})") from None


def unsendable(transaction: Transaction) -> str | None:
    """Why a server could not even read this transaction, as the end of a sentence; None if it can.

    Asked before a transaction goes into an outbox: one that cannot be sent would hold up all that come after it.
    """
    try:
        raw = encode(transaction)
    except (UnicodeEncodeError, OverflowError, TypeError) as error:
        return f"cannot be written ({type(error).__name__})"
    if len(raw) > MAX_TRANSACTION:
        return f"is larger than {MAX_TRANSACTION // 2**20} MiB"
    try:
        _transactions.decode(raw)
    except msgspec.MsgspecError as error:
        return f"is not allowed: {error}"
    return None


def sent_of(transaction: Transaction) -> Sent:
    """The transaction as it travels to the server."""
    return Sent(transaction.key, encode(transaction))


def read_sent(sent: Sent) -> Transaction | Refusal:
    """The transaction that arrived, or why it cannot be read: its author's program may be a newer one."""
    try:
        transaction = decode(_transactions, sent.body)
    except RemoteProtocolError as error:
        return Refusal(Why.UNREADABLE, str(error)[:300])
    return transaction if transaction.key == sent.key else Refusal(Why.UNREADABLE, "it has two keys")


def encode_entry(entry: Entry) -> bytes:
    """An entry's bytes: what is stored, sent and hashed."""
    return _encoder.encode(entry)


def decode_entry(body: bytes) -> Entry:
    """An entry from its bytes. Raises RemoteProtocolError."""
    return decode(_entries, body)


def frames(message: object) -> list[bytes]:
    """The frames that carry a message: one, or several parts of its compressed bytes."""
    raw = encode(message)
    if len(raw) <= MAX_FRAME:
        return [bytes([_WHOLE]) + raw]
    packed = zlib.compress(raw, 6)
    pieces = [packed[start : start + MAX_FRAME] for start in range(0, len(packed), MAX_FRAME)]
    return [bytes([_PART]) + _HEAD.pack(index, len(pieces)) + piece for index, piece in enumerate(pieces)]


class Assembler(Generic[M]):
    """Puts a peer's frames together again. One for each connection and direction."""

    def __init__(self, decoder: msgspec.msgpack.Decoder[M], max_bytes: int) -> None:
        self._decoder = decoder
        self._max_bytes = max_bytes
        self._pieces: list[bytes] = []
        self.parts_expected = 0
        """Parts of the message that is arriving; 0 between messages."""

    @property
    def parts_here(self) -> int:
        """Parts of it that have arrived."""
        return len(self._pieces)

    def feed(self, frame: bytes) -> M | None:
        """The message this frame completes, or None while parts are missing. Raises RemoteProtocolError."""
        if not frame or len(frame) > MAX_FRAME + 1 + _HEAD.size:
            raise RemoteProtocolError("a frame of a size that is not allowed")
        if frame[0] == _WHOLE and not self._pieces:
            return decode(self._decoder, frame[1:])
        if frame[0] != _PART or len(frame) <= 1 + _HEAD.size:
            raise RemoteProtocolError("a frame of unknown form")
        index, count = _HEAD.unpack_from(frame, 1)
        return self._feed_part(index, count, frame[1 + _HEAD.size :])

    def _feed_part(self, index: int, count: int, piece: bytes) -> M | None:
        if index != len(self._pieces) or not 1 <= count <= 1 + self._max_bytes // MAX_FRAME:
            raise RemoteProtocolError("a part out of order")
        if self._pieces and count != self.parts_expected:
            raise RemoteProtocolError("a part of another message")
        self._pieces.append(piece)
        self.parts_expected = count
        if index + 1 < count:
            return None
        packed, self._pieces, self.parts_expected = b"".join(self._pieces), [], 0
        return decode(self._decoder, self._unpack(packed))

    def _unpack(self, packed: bytes) -> bytes:
        unpacker = zlib.decompressobj()
        try:
            raw = unpacker.decompress(packed, self._max_bytes)
        except zlib.error:
            raise RemoteProtocolError("parts that do not unpack") from None
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise RemoteProtocolError("a message larger than allowed")
        return raw
