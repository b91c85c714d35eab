"""50 clients with one open edit each on 2,000 cells; each edit is durable before it is acknowledged."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.bench.client import READY, entering, opening, plan_of, random_id
from tests.bench.filling import fill
from tests.bench.processes import FLOOR, OURS, served
from tests.bench.table import Row, milliseconds, versus
from tests.bench.wire import RawClient, connect
from tests.wait import until

CLIENTS, CELLS, SECONDS = 50, 2_000, 5.0


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
        self._end = end
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


async def rows(directory: Path) -> list[Row]:
    """Ours and the floor."""
    floor, ours = await _measure(directory / FLOOR, FLOOR), await _measure(directory / OURS, OURS)
    figures = [f"{len(taken) / SECONDS:,.0f} edits/s, {milliseconds(taken)}" for taken in (floor, ours)]
    return [
        Row(f"{CLIENTS} clients, one open edit each: floor", figures[0]),
        Row(f"{CLIENTS} clients, one open edit each: ours", f"{figures[1]} ({versus(len(ours), len(floor))})"),
    ]


async def _measure(directory: Path, which: str) -> list[float]:
    async with served(directory, which) as server:
        if which == OURS:
            nodes = await fill(server.socket, CELLS, 1)
        else:
            nodes = [node for part, _ in plan_of(CELLS) for node in part]
        share = len(nodes) // CLIENTS
        writers = [Writer(nodes[number * share : (number + 1) * share]) for number in range(CLIENTS)]
        await asyncio.gather(*(writer.join(server.socket) for writer in writers))
        end = time.perf_counter() + SECONDS
        for writer in writers:
            writer.start(end)
        await until(lambda: all(writer.is_done for writer in writers))
        for writer in writers:
            writer.close()
    return [second for writer in writers for second in writer.taken]
