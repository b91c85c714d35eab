"""Servers on Unix sockets: in this process, and as a process of its own."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

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
from shared.plan.ops import Entry, Transaction
from shared.sync.chain import START
from shared.sync.codec import DOWN_DECODER, MAX_DOWN, Assembler, decode_entry, frames, sent_of
from shared.sync.down import Confirmed, Down, ImageBegins, ImageChunk
from shared.sync.image import Image
from shared.sync.up import Hello, OpenPlan, Resume, Submit, Up
from shared.sync.version import PROTOCOL
from tests.acceptance.processes import Server
from tests.wait import LIMIT_S


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Every test here runs on both loops that the server runs on: they write to sockets at different moments."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


D = TypeVar("D", bound=Down)


def entries_of(confirmed: Confirmed) -> list[Entry]:
    """The entries that a message carries."""
    return list(map(decode_entry, confirmed.bodies))


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
        """The next message. Fails if none comes."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                frame = await self.socket.recv()
                assert isinstance(frame, bytes)
                message = self._assembler.feed(frame)
                if message is not None:
                    return message

    async def hear_a(self, kind: type[D]) -> D:
        """The next message of that kind; others before it are passed over."""
        while not isinstance(message := await self.hear(), kind):
            pass
        return message

    async def open(
        self,
        name: str = "plan",
        client: str = "aaaa",
        base: int = 0,
        chain: bytes = START,
        *,
        afresh: bool = False,
        resume: Resume | None = None,
    ) -> None:
        """Say hello and open a plan."""
        await self.say(Hello(PROTOCOL, PROTOCOL, "test"))
        await self.say(OpenPlan(name, True, ClientId(client), base, chain, afresh, resume))

    async def submit(self, *transactions: Transaction) -> None:
        """Send these transactions as one message."""
        await self.say(Submit(tuple(map(sent_of, transactions))))

    async def hear_image(self) -> Image:
        """The next image, from its first chunk on."""
        head = (await self.hear_a(ImageBegins)).head
        return Image(head, tuple([(await self.hear_a(ImageChunk)).chunk for _ in range(head.count)]))

    async def hear_entries(self, count: int = 1) -> list[Entry]:
        """The next entries of the log: those of the next messages until there are so many."""
        heard: list[Entry] = []
        async with asyncio.timeout(LIMIT_S):
            while len(heard) < count:
                heard += entries_of(await self.hear_a(Confirmed))
        return heard


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
    hub = Hub(store, new_id, now_ms, settings.image_every)
    listener = Listener(hub, settings, "test")
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


@pytest.fixture
def server(directory: Path) -> Iterator[Server]:
    """A running server process on an empty directory, killed at the end if it still runs."""
    started = Server(directory / "data")
    started.data.mkdir()
    try:
        started.start()
        yield started
    finally:
        started.kill()
