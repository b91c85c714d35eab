"""One client's socket as a connection sees it, and the real one. A simulation brings its own."""

from __future__ import annotations

import asyncio
from typing import Protocol

import msgspec
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from shared.errors import StegvisError
from shared.sync.codec import frames


class PeerGone(StegvisError):
    """The socket is closed: nothing more comes or can be sent."""


class Framed(msgspec.Struct, frozen=True):
    """One message, ready for any number of sockets: what a server sends is not masked, so all get the same bytes."""

    frames: tuple[bytes, ...]
    """The payloads."""
    wire: bytes
    """The same with WebSocket's headers, one after the other."""


def framed(message: object) -> Framed:
    """Encode a message once, for everybody who is to get it."""
    payloads = frames(message)
    return Framed(tuple(payloads), b"".join(_unmasked(payload) for payload in payloads))


def _unmasked(payload: bytes) -> bytes:
    return Frame(Opcode.BINARY, payload).serialize(mask=False)


class Socket(Protocol):
    """What a connection needs of a socket. What is posted and sent arrives in the order of the calls; a message in
    several frames that is sent must be through before anything is posted."""

    async def recv(self) -> bytes | str:
        """The next frame. Raises PeerGone."""

    async def send(self, frame: bytes) -> None:
        """Send a frame, and return when the client has read so much that little waits. Raises PeerGone."""

    def post(self, message: Framed) -> None:
        """Send without waiting, however much waits already. Does nothing once the socket is closed or closing."""

    @property
    def buffered(self) -> int:
        """Bytes that the operating system has not taken yet."""

    def abort(self) -> None:
        """Cut the connection; what waits is thrown away."""

    async def close(self) -> None:
        """Let the client have what waits, and close; abort if it does not read."""


class WebSocket:
    """A `Socket` over the network. `timeout_s` is how long a client may read nothing while the server waits for it."""

    def __init__(self, connection: ServerConnection, timeout_s: float) -> None:
        self._connection = connection
        self._protocol = connection.protocol
        self._transport = connection.transport
        self._timeout_s = timeout_s

    async def recv(self) -> bytes | str:
        """The next frame. Raises PeerGone."""
        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            raise PeerGone(str(closed)) from None

    async def send(self, frame: bytes) -> None:
        """Send a frame and wait for the client to read; one that does not is cut off. Raises PeerGone."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._connection.send(frame)
        except ConnectionClosed as closed:
            raise PeerGone(str(closed)) from None
        except TimeoutError:
            self.abort()
            raise PeerGone("the client does not read") from None

    def post(self, message: Framed) -> None:
        """Write at once. The protocol of `websockets` keeps nothing back, so that its frames and ours stay in order;
        its own `broadcast` would frame the message once per client."""
        if self._protocol.state is State.OPEN and not self._transport.is_closing():
            self._transport.write(message.wire)

    @property
    def buffered(self) -> int:
        """Bytes that the operating system has not taken yet."""
        return self._transport.get_write_buffer_size()

    def abort(self) -> None:
        """Cut the connection."""
        self._transport.abort()

    async def close(self) -> None:
        """Close; `websockets` would wait for ever for a client that does not read."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._connection.close()
        except TimeoutError:
            self.abort()
