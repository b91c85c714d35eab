"""What one edit costs in plans of different sizes, on the server and in the replica that makes it."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from server.wire import framed
from shared.ids import ClientId, Key, NodeId
from shared.plan.edits import set_cell
from shared.plan.model import Plan
from shared.plan.ops import Op, Transaction
from shared.plan.refusal import Refusal
from shared.sync.chain import START
from shared.sync.client_machine import ClientMachine
from shared.sync.codec import sent_of
from shared.sync.sequencer import Publish, Sequencer
from tests.bench.client import PERIOD, confirming, plan_of
from tests.bench.table import Row
from tests.builders import percent

SIZES = (1_000, 100_000, 1_000_000)
EDITS = 500


async def rows(_: Path) -> list[Row]:
    """Both ends, for each size; the ratio is to the smallest."""
    taken = [await asyncio.to_thread(_measure, size) for size in SIZES]
    return [
        Row(
            f"one edit at {size:,} cells",
            f"server {server * 1e6:.0f} us ({server / taken[0][0]:.2f} x), "
            f"replica {replica * 1e6:.0f} us ({replica / taken[0][1]:.2f} x)",
        )
        for size, (server, replica) in zip(SIZES, taken, strict=True)
    ]


def _measure(cells: int) -> tuple[float, float]:
    """Median seconds of an edit: sequenced, committed and encoded; and submitted by a replica."""
    sequencer = Sequencer(Plan(), START)
    nodes: list[str] = []
    for counter, (found, ops) in enumerate(plan_of(cells), 1):
        _sequence(sequencer, "maker", counter, ops)
        nodes += found
    plan = sequencer.plan
    edits = [
        [set_cell(plan, NodeId(node), "outcome", percent(str(number)), period=PERIOD)]
        for number, node in enumerate(nodes[:: max(1, len(nodes) // EDITS)])
    ]
    server = [_timed(partial(_sequence, sequencer, "editor", number, ops)) for number, ops in enumerate(edits, 1)]
    machine = ClientMachine(
        name="plan", client=ClientId("replica"), plan=plan, chain=START, new_client=lambda: ClientId("another")
    )
    replica = [_timed(partial(_submit, machine, ops)) for ops in edits]
    return statistics.median(server), statistics.median(replica)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _sequence(sequencer: Sequencer, client: str, counter: int, ops: Sequence[Op]) -> None:
    """All that a server does for a transaction but the disk and the sockets."""
    transaction = Transaction(Key(ClientId(client), counter), 1_700_000_000_000, tuple(ops))
    sequencer.submit(1, client, [sent_of(transaction)])
    sequencer.commit()
    (publish,) = sequencer.committed()
    assert isinstance(publish, Publish)
    framed(confirming(publish))


def _submit(machine: ClientMachine, ops: Sequence[Op]) -> None:
    assert not isinstance(machine.submit(ops, 1_700_000_000_000), Refusal)
