"""The replica against a real server on a real socket: offline, online, cut, crashed, copied."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from shared.errors import StoreCorrupt, StoreError, StoreTooNew
from shared.ids import ROOT, NodeId
from shared.plan.edits import move_node, set_cell, settle_take, settle_write
from shared.plan.ops import CellKey, Retire
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Text
from shared.sync.client_actions import EditMet, Met
from tests.builders import percent
from tests.server.conftest import directory, running
from tests.tui.replicas import YEAR, a_measure, enter, put_back, replica, settled, sign_in
from tests.wait import until
from tui.door import UndoResult
from tui.home import Home, try_lock
from tui.local_store import LocalStore
from tui.replica import Replica

__all__ = ["directory"]


async def test_what_is_entered_offline_is_shown_kept_and_sent_later(directory: Path) -> None:
    """On a train without a connection nothing is different but the word in the status line."""
    async with replica(directory, "anna", connect=False) as anna:
        node = await a_measure(anna)
        await enter(anna, node, percent("3"))
        assert anna.plan.value(node, "outcome", YEAR) == percent("3")
        assert (node, CellKey("outcome", YEAR)) in anna.pending_cells
    async with replica(directory, "anna", connect=False) as anna:
        assert anna.plan.value(node, "outcome", YEAR) == percent("3")
        assert anna.pending_count == 2
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        await settled(anna, bo)
        assert bo.plan.value(node, "outcome", YEAR) == percent("3")
        assert not anna.pending_cells


async def test_two_offline_edits_are_contested_for_both_and_settled_by_one(directory: Path) -> None:
    """Two people on two trains: neither's work disappears, both see it, and one of them decides."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node = await a_measure(anna)
        await settled(anna, bo)
    async with replica(directory, "anna", connect=False) as anna, replica(directory, "bo", connect=False) as bo:
        await enter(anna, node, percent("1"))
        await enter(bo, node, percent("2"))
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        await settled(anna, bo)
        key = CellKey("outcome", YEAR)
        for one in (anna, bo):
            cell = one.plan.cell(node, *key)
            assert cell is not None
            assert {cell.value, *(rival.value for rival in cell.rivals)} == {percent("1"), percent("2")}
        assert await bo.submit([settle_take(bo.plan, node, key, 0)]) is None
        await settled(anna, bo)
        assert not anna.plan.contested
        assert not bo.plan.contested
        assert anna.plan.digest == bo.plan.digest


