"""Edits that the server refuses through no fault of their author's: kept on both sides, and in nobody's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.store.base import Parked
from server.store.sqlite import SqliteStore
from shared.followup.rounds import close_round, open_round
from shared.ids import NodeId, PersonId, PlanId
from shared.plan import apply
from shared.plan.apply import Stamp
from shared.plan.edits import set_cell
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op, Outcome
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Text
from shared.sync.codec import encode
from tests.builders import percent
from tests.server.conftest import directory, running
from tests.tui.replicas import YEAR, a_measure, enter, replica, settled
from tests.wait import until
from tui.door import Connection
from tui.replica import Replica
from tui.world import new_id

__all__ = ["directory"]


@asynccontextmanager
async def the_store(directory: Path) -> AsyncIterator[tuple[SqliteStore, PlanId]]:
    """The server's store as another process opens it, and the one plan in it."""
    store = await SqliteStore.open(directory / "server.sqlite")
    try:
        (line,) = await store.plans()
        yield store, PlanId(line.id)
    finally:
        await store.close()


async def parked(directory: Path) -> list[Parked]:
    """What waits for an administrator."""
    async with the_store(directory) as (store, plan):
        return await store.parked(plan)


async def grant(directory: Path, role: Role) -> None:
    """Give everybody whom the server knows this role, and somebody else the administrator's."""
    async with the_store(directory) as (store, plan):
        for person in await store.people():
            await store.grant(plan, PersonId(person.id), role)
        await store.grant(plan, PersonId("chief"), Role.ADMINISTRATOR)


async def retitle(one: Replica, node: NodeId) -> None:
    """Give a node another title, which takes a planner."""
    assert await one.submit([set_cell(one.plan, node, "title", Text("Annat"))]) is None


async def _two_measures(directory: Path) -> tuple[NodeId, NodeId]:
    async with running(directory), replica(directory, "anna") as anna:
        nodes = await a_measure(anna), await a_measure(anna)
        await settled(anna)
    return nodes


async def _sent(directory: Path, node: NodeId, why: Why) -> None:
    """Anna comes back: one edit is refused and parked for that reason, and one behind it, at the node, is applied."""
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
        (returned,) = anna.returned
        assert returned.refusal.why is why
        assert anna.plan.value(node, "outcome", YEAR) == percent("2")
    (kept,) = await parked(directory)
    assert (kept.key, kept.refusal.why) == (returned.transaction.key, why)
    assert why is Why.UNREADABLE or kept.body == encode(returned.transaction)
    async with replica(directory, "anna", connect=False) as anna:
        assert [one.refusal.why for one in anna.returned] == [why]
        assert anna.pending_count == 0


async def test_a_right_that_was_taken_away_meanwhile(directory: Path) -> None:
    """Somebody worked offline for a week with a right they no longer have; that week must not be gone."""
    node, other = await _two_measures(directory)
    async with replica(directory, "anna", connect=False) as anna:
        await retitle(anna, node)
        await enter(anna, other, percent("2"))
    await grant(directory, Role.REPORTER)
    await _sent(directory, other, Why.NO_RIGHT)


async def test_a_round_that_was_closed_meanwhile(directory: Path) -> None:
    """The board has its figures; the late one is neither slipped in nor thrown away."""
    node, other = await _two_measures(directory)
    async with replica(directory, "anna", connect=False) as anna:
        op = set_cell(anna.plan, node, "outcome", percent("1"), period="2020")
        assert await anna.submit([op]) is None
        await enter(anna, other, percent("2"))
    async with running(directory), replica(directory, "bo") as bo:
        await settled(bo)
        opening = open_round(bo.plan, "2020", title="Omgång", due=None, new_id=lambda: NodeId(new_id()))
        assert await bo.submit(opening) is None
        assert await bo.submit(close_round(bo.plan, "2020")) is None
        await settled(bo)
    await _sent(directory, other, Why.ROUND_CLOSED)


async def test_an_edit_that_the_server_cannot_read(directory: Path) -> None:
    """A newer program's edit must not hold up the older ones behind it, nor disappear with the program."""
    node, other = await _two_measures(directory)
    async with replica(directory, "anna", connect=False) as anna:
        await enter(anna, node, percent("1"))
        await enter(anna, other, percent("2"))
        bodies = anna._machine.outbox._bodies
        first = next(iter(bodies))
        bodies[first] = encode(["of", "another", "time"])
        async with running(directory):
            anna.connect()
            await settled(anna)
            assert [one.refusal.why for one in anna.returned] == [Why.UNREADABLE]
            assert anna.plan.value(other, "outcome", YEAR) == percent("2")
    (kept,) = await parked(directory)
    assert (kept.key, kept.body) == (first, encode(["of", "another", "time"]))


async def test_an_edit_that_the_server_stumbles_over(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours costs one edit's time, and not everybody's plan."""
    node, other = await _two_measures(directory)
    async with replica(directory, "anna", connect=False) as anna:
        await enter(anna, node, percent("1"))
        await enter(anna, other, percent("2"))
    apply_op = apply.apply_op

    def stumbling(plan: Plan, op: Op, outcome: Outcome, stamp: Stamp) -> None:
        apply_op(plan, op, outcome, stamp)
        if stamp.seq and getattr(op, "value", None) == percent("1"):
            raise ZeroDivisionError

    monkeypatch.setattr("shared.sync.performing.apply_op", stumbling)
    await _sent(directory, other, Why.INTERNAL)
    async with the_store(directory) as (store, plan):
        assert await store.verify(plan)


async def test_decisions_of_another_process_reach_whoever_is_connected(directory: Path) -> None:
    """An administrator's command takes effect now, and not when somebody happens to connect again."""
    node, _ = await _two_measures(directory)
    async with running(directory) as server, replica(directory, "anna") as anna:
        await settled(anna)
        await grant(directory, Role.REPORTER)
        async with the_store(directory) as (store, plan):
            await store.note_backed_up(plan, 1)
        await server.hub.refresh()
        await until(lambda: anna.backed_up == 1, "told of the backup")
        await until(lambda: anna.connection is not Connection.LIVE, "connects anew")
        await settled(anna)
        refusal = await anna.submit([set_cell(anna.plan, node, "title", Text("Annat"))])
        assert isinstance(refusal, Refusal) and refusal.why is Why.NO_RIGHT
        await enter(anna, node, percent("3"))
        await settled(anna)
        assert [type(entry) for entry in await anna.history()][-1] is Entry
