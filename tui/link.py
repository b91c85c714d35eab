"""A shell around the socket: connects, reads, writes, and connects again. Decides nothing about the plan."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import random
import struct
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from socket import SO_PEERCRED, SOL_SOCKET
from typing import Protocol

from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import WebSocketException

from shared.errors import RemoteProtocolError
from shared.sync.backoff import delay_s
from shared.sync.codec import DOWN_DECODER, MAX_DOWN, MAX_FRAME, Assembler, frames
from shared.sync.down import Down
from shared.sync.up import Up
from tui.home import Server
from tui.private_server import start_private_server, why_it_ended

NOBODY_THERE = "no server runs there"
"""Why there is no connection, where nobody listens: the private server may be starting."""

_LONG_S = 10.0
"""A connection that lasted this long has worked; the next attempt after it comes quickly."""


class Ends(Protocol):
    """Who uses the link. Nothing here waits: what comes in is taken at once."""

    def link_up(self) -> None:
        """The socket is open."""

    def link_down(self, reason: str) -> None:
        """The socket is closed, or could not be opened: why, as a sentence."""

    def link_received(self, message: Down) -> None:
        """A message arrived. May raise RemoteProtocolError, which closes the link."""

    def link_progress(self, here: int, expected: int) -> None:
        """So many parts of a long message have arrived."""


class ClientSocket(Protocol):
    """What a link needs of a socket."""

    async def send(self, message: bytes, /) -> None:
        """Send one frame; may wait for the server to read. Raises WebSocketException once the socket is closed."""

    def __aiter__(self) -> AsyncIterator[bytes | str]:
        """The frames that come, until the socket is closed; where it was cut, raises WebSocketException then."""

    async def close(self) -> None:
        """Let the server have what was sent, and close."""


OpenSocket = Callable[[], Awaitable[ClientSocket]]
"""Connects once. Raises OSError, WebSocketException or TimeoutError where that cannot be done."""


class Link:
    """Keeps a connection to a server open until told to stop. `chance` gives numbers from 0 to 1."""

    def __init__(
        self,
        server: Server,
        ends: Ends,
        chance: Callable[[], float] = random.random,
        open_socket: OpenSocket | None = None,
    ) -> None:
        self._server = server
        self._ends = ends
        self._chance = chance
        self._open_socket = open_socket or partial(open_unix, server)
        self._outgoing: asyncio.Queue[Up] = asyncio.Queue()
        self._is_wanted = True
        self._socket: ClientSocket | None = None
        self._is_hung_up = False
        self._hanging_up: asyncio.Task[None] | None = None
        self._started: subprocess.Popen[bytes] | None = None

    def send(self, message: Up) -> None:
        """Send a message when the link is up; what is not sent when it goes down is forgotten."""
        self._outgoing.put_nowait(message)

    def hang_up(self, *, again: bool) -> None:
        """Close the connection; connect again if `again`."""
        self._is_wanted = self._is_wanted and again
        self._is_hung_up = True
        if self._socket is not None:
            self._hanging_up = asyncio.create_task(self._socket.close())

    async def run(self) -> None:
        """Stay connected until cancelled, or until hung up for good."""
        attempt = 0
        while self._is_wanted:
            begun = asyncio.get_running_loop().time()
            await self._connect_once()
            # A server that takes us in only to send us away must not be asked again and again.
            was_long = asyncio.get_running_loop().time() - begun > _LONG_S
            attempt = 0 if was_long else attempt + 1
            if self._is_wanted:
                await asyncio.sleep(delay_s(attempt, self._chance()))

    async def _connect_once(self) -> None:
        """Connect, and serve the connection to its end."""
        reason = ""
        was_up = False
        try:
            socket = await self._open_socket()
            try:
                was_up = True
                self._socket, self._is_hung_up = socket, False
                self._outgoing = asyncio.Queue()
                self._ends.link_up()
                await self._serve(socket)
            finally:
                await socket.close()
        except (OSError, WebSocketException, TimeoutError) as error:
            reason = _sentence(error)
            if not was_up:
                reason = self._start_server() or reason
        except RemoteProtocolError as error:
            reason = f"the server sent {error}"
        except Exception as error:
            # A mistake of ours must show as what it is, and not as a connection that is gone for no reason.
            reason = f"internal error ({type(error).__name__})"
            self._is_wanted = False
        finally:
            self._socket = None
            self._ends.link_down(reason)

    def _start_server(self) -> str | None:
        """Start the private server, unless one that we started is still getting ready. What the last one had to say if
        it ended with an error."""
        if not self._server.is_private or (self._started is not None and self._started.poll() is None):
            return None
        reason = why_it_ended(self._server, self._started) if self._started is not None else None
        self._started = start_private_server(self._server)
        return reason

    async def _serve(self, socket: ClientSocket) -> None:
        writer = asyncio.create_task(self._write_all(socket), name="link writer")
        assembler: Assembler[Down] = Assembler(DOWN_DECODER, MAX_DOWN)
        try:
            async for frame in socket:
                message = assembler.feed(frame if isinstance(frame, bytes) else b"")
                if message is not None:
                    self._ends.link_received(message)
                    if self._is_hung_up:
                        return
                else:
                    self._ends.link_progress(assembler.parts_here, assembler.parts_expected)
        finally:
            writer.cancel()

    async def _write_all(self, socket: ClientSocket) -> None:
        with contextlib.suppress(WebSocketException):
            while True:
                for frame in frames(await self._outgoing.get()):
                    await socket.send(frame)


async def open_unix(server: Server) -> ClientConnection:
    """Connect to the server's Unix socket. Raises what an `OpenSocket` may."""
    socket = await unix_connect(
        str(server.socket),
        "ws://localhost/",
        compression=None,
        max_size=MAX_FRAME + 64,
        max_queue=64,
        open_timeout=4,
        # Long enough for an answer that waits behind a whole plan on a slow line; a screen says much sooner that
        # nothing is heard of what it sent.
        ping_interval=10,
        ping_timeout=30,
        close_timeout=1,
    )
    if server.is_private and _user_behind(socket) != os.getuid():
        await socket.close()
        raise OSError(errno.EPERM, "the server there is another user's")
    return socket


def _user_behind(socket: ClientConnection) -> int:
    """Whose process listens: nobody else can pass for our own private server, wherever its socket is."""
    peer = socket.transport.get_extra_info("socket")
    uid: int = struct.unpack("3i", peer.getsockopt(SOL_SOCKET, SO_PEERCRED, struct.calcsize("3i")))[1]
    return uid


def _sentence(error: Exception) -> str:
    """Why there is no connection, for people."""
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return NOBODY_THERE
    if isinstance(error, TimeoutError):
        return "the server does not answer"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or "the connection was cut"
