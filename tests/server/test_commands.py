"""The administrator's commands, beside a running server and without one."""

from __future__ import annotations

import asyncio
import os
import pwd
import sqlite3
from pathlib import Path

import pytest

from shared.ids import ROOT
from shared.plan.edits import set_cell
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Text
from shared.storage.beside import read_only
from shared.sync.codec import decode_entry
from tests.acceptance.processes import Finished, Server
from tests.server.clients import PLAN, client, rows_of, settled, store
from tests.wait import until

ME = pwd.getpwuid(os.getuid()).pw_name


async def _write(server: Server, value: str) -> None:
    async with client(server, "anna") as anna:
        await anna.enter(value)
        await settled(anna)


async def _write_offline(server: Server, value: str) -> None:
    async with client(server, "anna", connect=False) as anna:
        await anna.enter(value)


async def _come_back(server: Server) -> list[Refusal]:
    async with client(server, "anna") as anna:
        await settled(anna)
        return anna.refused


def _parked(server: Server) -> dict[str, object]:
    """The one thing that is parked."""
    (one,) = server.done("parked", PLAN, "--json").objects
    return one


def _with_one_parked(server: Server) -> str:
    """Somebody's right is taken while they are away with an edit; how the edit is called."""
    asyncio.run(_write(server, "before"))
    asyncio.run(_write_offline(server, "offline"))
    server.stop()
    server.done("grant", PLAN, ME, "reader")
    server.start()
    (refusal,) = asyncio.run(_come_back(server))
    assert refusal.why is Why.NO_RIGHT
    return str(_parked(server)["key"])


def test_a_role_bites_while_its_bearer_is_connected(server: Server) -> None:
    """Somebody who leaves an office at noon may not go on planning until they log out."""

    async def scenario() -> None:
        async with client(server, "anna") as anna:
            await anna.enter("before")
            await settled(anna)
            await asyncio.to_thread(server.done, "grant", PLAN, ME, "reporter")

            refusals: list[Refusal] = []
            while not refusals:
                op = set_cell(anna.replica.plan, ROOT, "title", Text(f"after {len(anna.refused)}"))
                answer = await anna.replica.submit_keyed([op])
                if isinstance(answer, Refusal):
                    refusals.append(answer)
                await until(lambda: not anna.replica.pending_count)
            assert {refusal.why for refusal in refusals + anna.refused} == {Why.NO_RIGHT}
            await asyncio.to_thread(server.done, "grant", PLAN, ME, "planner")
            op = set_cell(anna.replica.plan, ROOT, "title", Text("again"))
            answer = Refusal(Why.NO_RIGHT)
            while isinstance(answer, Refusal):
                await asyncio.sleep(0)
                answer = await anna.replica.submit_keyed([op])
            await settled(anna)
            assert anna.replica.plan.value(ROOT, "title") == Text("again")

    asyncio.run(scenario())


def test_the_first_grant_says_what_it_means_for_the_others(server: Server) -> None:
    """Before it everybody may do everything, and after it nobody else may."""
    asyncio.run(_write(server, "before"))
    first = server.done("grant", PLAN, "carl", "planner").out
    second = server.done("grant", PLAN, ME, "approver").out

    assert first == (
        "carl has the role of planner in planen.\n"
        "It is the first role in this plan: whoever has none may only read from now on.\n"
        "Nobody has signed in as carl so far.\n"
    )
    assert second == f"{ME} has the role of approver in planen.\n"


def test_what_is_parked_is_told_in_words(server: Server) -> None:
    """Whoever decides about it is no programmer, and its author cannot always be asked."""
    name = _with_one_parked(server)
    one = _parked(server)
    lines = server.done("parked", PLAN).out.splitlines()

    assert (one["author"], one["why"], one["released"]) == (ME, "no_right", False)
    assert one["ops"] == ["before: Title = offline"]
    assert lines[0].startswith(f"{name}  20") and lines[0].endswith(f"Z  {ME}")
    assert "offline" in lines[1]
    assert lines[2].strip() == "You have no right to do that; it takes the role of planner."


def test_what_is_released_is_in_the_plan_in_its_author_s_name(server: Server) -> None:
    """The administrator lets it in; it is still the author's edit, met like any other's, and entered once."""
    name = _with_one_parked(server)
    said = server.done("parked", PLAN, "--release", name).out
    entry = decode_entry(rows_of(store(server))[-1].body)
    again = server.command("parked", PLAN, "--release", name)

    assert said == "Entered as transaction 2.\n"
    assert [op.value for op in entry.transaction.ops if hasattr(op, "value")] == [Text("offline")]
    with read_only(store(server)) as conn:
        assert conn.execute("SELECT login FROM person WHERE id = ?", (entry.author,)).fetchall() == [(ME,)]
    assert server.done("parked", PLAN).out == "Nothing is parked.\n"
    assert (again.status, again.err) == (1, f"stegvis-server: Nothing is parked as {name}.\n")
    assert asyncio.run(_come_back(server)) == []
    assert len(rows_of(store(server))) == 2
    assert "whole" in server.done("verify").out