async def test_both_authors_are_told_when_their_edits_meet(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that became a rival, or got one, must not be found out weeks later."""
    async with running(directory), AsyncExitStack() as stack, replica(directory, "anna") as anna:
        node = await a_measure(anna)
        await settled(anna)
        sign_in(monkeypatch, "bo")
        bo = await stack.enter_async_context(replica(directory, "bo"))
        await settled(anna, bo)
        told: dict[str, list[EditMet]] = {"anna": [], "bo": []}
        anna.subscribe(lambda changed: told["anna"].append(changed.met) if changed.met else None)
        bo.subscribe(lambda changed: told["bo"].append(changed.met) if changed.met else None)
        # Neither has read the other's before writing: both go out in the same turn of the loop.
        for one, value in ((anna, "1"), (bo, "2")):
            await enter(one, node, percent(value))
        await settled(anna, bo)
        await until(lambda: told["anna"] and told["bo"], "both told")
        met = told["anna"] + told["bo"]
        assert {(one.met, one.node, one.cell) for one in met} == {(Met.CONTESTED, node, CellKey("outcome", YEAR))}
        assert {one.is_mine for one in met} == {True, False}


async def test_prose_of_two_people_is_merged_everywhere(directory: Path) -> None:
    """Different sentences of one analysis: both are in the report."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node = await a_measure(anna)
        await enter(anna, node, Text("Köerna ökar. Personal saknas. Läget är känt."), "analysis")
        await settled(anna, bo)
    async with replica(directory, "anna", connect=False) as anna, replica(directory, "bo", connect=False) as bo:
        await enter(anna, node, Text("Köerna ökar mycket. Personal saknas. Läget är känt."), "analysis")
        await enter(bo, node, Text("Köerna ökar. Personal saknas. Läget är väl känt."), "analysis")
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        await settled(anna, bo)
        for one in (anna, bo):
            assert one.plan.text(node, "analysis", YEAR) == "Köerna ökar mycket. Personal saknas. Läget är väl känt."


async def test_a_refused_edit_waits_in_the_tray_across_a_restart(directory: Path) -> None:
    """A refused edit is never thrown away: it goes back to its author, with the reason."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        above, below = await a_measure(anna), await a_measure(anna)
        await settled(anna, bo)
    async with replica(directory, "anna", connect=False) as anna, replica(directory, "bo", connect=False) as bo:
        assert await anna.submit([move_node(anna.plan, above, parent=below, after=None)]) is None
        assert await bo.submit([move_node(bo.plan, below, parent=above, after=None)]) is None
    async with running(directory):
        async with replica(directory, "anna") as anna:
            await settled(anna)
        async with replica(directory, "bo") as bo:
            await settled(bo)
            assert [returned.refusal.why for returned in bo.returned] == [Why.CYCLE]
    async with replica(directory, "bo", connect=False) as bo:
        assert len(bo.returned) == 1
        await bo.drop_returned(bo.returned[0].transaction.key)
    async with replica(directory, "bo", connect=False) as bo:
        assert not bo.returned


async def test_what_cannot_be_done_here_is_said_at_once(directory: Path) -> None:
    """The person is still at the keyboard; the reason must not come back from the server next week."""
    async with replica(directory, "anna", connect=False) as anna:
        refusal = await anna.submit([Retire(NodeId("finnsinte"))])
        assert isinstance(refusal, Refusal)
        assert anna.pending_count == 0


async def test_what_the_server_could_not_read_never_enters_the_outbox(directory: Path) -> None:
    """It would be sent again and again, and hold up everything behind it for ever."""
    async with running(directory), replica(directory, "anna") as anna:
        node = await a_measure(anna)
        good = set_cell(anna.plan, node, "outcome", percent("1"), period=YEAR)
        bad = [
            msgspec.structs.replace(good, part="p" * 101),
            msgspec.structs.replace(good, because="b" * 2_001),
            msgspec.structs.replace(good, period="2021-99"),
            msgspec.structs.replace(good, field="analysis", value=Text("x" * 100_001)),
            msgspec.structs.replace(good, because="\ud800"),
        ]
        for op in bad:
            assert isinstance(await anna.submit([op]), Refusal), op
        assert isinstance(await anna.submit([msgspec.structs.replace(good, because="a\x1bb")]), Refusal)
        await enter(anna, node, percent("2"))
        await settled(anna)


async def test_undo_takes_back_own_edits_only(directory: Path) -> None:
    """Undoing over somebody else's later value would take their words away without a trace on screen."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node = await a_measure(anna)
        await enter(anna, node, percent("1"))
        await enter(anna, node, percent("2"))
        assert await anna.undo() is UndoResult.DONE
        assert anna.plan.value(node, "outcome", YEAR) == percent("1")
        await settled(anna, bo)
        await enter(bo, node, percent("7"))
        await settled(anna, bo)
        assert await anna.undo() is UndoResult.EDITED_SINCE
        assert anna.plan.value(node, "outcome", YEAR) == percent("7")
        assert await bo.undo() is UndoResult.DONE
        assert await bo.undo() is UndoResult.NOTHING
        assert bo.plan.value(node, "outcome", YEAR) == percent("1")


async def test_undo_leaves_alone_what_others_have_built_on(directory: Path) -> None:
    """A node that somebody has entered a result in, a node that somebody has moved on, and a settled cell stay."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node, above, beside = await a_measure(anna), await a_measure(anna), await a_measure(anna)
        await settled(anna, bo)
        assert await anna.submit([move_node(anna.plan, node, parent=above, after=None)]) is None
        await settled(anna, bo)
        assert await bo.submit([move_node(bo.plan, node, parent=beside, after=None)]) is None
        await enter(bo, beside, percent("7"))
        await settled(anna, bo)
        assert await anna.undo() is UndoResult.EDITED_SINCE
        assert anna.plan.nodes[node].parent == beside
        assert await anna.undo() is UndoResult.EDITED_SINCE
        assert not anna.plan.nodes[beside].retired
        assert await anna.undo() is UndoResult.DONE
        assert anna.plan.nodes[above].retired
        key = CellKey("outcome", YEAR)
        assert await anna.submit([settle_write(anna.plan, beside, key, percent("9"))]) is None
        assert await anna.undo() is UndoResult.SETTLED


async def test_a_replica_restored_from_a_backup_becomes_another_client(directory: Path) -> None:
    """Its next keys have been used already: an edit under one of them would be answered with the old one's answer, and
    thrown away as if it had been saved."""
    path = directory / "anna.sqlite"
    async with running(directory):
        async with replica(directory, "anna") as anna:
            node = await a_measure(anna)
            await settled(anna)
        backup = path.read_bytes()
        async with replica(directory, "anna") as anna:
            await enter(anna, node, percent("1"))
            await settled(anna)
        put_back(path, backup)
        async with replica(directory, "anna", connect=False) as anna:
            await enter(anna, node, percent("42"))
        async with replica(directory, "anna") as anna, replica(directory, "bo") as bo:
            await settled(anna, bo)
            for one in (anna, bo):
                cell = one.plan.cell(node, "outcome", YEAR)
                assert cell is not None
                assert {cell.value, *(rival.value for rival in cell.rivals)} == {percent("1"), percent("42")}


async def test_a_log_with_a_hole_is_cut_there_and_fetched_again(directory: Path) -> None:
    """The rows are on the server still; the outbox behind them is not, and must not be locked up."""
    async with running(directory), replica(directory, "anna") as anna:
        nodes = [await a_measure(anna) for _ in range(3)]
        await settled(anna)
    async with replica(directory, "anna", connect=False) as anna:
        await enter(anna, nodes[0], percent("1"))
        await anna._store._database.run(lambda conn: conn.execute("DELETE FROM log WHERE seq = 2"))
    async with replica(directory, "anna", connect=False) as anna:
        assert anna.seq == 1
        assert anna.pending_count == 1
    async with running(directory), replica(directory, "anna") as anna:
        await settled(anna)
        assert anna.seq == 4
        assert anna.plan.value(nodes[0], "outcome", YEAR) == percent("1")


async def test_a_cancelled_edit_does_not_hold_up_the_next(directory: Path) -> None:
    """The screen that asked for it is gone; the edit is saved, and what comes after it must go out."""
    async with running(directory), replica(directory, "anna") as anna:
        node = await a_measure(anna)
        await settled(anna)
        task = asyncio.create_task(anna.submit([set_cell(anna.plan, node, "outcome", percent("1"), period=YEAR)]))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await enter(anna, node, percent("2"))
        await settled(anna)
        assert anna.plan.value(node, "outcome", YEAR) == percent("2")


async def test_undo_is_there_after_a_restart(directory: Path) -> None:
    """Somebody closes the lid, opens it, and sees the mistake."""
    async with replica(directory, "anna", connect=False) as anna:
        node = await a_measure(anna)
        await enter(anna, node, percent("1"))
    async with replica(directory, "anna", connect=False) as anna:
        assert await anna.undo() is UndoResult.DONE
        assert anna.plan.value(node, "outcome", YEAR) is None


async def test_history_is_the_same_for_everybody(directory: Path) -> None:
    """Who wrote what when must not depend on whose machine is asked."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node = await a_measure(anna)
        await enter(bo if node in bo.plan.nodes else anna, node, percent("1"))
        await settled(anna, bo)
        assert await anna.history() == await bo.history()
        assert [entry.seq for entry in await anna.history()] == [1, 2]


async def test_an_image_is_taken_and_a_restart_builds_on_it(directory: Path) -> None:
    """A new replica of a plan with a long history starts from an image, and goes on from there."""
    async with running(directory, image_every=3):
        async with replica(directory, "anna") as anna:
            for _ in range(6):
                node = await a_measure(anna)
            await settled(anna)
        for _ in range(2):
            async with replica(directory, "bo") as bo:
                await settled(bo)
                assert len(bo.plan.children()) == 6
                await enter(bo, node, percent("5"))
                await settled(bo)


async def test_drafts_survive(directory: Path) -> None:
    """A half-typed analysis is work too."""
    async with replica(directory, "anna", connect=False) as anna:
        await anna.save_draft(ROOT, "analysis", YEAR, "halv")
    async with replica(directory, "anna", connect=False) as anna:
        assert await anna.load_draft(ROOT, "analysis", YEAR) == "halv"
        await anna.drop_draft(ROOT, "analysis", YEAR)
        assert await anna.load_draft(ROOT, "analysis", YEAR) is None


async def test_what_cannot_be_saved_here_never_happened(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: the person is told, and the plan does not show what is saved nowhere."""
    async with replica(directory, "anna", connect=False) as anna:
        node = await a_measure(anna)

        async def full(*_: object) -> None:
            raise StoreError("no space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(LocalStore, "put_pending", full)
            with pytest.raises(StoreError, match="no space"):
                await anna.submit([set_cell(anna.plan, node, "outcome", percent("1"), period=YEAR)])
        assert anna.plan.value(node, "outcome", YEAR) is None
        assert anna.pending_count == 1


async def test_a_replica_in_use_is_left_alone(directory: Path) -> None:
    """Two terminals of one person take two replicas; neither waits for the other, neither breaks it."""
    async with replica(directory, "anna", connect=False):
        assert try_lock(directory / "anna.sqlite") is None
    free = try_lock(directory / "anna.sqlite")
    assert free is not None
    free.release()


async def test_a_second_terminal_shows_the_plan_while_the_server_is_away(directory: Path) -> None:
    """It takes a replica of its own, and must not show an empty plan until the server is back."""
    home = Home(directory)
    socket = directory / "socket"
    home.use_server(f"unix:{socket}")
    async with running(directory):
        first = await Replica.open(home, "plan")
        first.connect(may_create=True)
        node = await a_measure(first)
        await settled(first)
    await enter(first, node, percent("5"))
    second = await Replica.open(home, "plan")
    try:
        assert second.plan.title(node) == "Sjukfrånvaro"
        assert second.plan.value(node, "outcome", YEAR) is None
        assert second.pending_count == 0
        async with running(directory):
            second.connect()
            await settled(first, second)
            assert second.plan.value(node, "outcome", YEAR) == percent("5")
            await enter(second, node, percent("6"))
            await settled(first, second)
            assert not second.plan.contested
    finally:
        await first.close()
        await second.close()


async def test_why_the_private_server_does_not_start_is_told(directory: Path) -> None:
    """A damaged store must not look like a server that is merely away: nothing would ever be sent again."""
    home = Home(directory)
    (directory / "private").mkdir()
    (directory / "private" / "server.sqlite").write_bytes(b"garbage " * 1_000)
    opened = await Replica.open(home, "plan")
    try:
        opened.connect(may_create=True)
        await until(lambda: "damaged" in opened.connection_reason, "the reason is told")
    finally:
        await opened.close()


async def test_a_damaged_or_newer_file_is_told_and_left_as_it_is(directory: Path) -> None:
    """One sentence with the file's name; and whoever is called to help finds the file untouched."""
    path = directory / "anna.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreCorrupt, match=r"anna\.sqlite"):
        async with replica(directory, "anna", connect=False):
            pass
    assert path.read_bytes() == b"not a database at all" * 100
    path.unlink()
    async with replica(directory, "anna", connect=False) as anna:
        await anna._store._database.run(lambda conn: conn.execute("PRAGMA user_version = 99"))
    with pytest.raises(StoreTooNew, match="newer version"):
        async with replica(directory, "anna", connect=False):
            pass
