"""The replica's file: what the machine asked to store is there after a restart, whole, in order, and once."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from shared.errors import StoreError
from shared.ids import ClientId, Key, NodeId
from shared.plan.inverse import Undoing
from shared.plan.ops import CellKey, Restore, Retire, Transaction
from shared.plan.refusal import Refusal, Why
from shared.storage.database import Database
from shared.storage.migrations import scripts
from shared.sync.chain import START
from shared.sync.client_actions import (
    EditMet,
    Met,
    Sealed,
    StoreChunk,
    StoreConfirmed,
    StoreImage,
    StorePeople,
    StoreRekeyed,
    StoreReopened,
    StoreReturned,
    StoreServer,
)
from shared.sync.codec import encode
from shared.sync.image import Image
from shared.sync.sequencer import KeyedRow
from shared.sync.up import Anchor
from tests.histories import History
from tui import whereabouts
from tui.local_store import Loaded, LocalStore, has_pending, seed
from tui.marked import mark

ANNA, OTHER = ClientId("anna"), ClientId("other")
NODE = NodeId("nodea")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the replica's file is."""
    return tmp_path / "1.sqlite"


@asynccontextmanager
async def opened(path: Path, client: ClientId = ANNA) -> AsyncIterator[tuple[LocalStore, Loaded]]:
    """The file as a program would open it; `client` is who a new replica becomes."""
    store = await LocalStore.open(path)
    try:
        yield store, await store.load(client)
    finally:
        await store.close()


def transaction(counter: int, client: ClientId = ANNA, at: int = 1) -> Transaction:
    """Something that somebody did."""
    return Transaction(Key(client, counter), at, (Retire(NODE),))


def confirmed(rows: tuple[KeyedRow, ...], seq: int = 0, *, sealed: Sealed | None = None) -> StoreConfirmed:
    """These rows as news."""
    return StoreConfirmed(tuple(row.row for row in rows), rows[-1].seq if rows else seq, sealed=sealed)


def a_seal(row: KeyedRow) -> Sealed:
    """A seal on the log up to that row."""
    return Sealed(row.seq, row.row.chain, bytes(16))


def point(row: KeyedRow) -> Anchor:
    """The point of the log that a row makes."""
    return Anchor(row.seq, row.row.chain)


async def receive(store: LocalStore, image: Image) -> None:
    """Store an image as it arrives, and take it."""
    for index, chunk in enumerate(image.chunks):
        await store.put_chunk(StoreChunk(image.head, index, chunk))
    await store.put_image(StoreImage(image.head, Sealed(image.head.seq, image.head.chain, bytes(16))))


def in_chunks(image: Image, count: int) -> Image:
    """An image with its bytes in so many chunks: what is in them is nothing to who only keeps them."""
    whole = b"".join(image.chunks)
    size = len(whole) // count + 1
    chunks = tuple(whole[start : start + size] for start in range(0, len(whole), size))
    return Image(msgspec.structs.replace(image.head, count=len(chunks)), chunks)


async def damage(path: Path, sql: str, *values: object) -> None:
    """Do something to the file that no program would."""
    database = await Database.open(path, scripts("tui.migrations"), {"mark": mark})
    await database.run(lambda conn: conn.execute(sql, values))
    await database.close()


# Pending


async def test_pending_transactions_stay_in_their_order(path: Path) -> None:
    """What comes later may build on what came before."""
    async with opened(path) as (store, loaded):
        assert (loaded.client, loaded.next_counter) == (ANNA, 1)
        for counter in (1, 2, 3):
            await store.put_pending(transaction(counter), ())
    assert has_pending(path)
    async with opened(path, OTHER) as (_, loaded):
        assert loaded.pending == [transaction(counter) for counter in (1, 2, 3)]
        assert (loaded.client, loaded.next_counter) == (ANNA, 4)


