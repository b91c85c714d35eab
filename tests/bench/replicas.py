"""Replicas as users' programs have them, with their own files, that count what comes over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from shared.storage.lock import FileLock
from tests.wait import until
from tui.door import Connection
from tui.home import Server
from tui.link import ClientSocket, open_unix
from tui.replica import Replica
from tui.world import World


class Counted:
    """A socket that counts the payload of what it receives."""

    def __init__(self, socket: ClientSocket, counter: Counter) -> None:
        self._socket = socket
        self._counter = counter

    async def send(self, message: bytes, /) -> None:
        """Send a frame."""
        await self._socket.send(message)

    async def __aiter__(self) -> AsyncIterator[bytes | str]:
        async for frame in self._socket:
            self._counter.size += len(frame)
            yield frame

    async def close(self) -> None:
        """Close it."""
        await self._socket.close()


class Counter:
    """Bytes that have come."""

    size = 0


async def new_replica(directory: Path, name: str, counter: Counter | None = None) -> Replica:
    """A replica, not connected yet, of the plan on the server whose socket is in the directory."""
    server = Server(directory / "socket", None, "bench")
    counter = counter or Counter()

    async def open_socket() -> ClientSocket:
        return Counted(await open_unix(server), counter)

    path = directory / f"{name}.sqlite"
    lock = FileLock.take(path.with_suffix(".lock"))
    return await Replica.open_at(path, lock, server, "plan", World(open_socket=open_socket))


async def live(replica: Replica) -> None:
    """Connect, and wait until it is in step."""
    replica.connect(may_create=True)
    await until(lambda: replica.connection is Connection.LIVE)
