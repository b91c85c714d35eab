"""The server from outside, on a real socket, with a peer that says what it likes."""

from __future__ import annotations

import asyncio
import getpass
import random
import sqlite3
import threading
from functools import reduce
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.room import Room
from server.store.base import Standing
from server.store.sqlite import SqliteStore
from server.tick import Tick
from shared.errors import StoreError, StoreInUse
from shared.ids import ROOT, ClientId, Key, PlanId
from shared.plan.kinds import Kind
from shared.plan.ops import Contested, Create, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Why
from shared.plan.values import Text, names
from shared.sync.chain import START, link
from shared.sync.codec import frames, sent_of
from shared.sync.down import (
    Act,
    BackedUp,
    Common,
    Confirmed,
    Failed,
    Opened,
    Parted,
    Past,
    People,
    Plans,
    Present,
    Refused,
    Welcome,
)
from shared.sync.sequencer import KeyedRow
from shared.sync.snapshot import plan_of
from shared.sync.up import Anchor, Hello, ListPlans, Locate, Look, OpenPlan, Recall, Submit
from shared.sync.version import PROTOCOL
from tests.builders import an_id, percent
from tests.server.conftest import running
from tests.wait import until


def _goal(client: str, counter: int) -> Transaction:
    node = an_id(1000 + counter)
    ops = (Create(node, Kind.MEASURE, "", ROOT, "V"), SetOp(node, "title", None, None, Text(f"mål {counter}"), 0))
    return Transaction(Key(ClientId(client), counter), 1, ops)


def _outcome(client: str, counter: int, value: str, node: int = 1) -> Transaction:
    op = SetOp(an_id(1000 + node), "outcome", "2021", None, percent(value), 0)
    return Transaction(Key(ClientId(client), counter), 1, (op,))


async def test_an_edit_reaches_everybody_on_the_plan_and_its_author(directory: Path) -> None:
    """The row that others get is the acknowledgement to its author: with place, content and what became of it."""
    async with running(directory) as server, server.peer() as anna, server.peer() as bo:
        await anna.open(client="anna")
        await bo.open(client="bo")
        await bo.hear_a(Present)
        await anna.submit(_goal("anna", 1))
        for peer in (anna, bo):
            (entry,) = await peer.hear_entries()
            assert (entry.seq, entry.transaction) == (1, _goal("anna", 1))


async def test_the_author_is_whom_the_operating_system_names(directory: Path) -> None:
    """Nobody can write under another's name: who is at the other end of the socket is not theirs to say."""
    async with running(directory) as server, server.peer() as peer:
        await peer.open()
        welcome = await peer.hear_a(Welcome)
        people = await peer.hear_a(People)
        assert {person.id: person.name for person in people.people}[welcome.person] == getpass.getuser()


async def test_a_transaction_sent_again_gets_its_first_answer(directory: Path) -> None:
    """After a cut a client cannot know whether its edit arrived. Sending it again must never double it."""
    async with running(directory) as server:
        for _ in range(2):
            async with server.peer() as peer:
                await peer.open(client="anna")
                await peer.submit(_goal("anna", 1))
                assert [entry.seq for entry in await peer.hear_entries()] == [1]
        lines = await server.hub.store.plans()
        assert [(line.name, line.head) for line in lines] == [("plan", 1)]


async def test_unseen_values_are_contested_and_both_authors_hear_it(directory: Path) -> None:
    """The outcome travels with the row: no client has to guess what the server made of it."""
    async with running(directory) as server, server.peer() as anna, server.peer() as bo:
        await anna.open(client="anna")
        await bo.open(client="bo")
        await bo.hear_a(Present)
        await anna.submit(_goal("anna", 1), _outcome("anna", 2, "1"))
        await bo.hear_entries(2)
        await bo.submit(_outcome("bo", 1, "2"))
        assert (await bo.hear_entries())[-1].outcomes == (Contested(),)


