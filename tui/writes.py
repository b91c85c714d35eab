"""Writes to the replica's file, in the order in which they were asked for and without anybody waiting for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from shared.errors import StegvisError


class Writes:
    """What is being written. The database does it in the order in which it is queued here."""

    def __init__(self, on_trouble: Callable[[], None]) -> None:
        self.trouble = ""
        """Why something could not be written; nothing more is queued from then on."""
        self._on_trouble = on_trouble
        self._tasks: set[asyncio.Task[None]] = set()

    def queue(self, work: Coroutine[None, None, None]) -> None:
        """Write this after what is queued before it."""
        self.keep(self._guarded(work))

    def keep(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run it to its end, whoever is cancelled. Whoever waits for the task hears what went wrong."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def flushed(self) -> None:
        """Wait until nothing is being written."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        if self.trouble:
            work.close()
            return
        try:
            await work
        except Exception as error:
            # What is on disk is behind what is shown: go no further, the next start fetches it again.
            self.trouble = str(error) if isinstance(error, StegvisError) else type(error).__name__
            self._on_trouble()
