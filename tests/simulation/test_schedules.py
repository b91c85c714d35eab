"""The law: after any schedule of edits, cuts, crashes and retries, once everyone is connected and quiet, all replicas
are equal, no transaction that was stored is lost or doubled, and every value that did not win is a rival or in the log.
"""

from __future__ import annotations

import os

import pytest

from shared.ids import NodeId
from shared.plan.apply import apply
from shared.plan.model import Plan
from shared.plan.ops import APPLIED, Contested, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.sync.codec import read_sent
from shared.sync.snapshot import raw_chunks
from shared.sync.up import Sent
from tests.simulation.world import World

SEEDS = int(os.environ.get("STEGVIS_SEEDS", "300"))
BATCH = 20


def decode_sent(sent: Sent) -> Transaction:
    """The transaction that was sent."""
    read = read_sent(sent)
    assert isinstance(read, Transaction)
    return read


def content(plan: Plan) -> bytes:
    """All of a plan as bytes."""
    return b"".join(raw_chunks(plan.still()))


def check(world: World) -> None:
    """Every promise at rest."""
    server = content(world.server.sequencer.plan)
    entries = world.entries()
    keys = [entry.transaction.key for entry in entries]
    assert len(set(keys)) == len(keys), "a key twice in the log"
    logged = [entry.transaction.at for entry in entries]
    assert len(set(logged)) == len(logged), "a transaction twice in the log"
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    returned = {transaction.at for client in world.clients for transaction, _ in client.disk.returned}
    parked = {decode_sent(refuse.sent).at for refuse in world.server.disk.parked.values()}
    lost = set(world.stored) - set(logged) - returned - parked
    assert not lost, f"stored, and neither in the log, returned nor parked: {lost}"
    assert world.restores or not returned & set(logged), "returned, and in the log all the same"
    kept = set(logged) | (returned | parked if world.restores else set())
    assert world.seen_by_server <= kept, "acknowledged, and not in the log"
    for client in world.clients:
        assert content(client.machine.plan) == server, f"{client.disk.client} differs"
        client.start()
        assert content(client.machine.plan) == server, f"{client.disk.client} differs after a restart"
    _check_contents(world)
    _check_nothing_overwritten_unseen(world)


def _check_contents(world: World) -> None:
    """What people meant is in the log, word for word: numbers alone would not show a transaction made anew."""
    logged = {entry.transaction.at: entry for entry in world.entries()}
    for at, transaction in world.stored.items():
        if at in logged:
            kept = [_meant(op) for op in logged[at].transaction.ops]
            assert kept == [_meant(op) for op in transaction.ops]


def _check_nothing_overwritten_unseen(world: World) -> None:
    """Whatever was simply applied replaced a value that its author had seen, or their own."""
    plan = Plan()
    for entry in world.entries():
        key = entry.transaction.key
        for op, outcome in entry.results():
            if isinstance(op, SetOp) and outcome == APPLIED:
                cell = plan.cell(NodeId(op.node), *op.cell)
                assert cell is None or cell.seq <= op.seen or cell.key.client == key.client, (entry.seq, op)
        # Ops of one transaction may write the same cell; the next entry meets the result.
        apply(plan, entry)


def _meant(op: object) -> object:
    """An op without the seq its author had seen, which a client may learn of later."""
    if isinstance(op, SetOp | SettleOp):
        return (type(op), op.node, op.cell, op.value)
    return op


@pytest.mark.parametrize("first", range(0, SEEDS, BATCH))
def test_everybody_converges_and_nothing_is_lost(first: int) -> None:
    """A failing seed is printed and replays exactly."""
    for seed in range(first, first + BATCH):
        world = World(seed, clients=2 + seed % 3)
        try:
            world.steps(400)
            world.heal()
            check(world)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def test_schedules_reach_what_they_are_for() -> None:
    """Schedules that never contest, merge, refuse or crash anything would prove nothing."""
    contested = returned = images = merged = 0
    for seed in range(40):
        world = World(seed)
        world.steps(400)
        world.heal()
        contested += sum(Contested() in entry.outcomes for entry in world.entries())
        merged += sum(type(outcome).__name__ == "Merged" for entry in world.entries() for outcome in entry.outcomes)
        returned += sum(len(client.disk.returned) for client in world.clients)
        images += sum(client.disk.image is not None for client in world.clients)
    assert min(contested, merged, images) > 10, (contested, merged, images)
    assert returned


def test_the_same_seed_gives_the_same_world() -> None:
    """A failure that cannot be replayed cannot be mended."""
    images = []
    for _ in range(2):
        world = World(11)
        world.steps(400)
        world.heal()
        images.append(content(world.server.sequencer.plan))
    assert images[0] == images[1]
    assert images[0] != content(Plan())