async def test_refused_transaction_is_told_why_and_has_no_place(directory: Path) -> None:
    """The edit goes back to its author with a reason; the ones behind it are not held up."""
    async with running(directory) as server, server.peer() as peer:
        await peer.open(client="anna")
        await peer.submit(_outcome("anna", 1, "1", node=77), _goal("anna", 2))
        refused = await peer.hear_a(Refused)
        (entry,) = await peer.hear_entries()
        assert (refused.key.counter, refused.refusal.why) == (1, Why.NO_NODE)
        assert entry.seq == 1


async def test_who_comes_later_gets_what_they_lack(directory: Path) -> None:
    """Only the rows after what they have, in order, and only once."""
    async with running(directory) as server:
        async with server.peer() as anna:
            await anna.open(client="anna")
            await anna.submit(*(_goal("anna", counter) for counter in range(1, 6)))
            confirmed = await anna.hear_a(Confirmed)
            chain = reduce(link, confirmed.bodies[:3], START)
        async with server.peer() as bo:
            await bo.open(client="bo", base=3, chain=chain)
            assert [entry.seq for entry in await bo.hear_entries(2)] == [4, 5]


async def test_who_lacks_very_much_gets_an_image(directory: Path) -> None:
    """A plan with years of history must not be replayed edit by edit."""
    async with running(directory, image_every=3) as server:
        async with server.peer() as anna:
            await anna.open(client="anna")
            await anna.submit(*(_goal("anna", counter) for counter in range(1, 6)))
            await anna.hear_entries(5)
        async with server.peer() as bo:
            await bo.open(client="bo")
            opened = await bo.hear_a(Opened)
            plan = plan_of(await bo.hear_image())
            assert (plan.seq, len(plan.children()), plan.digest) == (5, 5, opened.digest)


async def test_a_history_that_has_parted_is_not_mixed(directory: Path) -> None:
    """A copy of another plan, or of this one before the server was restored, must not be filled up with rows that do
    not fit: it is told, and asked what it has."""
    async with running(directory) as server, server.peer() as peer:
        await peer.open(client="anna", base=4, chain=bytes(32))
        assert await peer.hear_a(Parted) == Parted(0)
        await peer.say(Locate((Anchor(4, bytes(32)), Anchor(0, START))))
        assert await peer.hear_a(Common) == Common(0)


async def test_an_unknown_plan_is_not_made_by_asking_for_it(directory: Path) -> None:
    """A misspelt name must not leave an empty plan behind."""
    async with running(directory) as server, server.peer() as peer:
        await peer.say(Hello(PROTOCOL, PROTOCOL, "test"))
        await peer.say(OpenPlan("stavfel", False, ClientId("aaaa"), 0, START))
        failed = await peer.hear_a(Failed)
        assert failed.act is Act.CHOOSE_PLAN
        assert await server.hub.store.plans() == []


async def test_plans_are_listed(directory: Path) -> None:
    """Whoever comes for the first time must be able to see what there is."""
    async with running(directory) as server, server.peer() as peer:
        await peer.open("b")
        await peer.hear_a(Opened)
        await peer.say(OpenPlan("a", True, ClientId("aaaa"), 0, START))
        await peer.hear_a(Opened)
        await peer.say(ListPlans())
        plans = await peer.hear_a(Plans)
        assert [(line.name, line.head) for line in plans.plans] == [("a", 0), ("b", 0)]


async def test_a_client_of_another_version_is_told_who_is_too_old(directory: Path) -> None:
    """A silent close would look like a broken network."""
    async with running(directory) as server, server.peer() as peer:
        await peer.say(Hello(99, 98, "from the future"))
        failed = await peer.hear_a(Failed)
        assert failed.act is Act.UPGRADE
        assert "98 to 99" in failed.sentence
        assert "server" in failed.sentence


@pytest.mark.parametrize(
    "message",
    [Submit((sent_of(_goal("anna", 1)),)), Look(""), ListPlans(), OpenPlan("p", True, ClientId("aaaa"), 0, START)],
    ids=lambda message: type(message).__name__,
)
async def test_nothing_is_answered_before_hello(directory: Path, message: Submit | Look | ListPlans | OpenPlan) -> None:
    """What has not been agreed on, a version, cannot be relied on."""
    async with running(directory) as server, server.peer() as peer:
        await peer.say(message)
        failed = await peer.hear_a(Failed)
        assert failed.act is Act.STOP
        with pytest.raises(ConnectionClosed):
            await peer.hear()


