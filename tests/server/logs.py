"""The log of a plan by itself, without rooms and connections."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.plan_log import PlanLog
from server.store.base import Store
from server.told import Told
from shared.ids import PlanId

PLAN = PlanId("plan")


@asynccontextmanager
async def plan_log(store: Store, told: list[Told]) -> AsyncIterator[PlanLog]:
    """The log of a plan, empty where the store has none."""
    line = await store.create_plan(PLAN, "plan", 1, "epoch")
    log = PlanLog(
        line,
        store,
        await store.load(PLAN),
        await store.standing(PLAN),
        seal_key=bytes(32),
        image_every=5_000,
        tell=told.append,
        now_ms=lambda: 1,
        clock=lambda: 1.0,
    )
    try:
        yield log
    finally:
        await log.close()
