"""Backup and restore as administrators do them: other processes than the server's, beside it or in its absence."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from server.store.sqlite import SqliteStore
from shared.errors import StoreError
from shared.ids import ROOT
from shared.plan.values import Text
from shared.storage.beside import read_only
from shared.sync.chain import LogRow
from tests.acceptance.processes import Finished, Server
from tests.histories import History
from tests.server.clients import Client, acknowledged, assert_nothing_lost, client, rows_of, settled, store, values_in
from tests.server.store.contract import a_plan
from tests.wait import until
from tui.door import Connection

NAMES = ("anna", "bo", "cia", "dan", "eva")


async def some_edits(server: Server, count: int, name: str = "anna") -> None:
    """So many edits of one client's, on the server."""
    async with client(server, name) as one:
        await until(lambda: one.replica.connection is Connection.LIVE)
        node = await one.a_measure()
        for number in range(count - 1):
            await one.enter(f"{name} number {number}.", node, "analysis", str(2000 + number))
        await settled(one)


def backed_up(server: Server, name: str = "backup.sqlite") -> Path:
    """A backup made now."""
    target = server.data.parent / name
    server.done("backup", "--to", str(target), "--force")
    return target


# Backups


def test_a_backup_made_under_load_holds_all_that_was_acknowledged_before(server: Server) -> None:
    """Backups are made while people work, or not at all."""

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(client(server, name)) for name in NAMES]
            loads = []
            for one in clients:
                node = await one.a_measure()
                loads.append(asyncio.create_task(one.load(node, 0)))
            for round_ in range(3):
                count = 40 * (round_ + 1)
                await acknowledged(clients, count)
                before = {value for one in clients for value in one.acknowledged}
                target = await asyncio.to_thread(backed_up, server)
                assert before <= {value for _, value in values_in(rows_of(target))}
            for load in loads:
                load.cancel()
            await asyncio.gather(*loads, return_exceptions=True)
            await settled(*clients)
        assert_nothing_lost(store(server), *clients)

    asyncio.run(scenario())
    restored = Server(server.data.parent / "restored")
    restored.done("restore", "--from", str(server.data.parent / "backup.sqlite"))
    assert "whole" in restored.done("verify").out


def test_a_copy_without_the_log_beside_it_is_no_backup(server: Server) -> None:
    """What people do who do not know of the command: it must be seen to fail, or the tests above show nothing."""
    asyncio.run(some_edits(server, 40))
    copied = server.data.parent / "copied.sqlite"
    shutil.copyfile(store(server), copied)
    copied_rows: list[LogRow] = []
    with contextlib.suppress(StoreError, ValueError):
        copied_rows = rows_of(copied)

    assert len(rows_of(store(server))) == 40
    assert len(copied_rows) < 40


def test_a_backup_says_what_it_holds_and_replaces_nothing_unasked(server: Server) -> None:
    """Last week's backup may be the last good one."""
    asyncio.run(some_edits(server, 12))
    target = server.data.parent / "backup.sqlite"
    first = server.done("backup", "--to", str(target)).out
    chain = rows_of(store(server))[-1].chain.hex()[:16]
    was = target.read_bytes()
    refused = server.command("backup", "--to", str(target))

    assert first == f"planen: 12 transactions, chain {chain}\n"
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == f"stegvis-server: {target} is there already; --force replaces it.\n"
    assert target.read_bytes() == was
    assert oct(target.stat().st_mode & 0o777) == "0o600"


def test_clients_hear_of_a_backup_while_they_are_connected(server: Server) -> None:
    """The third step of safety is shown, and own edits are kept here until then."""

    async def scenario() -> None:
        async with client(server, "anna") as anna:
            await anna.enter("ett")
            await settled(anna)
            assert anna.replica.backed_up == 0
            await asyncio.to_thread(backed_up, server)
            await until(lambda: anna.replica.backed_up == 1, "told of the backup")
            await anna.enter("två")
            await settled(anna)
            assert anna.replica.backed_up == 1

    asyncio.run(scenario())


async def _fill(path: Path) -> None:
    opened = await SqliteStore.open(path)
    await a_plan(opened, History(), 50, image_at=40)
    await opened.close()


def test_a_store_that_does_not_hold_is_not_backed_up(directory: Path) -> None:
    """A backup of damage would be told as safety to everybody, and replace the last good one. No server would notice
    this one: it starts from an image that is newer."""
    server = Server(directory / "data")
    server.data.mkdir()
    asyncio.run(_fill(store(server)))
    target = backed_up(server)
    was = target.read_bytes()
    with sqlite3.connect(store(server)) as conn:
        conn.execute("UPDATE log SET body = zeroblob(length(body)) WHERE seq = 5")
    conn.close()
    there = {path.name for path in directory.iterdir()}
    refused = server.command("backup", "--to", str(target), "--force")
    sentence = f"{store(server)} is damaged: the log does not hold from transaction 5 on."

    assert refused == Finished(1, "", f"stegvis-server: {sentence}\n")
    assert target.read_bytes() == was
    assert {path.name for path in directory.iterdir()} == there


