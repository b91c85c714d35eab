"""5,000 edits of 1,200 cells made without a connection: from its return until another client has all, durable."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from shared.ids import ROOT
from shared.plan.edits import set_cell
from shared.plan.values import Text
from tests.bench.client import entering, random_id
from tests.bench.processes import FLOOR, OURS, served
from tests.bench.replicas import live, new_replica
from tests.bench.table import Row, versus
from tests.bench.wire import connect
from tests.wait import until

EDITS, CELLS = 5_000, 1_200


def _month(number: int) -> str:
    return f"{1950 + number // 12}-{number % 12 + 1:02}"


async def rows(directory: Path) -> list[Row]:
    """Ours and the floor."""
    floor, ours = await _floor(directory / FLOOR), await _ours(directory / OURS)
    return [
        Row(f"{EDITS:,} offline edits until another client has them: floor", f"{floor:.2f} s"),
        Row(f"{EDITS:,} offline edits until another client has them: ours", f"{ours:.2f} s ({versus(ours, floor)})"),
    ]


async def _floor(directory: Path) -> float:
    name, node = random_id(), random_id()
    edits = [entering(name, number, node, number)[0][0] for number in range(EDITS)]
    size = sum(map(len, edits))
    had = 0
    all_here = asyncio.Event()

    def hear(frame: bytes) -> None:
        nonlocal had
        had += len(frame)
        if had >= size:
            all_here.set()

    async with served(directory, FLOOR) as server:
        other = await connect(server.socket, hear)
        other.say([b"open"])
        await until(lambda: had)
        had = 0
        begun = time.perf_counter()
        author = await connect(server.socket, lambda _: None)
        author.say([b"open", *edits])
        await all_here.wait()
        taken = time.perf_counter() - begun
        author.close()
        other.close()
    return taken


async def _ours(directory: Path) -> float:
    await asyncio.to_thread(directory.mkdir)
    author, other = await new_replica(directory, "author"), await new_replica(directory, "other")
    for number in range(EDITS):
        ops = [set_cell(author.plan, ROOT, "analysis", Text(f"edit {number}"), period=_month(number % CELLS))]
        assert await author.submit(ops) is None
    async with served(directory, OURS):
        await live(other)
        begun = time.perf_counter()
        author.connect(may_create=True)
        await until(lambda: other.seq == EDITS and not author.pending_count)
        taken = time.perf_counter() - begun
        await author.close()
        await other.close()
    return taken