async def test_what_is_answered_is_own_until_it_is_backed_up(path: Path) -> None:
    """A server that is restored from its backup may lack it: until then this may be the only other place it is in."""
    rows = History().rows(3)
    async with opened(path) as (store, _):
        for counter in (1, 2, 3):
            await store.put_pending(transaction(counter), ())
        answered = ((Key(ANNA, 1), 1), (Key(ANNA, 3), 3))
        news = msgspec.structs.replace(confirmed(rows), answered=answered, rebased=(transaction(2, at=9),))
        await store.confirm(news, 5)
    async with opened(path) as (store, loaded):
        assert loaded.pending == [transaction(2, at=9)]
        assert (await store.lost(0))[2] == [transaction(1), transaction(3)]
        assert (await store.lost(1))[2] == [transaction(3)]
        await store.put_server(StoreServer("e1", 1))
        assert (await store.lost(0))[2] == [transaction(3)]
        # An answer to something that has been backed up meanwhile leaves nothing to keep.
        await store.confirm(StoreConfirmed((), 3, answered=((Key(ANNA, 2), 1),)), 5)
        assert (await store.lost(0))[2] == [transaction(3)]
    async with opened(path) as (_, loaded):
        assert (loaded.pending, loaded.epoch, loaded.backed_up) == ([], "e1", 1)


async def test_an_own_transaction_that_gets_another_place_is_kept_once(path: Path) -> None:
    """After a restore the log goes another way; the same transaction has another seq in it."""
    async with opened(path) as (store, _):
        await store.put_pending(transaction(1), ())
        await store.confirm(StoreConfirmed((), 0, answered=((Key(ANNA, 1), 7),)), 5)
        await store.confirm(StoreConfirmed((), 0, answered=((Key(ANNA, 1), 4),)), 5)
        assert (await store.lost(3))[2] == [transaction(1)]
        assert (await store.lost(4))[2] == []


async def test_reopened_transactions_come_before_all_others(path: Path) -> None:
    """They were made first: what is pending may write the same cells."""
    before = transaction(50, OTHER)
    async with opened(path, OTHER) as (store, _):
        await store.put_pending(before, ())
        await store.rekey(StoreRekeyed(ANNA, ()))
        for counter in (1, 2, 3, 4):
            await store.put_pending(transaction(counter), ())
        answered = ((before.key, 1), (Key(ANNA, 1), 2), (Key(ANNA, 2), 3))
        await store.confirm(StoreConfirmed((), 0, answered=answered), 5)
        await store.reopen(StoreReopened((transaction(1), transaction(2)), (transaction(4, at=9),)))
        assert (await store.lost(0))[2] == [before]
        await store.put_pending(transaction(5), ())
        await store.reopen(StoreReopened((before,)))
    async with opened(path) as (_, loaded):
        assert loaded.pending == [
            before,
            transaction(1),
            transaction(2),
            transaction(3),
            transaction(4, at=9),
            transaction(5),
        ]
        assert loaded.next_counter == 6


async def test_a_transaction_of_the_client_before_does_not_count(path: Path) -> None:
    """It was under way to the disk while the replica became another client: the next key is the new client's second."""
    async with opened(path) as (store, _):
        await store.rekey(StoreRekeyed(OTHER, ()))
        await store.put_pending(transaction(1, OTHER), ())
        await store.put_pending(transaction(70), ())
    async with opened(path) as (_, loaded):
        assert loaded.next_counter == 2


async def test_another_client_gives_its_transactions_new_keys_in_their_places(path: Path) -> None:
    """Old keys have been used by a copy. The next key must be none of the new ones, and undo is the old client's."""
    undo = (Undoing(Retire(NODE), Restore(NODE)),)
    async with opened(path) as (store, _):
        for counter in (1, 2, 3):
            await store.put_pending(transaction(counter), undo)
        rekeyed = tuple((Key(ANNA, old), transaction(new, OTHER)) for old, new in ((1, 1), (3, 2)))
        await store.rekey(StoreRekeyed(OTHER, rekeyed))
        assert await store.last_undo() is None
    async with opened(path) as (store, loaded):
        assert [one.key for one in loaded.pending] == [Key(OTHER, 1), Key(ANNA, 2), Key(OTHER, 2)]
        assert (loaded.client, loaded.next_counter) == (OTHER, 3)
        await store.rekey(StoreRekeyed(ClientId("third"), ()))
    async with opened(path) as (_, loaded):
        assert (loaded.client, loaded.next_counter) == ("third", 1)


