"""Frames and messages: what goes in comes out, and nothing from a peer raises anything but our own error."""

from __future__ import annotations

import random
import zlib

import msgspec
import pytest

from shared.errors import RemoteProtocolError
from shared.ids import ClientId, Key
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Transaction
from shared.plan.values import Text
from shared.sync.chain import START
from shared.sync.codec import (
    DOWN_DECODER,
    MAX_FRAME,
    UP_DECODER,
    Assembler,
    decode,
    encode,
    frames,
    sent_of,
)
from shared.sync.down import ImageChunk, Welcome
from shared.sync.up import Hello, Look, OpenPlan, Submit, Up
from tests.builders import an_id


def _submit(text: str) -> Submit:
    op = SetOp(an_id(1), "analysis", "2021", None, Text(text), 3, Text("förr"))
    return Submit((sent_of(Transaction(Key(ClientId("a"), 1), 5, (op,))),))


MESSAGES: list[Up] = [
    Hello(1, 1, "stegvis"),
    OpenPlan("plan", True, "aaaa", 0, START),
    _submit("kort"),
    _submit("långt " * 16_000),
    Look(""),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_is_sent_arrives(message: Up) -> None:
    """Short and long messages alike, whatever number of frames they take."""
    assembler = Assembler(UP_DECODER, 2**24)
    arrived = [assembler.feed(frame) for frame in frames(message)]
    assert arrived[-1] == message
    assert set(arrived[:-1]) <= {None}
    assert assembler.parts_here == 0


def test_no_frame_is_larger_than_the_limit() -> None:
    """Both ends refuse larger frames, so that no peer can make them hold more."""
    noise = random.Random(7).randbytes(500_000)
    sent = frames(ImageChunk(3, noise))
    assert len(sent) > 5
    assert all(len(frame) <= MAX_FRAME + 9 for frame in sent)
    assembler = Assembler(DOWN_DECODER, 2**24)
    assert [assembler.feed(frame) for frame in sent][-1] == ImageChunk(3, noise)


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    """A few kilobytes that claim to be a gigabyte must not become one."""
    packed = zlib.compress(bytes(50_000_000))
    assembler = Assembler(UP_DECODER, 1_000_000)
    with pytest.raises(RemoteProtocolError, match="larger than allowed"):
        assembler.feed(bytes([1]) + (0).to_bytes(4) + (1).to_bytes(4) + packed)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x02x",
        b"\x01",
        bytes([1, *([0] * 8)]),
        bytes([1]) + (5).to_bytes(4) + (9).to_bytes(4) + b"x",
        bytes([1]) + (0).to_bytes(4) + (2**32 - 1).to_bytes(4) + b"x",
        bytes([1]) + (0).to_bytes(4) + (1).to_bytes(4) + b"not zlib",
        b"\x00" + b"\x91" * 5_000,
        b"\x00\xa4\xff\xff\xff\xff",
        b"\x00" + encode(Welcome(1, "x", "y", 1)),
        bytes(MAX_FRAME + 100),
    ],
    ids=range(11),
)
def test_broken_frames_are_the_peers_error(frame: bytes) -> None:
    """Anything but a RemoteProtocolError would end as a traceback on the server."""
    with pytest.raises(RemoteProtocolError):
        Assembler(UP_DECODER, 1_000_000).feed(frame)


def test_the_schema_forbids_what_it_does_not_know() -> None:
    """An extra element is a mistake of the peer, or a newer version that must say so."""
    raw = msgspec.msgpack.encode(["look", "aaa", "more"])
    with pytest.raises(RemoteProtocolError):
        decode(UP_DECODER, raw)
