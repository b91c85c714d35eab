"""The two programs of a simulation: the real shells, from their databases' jobs up to their sockets."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from server.connection import Connection
from server.hub import Hub
from server.people import person_of
from server.settings import Settings
from server.store.sqlite import SqliteStore
from server.wire import Socket
from shared.errors import StoreError
from shared.ids import ID_BYTES, ClientId, PlanId, id_from
from shared.storage.lock import FileLock
from shared.sync.server_machine import ServerMachine
from tests.simulation.virtual.disk import Disk, VirtualDatabase
from tests.simulation.virtual.loop import Life
from tui.answers import AnswerListener
from tui.home import Server
from tui.link import OpenSocket
from tui.local_store import LocalStore
from tui.replica import Replica
from tui.world import World

PLAN = "plan"
_NOWHERE = Server(socket=Path("/nowhere"), data=None, slug="nowhere")


class _NoLock(FileLock):
    """Nobody else is there."""

    def __init__(self) -> None:
        """Nothing is taken."""

    def release(self) -> None:
        """Nothing was taken."""


class Surroundings:
    """Clock, ids and chance of all programs, from one seed."""

    def __init__(self, chance: random.Random, now: Callable[[], float], note: Callable[[str], None]) -> None:
        self.chance = chance
        self.now = now
        self.note = note

    def new_id(self) -> str:
        """A random id."""
        return id_from(self.chance.randbytes(ID_BYTES))

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return 1_700_000_000_000 + int(self.now() * 1000)

    def database(self, disk: Disk, name: str) -> VirtualDatabase:
        """A database that belongs to the program that opens it."""
        return VirtualDatabase(disk, self.chance, lambda what: self.note(f"{name} {what}"))


class ServerProgram:
    """A server, from its start to its end."""

    def __init__(self, around: Surroundings, disk: Disk, life: Life, *, image_every: int, rows_at_once: int) -> None:
        self.life = life
        self.disk = disk
        self._around = around
        self._settings = Settings(
            data=Path("/nowhere"), socket=Path("/nowhere"), image_every=image_every, rows_at_once=rows_at_once
        )
        self._hub: Hub | None = None
        self._sessions = 0

    async def start(self) -> None:
        """Open the store."""
        store = SqliteStore(self._around.database(self.disk, "server"))
        around = self._around
        self._hub = Hub(store, around.new_id, around.now_ms, self._settings.image_every, around.now)

    @property
    def is_up(self) -> bool:
        """Whether it takes connections."""
        return self._hub is not None and not self.life.is_over

    def accept(self, socket: Socket, login: str) -> None:
        """Serve somebody the operating system calls by that name."""
        self.life.run(self._serve(socket, login))

    async def _serve(self, socket: Socket, login: str) -> None:
        assert self._hub is not None
        self._sessions += 1
        session = self._sessions
        try:
            person = await person_of(self._hub.store, login)
        except StoreError:
            await socket.close()
            return
        machine = ServerMachine(session, person.id, "simulated")
        await Connection(socket, self._hub, self._settings, machine).serve()

    async def note_backed_up(self, seq: int) -> None:
        """An administrator's command has made a backup up to there, and the server notices."""
        assert self._hub is not None
        for line in await self._hub.store.plans():
            await self._hub.store.note_backed_up(PlanId(line.id), seq)
        for room in self._hub.rooms():
            await room.refresh()

    async def stop(self) -> tuple[int, bytes]:
        """Close everything, and verify the log; its end."""
        assert self._hub is not None
        await self._hub.close()
        (line,) = await self._hub.store.plans()
        return await self._hub.store.verify(PlanId(line.id))


class ClientProgram:
    """A replica in a program, from its start to its end."""

    def __init__(self, around: Surroundings, disk: Disk, life: Life, open_socket: OpenSocket) -> None:
        self.life = life
        self.disk = disk
        self.replica: Replica | None = None
        self._around = around
        self._open_socket = open_socket

    async def start(self, heard: AnswerListener) -> Replica:
        """Read the file, and begin to keep in step with the server."""
        around = self._around
        world = World(around.now_ms, around.new_id, around.chance.random, self._open_socket)
        store = LocalStore(around.database(self.disk, self.life.name))
        loaded = await store.load(ClientId(around.new_id()))
        replica = self.replica = Replica(PLAN, _NOWHERE, store, _NoLock(), loaded, world)
        replica.subscribe_answers(heard)
        replica.connect(may_create=True)
        return replica