def test_what_was_released_before_a_crash_is_entered_once_after_it(server: Server) -> None:
    """It goes into the log and out of the tray one after the other: whatever comes in between, it is one edit."""
    name = _with_one_parked(server)
    server.pause()
    released = server.done("parked", PLAN, "--release", name, "--wait", "0").out
    assert released == "The server has not come to it yet; it will.\n"
    server.kill()
    server.start()

    async def entered() -> None:
        await until(lambda: len(rows_of(store(server))) == 2)

    asyncio.run(entered())
    server.kill()
    with read_only(store(server)) as conn:
        row = conn.execute("SELECT body FROM log WHERE seq = 2").fetchone()
    assert decode_entry(row[0]).seq == 2
    server.start()
    asyncio.run(_come_back(server))
    assert len(rows_of(store(server))) == 2


def test_without_a_server_nothing_is_released_and_all_else_works(server: Server) -> None:
    """Only a server puts edits in order; looking, granting and dropping need none."""
    name = _with_one_parked(server)
    server.stop()
    refused = server.command("parked", PLAN, "--release", name)
    sentence = f"No server serves {server.data}, and only a server can enter it: start one, then release it."

    assert (refused.status, refused.err) == (1, f"stegvis-server: {sentence}\n")
    assert _parked(server)["released"] is False
    assert server.done("grant", PLAN, "carl", "reader").out
    assert "Dropped" in server.done("parked", PLAN, "--drop", name).out
    assert server.done("parked", PLAN, "--json").objects == []


def test_what_cannot_be_read_says_so_and_stays(server: Server) -> None:
    """It may be a newer program's: after an upgrade it can be let in."""
    name = _with_one_parked(server)
    server.stop()
    with sqlite3.connect(store(server)) as conn:
        conn.execute("UPDATE parked SET body = x'c1'")
    conn.close()
    server.start()

    async def there() -> None:
        await until(server.socket.is_socket)

    asyncio.run(there())
    refused = server.command("parked", PLAN, "--release", name)
    assert refused.status == 1 and "It cannot be entered: The server could not read the edit" in refused.err
    assert _parked(server)["ops"] == ["(cannot be read)"]


def test_status_and_compact_beside_a_server_and_without_one(server: Server) -> None:
    """Looking after a store is not a reason to send everybody home."""
    asyncio.run(_write(server, "before"))
    beside = server.done("compact").out
    status = server.done("status", "--json").objects
    asyncio.run(_write(server, "after"))
    server.stop()
    alone = server.done("compact", PLAN).out
    words = server.done("status").out

    assert (beside, alone) == ("planen: 1 transactions packed\n", "planen: 1 transactions packed\n")
    assert {key: status[0][key] for key in ("name", "head", "image", "backed_up", "parked")} == {
        "name": PLAN, "head": 1, "image": 1, "backed_up": 0, "parked": 0,
    }  # fmt: skip
    assert words.startswith("planen: 2 transactions, image at 2, backed up to 0, 0 parked\n1 plans, ")
    assert words.endswith("no server runs\n")
    assert "2 transactions" in server.done("verify").out


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("grant", "nope", "anna", "reader"), 1, "There is no plan called nope; there are: planen."),
        (("parked", "nope"), 1, "There is no plan called nope; there are: planen."),
        (("compact", "nope"), 1, "There is no plan called nope; there are: planen."),
        (("grant", PLAN, "a\x1b[31m", "reader"), 2, "That is no name to sign in under."),
        (("parked", PLAN, "--drop", "what"), 2, "what is no CLIENT:COUNTER as the list prints it."),
        (("parked", PLAN, "--drop", "anna:7"), 1, "Nothing is parked as anna:7."),
        (("parked", PLAN, "--drop", "anna:7", "--release", "bo:1"), 2, "Either --release or --drop."),
        (("backup", "--to", "/nowhere/at/all"), 1, "There is no directory /nowhere/at to put a backup in."),
        (("backup", "--to", "/"), 1, "/ is a directory; give the backup a name within it."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    server: Server, words: tuple[str, ...], status: int, sentence: str
) -> None:
    """An administrator at night needs to know what to type next, and not where in the program it went wrong."""
    asyncio.run(_write(server, "before"))
    finished = server.command(*words)

    assert finished == Finished(status, "", f"stegvis-server: {sentence}\n")


def test_without_a_store_every_command_says_so(directory: Path) -> None:
    """A mistyped directory must not be made, let alone served empty."""
    server = Server(directory / "mistyped")
    for words in (("status",), ("verify",), ("compact",), ("grant", PLAN, "a", "reader"), ("backup", "--to", "x")):
        finished = server.command(*words)
        assert finished == Finished(1, "", f"stegvis-server: There is no store in {server.data}.\n")
    assert not server.data.exists()
