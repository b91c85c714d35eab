"""A server that was restored from an older backup, and the replicas that come back to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.store.sqlite import SqliteStore
from shared.ids import NodeId, PlanId
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.ops import Set as SetOp
from shared.plan.values import Value
from shared.sync.chain import START
from tests.builders import percent
from tests.server.conftest import directory, running
from tests.tui.replicas import YEAR, a_measure, enter, put_back, replica, settled, sign_in
from tests.wait import until
from tui.replica import Replica

__all__ = ["directory"]

KEY = CellKey("outcome", YEAR)


async def state(directory: Path) -> tuple[int, bytes, bytes]:
    """Seq, chain and digest of the plan in the server's file."""
    store = await SqliteStore.open(directory / "server.sqlite")
    try:
        (line,) = await store.plans()
        loaded = await store.load(PlanId(line.id))
        return loaded.plan.seq, loaded.chain, loaded.plan.digest
    finally:
        await store.close()


def restore(directory: Path, backup: bytes) -> None:
    """Put an older copy of the server's file back."""
    put_back(directory / "server.sqlite", backup)


def claims(plan: Plan, node: NodeId) -> list[Value | None]:
    """The confirmed value of the measure's result, and every rival."""
    cell = plan.cell(node, *KEY)
    assert cell is not None
    return [cell.value, *(rival.value for rival in cell.rivals)]


async def _with_backup(directory: Path) -> tuple[NodeId, bytes]:
    """A measure with the result 0 that Anna and Bo both have, and a backup of the server from then."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node = await a_measure(anna)
        await enter(anna, node, percent("0"))
        await settled(anna, bo)
    return node, (directory / "server.sqlite").read_bytes()


async def _write(directory: Path, *edits: tuple[str, str], node: NodeId) -> None:
    """These people enter these results, each having seen the one before."""
    for name, value in edits:
        async with running(directory), replica(directory, name) as one:
            await settled(one)
            await enter(one, node, percent(value))
            await settled(one)


async def test_the_rows_of_one_replica_give_a_restored_server_its_own_log_back(directory: Path) -> None:
    """To the byte: what others, and auditors, have of it stays true. One who has been there is enough."""
    node, backup = await _with_backup(directory)
    await _write(directory, ("anna", "1"), ("bo", "2"), ("anna", "3"), node=node)
    before = await state(directory)
    restore(directory, backup)
    assert (await state(directory))[0] < before[0]
    async with running(directory), replica(directory, "anna") as anna:
        healed: list[int] = []
        anna.subscribe(lambda changed: healed.append(changed.healed.rows) if changed.healed else None)
        await settled(anna)
        assert healed == [3]
    assert await state(directory) == before
    async with running(directory), replica(directory, "bo") as bo, replica(directory, "anna") as anna:
        await settled(bo, anna)
        assert bo.plan.value(node, *KEY) == percent("3")
        assert not bo.plan.contested and not bo.returned and not bo.pending_count


async def test_a_restored_server_that_went_on_loses_nothing_and_overwrites_nothing(directory: Path) -> None:
    """Bo wrote over what Anna had written, both lost. Meanwhile Cia wrote something neither has seen: it must stand,
    with theirs as rivals, although Bo's has seen a later seq than hers has now."""
    node, backup = await _with_backup(directory)
    async with running(directory), replica(directory, "cia") as cia:
        await settled(cia)
    backup = (directory / "server.sqlite").read_bytes()
    await _write(directory, ("anna", "1"), ("bo", "2"), node=node)
    async with replica(directory, "bo", connect=False) as bo:
        await enter(bo, node, percent("4"))
    restore(directory, backup)
    await _write(directory, ("cia", "9"), node=node)
    async with running(directory), replica(directory, "bo") as bo, replica(directory, "cia") as cia:
        await settled(bo, cia)
        async with replica(directory, "anna") as anna:
            await settled(anna, bo, cia)
            assert claims(anna.plan, node)[0] == percent("9")
            assert percent("4") in claims(anna.plan, node)
            ops = [op for entry in await anna.history() for op in entry.transaction.ops]
            values = {op.value for op in ops if isinstance(op, SetOp) and op.field == "outcome"}
            assert values == {percent(value) for value in ("0", "1", "2", "4", "9")}
            keys = [entry.transaction.key for entry in await anna.history()]
            assert len(keys) == len(set(keys))
            for one in (anna, bo, cia):
                assert one.plan.digest == anna.plan.digest
                assert not one.returned