async def test_garbage_closes_that_connection_and_no_other(directory: Path) -> None:
    """One broken client must not disturb the others."""
    async with running(directory) as server, server.peer() as good:
        await good.open(client="anna")
        await good.hear_a(Present)
        for garbage in (b"", b"\x00\xff\xff", b"\x05", bytes(100_000), "text"):
            async with server.peer() as bad:
                await bad.open(client="bo")
                await bad.hear_a(Opened)
                await bad.socket.send(garbage)
                with pytest.raises((ConnectionClosed, AssertionError)):
                    while True:
                        await bad.hear()
        await good.submit(_goal("anna", 1))
        assert await good.hear_a(Confirmed)


async def test_a_browser_has_no_way_in(directory: Path) -> None:
    """A page that somebody visits must not be able to talk to the server in their name."""
    from websockets.asyncio.client import unix_connect

    async with running(directory) as server:
        with pytest.raises(InvalidStatus, match="403"):
            async with unix_connect(
                str(server.settings.socket),
                "ws://localhost/",
                origin="http://evil.example",
            ):
                pass


async def test_a_client_that_does_not_read_is_dropped_and_others_do_not_notice(directory: Path) -> None:
    """What waits for one connection is bounded; it catches up when it comes back."""
    async with running(directory, queued_bytes=200_000) as server, server.peer() as slow, server.peer() as good:
        await slow.open(client="slow")
        await slow.hear_a(Present)
        await good.open(client="good")
        slow.socket.transport.pause_reading()
        text = "ord " * 12_000
        for counter in range(1, 60):
            node = an_id(1000 + counter)
            ops = (Create(node, Kind.GOAL, "", ROOT, "V"), SetOp(node, "analysis", "2021", None, Text(text), 0))
            await good.submit(Transaction(Key(ClientId("good"), counter), 1, ops))
            await good.hear_a(Confirmed)
        await until(lambda: len(server.listener._open) == 1, "the slow one is gone")


async def test_where_people_are_is_told_and_forgotten(directory: Path) -> None:
    """Presence ends with the connection, however it ends."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.hear_a(Present)
        async with server.peer() as bo:
            await bo.open(client="bo")
            await bo.hear_a(Present)
            await bo.say(Look("abc"))
            seen = await anna.hear_a(Present)
            while isinstance(seen, Present) and [here.node for here in seen.here] != ["", "abc"]:
                seen = await anna.hear_a(Present)
        seen = await anna.hear_a(Present)
        assert len(seen.here) == 1


async def test_what_could_not_be_saved_is_not_acknowledged(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: no acknowledgement, everybody is told to come back, and what comes back is saved then."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.hear_a(Present)

        async def full(plan: PlanId, rows: list[KeyedRow]) -> None:
            raise StoreError("no space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(server.hub.store, "append", full)
            await anna.submit(_goal("anna", 1))
            answer = await anna.hear()
            assert isinstance(answer, Failed)
            assert answer.act is Act.RETRY
        async with server.peer() as again:
            await again.open(client="anna")
            await again.submit(_goal("anna", 1))
            assert [entry.seq for entry in await again.hear_entries()] == [1]


async def test_nothing_is_published_before_it_is_on_disk(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may see an edit that a crash could still take away."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.hear_a(Present)
        held = asyncio.Event()
        append = server.hub.store.append

        async def slow(plan: PlanId, rows: list[KeyedRow]) -> None:
            await held.wait()
            await append(plan, rows)

        monkeypatch.setattr(server.hub.store, "append", slow)
        await anna.submit(_goal("anna", 1))
        room: Room = server.hub.rooms()[0]
        await until(lambda: room.log.sequencer.plan.seq == 1)
        async with server.peer() as bo:
            await bo.open(client="bo")
            opened = await bo.hear_a(Opened)
            assert opened.head == 0
            held.set()
            assert await bo.hear_a(Confirmed)
        assert await anna.hear_a(Confirmed)


async def test_edits_that_arrive_together_share_a_commit(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Durability costs one sync per group, or a few busy people would bring the disk to its limit."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.hear_a(Present)
        groups: list[int] = []
        append = server.hub.store.append

        async def counted(plan: PlanId, rows: list[KeyedRow]) -> None:
            groups.append(len(rows))
            await append(plan, rows)

        monkeypatch.setattr(server.hub.store, "append", counted)
        await anna.submit(*(_goal("anna", counter) for counter in range(1, 101)))
        await anna.hear_entries(100)
        assert sum(groups) == 100
        assert len(groups) <= 2


async def test_a_damaged_log_is_not_served(directory: Path) -> None:
    """One flipped bit in a body must stop the plan from being opened, not spread to every replica."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.submit(_goal("anna", 1))
        await anna.hear_a(Confirmed)
    with sqlite3.connect(directory / "server.sqlite") as file:
        body = bytearray(file.execute("SELECT body FROM log").fetchone()[0])
        body[-10] ^= 1
        file.execute("UPDATE log SET body = ?", (bytes(body),))
    file.close()
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        failed = await anna.hear_a(Failed)
        assert failed.act is Act.RETRY
        assert "damaged" in failed.sentence


