"""One person writes and very many have the plan open: until the last of them has it. And what each of them takes."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.client import noting
from tests.bench.filling import Author
from tests.bench.processes import FLOOR, OURS, Served, served
from tests.bench.subscribers import mark
from tests.bench.table import Row, milliseconds, percentile, versus

EDITS, A_SECOND = 500, 100
SUBSCRIBERS = (200, 1_000)
IDLE = 1_000


async def rows(directory: Path) -> list[Row]:
    """Ours and the floor, for each number of subscribers."""
    found = []
    for count in SUBSCRIBERS:
        floor = await _measure(directory / f"{FLOOR}{count}", FLOOR, count)
        ours = await _measure(directory / f"{OURS}{count}", OURS, count)
        ratio = versus(percentile(ours, 0.99), percentile(floor, 0.99))
        found += [
            Row(f"{A_SECOND} edits/s until all of {count} have each: floor", milliseconds(floor)),
            Row(f"{A_SECOND} edits/s until all of {count} have each: ours", f"{milliseconds(ours)} ({ratio})"),
        ]
    return found


async def memory_rows(directory: Path) -> list[Row]:
    """What a connection takes that does nothing. The least of three: what many handshakes at once took is not given
    back, and how many are under way at once is chance."""
    floor, ours = [
        min([await _idle(directory / f"{which}{number}", which) for number in range(3)]) for which in (FLOOR, OURS)
    ]
    return [
        Row("memory of an idle connection: floor", f"{floor / 1024:.1f} KiB"),
        Row("memory of an idle connection: ours", f"{ours / 1024:.1f} KiB ({versus(ours, floor)})"),
    ]


async def _measure(directory: Path, which: str, count: int) -> list[float]:
    async with served(directory, which) as server, _crowd(server, count, EDITS) as crowd:
        author = Author()
        await author.join(server.socket)
        sent = []
        begun = time.monotonic()
        for number in range(EDITS):
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            payloads, _ = noting(author.name, number + 1, mark(number))
            sent.append(time.monotonic())
            author.say(payloads)
        assert crowd.stdout is not None
        had = json.loads(await crowd.stdout.readline())
        author.close()
    return [arrived - left for arrived, left in zip(had, sent, strict=True)]


async def _idle(directory: Path, which: str) -> float:
    # Some stay, since what the first ones load counts for none of those after them.
    async with served(directory, which) as server, _crowd(server, 10, 0):
        before = server.memory
        async with _crowd(server, IDLE, 0):
            return (server.memory - before) / IDLE


@asynccontextmanager
async def _crowd(server: Served, count: int, edits: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Subscribers that have joined, and wait for so many edits."""
    command = [sys.executable, "-m", "tests.bench.subscribers", str(server.socket), str(count), str(edits)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**20)
    try:
        assert process.stdout is not None
        if await process.stdout.readline() != b"ready\n":
            raise AssertionError("not all subscribers could join")
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