async def test_a_replica_without_a_seal_still_gives_its_own_edits_back(directory: Path) -> None:
    """Its rows prove nothing then, and what others wrote must come from them; its own edits it may always make."""
    node, backup = await _with_backup(directory)
    await _write(directory, ("bo", "2"), ("anna", "3"), node=node)
    restore(directory, backup)
    async with replica(directory, "anna", connect=False) as anna:
        await anna._store._do("UPDATE replica SET sealed = NULL")
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
        assert percent("3") in claims(anna.plan, node)
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            assert {percent("2"), percent("3")} <= set(claims(bo.plan, node))
            assert bo.plan.digest == anna.plan.digest


async def test_own_edits_are_kept_until_they_are_in_a_backup(directory: Path) -> None:
    """What is in a backup need not be given back; what is not must be."""

    async def own(one: Replica) -> list[int]:
        await one._shell.writes.flushed()
        rows = await one._store._database.run(lambda conn: conn.execute("SELECT seq FROM own ORDER BY seq").fetchall())
        return [int(seq) for (seq,) in rows]

    async with running(directory) as server, replica(directory, "anna") as anna:
        node = await a_measure(anna)
        await enter(anna, node, percent("1"))
        await enter(anna, node, percent("2"))
        await settled(anna)
        assert await own(anna) == [1, 2, 3]
        other = await SqliteStore.open(directory / "server.sqlite")
        await other.note_backed_up(server.hub.rooms()[0].log.plan, 2)
        await other.close()
        await server.hub.refresh()
        await until(lambda: anna.backed_up == 2, "told of the backup")
        assert await own(anna) == [3]
    async with replica(directory, "anna", connect=False) as anna:
        assert anna.backed_up == 2


async def test_two_replicas_of_one_file_enter_what_is_pending_once(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file copied to another machine: both go on as clients of their own, and nothing is doubled or lost."""
    async with running(directory), replica(directory, "anna") as anna:
        node = await a_measure(anna)
        await settled(anna)
    async with replica(directory, "anna", connect=False) as anna:
        other = await a_measure(anna)
        await enter(anna, node, percent("5"))
    (directory / "copy.sqlite").write_bytes((directory / "anna.sqlite").read_bytes())
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "copy") as copy:
        assert anna._machine.client != copy._machine.client
        await settled(anna, copy)
        await enter(anna, node, percent("6"))
        await settled(anna, copy)
        await enter(copy, node, percent("7"))
        await settled(anna, copy)
        assert claims(anna.plan, node) == [percent("7")]
        assert other in copy.plan.nodes
        assert [entry.seq for entry in await anna.history()] == [1, 2, 3, 4, 5]
        assert anna.plan.digest == copy.plan.digest


async def test_who_comes_back_to_a_server_that_another_person_has_healed_is_told_nothing_twice(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bo's own edit was handed back by Anna, in his name; his own copy of it is the same one."""
    node, backup = await _with_backup(directory)
    sign_in(monkeypatch, "bo")
    await _write(directory, ("bo", "2"), node=node)
    monkeypatch.undo()
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
    before = await state(directory)
    restore(directory, backup)
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
    assert await state(directory) == before
    sign_in(monkeypatch, "bo")
    async with running(directory), replica(directory, "bo") as bo:
        await settled(bo)
        assert not await bo.met(10)
        assert (bo.seq, before[1] != START) == (before[0], True)


async def test_fetching_afresh_from_a_restored_server_gives_back_first_what_it_lost(directory: Path) -> None:
    """Whoever fetches the plan anew gives up their own log for it: rows and own edits that are nowhere else must have
    gone back to the server before that."""
    node, backup = await _with_backup(directory)
    await _write(directory, ("bo", "2"), ("anna", "3"), node=node)
    restore(directory, backup)
    async with running(directory), replica(directory, "anna", connect=False) as anna:
        anna.connect(afresh=True)
        await settled(anna)
        ops = [op for entry in await anna.history() for op in entry.transaction.ops]
        values = [op.value for op in ops if isinstance(op, SetOp) and op.field == "outcome"]
        assert values == [percent("0"), percent("2"), percent("3")]
        assert anna.plan.value(node, *KEY) == percent("3")
