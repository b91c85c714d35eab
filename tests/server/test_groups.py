"""Which transactions share a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from server.store.memory import MemoryStore
from shared.ids import ROOT, ClientId, Key, PlanId
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Transaction
from shared.plan.values import Text
from shared.sync.codec import sent_of
from shared.sync.sequencer import KeyedRow
from shared.sync.up import Sent
from tests.server.logs import plan_log


class Counting(MemoryStore):
    """A store that notes how many rows each commit has."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []

    async def append(self, plan: PlanId, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end of the log."""
        self.groups.append(len(rows))
        await super().append(plan, rows)


def _naming(client: str) -> list[Sent]:
    op = SetOp(ROOT, "title", None, None, Text(f"Mått {client}"), 0)
    return [sent_of(Transaction(Key(ClientId(client), 1), 1, (op,)))]


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_who_writes_a_little_later_shares_the_commit() -> None:
    """Those who were told of the last commit answer it one after the other: a sync for the first of them alone, and a
    frame to everybody, would cost as much as one for all."""
    store = Counting()
    async with plan_log(store, []) as log:
        for client in ("a", "b", "c"):
            log.submit(1, "anna", _naming(client))
        await log.wait_durable(3)
        for client in ("d", "e", "f"):
            log.submit(1, "anna", _naming(client))
            await _turns(2)
        await log.wait_durable(6)
    assert store.groups == [3, 3]


async def test_who_writes_alone_does_not_wait_for_others() -> None:
    """Once commits are of one transaction, the next one waits for no more of them."""
    store = Counting()
    async with plan_log(store, []) as log:
        log.submit(1, "anna", _naming("a"))
        await log.wait_durable(1)
        log.submit(1, "anna", _naming("b"))
        await _turns(3)
        log.submit(1, "anna", _naming("c"))
        await log.wait_durable(3)
    assert store.groups == [1, 1, 1]
