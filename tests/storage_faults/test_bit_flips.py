"""One bit of a closed store flips: that is found when it is opened, or makes no difference."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from server.store.base import Loaded
from server.store.sqlite import SqliteStore
from shared.errors import StoreCorrupt, StoreError
from shared.ids import PersonId, PlanId
from shared.sync.chain import LogRow
from shared.sync.down import Person, PlanLine
from shared.sync.sequencer import Known
from tests.storage_faults.work import PLAN, log_rows

FLIPS, ROWS = 300, 200


class Read(msgspec.Struct, frozen=True):
    """All that the server learns from a store."""

    plans: Sequence[PlanLine]
    people: Sequence[Person]
    known: Sequence[Sequence[Known]]
    rows: Sequence[Sequence[LogRow]]
    chains: Sequence[bytes | None]


async def read(path: Path) -> Read:
    """Open the store and read it, as the server does."""
    store = await SqliteStore.open(path)
    try:
        plans = await store.plans()
        loaded: list[Loaded] = [await store.load(PlanId(line.id)) for line in plans]
        return Read(
            plans,
            await store.people(),
            [one.known for one in loaded],
            [await store.rows(PlanId(line.id), 0, 2 * ROWS) for line in plans],
            [await store.chain_at(PlanId(line.id), line.head) for line in plans],
        )
    finally:
        await store.close()


@pytest.fixture
async def stored(tmp_path: Path) -> bytes:
    """A closed store, of some people and a plan."""
    path = tmp_path / "made.sqlite"
    store = await SqliteStore.open(path)
    await store.create_plan(PLAN, "plan", 1)
    for number in range(5):
        await store.person(f"person-{number}", PersonId(f"id{number}"))
    rows = log_rows(ROWS)
    for start in range(0, ROWS, 7):
        await store.append(PLAN, rows[start : start + 7])
    await store.close()
    return path.read_bytes()


def flipped(content: bytes, place: int, bit: int = 0) -> bytes:
    """The content with one bit the other way."""
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


def put(path: Path, content: bytes) -> None:
    """Make this the file, and nothing lie beside it."""
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(content)


async def test_a_flipped_bit_is_found_or_makes_no_difference(tmp_path: Path, stored: bytes) -> None:
    """To halt is a nuisance; to serve another figure than was entered is what must never happen."""
    path = tmp_path / "flipped.sqlite"
    put(path, stored)
    whole = await read(path)
    rng, found = random.Random(1), Counter[str]()
    for _ in range(FLIPS):
        put(path, flipped(stored, rng.randrange(len(stored)), rng.randrange(8)))
        try:
            found["harmless" if await read(path) == whole else "slipped through"] += 1
        except StoreError as error:
            assert path.name in str(error)
            found["found"] += 1
    assert found["found"] > FLIPS // 4 and not found["slipped through"], found


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (b"id4person-4person-", 0),
        (b"id4person-", 0),
        (b"id4", -1),
        (b"\x0f\x02\x02p\x00", 0),
        (b"\x0f\x02\x02p\x00", -2),
    ],
    ids=["name", "login", "id", "the last row's seq in the index", "the last row's plan in the index"],
)
async def test_what_no_chain_covers_is_checked_too(tmp_path: Path, stored: bytes, before: bytes, step: int) -> None:
    """Else a person is somebody else, or the end of a log is gone, and the chain of what is left still holds."""
    path = tmp_path / "flipped.sqlite"
    place = stored.index(before) + len(before) + step
    put(path, flipped(stored, place, 1))
    with pytest.raises(StoreCorrupt, match=r"flipped\.sqlite is damaged"):
        await read(path)
