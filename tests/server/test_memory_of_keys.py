"""What a plan's log remembers of the keys it has seen, while it packs the plan and others ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from server.plan_log import PlanLog
from server.store.memory import MemoryStore
from shared.ids import ROOT, ClientId, Key, PlanId
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Transaction
from shared.plan.values import Text
from shared.sync.chain import START, link, seal
from shared.sync.codec import sent_of
from shared.sync.image import Image
from shared.sync.up import Anchor

PLAN = PlanId("plana")


class Slow(MemoryStore):
    """A store in memory that lets something else happen while keys are looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.image_is_there = asyncio.Event()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.lookups = 0

    async def seqs_of(self, plan: PlanId, keys: Sequence[Key]) -> dict[Key, int]:
        """See `Store`."""
        found = await super().seqs_of(plan, keys)
        self.lookups += 1
        if self.meanwhile is not None:
            await self.meanwhile()
        return found

    async def put_image(self, plan: PlanId, image: Image) -> None:
        """See `Store`."""
        await super().put_image(plan, image)
        self.image_is_there.set()


@pytest.mark.parametrize("place", [1, 2])
async def test_a_row_handed_back_while_the_plan_is_packed_is_entered_once(place: int) -> None:
    """Two clients hand back the same row of a log that has gone another way, and one of them asks for an image: what is
    packed is forgotten, and must not be taken for new by whoever has just looked."""
    store = Slow()
    line = await store.create_plan(PLAN, "planen", 1, "e1")
    log = PlanLog(
        line,
        store,
        await store.load(PLAN),
        await store.standing(PLAN),
        seal_key=await store.seal_key(),
        image_every=1_000,
        tell=lambda told: None,
        now_ms=lambda: 1,
        clock=lambda: 0.0,
    )
    sent = sent_of(Transaction(Key(ClientId("anna"), 1), 1, (SetOp(ROOT, "title", None, None, Text("en"), 0),)))
    log.submit(1, "p1", [sent])
    await log.wait_durable(1)
    (row,) = await store.rows(PLAN, 0, 1)
    packing: list[asyncio.Task[Image | None]] = []

    async def pack() -> None:
        if store.lookups == place:
            packing.append(asyncio.create_task(log.image_for(0, afresh=True)))
            await store.image_is_there.wait()
            for _ in range(10):
                await asyncio.sleep(0)

    store.meanwhile = pack
    before = Anchor(4, b"another way".ljust(32))
    claimed = seal(await store.seal_key(), PLAN, 5, link(before.chain, row.body))

    assert before.chain != START
    assert await log.take_back(0, before, [row.body], claimed) == 0
    assert (await store.verify(PLAN))[0] == 1
    await asyncio.gather(*packing)
    await log.close()
