"""A WebSocket client that costs little, so that the server is measured: it masks with zeros and decodes nothing."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from pathlib import Path
from typing import cast

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
END_OF_HEADERS = b"\r\n\r\n"


def masked(payload: bytes) -> bytes:
    """A client's binary frame. The mask is zero, which leaves the payload as it is."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x82, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x82, 0xFE, size)
    else:
        head = struct.pack("!BBQ", 0x82, 0xFF, size)
    return head + bytes(4) + payload


class RawClient(asyncio.Protocol):
    """One connection; `heard` is called with the payload of every frame that comes."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self._heard = heard
        self._buffer = b""
        self._is_open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say the handshake."""
        # uvloop's transports are not registered as asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(HANDSHAKE)

    def say(self, payloads: list[bytes]) -> None:
        """Send frames."""
        assert self._transport is not None
        self._transport.write(b"".join(map(masked, payloads)))

    def data_received(self, data: bytes) -> None:
        """Cut what comes into frames."""
        buffer = self._buffer + data if self._buffer else data
        if not self._is_open:
            at = buffer.find(END_OF_HEADERS)
            self._is_open = at >= 0
            buffer = buffer[at + len(END_OF_HEADERS) :] if self._is_open else buffer
        at = 0
        while self._is_open and len(buffer) >= at + 2:
            start, size = _header(buffer, at)
            if len(buffer) < start + size:
                break
            if buffer[at] == 0x82:
                self._heard(buffer[start : start + size])
            at = start + size
        self._buffer = buffer[at:]

    def close(self) -> None:
        """Go without a word."""
        assert self._transport is not None
        self._transport.abort()


def _header(buffer: bytes, at: int) -> tuple[int, int]:
    """Where the payload of the frame begins, and its size; beyond the buffer where the header is not whole."""
    size = buffer[at + 1] & 0x7F
    extra = {126: 2, 127: 8}.get(size, 0)
    if extra:
        size = int.from_bytes(buffer[at + 2 : at + 2 + extra], "big")
    return at + 2 + extra, size


async def connect(socket: Path, heard: Callable[[bytes], None]) -> RawClient:
    """A client of the server on that socket."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_unix_connection(lambda: RawClient(heard), str(socket))
    return client
