"""A plan of some size on a server, entered by many clients in many transactions."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench.client import READY, opening, plan_of, random_id, submission
from tests.bench.wire import RawClient, connect


class Author:
    """A client that enters one part after the other."""

    def __init__(self) -> None:
        self.name = random_id()
        self.counter = 0
        self._needle = READY
        self._answered = asyncio.Event()
        self._client: RawClient | None = None

    async def join(self, socket: Path) -> None:
        """Connect, and have everything there is."""
        self._client = await connect(socket, self._hear)
        await self.ask(opening(self.name), READY)

    async def ask(self, payloads: list[bytes], needle: bytes) -> None:
        """Send, and return when these bytes come."""
        self._needle = needle
        self._answered.clear()
        self.say(payloads)
        await self._answered.wait()

    def say(self, payloads: list[bytes]) -> None:
        """Send."""
        assert self._client is not None
        self._client.say(payloads)

    def close(self) -> None:
        """Go."""
        if self._client is not None:
            self._client.close()

    def _hear(self, frame: bytes) -> None:
        if self._needle in frame:
            self._answered.set()


async def fill(socket: Path, cells: int, authors: int) -> list[str]:
    """Enter a plan of so many cells; the ids of its measures."""
    joined = [Author() for _ in range(authors)]
    await asyncio.gather(*(author.join(socket) for author in joined))
    found: list[str] = []
    for number, (nodes, ops) in enumerate(plan_of(cells)):
        author = joined[number % authors]
        author.counter += 1
        await author.ask(*submission(author.name, author.counter, *ops))
        found += nodes
    for author in joined:
        author.close()
    return found
