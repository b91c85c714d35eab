"""The same random life in two stores: whatever happens, they give the same answers."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from server.store.base import Store
from server.store.memory import MemoryStore
from server.store.sqlite import SqliteStore
from shared.ids import PersonId
from shared.plan.fields import Role
from shared.sync.sequencer import KeyedRow
from tests.histories import PLAN, History
from tests.server.store.contract import answers, parked

STEPS = ("append", "append", "image", "compact", "park", "unpark", "backed up", "grant", "person")


@pytest.mark.parametrize("seed", range(8))
async def test_two_stores_that_live_the_same_say_the_same(tmp_path: Path, seed: int) -> None:
    """Simulations trust the store in memory to behave as the one in use; a difference would be found in production."""
    chance = random.Random(seed)
    path = tmp_path / "server.sqlite"
    history = History(seed)
    rows: tuple[KeyedRow, ...] = ()
    memory, sqlite = MemoryStore(), await SqliteStore.open(path)
    for store in (memory, sqlite):
        await store.create_plan(PLAN, "planen", 1, "e1")
    for _ in range(30):
        step, number = chance.choice(STEPS), chance.randrange(1, 120)
        more = history.rows(number) if step == "append" else ()
        rows += more
        said = [await lead(store, step, number, history, more) for store in (memory, sqlite)]
        assert said[0] == said[1], step
        if chance.random() < 0.2:
            await sqlite.close()
            sqlite = await SqliteStore.open(path)
        if chance.random() < 0.3:
            assert await answers(sqlite, rows) == await answers(memory, rows)
    assert await answers(sqlite, rows) == await answers(memory, rows)
    await sqlite.close()


async def lead(store: Store, step: str, number: int, history: History, more: tuple[KeyedRow, ...]) -> object:
    """One step of a store's life; what it says."""
    match step:
        case "append":
            await store.append(PLAN, more)
        case "image":
            await store.put_image(PLAN, history.image())
        case "compact":
            return await store.compact(PLAN, number % 50)
        case "park":
            await store.park(PLAN, parked(1 + number % 5))
        case "unpark":
            await store.unpark(PLAN, parked(1 + number % 5).key)
        case "backed up":
            await store.note_backed_up(PLAN, number)
        case "grant":
            await store.grant(PLAN, PersonId(f"p{number % 3}"), list(Role)[number % len(Role)])
        case "person":
            return await store.person(f"p{number % 4}", PersonId(f"id{number}"))
    return None
