"""Connections in memory: two ends, each frame under way for as long as the lot says, in order, until somebody cuts.

A cut may show at one end long before the other: till then that one writes into nothing, as on a real network.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from hashlib import sha256

from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK

from server.wire import Framed, PeerGone
from tests.simulation.virtual.loop import Life, VirtualLoop

_FULL = 64 * 2**10
_NEVER_SEEN_S = 40.0
"""After this long without an answer each end's keepalive gives up."""


class End:
    """What arrives at one end."""

    def __init__(self, name: str, note: Callable[[str], None]) -> None:
        self.name = name
        self._note = note
        self._frames: deque[bytes] = deque()
        self._is_closed = False
        self.was_cut = False
        self._waiting: asyncio.Future[None] | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more arrives."""
        return self._is_closed

    def arrive(self, frame: bytes) -> None:
        """A frame is here."""
        if not self._is_closed:
            self._note(f"{self.name} {sha256(frame).hexdigest()[:16]}")
            self._frames.append(frame)
            self._wake()

    def close(self, *, was_cut: bool) -> None:
        """Nothing more arrives; what was cut, one does not even read to its end."""
        if not self._is_closed:
            self._note(f"{self.name} {'cut' if was_cut else 'closed'}")
            self._is_closed, self.was_cut = True, was_cut
            if was_cut:
                self._frames.clear()
            self._wake()

    async def next(self) -> bytes | None:
        """The next frame, or None after the last."""
        while not self._frames and not self._is_closed:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        Life.check()
        return self._frames.popleft() if self._frames else None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class Pipe:
    """One connection. `slowest_s` is the longest that a frame takes."""

    def __init__(
        self, loop: VirtualLoop, chance: random.Random, name: str, slowest_s: float, note: Callable[[str], None]
    ) -> None:
        self._loop = loop
        self._chance = chance
        self._slowest_s = slowest_s
        self.at_server = End(f"{name} up", note)
        self.at_client = End(f"{name} down", note)
        self._last = {self.at_server: 0.0, self.at_client: 0.0}
        self.under_way = {self.at_server: 0, self.at_client: 0}
        self.is_cut = False
        self.has_room = asyncio.Event()
        """Whether little is under way to the client."""
        self.has_room.set()

    def send(self, to: End, frame: bytes) -> None:
        """Put a frame on its way."""
        if self.is_cut:
            return
        self.under_way[to] += len(frame)
        if self.under_way[self.at_client] > _FULL:
            self.has_room.clear()
        self._later(to, lambda: self._deliver(to, frame))

    def finish(self, to: End) -> None:
        """After all that is under way, this end hears that no more comes."""
        if not self.is_cut:
            self._later(to, lambda: to.close(was_cut=self.is_cut))

    def cut(self, *, is_half_open: bool = False) -> None:
        """What is under way is lost; both ends hear of it, one of them perhaps much later."""
        if self.is_cut:
            return
        self.is_cut = True
        self.has_room.set()
        ends = [self.at_server, self.at_client]
        self._chance.shuffle(ends)
        for end, delay in zip(ends, (0.0, _NEVER_SEEN_S if is_half_open else 0.1), strict=True):
            when = self._loop.time() + delay * self._chance.random()
            self._loop.call_at(when, self._lost, end, context=self._loop.outside)

    def _lost(self, end: End) -> None:
        end.close(was_cut=True)

    def _deliver(self, to: End, frame: bytes) -> None:
        self.under_way[to] -= len(frame)
        if self.under_way[self.at_client] <= _FULL:
            self.has_room.set()
        if not self.is_cut:
            to.arrive(frame)

    def _later(self, to: End, what: Callable[[], None]) -> None:
        delay = self._slowest_s * self._chance.random() ** 3
        self._last[to] = max(self._last[to] + 1e-6, self._loop.time() + delay)
        self._loop.call_at(self._last[to], what, context=self._loop.outside)


class ServerSocket:
    """The server's end: a `server.wire.Socket`."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._is_closed = False

    async def recv(self) -> bytes | str:
        """The next frame. Raises PeerGone."""
        frame = await self._pipe.at_server.next()
        if frame is None or self._is_closed:
            raise PeerGone("gone")
        return frame

    async def send(self, frame: bytes) -> None:
        """Send a frame, and wait while much is under way. Raises PeerGone."""
        Life.check()
        if self._is_closed or self._pipe.at_server.is_closed:
            raise PeerGone("gone")
        self._pipe.send(self._pipe.at_client, frame)
        await asyncio.sleep(0)
        await self._pipe.has_room.wait()

    def post(self, message: Framed) -> None:
        """Send without waiting."""
        if not self._is_closed and not self._pipe.at_server.is_closed:
            for frame in message.frames:
                self._pipe.send(self._pipe.at_client, frame)

    @property
    def buffered(self) -> int:
        """Bytes under way."""
        return self._pipe.under_way[self._pipe.at_client]

    def abort(self) -> None:
        """Cut the connection."""
        self._pipe.cut()

    async def close(self) -> None:
        """Let the client have what is under way, and close."""
        if not self._is_closed:
            self._is_closed = True
            self._pipe.at_server.close(was_cut=False)
            self._pipe.finish(self._pipe.at_client)
        await asyncio.sleep(0)


class ClientSocket:
    """The client's end: a `tui.link.ClientSocket`."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._is_closed = False

    async def send(self, message: bytes, /) -> None:
        """Send a frame. Raises WebSocketException."""
        Life.check()
        if self._is_closed or self._pipe.at_client.is_closed:
            raise ConnectionClosedOK(None, None)
        self._pipe.send(self._pipe.at_server, message)
        await asyncio.sleep(0)

    def __aiter__(self) -> ClientSocket:
        return self

    async def __anext__(self) -> bytes | str:
        frame = await self._pipe.at_client.next()
        if frame is not None and not self._is_closed:
            return frame
        if self._pipe.at_client.was_cut:
            raise ConnectionClosedError(None, None)
        raise StopAsyncIteration

    async def close(self) -> None:
        """Let the server have what is under way, and close."""
        if not self._is_closed:
            self._is_closed = True
            self._pipe.at_client.close(was_cut=False)
            self._pipe.finish(self._pipe.at_server)
        await asyncio.sleep(0)