async def test_a_client_belongs_to_whoever_used_it_first(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Client ids stand in every row: with somebody else's one could use up their keys, and overwrite unseen values."""
    async with running(directory) as server:
        async with server.peer() as anna:
            await anna.open(client="anna")
            await anna.submit(_goal("anna", 1))
            await anna.hear_a(Confirmed)
        monkeypatch.setattr("server.listener.login_of", lambda _: "mallory")
        async with server.peer() as mallory:
            await mallory.open(client="anna")
            assert (await mallory.hear_a(Failed)).act is Act.STOP
        async with server.peer() as mallory:
            await mallory.open(client="mallory")
            await mallory.submit(_goal("anna", 2))
            assert (await mallory.hear_a(Failed)).act is Act.STOP


async def test_a_value_nobody_has_seen_cannot_be_claimed_as_seen(directory: Path) -> None:
    """`seen` from the future would overwrite whatever stands there."""
    async with running(directory) as server, server.peer() as peer:
        await peer.open(client="anna")
        op = SetOp(ROOT, "title", None, None, Text("x"), 2**40)
        await peer.submit(Transaction(Key(ClientId("anna"), 1), 1, (op,)))
        refused = await peer.hear_a(Refused)
        assert refused.refusal.why is Why.NOT_SEEN


async def test_a_merge_that_grows_too_large_is_contested(directory: Path) -> None:
    """A merged value beyond the limits could be stored and never read again: the plan would be lost to all."""
    async with running(directory) as server, server.peer() as anna, server.peer() as bo:
        await anna.open(client="anna")
        await bo.open(client="bo")
        await bo.hear_a(Present)
        for peer, client in ((anna, "anna"), (bo, "bo")):
            owners = names([f"{client} {number}" for number in range(150)])
            op = SetOp(ROOT, "owner", None, None, owners, 0)
            await peer.submit(Transaction(Key(ClientId(client), 1), 1, (op,)))
        seen: list[Contested] = []
        while not seen:
            seen = [out for entry in await anna.hear_entries() for out in entry.outcomes if isinstance(out, Contested)]
    async with running(directory) as server:
        (line,) = await server.hub.store.plans()
        assert (await server.hub.store.load(PlanId(line.id))).plan.seq == 2


async def test_more_than_may_wait_can_still_be_caught_up_with(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan whose history is larger than the queue of a connection must not be closed to whoever comes new."""
    monkeypatch.setattr("server.images._FEW_BYTES", 2**40)
    noise = random.Random(3)
    async with running(directory, queued_bytes=300_000) as server:
        async with server.peer() as anna:
            await anna.open(client="anna")
            for counter in range(1, 31):
                text = noise.randbytes(30_000).hex()
                op = SetOp(ROOT, "analysis", "2021", None, Text(text), counter - 1)
                await anna.submit(Transaction(Key(ClientId("anna"), counter), 1, (op,)))
                await anna.hear_a(Confirmed)
        async with server.peer() as bo:
            await bo.open(client="bo")
            assert len(await bo.hear_entries(30)) == 30


async def test_an_error_nobody_thought_of_does_not_leave_edits_unanswered(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with a commit, the clients are told to come again; silence would hold up their outboxes."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.hear_a(Present)

        async def broken(plan: PlanId, rows: list[KeyedRow]) -> None:
            raise OverflowError

        monkeypatch.setattr(server.hub.store, "append", broken)
        await anna.submit(_goal("anna", 1))
        failed = await anna.hear_a(Failed)
        assert failed.act is Act.RETRY


async def test_only_a_socket_that_nobody_answers_on_is_cleared_away(directory: Path) -> None:
    """A mistyped path must not cost somebody a file, nor two servers each other's clients."""
    (directory / "socket").write_text("a file")
    with pytest.raises(StoreError, match="not a socket"):
        async with running(directory):
            pass
    assert (directory / "socket").read_text() == "a file"
    (directory / "socket").unlink()
    other = directory / "other"
    other.mkdir()
    async with running(directory):
        with pytest.raises(StoreInUse):
            async with running(other, socket=directory / "socket"):
                pass


async def test_a_plan_that_nobody_has_open_is_let_go(directory: Path) -> None:
    """Memory must follow what is in use, not what was ever opened."""
    async with running(directory) as server:
        for number in range(5):
            async with server.peer() as peer:
                await peer.open(f"plan {number}")
                await peer.hear_a(Opened)
            await until(lambda: server.listener.is_idle)
        assert len(server.hub.rooms()) == 1


async def test_a_publication_that_fails_does_not_leave_edits_unanswered(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are on disk, but nobody was told: everybody comes again and hears of them, instead of waiting for a
    commit that never comes."""
    async with running(directory) as server:
        async with server.peer() as anna:
            await anna.open(client="anna")
            await anna.hear_a(Present)

            def broken(tick: Tick, news: Confirmed) -> None:
                raise OverflowError

            with monkeypatch.context() as patch:
                patch.setattr(Tick, "publish", broken)
                await anna.submit(_goal("anna", 1))
                assert (await anna.hear_a(Failed)).act is Act.RETRY
        async with server.peer() as anna:
            await anna.open(client="anna")
            assert len(await anna.hear_entries()) == 1
            await anna.hear_a(Present)
            await anna.submit(_goal("anna", 2))
            assert len(await anna.hear_entries()) == 1


async def test_what_an_administrator_decides_is_noticed_although_the_store_failed_once(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody whose right was taken away must not keep it because the disk was slow just then."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        opened = await anna.hear_a(Opened)
        await anna.hear_a(Present)
        store = server.hub.store

        async def failing(plan: PlanId) -> Standing:
            raise StoreError("the disk is slow.")

        other = await SqliteStore.open(directory / "server.sqlite")
        await other.note_backed_up(PlanId(opened.plan), 7)
        await other.close()
        with monkeypatch.context() as patch, pytest.raises(StoreError):
            patch.setattr(store, "standing", failing)
            await server.hub.refresh()
        await server.hub.refresh()
        assert (await anna.hear_a(BackedUp)).seq == 7


async def test_old_rows_are_packed_aside_from_everybody_elses_edits(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row may be an import of 12 MiB: who joins or recalls again and again would hold up all others each time."""
    packers: set[int] = set()

    def seen(message: object) -> list[bytes]:
        if isinstance(message, Confirmed | Past):
            packers.add(threading.get_ident())
        return frames(message)

    async with running(directory) as server, server.peer() as anna, server.peer() as bo:
        await anna.open(client="anna")
        await anna.hear_a(Present)
        await anna.submit(_goal("anna", 1))
        await anna.hear_entries()
        monkeypatch.setattr("server.connection.frames", seen)
        monkeypatch.setattr("server.wire.frames", seen)
        await bo.open(client="bo")
        await bo.hear_entries()
        await bo.say(Recall(1))
        assert len((await bo.hear_a(Past)).bodies) == 1
    assert packers
    assert threading.get_ident() not in packers