def _begun(target: Path, backup: asyncio.Task[Finished]) -> bool:
    return target.with_name(f".{target.name}.part").exists() or backup.done()


def test_a_backup_made_while_the_server_is_killed_is_whole_or_not_there(server: Server) -> None:
    """The night on which the machine fails is the night on which the backup matters."""

    async def scenario() -> None:
        async with client(server, "anna") as anna:
            load = asyncio.create_task(anna.load(await anna.a_measure(), 0))
            for number in range(5):
                await acknowledged([anna], len(anna.acknowledged) + 5)
                before = set(anna.acknowledged)
                target = server.data.parent / f"{number}.sqlite"
                backup = asyncio.create_task(asyncio.to_thread(server.command, "backup", "--to", str(target)))
                await until(partial(_begun, target, backup))
                server.kill()
                finished = await backup
                assert (finished.status, finished.err) == (0, ""), finished
                assert before <= {value for _, value in values_in(rows_of(target))}
                server.start()
            load.cancel()
            await asyncio.gather(load, return_exceptions=True)
            await settled(anna)
        assert_nothing_lost(store(server), anna)

    asyncio.run(scenario())


# Restoring


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("This is no database, however long the text is made.\n" * 100)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flipped(path: Path) -> None:
    raw = path.read_bytes()
    place = raw.rindex(b"number 7.")
    path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()


def _replica(path: Path) -> None:
    shutil.copyfile(path.with_name("anna.sqlite"), path)


REFUSED: dict[Callable[[Path], None], str] = {
    _nothing: "is not a backup of a Stegvis server",
    _text: "is not a backup of a Stegvis server",
    _truncated: "malformed|damaged",
    _flipped: "is damaged: the log does not hold",
    _newer: "was written by a newer version of Stegvis: upgrade this program",
    _replica: "is not a backup of a Stegvis server",
}


@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__.strip("_"))
def test_a_backup_that_does_not_hold_is_refused_and_changes_nothing(
    server: Server, spoil: Callable[[Path], None]
) -> None:
    """Whoever restores has lost something already."""
    asyncio.run(some_edits(server, 12))
    target = backed_up(server)
    server.stop()
    spoil(target)
    before = {path.name: path.read_bytes() for path in server.data.iterdir() if path.is_file()}
    refused = server.command("restore", "--from", str(target), "--yes")
    after = {path.name: path.read_bytes() for path in server.data.iterdir() if path.is_file()}

    assert refused.status == 1 and refused.err.count("\n") == 1 and str(target) in refused.err
    assert any(words in refused.err for words in REFUSED[spoil].split("|")), refused.err
    assert {name: after.get(name) for name in before} == before
    assert set(after) - set(before) <= {"commands.lock"}


def test_nothing_is_restored_under_a_running_server_or_unasked(server: Server) -> None:
    """The server would go on writing into a file that has no name any more."""
    asyncio.run(some_edits(server, 5))
    target = backed_up(server)
    running = server.command("restore", "--from", str(target), "--yes")
    server.stop()
    unasked = server.command("restore", "--from", str(target))
    itself = server.command("restore", "--from", str(store(server)), "--yes")
    missing = server.command("restore", "--from", str(server.data / "no"), "--yes")

    assert (running.status, running.err) == (
        1, f"stegvis-server: A server serves {server.data}; stop it first.\n",
    )  # fmt: skip
    assert (unasked.status, unasked.err) == (
        2, f"stegvis-server: There is a store in {server.data}; --yes replaces it, and keeps it beside.\n",
    )  # fmt: skip
    assert itself.status == missing.status == 1
    assert itself.err == f"stegvis-server: {store(server)} is the store itself, and no backup of it.\n"
    assert missing.err == f"stegvis-server: There is no backup {server.data / 'no'}.\n"


def test_the_store_of_before_is_kept_whole(server: Server) -> None:
    """It may hold what the backup lacks, and nobody else has any more."""
    asyncio.run(some_edits(server, 6))
    target = backed_up(server)
    asyncio.run(some_edits(server, 20, "bo"))
    server.kill()
    rows = rows_of(store(server))
    said = server.done("restore", "--from", str(target), "--yes").out
    kept = server.data / "server.sqlite.before-restore-1"

    assert said == (
        "planen goes up to transaction 6; clients hand back what they have from after it when they connect.\n"
        f"The store of before is kept as {kept}.\n"
    )
    assert (len(rows), rows_of(kept), rows_of(store(server))) == (26, rows, rows[:6])
    server.done("restore", "--from", str(kept), "--yes")
    assert rows_of(store(server)) == rows
    assert (server.data / "server.sqlite.before-restore-2").exists()


