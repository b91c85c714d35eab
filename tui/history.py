"""The log of a plan as far back as it goes. A replica that joined with an image has only what came after it, and
fetches the rest when somebody asks for history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from shared.errors import RemoteProtocolError
from shared.plan.ops import Entry
from shared.sync.chain import LogRow, link
from shared.sync.down import Past
from shared.sync.up import Anchor, Recall
from tui.local_store import LocalStore

_ANSWER_S = 10.0


class History:
    """The log in a replica's file, and what the server has of it besides."""

    def __init__(self, store: LocalStore, ask: Callable[[Recall], None]) -> None:
        self._store = store
        self._ask = ask
        self._asked = 0
        self._answer: asyncio.Future[Past] | None = None
        self._fetching = asyncio.Lock()

    def take(self, past: Past) -> None:
        """An answer has arrived; perhaps one that nobody waits for any more."""
        is_ours = not past.bodies or past.first + len(past.bodies) - 1 == self._asked
        if is_ours and self._answer is not None and not self._answer.done():
            self._answer.set_result(past)

    async def entries(self, *, is_live: Callable[[], bool]) -> list[Entry]:
        """All entries, oldest first; without a server, or where it does not answer in time, those that are here."""
        async with self._fetching:
            point = await self._store.oldest()
            while is_live() and point.seq > 0:
                past = await self._past(point.seq)
                if past is None or not past.bodies:
                    break
                await self._store.put_past(past.first, _verified(past, point))
                # Told by the rows after it: from here on it is as good as a point of our own.
                point = Anchor(past.first - 1, past.before)
        return await self._store.history()

    async def _past(self, until: int) -> Past | None:
        """What the server has up to that seq, or None if it does not answer in time."""
        self._asked = until
        self._answer = asyncio.get_running_loop().create_future()
        self._ask(Recall(until))
        try:
            async with asyncio.timeout(_ANSWER_S):
                return await self._answer
        except TimeoutError:
            return None


def _verified(past: Past, oldest: Anchor) -> list[LogRow]:
    """The rows, which must lead to a point that is known here."""
    rows, chain = [], past.before
    for body in past.bodies:
        chain = link(chain, body)
        rows.append(LogRow(body, chain))
    if chain != oldest.chain or past.first + len(rows) - 1 != oldest.seq:
        raise RemoteProtocolError("old transactions that do not lead to what is stored here")
    return rows