async def test_a_refused_transaction_goes_to_the_tray_and_no_other_does(path: Path) -> None:
    """Two clients of one file may have used the same counter: only the one that was refused loses its undo."""
    undo, refusal = (Undoing(Retire(NODE), Restore(NODE)),), Refusal(Why.NO_NODE, "x")
    async with opened(path) as (store, _):
        await store.put_pending(transaction(1), ())
        await store.rekey(StoreRekeyed(OTHER, ()))
        await store.put_pending(transaction(1, OTHER), undo)
        await store.put_returned(StoreReturned(transaction(1), refusal))
        assert (last := await store.last_undo()) is not None
        assert (last.key, last.ops) == (Key(OTHER, 1), undo)
    async with opened(path) as (store, loaded):
        assert loaded.returned == [(transaction(1), refusal)]
        assert loaded.pending == [transaction(1, OTHER)]
        await store.put_returned(StoreReturned(transaction(1, OTHER), refusal))
        assert await store.last_undo() is None
        await store.drop_returned(Key(ANNA, 1))
    async with opened(path) as (_, loaded):
        assert loaded.returned == [(transaction(1, OTHER), refusal)]


# Confirmed


async def test_rows_are_there_after_a_restart(path: Path) -> None:
    """The plan is shown before the server is reached, or without it."""
    history = History()
    rows = history.rows(20)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows[:15]), 5)
        await store.confirm(confirmed(rows[15:], sealed=a_seal(rows[-1])), 5)
        await store.put_people(StorePeople("p1", {"p1": "Anna"}))
    async with opened(path) as (store, loaded):
        assert (loaded.plan.digest, loaded.chain) == (history.plan.digest, rows[-1].row.chain)
        assert (loaded.seal, loaded.person, loaded.people) == (a_seal(rows[-1]), "p1", {"p1": "Anna"})
        assert [entry.seq for entry in await store.history()] == list(range(1, 21))


async def test_rows_that_do_not_follow_are_not_stored_nor_anything_with_them(path: Path) -> None:
    """What came in between was not written; an answer without its row would lose the edit."""
    rows = History().rows(5)
    async with opened(path) as (store, _):
        await store.put_pending(transaction(1), ())
        for some in (rows[1:], rows[2:3]):
            news = msgspec.structs.replace(confirmed(some), answered=((Key(ANNA, 1), 3),))
            with pytest.raises(StoreError, match="does not follow"):
                await store.confirm(news, 5)
    async with opened(path) as (store, loaded):
        assert (loaded.plan.seq, loaded.pending) == (0, [transaction(1)])


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM log WHERE seq = 8",
        "UPDATE log SET body = x'00' WHERE seq = 8",
        "UPDATE log SET chain = zeroblob(32) WHERE seq = 8",
    ],
)
async def test_rows_that_do_not_follow_are_dropped_and_fetched_again(path: Path, sql: str) -> None:
    """The rows are on the server still; the outbox behind them is not, and must not be locked up."""
    history = History()
    rows = history.rows(10)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows, sealed=a_seal(rows[-1])), 5)
        await store.put_pending(transaction(1), ())
    await damage(path, sql)
    async with opened(path) as (store, loaded):
        assert (loaded.plan.seq, loaded.pending) == (7, [transaction(1)])
        assert loaded.seal is None
        await store.confirm(confirmed(rows[7:], sealed=a_seal(rows[-1])), 5)
    async with opened(path) as (_, loaded):
        assert loaded.plan.digest == history.plan.digest
        assert loaded.seal == a_seal(rows[-1])


async def test_an_image_is_kept_where_much_has_happened(path: Path) -> None:
    """The next start must be quick; the log stays, for the history."""
    history = History()
    rows = history.rows(310)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows), 5)
        await store.keep_image(history.plan, rows[-1].row.chain, 20)
    async with opened(path) as (store, loaded):
        assert loaded.image_seq == 0
        await store.keep_image(history.plan, rows[-1].row.chain, 0)
    async with opened(path) as (store, loaded):
        assert (loaded.image_seq, loaded.plan.digest) == (310, history.plan.digest)
        assert len(await store.history()) == 310
    for sql in ("UPDATE image_chunk SET chunk = zeroblob(50)", "UPDATE image SET head = zeroblob(50)"):
        await damage(path, sql)
        async with opened(path) as (store, loaded):
            assert (loaded.image_seq, loaded.plan.digest) == (0, history.plan.digest)
            await store.keep_image(history.plan, rows[-1].row.chain, 0)


