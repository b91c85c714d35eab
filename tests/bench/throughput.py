"""50 clients with one open edit each on 2,000 cells; each edit is durable before it is acknowledged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.client import READY, entering, opening, plan_of, random_id
from tests.bench.filling import fill
from tests.bench.processes import FLOOR, OURS, Served, served
from tests.bench.table import Row, milliseconds, versus
from tests.bench.wire import RawClient, connect
from tests.wait import until

CLIENTS, CELLS, SECONDS, TURNS = 50, 2_000, 5.0, 10


class Writer:
    """Enters one result after the other in its own cells, each as soon as the one before is acknowledged."""

    def __init__(self, nodes: list[str]) -> None:
        self.is_ready = False
        self.is_done = False
        self.taken: list[float] = []
        self._name = random_id()
        self._nodes = nodes
        self._needle: bytes | None = None
        self._begun = self._end = 0.0
        self._client: RawClient | None = None

    async def join(self, socket: Path) -> None:
        """Connect, and have everything there is."""
        self._client = await connect(socket, self._hear)
        self._client.say(opening(self._name))
        await until(lambda: self.is_ready)

    def start(self, end: float) -> None:
        """Go on until then."""
        self._end, self.is_done = end, False
        self._next()

    def close(self) -> None:
        """Go."""
        if self._client is not None:
            self._client.close()

    def _next(self) -> None:
        counter = len(self.taken) + 1
        payloads, self._needle = entering(self._name, counter, self._nodes[counter % len(self._nodes)], counter)
        self._begun = time.perf_counter()
        if self._client is not None:
            self._client.say(payloads)

    def _hear(self, frame: bytes) -> None:
        if self._needle is None:
            self.is_ready = self.is_ready or READY in frame
        elif self._needle in frame:
            now = time.perf_counter()
            self.taken.append(now - self._begun)
            self.is_done = now > self._end
            if not self.is_done:
                self._next()


class Side:
    """One server with its writers."""

    def __init__(self, server: Served, writers: list[Writer]) -> None:
        self._server = server
        self._writers = writers
        self._processor_s = 0.0

    async def write(self, seconds: float) -> None:
        """Let all of them write for so long."""
        begun, end = self._server.processor_s, time.perf_counter() + seconds
        for writer in self._writers:
            writer.start(end)
        await until(lambda: all(writer.is_done for writer in self._writers))
        self._processor_s += self._server.processor_s - begun

    @property
    def taken(self) -> list[float]:
        """What each edit took, in seconds."""
        return [second for writer in self._writers for second in writer.taken]

    @property
    def figure(self) -> str:
        """What came of it."""
        taken = self.taken
        each = f"{self._processor_s / len(taken) * 1e6:.0f} us of the server's processor each"
        return f"{len(taken) / SECONDS:,.0f} edits/s, {milliseconds(taken)}, {each}"


async def rows(directory: Path) -> list[Row]:
    """Ours and the floor, by turns: what else the machine does meanwhile slows down both."""
    async with _side(directory / FLOOR, FLOOR) as floor, _side(directory / OURS, OURS) as ours:
        for _ in range(TURNS):
            await floor.write(SECONDS / TURNS)
            await ours.write(SECONDS / TURNS)
        what = f"{CLIENTS} clients, one open edit each"
        ratio = versus(len(ours.taken), len(floor.taken))
        return [Row(f"{what}: floor", floor.figure), Row(f"{what}: ours", f"{ours.figure} ({ratio})")]


@asynccontextmanager
async def _side(directory: Path, which: str) -> AsyncIterator[Side]:
    async with served(directory, which) as server:
        if which == OURS:
            nodes = await fill(server.socket, CELLS, 1)
        else:
            nodes = [node for part, _ in plan_of(CELLS) for node in part]
        share = len(nodes) // CLIENTS
        writers = [Writer(nodes[number * share : (number + 1) * share]) for number in range(CLIENTS)]
        await asyncio.gather(*(writer.join(server.socket) for writer in writers))
        yield Side(server, writers)
        for writer in writers:
            writer.close()
