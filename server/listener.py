"""Accepts connections on the Unix socket and finds out who they are from the operating system."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection, unix_serve

from server.connection import Connection
from server.hub import Hub
from server.people import person_of
from server.settings import Settings
from server.wire import WebSocket
from shared.errors import StoreError, StoreInUse
from shared.sync.codec import MAX_FRAME
from shared.sync.server_machine import ServerMachine

_CREDENTIALS = struct.Struct("3i")
_GOODBYE_S = 5.0
"""How long a server that stops waits for its clients to take what was sent to them."""


class Listener:
    """Everybody who is connected."""

    def __init__(self, hub: Hub, settings: Settings, program: str) -> None:
        self._hub = hub
        self._settings = settings
        self._program = program
        self._open: dict[int, Connection] = {}
        self._sessions = 0
        self.last_left = asyncio.get_running_loop().time()
        """When the last connection went, by the loop's clock; when the listener was made, if none came."""

    @property
    def is_idle(self) -> bool:
        """Whether nobody is connected."""
        return not self._open

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Accept connections within the block. Raises StoreError if something else is where the socket belongs."""
        path = self._settings.socket
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear(path)
        server = await self._made(path)
        ours = path.stat()
        sweeper = asyncio.create_task(self._drop_stuck(), name="dropping who does not read")
        try:
            async with server:
                yield
                await self._close(server)
        finally:
            sweeper.cancel()
        # If the directory was made anew under us, the socket there belongs to another server.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(ours, path.stat()):
                path.unlink()

    async def _made(self, path: Path) -> Server:
        """The socket, open to whom the settings say from the first moment on."""
        mask = os.umask(0o777 & ~self._settings.reach.socket_mode)
        try:
            return await unix_serve(
                self._serve,
                str(path),
                compression=None,
                max_size=MAX_FRAME + 64,
                max_queue=16,
                # After a restart everybody comes at once; to connect in vain looks to a client as if nobody were there.
                backlog=1_024,
                origins=[None],
                server_header=None,
                open_timeout=self._settings.hello_timeout_s,
                ping_interval=20,
                ping_timeout=30,
                close_timeout=3,
            )
        finally:
            os.umask(mask)

    async def _close(self, server: Server) -> None:
        """Let everybody have what they were sent, for a while."""
        server.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await server.wait_closed()
        for connection in list(self._open.values()):
            connection.abort()

    async def _drop_stuck(self) -> None:
        while True:
            await asyncio.sleep(self._settings.send_timeout_s)
            for connection in list(self._open.values()):
                connection.drop_if_stuck()

    async def _serve(self, websocket: ServerConnection) -> None:
        if len(self._open) >= self._settings.max_connections:
            await websocket.close(1013, "too many connections")
            return
        self._sessions += 1
        session = self._sessions
        try:
            person = await person_of(self._hub.store, login_of(websocket))
        except StoreError:
            await websocket.close(1011, "the store cannot be used")
            return
        machine = ServerMachine(session, person.id, self._program)
        wire = WebSocket(websocket, self._settings.send_timeout_s)
        connection = self._open[session] = Connection(wire, self._hub, self._settings, machine)
        try:
            await connection.serve()
        finally:
            del self._open[session]
            self.last_left = asyncio.get_running_loop().time()


def _clear(path: Path) -> None:
    """Take away a socket that a server which is gone has left behind, and nothing else."""
    if not path.is_socket():
        if path.exists():
            raise StoreError(f"{path} is not a socket; it is left as it is.")
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
        else:
            raise StoreInUse(f"Another server answers on {path}.")


def login_of(websocket: ServerConnection) -> str:
    """The name of the operating system's user at the other end of a Unix socket."""
    peer = websocket.transport.get_extra_info("socket")
    raw = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    uid: int = _CREDENTIALS.unpack(raw)[1]
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