async def test_a_damaged_image_without_the_log_before_it_leaves_what_is_pending(path: Path) -> None:
    """The server has the plan; what has not been sent is nowhere else."""
    history = History()
    history.rows(50)
    async with opened(path) as (store, _):
        await receive(store, history.image())
        await store.confirm(confirmed(history.rows(3)), 5)
        await store.put_pending(transaction(1), ())
    await damage(path, "UPDATE image_chunk SET chunk = zeroblob(50)")
    async with opened(path) as (store, loaded):
        assert (loaded.plan.seq, loaded.pending) == (0, [transaction(1)])
        assert await store.history() == []


# Images that arrive


async def test_an_image_that_has_arrived_in_part_is_gone_on_with(path: Path) -> None:
    """On a poor connection it would never arrive whole if every cut began it anew."""
    history = History()
    history.rows(50)
    image = in_chunks(history.image(), 3)
    async with opened(path) as (store, loaded):
        assert loaded.incoming is None
        for index in (0, 1):
            await store.put_chunk(StoreChunk(image.head, index, image.chunks[index]))
        with pytest.raises(StoreError, match="not stored"):
            await store.put_image(StoreImage(image.head, Sealed(50, image.head.chain, bytes(16))))
    async with opened(path) as (store, loaded):
        assert loaded.plan.seq == 0
        assert loaded.incoming == (image.head, list(image.chunks[:2]))
        await store.put_chunk(StoreChunk(image.head, 2, image.chunks[2]))
    async with opened(path) as (_, loaded):
        assert loaded.incoming == (image.head, list(image.chunks))


async def test_another_image_takes_the_place_of_what_had_arrived(path: Path) -> None:
    """Chunks of two images are no image."""
    history = History()
    history.rows(30)
    first = in_chunks(history.image(), 3)
    history.rows(30)
    second = in_chunks(history.image(), 3)
    async with opened(path) as (store, _):
        await store.put_chunk(StoreChunk(first.head, 0, first.chunks[0]))
        for wrong in (StoreChunk(second.head, 1, second.chunks[1]), StoreChunk(first.head, 2, first.chunks[2])):
            with pytest.raises(StoreError, match="does not follow"):
                await store.put_chunk(wrong)
        await store.put_chunk(StoreChunk(second.head, 0, second.chunks[0]))
    async with opened(path) as (_, loaded):
        assert loaded.incoming == (second.head, [second.chunks[0]])
    await damage(path, "UPDATE incoming_head SET head = zeroblob(80)")
    async with opened(path) as (_, loaded):
        assert loaded.incoming is None


async def test_an_image_that_has_arrived_is_what_is_confirmed(path: Path) -> None:
    """Rows that do not lead up to it are of another history, or have a hole after them."""
    history = History()
    rows = history.rows(20)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows[:10]), 5)
        history.rows(30)
        image = history.image()
        await receive(store, image)
        assert await store.history() == []
        more = history.rows(5)
        await store.confirm(confirmed(more, sealed=a_seal(more[-1])), 5)
    async with opened(path) as (store, loaded):
        assert (loaded.plan.digest, loaded.image_seq, loaded.incoming) == (history.plan.digest, 50, None)
        assert loaded.seal == a_seal(more[-1])
        assert [entry.seq for entry in await store.history()] == [51, 52, 53, 54, 55]


async def test_rows_that_lead_up_to_an_image_stay_and_newer_ones_come_again(path: Path) -> None:
    """They are the history that people look at; what is after the image is sent again, and must follow it."""
    history = History()
    rows = history.rows(20)
    image = history.image()
    more = history.rows(10)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows + more), 5)
        await receive(store, image)
        assert [entry.seq for entry in await store.history()] == list(range(1, 21))
        await store.confirm(confirmed(more), 5)
    async with opened(path) as (_, loaded):
        assert (loaded.plan.digest, loaded.plan.seq) == (history.plan.digest, 30)


