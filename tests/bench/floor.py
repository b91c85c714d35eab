"""The floor: what any server in Python could do that syncs to disk before it tells everybody, and does nothing else.

websockets on uvloop; what arrives while one sync runs goes into the next; then one frame with all of it to each client,
which is acknowledgement and news at once. There is no model and no check. It answers the first frame of a client with
`READY`, or with what was prepared in the file `prepared` beside its socket.

    python -m tests.bench.floor SOCKET
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
from pathlib import Path

import uvloop
from websockets.asyncio.server import ServerConnection, unix_serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from shared.sync.codec import MAX_FRAME
from tests.bench.client import READY

_ROOM = 64 * 2**20
"""Bytes that are written over and over: a file that grows would cost a second sync for its size."""


class Floor:
    """One log and everybody who hears it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.pwrite(self._file, bytes(_ROOM), 0)
        os.fsync(self._file)
        self._at = 0
        self._arrived: list[bytes] = []
        self._has_work = asyncio.Event()
        self._clients: set[ServerConnection] = set()
        prepared = path.parent / "prepared"
        self._prepared = prepared.read_bytes() if prepared.exists() else READY

    async def serve(self, client: ServerConnection) -> None:
        """Everything after the opening is an edit."""
        await client.recv()
        for start in range(0, len(self._prepared), MAX_FRAME):
            await client.send(self._prepared[start : start + MAX_FRAME])
        self._clients.add(client)
        with contextlib.suppress(ConnectionClosed):
            async for frame in client:
                self._arrived.append(frame if isinstance(frame, bytes) else b"")
                self._has_work.set()
        self._clients.discard(client)

    async def commit_all(self) -> None:
        """Sync what has arrived, tell everybody, and again."""
        loop = asyncio.get_running_loop()
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            group, self._arrived = b"".join(self._arrived), []
            await loop.run_in_executor(None, self._write, group)
            frame = Frame(Opcode.BINARY, group).serialize(mask=False)
            for client in self._clients:
                client.transport.write(frame)

    def _write(self, group: bytes) -> None:
        if self._at + len(group) > _ROOM:
            self._at = 0
        os.pwrite(self._file, group, self._at)
        os.fdatasync(self._file)
        self._at += len(group)


async def main(socket: Path) -> None:
    """Serve until killed."""
    floor = Floor(socket.parent / "floor.log")
    async with unix_serve(floor.serve, str(socket), compression=None, max_size=None, backlog=1_024):
        await floor.commit_all()


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(main(Path(sys.argv[1])))
