"""The link over a socket in memory: what it does with whatever kind of socket it is handed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

from shared.ids import ROOT, ClientId
from shared.plan.edits import set_cell
from shared.plan.values import Text
from shared.storage.lock import FileLock
from shared.sync.codec import MAX_UP, UP_DECODER, Assembler, frames
from shared.sync.down import Act, Down, Failed, Welcome
from shared.sync.up import Hello, Up
from shared.sync.version import PROTOCOL
from tests.wait import until
from tui.door import Connection
from tui.home import Server
from tui.replica import Replica
from tui.world import World


class Memory:
    """A client's socket without a network; the test is the server."""

    def __init__(self) -> None:
        self.is_closed = False
        self.heard: list[Up] = []
        self._assembler: Assembler[Up] = Assembler(UP_DECODER, MAX_UP)
        self._coming: asyncio.Queue[bytes | None] = asyncio.Queue()

    def say(self, message: Down) -> None:
        """Let the client have a message."""
        for frame in frames(message):
            self._coming.put_nowait(frame)

    async def send(self, message: bytes, /) -> None:
        """Take a frame from the client."""
        assert not self.is_closed
        heard = self._assembler.feed(message)
        if heard is not None:
            self.heard.append(heard)

    async def __aiter__(self) -> AsyncIterator[bytes | str]:
        while (frame := await self._coming.get()) is not None:
            yield frame

    async def close(self) -> None:
        """End it, from whichever side."""
        self.is_closed = True
        self._coming.put_nowait(None)


async def _replica(directory: Path, sockets: list[Memory]) -> Replica:
    numbers = count()

    async def open_socket() -> Memory:
        sockets.append(Memory())
        return sockets[-1]

    world = World(
        now_ms=lambda: 1_234, new_id=lambda: "abcd"[next(numbers)] * 16, chance=lambda: 0.0, open_socket=open_socket
    )
    path = directory / "plan.sqlite"
    server = Server(directory / "nowhere", None, "memory")
    return await Replica.open_at(path, FileLock.take(path.with_suffix(".lock")), server, "plan", world)


async def test_a_replica_takes_ids_and_time_from_where_it_is_told(tmp_path: Path) -> None:
    """Or a schedule that failed in a simulation could not be run again."""
    replica = await _replica(tmp_path, [])
    await replica.submit([set_cell(replica.plan, ROOT, "title", Text("plan"))])
    (pending,) = replica._machine.outbox
    assert (pending.key.client, pending.at) == (ClientId("a" * 16), 1_234)
    await replica.close()


async def test_a_socket_that_ends_is_closed_and_another_one_opened(tmp_path: Path) -> None:
    """Each connection begins anew, with hello; what the one before has left must not reach into it."""
    sockets: list[Memory] = []
    replica = await _replica(tmp_path, sockets)
    replica.connect()
    await until(lambda: sockets and sockets[0].heard)
    await sockets[0].close()
    await until(lambda: len(sockets) == 2 and sockets[1].heard)
    assert sockets[0].is_closed
    assert isinstance(sockets[1].heard[0], Hello)
    assert len(sockets[1].heard) == 1
    await replica.close()
    assert sockets[1].is_closed


async def test_a_server_that_says_stop_is_not_asked_again(tmp_path: Path) -> None:
    """Whoever is sent away for good must not knock for ever."""
    sockets: list[Memory] = []
    replica = await _replica(tmp_path, sockets)
    replica.connect()
    await until(lambda: sockets and sockets[0].heard)
    sockets[0].say(Welcome(PROTOCOL, "test", "p" * 16, 1))
    sockets[0].say(Failed(Act.STOP, "Go away."))
    await until(lambda: sockets[0].is_closed)
    assert (replica.connection, replica.connection_reason) == (Connection.REFUSED, "Go away.")
    assert replica._shell.link_task is not None
    await replica._shell.link_task
    assert len(sockets) == 1
    await replica.close()
