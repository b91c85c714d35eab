"""Late entries as a client asks for and reads them: they are on the server alone, and cannot be seen without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from shared.followup.rounds import CLOSED, rounds_of
from shared.ids import Key
from shared.plan.model import Plan
from shared.plan.ops import CellOp, Settle, Transaction
from shared.plan.ops import Set as SetOp
from shared.sync.codec import read_sent
from shared.sync.down import Late, LateDecided, LateEntry
from shared.sync.late import period_of
from shared.sync.up import DecideLate, ListLate, Sent

_ANSWER_S = 10.0

T = TypeVar("T")


class Waiting(msgspec.Struct, frozen=True):
    """A late entry that waits for a decision."""

    entry: LateEntry
    transaction: Transaction
    is_before: bool
    """Whether it was made before the closing, as far as the clocks of two people can tell."""

    @property
    def name(self) -> str:
        """Its key, as it can be typed."""
        return f"{self.entry.key.client}:{self.entry.key.counter}"

    @property
    def ops(self) -> list[CellOp]:
        """The values it would write."""
        return [op for op in self.transaction.ops if isinstance(op, SetOp | Settle)]


def waiting(plan: Plan, entries: Sequence[LateEntry], period: str) -> list[Waiting]:
    """Those of the late entries that are about the period, or about none in particular (a hand-in, a move), as far as
    they can be read here."""
    cells = [plan.cell(found.node, "state") for found in rounds_of(plan, period) if found.state == CLOSED]
    closed_at = min((cell.at for cell in cells if cell), default=None)
    found: list[Waiting] = []
    for entry in entries:
        transaction = read_sent(Sent(entry.key, entry.body))
        if isinstance(transaction, Transaction) and period_of(transaction, entry.refusal) in (period, None):
            found.append(Waiting(entry, transaction, closed_at is None or transaction.at < closed_at))
    return found


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