async def test_rows_of_another_history_go_when_an_image_comes(path: Path) -> None:
    """The server was restored and went another way: the row at the image's place is another one."""
    old, new = History(1), History(2)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(old.rows(30)), 5)
        new.rows(20)
        await receive(store, new.image())
        assert await store.history() == []
    async with opened(path) as (_, loaded):
        assert (loaded.plan.digest, loaded.plan.seq) == (new.plan.digest, 20)


async def test_old_rows_come_before_an_image_and_change_nothing_else(path: Path) -> None:
    """Somebody looks at what was decided before they joined."""
    history = History()
    rows = history.rows(40)
    async with opened(path) as (store, _):
        await receive(store, history.image())
        for first, last in ((31, 40), (11, 30), (1, 20)):
            await store.put_past(first, [row.row for row in rows[first - 1 : last]])
    async with opened(path) as (store, loaded):
        assert (loaded.image_seq, loaded.plan.digest) == (40, history.plan.digest)
        assert [entry.seq for entry in await store.history()] == list(range(1, 41))


# What the machine asks for when histories have parted


async def test_anchors_lie_ever_farther_apart(path: Path) -> None:
    """Sixty points are enough to find where two logs of any length part, near where it most likely is."""
    history = History()
    rows = history.rows(300)
    async with opened(path) as (store, _):
        assert await store.anchors() == []
        await store.confirm(confirmed(rows), 5)
        anchors = await store.anchors()
        assert [anchor.seq for anchor in anchors] == [300, 299, 297, 293, 285, 269, 237, 173, 45, 1]
        assert all(anchor.chain == rows[anchor.seq - 1].row.chain for anchor in anchors)


async def test_an_image_is_an_anchor_too(path: Path) -> None:
    """Of a replica that joined with one and has no rows it is the only point."""
    history = History()
    history.rows(50)
    image = history.image()
    async with opened(path) as (store, _):
        await receive(store, image)
        assert await store.anchors() == [Anchor(50, image.head.chain)]
        more = history.rows(6)
        await store.confirm(confirmed(more), 5)
        assert [anchor.seq for anchor in await store.anchors()] == [56, 55, 53, 51, 50]


async def test_what_the_server_lost_is_found_as_far_as_it_is_here(path: Path) -> None:
    """It takes rows back that follow a point it can check; over a hole they would prove nothing."""
    rows = History().rows(20)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows), 5)
        assert await store.lost(12) == (point(rows[11]), [row.row.body for row in rows[12:]], [])
        assert await store.lost(0) == (Anchor(0, START), [row.row.body for row in rows], [])
        assert await store.lost(20) == (point(rows[19]), [], [])
        await store._database.run(lambda conn: conn.execute("UPDATE log SET body = x'00' WHERE seq = 15"))
        assert await store.lost(12) == (point(rows[14]), [row.row.body for row in rows[15:]], [])


async def test_what_the_server_lost_is_found_after_the_image_that_the_log_begins_with(path: Path) -> None:
    """Somebody who joined late has the newest rows all the same, and these are the ones a backup lacks."""
    history = History()
    rows = history.rows(20)
    image = history.image()
    async with opened(path) as (store, _):
        await receive(store, image)
        more = history.rows(4)
        await store.confirm(confirmed(more), 5)
        bodies, none = [row.row.body for row in more], list[Transaction]()
        after_image = (Anchor(20, image.head.chain), bodies, none)
        for common in (0, 4, 19, 20):
            assert await store.lost(common) == after_image
        await store.put_past(5, [row.row for row in rows[4:8]])
        for common in (0, 4, 6, 19, 20):
            assert await store.lost(common) == after_image


