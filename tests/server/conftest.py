"""A server in this process on a Unix socket."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
import uvloop
from websockets.asyncio.client import ClientConnection, unix_connect

from server.app import new_id, now_ms
from server.hub import Hub
from server.listener import Listener
from server.settings import Settings
from server.store.sqlite import SqliteStore
from shared.ids import ClientId
from shared.sync.chain import START
from shared.sync.codec import DOWN_DECODER, MAX_DOWN, Assembler, frames
from shared.sync.down import Down
from shared.sync.up import Hello, OpenPlan, Up
from shared.sync.version import PROTOCOL


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Every test here runs on both loops that the server runs on: they write to sockets at different moments."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


class Peer:
    """A client that says exactly what a test tells it to."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._assembler: Assembler[Down] = Assembler(DOWN_DECODER, MAX_DOWN)

    async def say(self, message: Up) -> None:
        """Send one message."""
        for frame in frames(message):
            await self.socket.send(frame)

    async def hear(self) -> Down:
        """The next message."""
        while True:
            frame = await self.socket.recv()
            assert isinstance(frame, bytes)
            message = self._assembler.feed(frame)
            if message is not None:
                return message

    async def hear_a(self, kind: type[Down]) -> Down:
        """The next message of that kind; others before it are passed over."""
        while not isinstance(message := await self.hear(), kind):
            pass
        return message

    async def open(self, name: str = "plan", client: str = "aaaa", base: int = 0, chain: bytes = START) -> None:
        """Say hello and open a plan."""
        await self.say(Hello(PROTOCOL, PROTOCOL, "test"))
        await self.say(OpenPlan(name, True, ClientId(client), base, chain))


class Running:
    """The server under test."""

    def __init__(self, settings: Settings, hub: Hub, listener: Listener) -> None:
        self.settings = settings
        self.hub = hub
        self.listener = listener

    @asynccontextmanager
    async def peer(self) -> AsyncIterator[Peer]:
        """A connection."""
        async with unix_connect(str(self.settings.socket), "ws://localhost/", compression=None) as socket:
            yield Peer(socket)


@asynccontextmanager
async def running(directory: Path, **changes: object) -> AsyncIterator[Running]:
    """A server on the directory's store."""
    settings = msgspec.structs.replace(Settings(data=directory, socket=directory / "socket"), **changes)
    store = await SqliteStore.open(directory / "server.sqlite")
    hub = Hub(store, new_id, now_ms)
    listener = Listener(hub, settings, new_id, "test")
    try:
        async with listener.listening():
            yield Running(settings, hub, listener)
        await hub.close()
    finally:
        await store.close()


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="stegvis-") as name:
        yield Path(name)
