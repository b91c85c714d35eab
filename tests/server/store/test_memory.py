"""The store in memory keeps the promises."""

from __future__ import annotations

import pytest

from server.store.base import Store
from server.store.memory import MemoryStore
from tests.histories import PLAN, History
from tests.server.store.contract import StoreContract, a_plan


@pytest.fixture
def store() -> Store:
    """An empty one."""
    return MemoryStore()


class TestMemoryStore(StoreContract):
    """See `StoreContract`."""


class Crash(Exception):
    """The machine stops here."""


async def test_a_crash_before_a_change_leaves_nothing_and_one_after_it_everything() -> None:
    """Simulations crash at these points: what was not acknowledged may be there or not, but never half."""
    points = 0
    crash_at = 0

    async def point() -> None:
        nonlocal points
        points += 1
        if points == crash_at:
            raise Crash

    store = MemoryStore(point)
    await a_plan(store, History(), 5)
    rows = (history := History(), history.rows(5), history.rows(3))[2]
    crash_at = points + 1
    with pytest.raises(Crash):
        await store.append(PLAN, rows)
    assert (await store.load(PLAN)).plan.seq == 5
    crash_at = points + 2
    with pytest.raises(Crash):
        await store.append(PLAN, rows)
    assert (await store.load(PLAN)).plan.seq == 8