async def test_the_oldest_point_is_where_the_log_begins_without_a_gap(path: Path) -> None:
    """Who asks for what came before asks from there; the answer must join on."""
    history = History()
    rows = history.rows(20)
    async with opened(path) as (store, _):
        assert await store.oldest() == Anchor(0, START)
        await receive(store, history.image())
        assert await store.oldest() == point(rows[19])
        await store.confirm(confirmed(history.rows(4)), 5)
        await store.put_past(5, [row.row for row in rows[4:8]])
        assert await store.oldest() == point(rows[19])
        await store.put_past(9, [row.row for row in rows[8:]])
        assert await store.oldest() == point(rows[4])
        await store.put_past(1, [row.row for row in rows[:4]])
        assert await store.oldest() == Anchor(0, START)


# What the person is told, and has begun


def an_edit(number: int) -> EditMet:
    """Somebody's edit met another one."""
    return EditMet(number, NODE, CellKey("outcome", "2021"), Met.CONTESTED, True, "bo")


async def test_edits_that_met_can_be_read_again(path: Path) -> None:
    """The notice on screen was gone in five seconds, and the person was at lunch."""
    async with opened(path) as (store, _):
        await store.confirm(StoreConfirmed((), 0, met=(an_edit(1), an_edit(2))), 5)
        await store.met_seen()
        await store.confirm(StoreConfirmed((), 0, met=(an_edit(3),)), 6)
    async with opened(path) as (store, loaded):
        told = [(kept.met, kept.at, kept.is_unread) for kept in await store.met(5)]
        assert told == [(an_edit(3), 6, True), (an_edit(2), 5, False), (an_edit(1), 5, False)]
        assert loaded.unread == 1
        assert [kept.met for kept in await store.met(2)] == [an_edit(3), an_edit(2)]


async def test_only_the_newest_thousand_are_kept(path: Path) -> None:
    """A replica lives for years."""
    async with opened(path) as (store, _):
        for first in range(0, 1200, 300):
            await store.confirm(StoreConfirmed((), 0, met=tuple(map(an_edit, range(first, first + 300)))), 5)
        kept = await store.met(5_000)
        assert [one.met.seq for one in kept] == list(range(1199, 199, -1))


async def test_drafts_of_two_parts_are_two(path: Path) -> None:
    """What is half written for women must not come up for men."""
    async with opened(path) as (store, _):
        await store.save_draft(NODE, "analysis", "2021", "alla")
        await store.save_draft(NODE, "analysis", "2021", "kvinnor", part="women")
        await store.drop_draft(NODE, "analysis", "2021")
        assert await store.load_draft(NODE, "analysis", "2021") is None
        assert await store.load_draft(NODE, "analysis", "2021", "women") == "kvinnor"


# Whose file it is


async def test_a_copied_file_is_another_client_with_the_same_edits(path: Path) -> None:
    """Two that give out the same keys would have one of two edits answered with the other's answer, and lost."""
    undo = (Undoing(Retire(NODE), Restore(NODE)),)
    rows = History().rows(5)
    async with opened(path) as (store, _):
        await store.confirm(confirmed(rows), 5)
        await store.put_pending(transaction(1), undo)
    copy = path.with_name("2.sqlite")
    shutil.copy(path, copy)
    async with opened(copy, OTHER) as (store, loaded):
        assert (loaded.client, loaded.next_counter, loaded.plan.seq) == (OTHER, 1, 5)
        assert loaded.pending == [transaction(1)]
        assert await store.last_undo() is None
        await store.put_pending(transaction(1, OTHER), ())
    async with opened(copy, ClientId("third")) as (_, loaded):
        assert (loaded.client, loaded.next_counter) == (OTHER, 2)
        assert loaded.pending == [transaction(1), transaction(1, OTHER)]
    async with opened(path, OTHER) as (store, loaded):
        assert (loaded.client, loaded.next_counter) == (ANNA, 2)
        assert await store.last_undo() is not None


