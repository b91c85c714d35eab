"""Late entries on a server: kept until somebody has decided, decided once, whatever stops in between."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.store.sqlite import SqliteStore
from shared.errors import StoreError
from shared.followup.corrections import corrections
from shared.followup.rounds import close_round, open_round
from shared.ids import ClientId, Key, NodeId, PersonId
from shared.plan.edits import set_cell
from shared.plan.fields import Role
from shared.plan.ops import Transaction
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Text
from shared.sync.down import LateDecided
from tests.builders import percent
from tests.server.conftest import directory, running
from tests.tui.replicas import YEAR, a_measure, enter, replica, settled, sign_in
from tests.tui.test_parked import parked, the_store
from tests.wait import until
from tui.replica import Replica
from tui.world import new_id

__all__ = ["directory"]


async def _late(directory: Path, monkeypatch: pytest.MonkeyPatch) -> NodeId:
    """Anna enters a value offline, Bo closes the year, Anna comes back: it is late. The measure."""
    sign_in(monkeypatch, "bo")
    async with running(directory), replica(directory, "bo") as bo:
        node = await a_measure(bo)
        await settled(bo)
    sign_in(monkeypatch, "anna")
    async with replica(directory, "anna") as anna:
        async with running(directory):
            await settled(anna)
        await enter(anna, node, percent("4"))
    sign_in(monkeypatch, "bo")
    async with running(directory), replica(directory, "bo") as bo:
        await settled(bo)
        assert await bo.submit(open_round(bo.plan, YEAR, title="Omgång", due=None, new_id=_node)) is None
        assert await bo.submit(close_round(bo.plan, YEAR)) is None
        await settled(bo)
    sign_in(monkeypatch, "anna")
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
        assert [one.refusal.why for one in anna.returned] == [Why.ROUND_CLOSED]
    sign_in(monkeypatch, "bo")
    return node


def _node() -> NodeId:
    return NodeId(new_id())


async def _keys(one: Replica) -> list[Key]:
    late = await one.late_entries()
    assert late is not None
    return [entry.key for entry in late.entries]


async def _decide(one: Replica, key: Key, *, is_accepted: bool = True) -> LateDecided:
    answer = await one.decide_late(key, is_accepted=is_accepted, reason="Hann inte", case_number="")
    assert answer is not None
    return answer


@pytest.mark.parametrize("is_accepted", [True, False])
async def test_a_decision_is_made_once_whatever_stops_after_it(
    directory: Path, monkeypatch: pytest.MonkeyPatch, is_accepted: bool
) -> None:
    """The log has it, the list of what waits has it still: it must be neither decided again nor asked for again."""
    node = await _late(directory, monkeypatch)

    async def stopped(*_: object) -> None:
        raise StoreError("The disk is full.")

    async with running(directory), replica(directory, "bo") as bo:
        await settled(bo)
        (key,) = await _keys(bo)
        with monkeypatch.context() as patch:
            patch.setattr(SqliteStore, "unpark", stopped)
            seq, asking = bo.seq, asyncio.create_task(_decide(bo, key, is_accepted=is_accepted))
            await until(lambda: bo.seq > seq, "the decision is in the log")
            asking.cancel()
    assert len(await parked(directory)) == 1
    async with running(directory), replica(directory, "bo") as bo:
        await settled(bo)
        again = await _decide(bo, key, is_accepted=not is_accepted)
        assert again.refusal is not None and again.refusal.why is Why.NOT_LATE
        assert await _keys(bo) == []
        (told,) = corrections(bo.plan, YEAR)
        assert told.late == ("accepted" if is_accepted else "declined")
        assert bo.plan.value(node, "outcome", YEAR) == (percent("4") if is_accepted else None)
    assert await parked(directory) == []
    async with the_store(directory) as (store, plan):
        assert await store.verify(plan)


async def test_two_who_decide_at_once_decide_once(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one hears that nothing waits, or what the first one decided."""
    await _late(directory, monkeypatch)
    async with running(directory), replica(directory, "bo") as bo, replica(directory, "bo2") as again:
        await settled(bo, again)
        (key,) = await _keys(bo)
        first, second = await asyncio.gather(_decide(bo, key), _decide(again, key, is_accepted=False))
        await settled(bo, again)
        assert (first.refusal is None) or (second.refusal is None)
        assert len(corrections(bo.plan, YEAR)) == 1


async def test_what_the_server_enters_itself_is_entered_once(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both who decide at once may have found it waiting: the second finds the first one's decision in the log."""
    node = await _late(directory, monkeypatch)
    async with running(directory) as server, replica(directory, "bo") as bo:
        await settled(bo)
        (room,) = server.hub.rooms()
        key = Key(ClientId("decision"), 1)
        made = Transaction(key, 1, (set_cell(bo.plan, node, "title", Text("Annat")),))
        first, second = [await room.log.enter("bo", key, lambda _: made) for _ in range(2)]
        assert first == second
        nothing = await room.log.enter("bo", Key(ClientId("decision"), 2), lambda _: None)
        refused = await room.log.enter("bo", Key(ClientId("decision"), 2), lambda _: Refusal(Why.UNSENDABLE))
        assert nothing == 0 and isinstance(refused, Refusal)


async def test_only_who_approves_decides(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server asks, whatever the client leaves out."""
    await _late(directory, monkeypatch)
    async with the_store(directory) as (store, plan):
        for person in await store.people():
            await store.grant(plan, PersonId(person.id), Role.APPROVER if person.name == "bo" else Role.REPORTER)
    async with running(directory), replica(directory, "bo") as bo:
        await settled(bo)
        (key,) = await _keys(bo)
        sign_in(monkeypatch, "anna")
        async with replica(directory, "anna") as anna:
            await settled(anna)
            assert await _keys(anna) == [key]
            refused = await _decide(anna, key, is_accepted=False)
            assert refused.refusal is not None and refused.refusal.why is Why.NO_RIGHT
        sign_in(monkeypatch, "clara")
        async with replica(directory, "clara") as clara:
            await settled(clara)
            assert await _keys(clara) == []
        unknown = await _decide(bo, Key(key.client, key.counter + 1))
        assert unknown.refusal is not None and unknown.refusal.why is Why.NOT_LATE


async def test_whoever_entered_it_does_not_let_it_in(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four eyes hold for late entries, too; their own they may take back."""
    node = await _late(directory, monkeypatch)
    sign_in(monkeypatch, "anna")
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
        (key,) = await _keys(anna)
        own = await _decide(anna, key)
        assert own.refusal is not None and own.refusal.why is Why.OWN_REPORT
        assert (await _decide(anna, key, is_accepted=False)).refusal is None
        assert anna.plan.value(node, "outcome", YEAR) is None
