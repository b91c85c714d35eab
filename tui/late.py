"""Late entries as a client asks for them: they are kept on the server alone, and cannot be seen without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from shared.ids import Key
from shared.sync.down import Late, LateDecided
from shared.sync.up import DecideLate, ListLate

_ANSWER_S = 10.0

T = TypeVar("T")


class LateEntries:
    """Asks the server which late entries wait, and tells it what somebody decides."""

    def __init__(self, ask: Callable[[ListLate | DecideLate], None]) -> None:
        self._ask = ask
        self._listed: asyncio.Future[Late] | None = None
        self._decided: dict[Key, asyncio.Future[LateDecided]] = {}

    def take(self, answer: Late | LateDecided) -> None:
        """An answer has arrived; perhaps one that nobody waits for any more."""
        if isinstance(answer, Late):
            _resolve(self._listed, answer)
        else:
            _resolve(self._decided.pop(answer.key, None), answer)

    async def listed(self) -> Late | None:
        """What waits, or None if the server does not answer in time."""
        self._listed = asyncio.get_running_loop().create_future()
        self._ask(ListLate())
        return await _in_time(self._listed)

    async def decide(self, request: DecideLate) -> LateDecided | None:
        """What became of the decision, or None if the server does not answer in time: it may have been taken."""
        answer = self._decided[request.key] = asyncio.get_running_loop().create_future()
        self._ask(request)
        return await _in_time(answer)


def _resolve(waiting: asyncio.Future[T] | None, answer: T) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(answer)


async def _in_time(answer: asyncio.Future[T]) -> T | None:
    try:
        async with asyncio.timeout(_ANSWER_S):
            return await answer
    except TimeoutError:
        return None