async def test_a_disk_in_another_machine_is_another_client(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cloned disk has the same inodes."""
    async with opened(path) as (store, _):
        await store.put_pending(transaction(1), ())
    monkeypatch.setattr(whereabouts, "_machine", lambda: "another")
    async with opened(path, OTHER) as (_, loaded):
        assert (loaded.client, loaded.next_counter, loaded.pending) == (OTHER, 1, [transaction(1)])


async def test_a_replica_is_seeded_with_what_is_confirmed_and_nothing_private(path: Path) -> None:
    """A second window opens the plan at once, and sends nothing of the first one's a second time."""
    history = History()
    history.rows(20)
    image = in_chunks(history.image(), 2)
    async with opened(path) as (store, _):
        await receive(store, history.image())
        await store.confirm(confirmed(history.rows(5)), 5)
        await store.put_pending(transaction(1), ())
        await store.put_pending(transaction(2), ())
        await store.confirm(StoreConfirmed((), 25, answered=((Key(ANNA, 1), 25),), met=(an_edit(1),)), 5)
        await store.put_chunk(StoreChunk(image.head, 0, image.chunks[0]))
        await store.save_draft(NODE, "analysis", None, "utkast")
        seed(path.with_name("2.sqlite"), path)
    async with opened(path.with_name("2.sqlite"), OTHER) as (store, loaded):
        assert (loaded.client, loaded.next_counter, loaded.plan.digest) == (OTHER, 1, history.plan.digest)
        assert (loaded.pending, await store.met(1), loaded.incoming) == ([], [], None)
        assert (await store.lost(0))[2] == []
        assert await store.load_draft(NODE, "analysis", None) is None


# Files of the first version


def of_the_first_version(path: Path, rows: tuple[KeyedRow, ...]) -> None:
    """A file as the first version left it, with something in every table."""
    conn = sqlite3.connect(path)
    conn.executescript(scripts("tui.migrations")[0] + ";\nPRAGMA user_version = 1;")
    conn.execute("INSERT INTO replica VALUES (1, 'anna', 8, 'p1')")
    conn.executemany("INSERT INTO log VALUES (?, ?, ?)", [(row.seq, row.row.body, row.row.chain) for row in rows])
    conn.execute("INSERT INTO image VALUES (1, 3, zeroblob(32), x'00')")
    conn.executemany("INSERT INTO outbox VALUES (?, ?)", [(number, encode(transaction(number))) for number in (5, 7)])
    refused = (encode(transaction(6)), encode(Refusal(Why.NO_NODE, "x")))
    conn.execute("INSERT INTO returned VALUES (1, 'anna', 6, ?, ?)", refused)
    undo = encode((Undoing(Retire(NODE), Restore(NODE)),))
    conn.executemany("INSERT INTO undo VALUES (?, ?)", [(4, undo), (7, undo)])
    conn.execute("INSERT INTO draft VALUES (?, 'analysis', '2021', 'utkast')", (NODE,))
    conn.execute("INSERT INTO person VALUES ('p1', 'Anna')")
    conn.commit()
    conn.close()


async def test_a_file_of_the_first_version_keeps_everything(path: Path) -> None:
    """The upgrade may come when somebody has worked offline for a week."""
    history = History()
    of_the_first_version(path, history.rows(20))
    async with opened(path, OTHER) as (store, loaded):
        assert (loaded.client, loaded.next_counter, loaded.person) == (ANNA, 8, "p1")
        assert (loaded.plan.digest, loaded.people) == (history.plan.digest, {"p1": "Anna"})
        assert loaded.pending == [transaction(5), transaction(7)]
        assert [one for one, _ in loaded.returned] == [transaction(6)]
        assert (loaded.epoch, loaded.backed_up, loaded.seal, loaded.unread) == ("", 0, None, 0)
        assert await store.load_draft(NODE, "analysis", "2021") == "utkast"
        for counter in (7, 4):
            last = await store.last_undo()
            assert last is not None
            assert last.key == Key(ANNA, counter)
            await store.drop_undo(last.key)
        await store.put_pending(transaction(8), ())
    async with opened(path, OTHER) as (_, loaded):
        assert [one.key.counter for one in loaded.pending] == [5, 7, 8]
        assert loaded.client == ANNA


async def test_a_replica_is_seeded_from_a_file_of_the_first_version(path: Path) -> None:
    """The other window runs the old program still."""
    history = History()
    of_the_first_version(path, history.rows(20))
    seed(path.with_name("2.sqlite"), path)
    async with opened(path.with_name("2.sqlite"), OTHER) as (_, loaded):
        assert (loaded.client, loaded.plan.digest, loaded.pending) == (OTHER, history.plan.digest, [])
