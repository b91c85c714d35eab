"""A plan of 100,000 cells that 50 people have entered: what it takes to join it, and to keep it."""

from __future__ import annotations

import asyncio
import lzma
import time
from pathlib import Path

import msgspec

from shared.plan.ops import Set as SetOp
from tests.bench.client import plan_of, random_id
from tests.bench.filling import fill
from tests.bench.processes import FLOOR, OURS, served
from tests.bench.replicas import Counter, live, new_replica
from tests.bench.table import Row, versus
from tests.bench.wire import connect

CELLS, AUTHORS = 100_000, 50


async def rows(directory: Path) -> list[Row]:
    """Ours and the floor; then memory."""
    floor_s, floor_bytes = await _join_floor(directory / FLOOR)
    async with served(directory / OURS, OURS) as server:
        await fill(server.socket, CELLS, AUTHORS)
        filled = server.memory
        counter = Counter()
        replica = await new_replica(directory / OURS, "joiner", counter)
        begun = time.perf_counter()
        await live(replica)
        ours_s = time.perf_counter() - begun
        assert sum(len(replica.plan.cells(node)) for node in replica.plan.nodes) >= CELLS
        joined = server.memory
        await replica.close()
    return [
        Row(f"join a plan of {CELLS:,} cells: floor", f"{floor_s:.2f} s, {floor_bytes / 1e6:.2f} MB"),
        Row(
            f"join a plan of {CELLS:,} cells: ours",
            f"{ours_s:.2f} s, {counter.size / 1e6:.2f} MB ({versus(ours_s, floor_s)}, "
            f"{counter.size / floor_bytes:.2f} x its bytes)",
        ),
        Row(f"memory of a server with {CELLS:,} cells", f"{filled / 2**20:.0f} MiB, {joined / 2**20:.0f} once joined"),
    ]


async def _join_floor(directory: Path) -> tuple[float, int]:
    """The same cells with who wrote them, in columns, packed beforehand; unpacked into tuples and no more."""
    packed = await asyncio.to_thread(_packed)
    await asyncio.to_thread(_write, directory, packed)
    pieces: list[bytes] = []
    here = asyncio.Event()

    def hear(frame: bytes) -> None:
        pieces.append(frame)
        if sum(map(len, pieces)) == len(packed):
            here.set()

    async with served(directory, FLOOR) as server:
        begun = time.perf_counter()
        client = await connect(server.socket, hear)
        client.say([b"open"])
        await here.wait()
        columns = msgspec.msgpack.decode(lzma.decompress(b"".join(pieces)))
        assert len(list(zip(*columns, strict=True))) >= CELLS
        taken = time.perf_counter() - begun
        client.close()
    return taken, len(packed)


def _packed() -> bytes:
    authors = [random_id() for _ in range(AUTHORS)]
    cells = [
        (op.node, op.field, op.period, op.value, number, authors[number % AUTHORS], 1_700_000_000_000 + number)
        for number, (_, ops) in enumerate(plan_of(CELLS))
        for op in ops
        if isinstance(op, SetOp)
    ]
    return lzma.compress(msgspec.msgpack.encode(list(zip(*cells, strict=True))), preset=1)


def _write(directory: Path, packed: bytes) -> None:
    directory.mkdir(parents=True)
    (directory / "prepared").write_bytes(packed)