def test_a_store_too_damaged_to_open_is_kept_as_it_is(server: Server) -> None:
    """That it cannot be opened here does not mean that nobody can get anything out of it."""
    asyncio.run(some_edits(server, 6))
    target = backed_up(server)
    server.kill()
    raw = b"?" * 4096 + store(server).read_bytes()[4096:]
    store(server).write_bytes(raw)
    log = b"?" * 32 + (server.data / "server.sqlite-wal").read_bytes()[32:]
    (server.data / "server.sqlite-wal").write_bytes(log)
    server.done("restore", "--from", str(target), "--yes")

    assert (server.data / "server.sqlite.before-restore-1").read_bytes() == raw
    assert (server.data / "server.sqlite.before-restore-1-wal").read_bytes() == log
    assert len(rows_of(store(server))) == 6


def _epoch(path: Path) -> str:
    with read_only(path) as conn:
        ((epoch,),) = conn.execute("SELECT epoch FROM plan").fetchall()
        return str(epoch)


@pytest.mark.parametrize("seed", range(3))
def test_an_older_backup_is_healed_by_the_clients_who_come_back(server: Server, seed: int) -> None:
    """The restore drill: five clients have what the backup lacks. In whatever order they come back, it is all there
    again, byte by byte: same rows, same chain, same plan."""
    chance = random.Random(seed)

    async def work() -> list[Client]:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(client(server, name)) for name in NAMES]
            for one in clients:
                await one.enter(f"{one.name} before", await one.a_measure(), "analysis", "2020")
            await settled(*clients)
            await asyncio.to_thread(backed_up, server)
            for one in clients:
                node = await one.a_measure()
                for number in range(8):
                    await one.enter(f"{one.name} {number}", node, "analysis", str(2000 + number))
                await one.enter(f"title of {one.name}")
            await settled(*clients)
        return clients

    async def come_back() -> bytes:
        async with AsyncExitStack() as stack:
            clients = []
            for name in chance.sample(NAMES, len(NAMES)):
                clients.append(await stack.enter_async_context(client(server, name)))
                if chance.random() < 0.5:
                    await settled(*clients)
            await settled(*clients)
            return clients[0].replica.plan.digest

    clients = asyncio.run(work())
    digests = {one.replica.plan.digest for one in clients}
    rows = rows_of(store(server))
    epoch = _epoch(store(server))
    server.kill()
    server.done("restore", "--from", str(server.data.parent / "backup.sqlite"), "--yes")
    assert len(rows_of(store(server))) < len(rows) - 40
    assert _epoch(store(server)) != epoch
    server.start()

    assert {asyncio.run(come_back())} == digests
    assert rows_of(store(server)) == rows
    assert_nothing_lost(store(server), *clients)
    assert "whole" in server.done("verify").out


def test_edits_made_after_the_restore_and_before_the_others_come_back_lose_nothing(server: Server) -> None:
    """The log has gone another way by then: the old edits get new places, and nobody is overwritten unseen."""

    async def work() -> list[Client]:
        async with client(server, "anna") as anna, client(server, "bo") as bo:
            await anna.enter("before")
            await settled(anna, bo)
            await asyncio.to_thread(backed_up, server)
            await anna.enter("title of anna")
            await settled(anna, bo)
            return [anna, bo]

    async def go_on() -> None:
        async with client(server, "new") as new:
            await until(lambda: new.replica.seq == 1)
            await new.enter("title of new")
            await settled(new)
            async with client(server, "bo") as bo, client(server, "anna") as anna:
                await settled(new, bo, anna)
                cell = anna.replica.plan.cell(ROOT, "title")
                assert cell is not None
                assert cell.value == Text("title of new")
                assert [rival.value for rival in cell.rivals] == [Text("title of anna")]

    before = asyncio.run(work())
    server.kill()
    server.done("restore", "--from", str(server.data.parent / "backup.sqlite"), "--yes")
    server.start()
    asyncio.run(go_on())
    values = [value for _, value in values_in(rows_of(store(server)))]

    assert sorted(values) == ["before", "title of anna", "title of new"]
    assert [value for one in before for value in one.saved] == ["before", "title of anna"]


def test_somebody_who_came_after_the_backup_is_known_again(server: Server) -> None:
    """To the restored server they are new. Their client id must be theirs still: their edits would be turned away."""
    asyncio.run(some_edits(server, 3))
    with sqlite3.connect(store(server)) as conn:
        before = conn.execute("SELECT id, login FROM person").fetchall()
    conn.close()
    server.kill()
    with sqlite3.connect(store(server)) as conn:
        conn.execute("DELETE FROM person")
    conn.close()
    server.start()
    asyncio.run(some_edits(server, 3))
    with read_only(store(server)) as opened:
        assert opened.execute("SELECT id, login FROM person").fetchall() == before
    assert len(rows_of(store(server))) == 6
