"""The store in SQLite keeps the promises, across restarts, damage, crashes and files of older programs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from shutil import copyfile

import pytest

from server.store.base import Store
from server.store.log import SqliteLog
from server.store.memory import MemoryStore
from server.store.segment import SEGMENT_ROWS
from server.store.sqlite import SqliteStore
from shared.errors import StoreCorrupt, StoreError
from shared.ids import PersonId
from shared.plan.fields import Role
from shared.storage.beside import read_only
from shared.storage.database import Connection, Database
from shared.storage.migrations import scripts
from shared.sync.chain import LogRow
from shared.sync.sequencer import KeyedRow
from tests.histories import OTHER, PLAN, History
from tests.server.store.contract import StoreContract, a_plan, answers, parked


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty one."""
    opened = await SqliteStore.open(tmp_path / "server.sqlite")
    yield opened
    await opened.close()


class TestSqliteStore(StoreContract):
    """See `StoreContract`."""


async def change(path: Path, sql: str, *values: object) -> None:
    """Do something to a file that no store is open on."""
    database = await Database.open(path, scripts("server.store.migrations"))
    await database.run(lambda conn: conn.execute(sql, values))
    await database.close()


def flipped(raw: bytes, place: int) -> bytes:
    """The bytes with one bit of them changed."""
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


async def filled(path: Path, count: int, *, image_at: int = 0, keep: int | None = None) -> tuple[KeyedRow, ...]:
    """A closed file with so many rows, perhaps packed."""
    store = await SqliteStore.open(path)
    rows = await a_plan(store, History(), count, image_at=image_at)
    if keep is not None:
        await store.compact(PLAN, keep)
    await store.close()
    return rows


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """Whatever a store has said yes to."""
    path = tmp_path / "server.sqlite"
    store = await SqliteStore.open(path)
    rows = await a_plan(store, History(), 700, image_at=650)
    await store.compact(PLAN, 20)
    await store.grant(PLAN, PersonId("anna"), Role.APPROVER)
    await store.note_backed_up(PLAN, 600)
    await store.park(PLAN, parked(4))
    await store.person("anna", PersonId("p1"))
    before, key = await answers(store, rows), await store.seal_key()
    await store.close()
    again = await SqliteStore.open(path)
    assert await answers(again, rows) == before
    assert await again.seal_key() == key
    await again.close()


async def test_a_file_of_the_first_version_keeps_every_row(tmp_path: Path) -> None:
    """The upgrade is not the day on which people lose their plan; who owns which client is in the rows alone."""
    path = tmp_path / "server.sqlite"
    first, second = History(1), History(2)
    rows, others = first.rows(120), second.rows(30)
    old = await Database.open(path, scripts("server.store.migrations")[:1])

    def fill(conn: Connection) -> None:
        conn.execute("INSERT INTO person VALUES ('p1', 'anna', 'Anna')")
        conn.execute("INSERT INTO plan VALUES (?, 'planen', 1), (?, 'zebra', 2)", (PLAN, OTHER))
        for plan, some in ((PLAN, rows), (OTHER, others)):
            values = [(plan, row.seq, *old_key(row), row.row.body, row.row.chain) for row in some]
            conn.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", values)

    await old.run(fill)
    await old.close()
    upgraded = await SqliteStore.open(path)
    fresh = MemoryStore()
    await fresh.person("Anna", PersonId("p1"))
    epoch, other_epoch = (await upgraded.standing(PLAN)).epoch, (await upgraded.standing(OTHER)).epoch
    assert epoch != other_epoch
    await fresh.create_plan(PLAN, "planen", 1, epoch)
    await fresh.create_plan(OTHER, "zebra", 2, other_epoch)
    await fresh.append(PLAN, rows)
    await fresh.append(OTHER, others)
    assert await answers(upgraded, rows) == await answers(fresh, rows)
    assert await answers(upgraded, others, OTHER) == await answers(fresh, others, OTHER)
    await upgraded.append(PLAN, first.rows(1))
    await upgraded.close()


def old_key(row: KeyedRow) -> tuple[str, int]:
    """The columns that the first version kept a key in."""
    return row.logged.key.client, row.logged.key.counter


_KEYS = "the keys of the log's transactions do not add up"
_TWO_SEQS_CHANGE_PLACES = """
    WITH two AS (SELECT seq FROM log_key WHERE client = 'annax' ORDER BY seq LIMIT 2)
    UPDATE log_key SET seq = (SELECT sum(seq) FROM two) - seq WHERE seq IN two
"""


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE image SET head = zeroblob(length(head))",
        "UPDATE image SET head = CAST(substr(head, 1, 60) || zeroblob(1) || substr(head, 62) AS BLOB)",
        "UPDATE image_chunk SET chunk = CAST(substr(chunk, 1, 100) || x'55' || substr(chunk, 102) AS BLOB)",
        "DELETE FROM image_chunk",
    ],
)
async def test_a_damaged_image_is_done_without(tmp_path: Path, damage: str) -> None:
    """Everything is in the log still, packed or not: the plan opens as if the image had never been made."""
    path = tmp_path / "server.sqlite"
    rows = await filled(path, 60, image_at=50, keep=20)
    await change(path, damage)
    store = await SqliteStore.open(path)
    loaded = await store.load(PLAN)
    assert loaded.image is None
    assert loaded.chain == rows[-1].row.chain
    assert list(loaded.recent) == [row.logged for row in rows]
    assert {highest for _, highest in loaded.clients.values()} == {0}
    with pytest.raises(StoreCorrupt, match=r"server\.sqlite is damaged"):
        await store.verify(PLAN)
    await store.close()


async def test_an_image_of_another_log_is_done_without(tmp_path: Path) -> None:
    """It is whole, but not of this log: an administrator has mixed up two files."""
    store = await SqliteStore.open(tmp_path / "server.sqlite")
    history, other = History(1), History(2)
    await a_plan(store, history, 20)
    other.rows(20)
    await store.put_image(PLAN, other.image())
    loaded = await store.load(PLAN)
    assert loaded.image is None
    assert loaded.plan.digest == history.plan.digest
    await store.close()


async def test_every_bit_of_an_image_head_counts(tmp_path: Path) -> None:
    """The digest in it is what every client compares its plan with: a wrong one would send everybody for a new copy."""
    path = tmp_path / "server.sqlite"
    await filled(path, 20, image_at=20)
    with read_only(path) as opened:
        ((head,),) = opened.execute("SELECT head FROM image").fetchall()
    for place in range(len(head)):
        await change(path, "UPDATE image SET head = ?", flipped(head, place))
        store = await SqliteStore.open(path)
        assert (await store.load(PLAN)).image is None, place
        await store.close()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("DELETE FROM log WHERE seq = 55", "the log does not hold from transaction 55 on"),
        ("UPDATE log SET body = zeroblob(40) WHERE seq = 57", "the log does not hold from transaction 57 on"),
        ("UPDATE log SET chain = zeroblob(32) WHERE seq = 60", "the log does not hold from transaction 60 on"),
        ("DELETE FROM log WHERE seq > 45", "its image is newer than the log's end, transaction 45"),
        ("UPDATE log_key SET seq = seq + 256 WHERE seq = 12", _KEYS),
        ("UPDATE log_key SET counter = counter + 64 WHERE seq = 45", _KEYS),
        ("UPDATE log_key SET client = 'annaz' WHERE client = 'annax' AND counter = 1", _KEYS),
        ("DELETE FROM log_key WHERE seq = 3", _KEYS),
        ("DELETE FROM client WHERE client = 'annax'", _KEYS),
        ("UPDATE client SET total = total + 1 WHERE client = 'annax'", _KEYS),
    ],
)
async def test_a_log_that_does_not_hold_after_its_image_is_refused(tmp_path: Path, damage: str, sentence: str) -> None:
    """Serving half a log would make everybody's plan another one, and with half its keys edits are taken in twice; the
    sentence says which file, and where."""
    path = tmp_path / "server.sqlite"
    await filled(path, 60, image_at=50)
    await change(path, damage)
    store = await SqliteStore.open(path)
    with pytest.raises(StoreCorrupt, match=rf"server\.sqlite is damaged: {sentence}"):
        await store.load(PLAN)
    await store.close()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("DELETE FROM log WHERE seq = 35", "the log does not hold from transaction 35 on"),
        ("DELETE FROM segment", "the log does not hold from transaction 1 on"),
        ("UPDATE segment SET packed = zeroblob(99)", "transactions 1 to 30 cannot be unpacked"),
        (_TWO_SEQS_CHANGE_PLACES, r"transaction \d+ is not found by its key"),
        ("UPDATE client SET owner = 'mallory' WHERE client = 'annax'", "whose clients they are"),
    ],
)
async def test_verifying_finds_what_loading_does_not_look_at(tmp_path: Path, damage: str, sentence: str) -> None:
    """What is before the image is read seldom; an administrator wants to know before it is needed."""
    path = tmp_path / "server.sqlite"
    rows = await filled(path, 60, image_at=50, keep=20)
    store = await SqliteStore.open(path)
    assert await store.verify(PLAN) == (60, rows[-1].row.chain)
    await store.close()
    await change(path, damage)
    store = await SqliteStore.open(path)
    assert (await store.load(PLAN)).chain == rows[-1].row.chain
    with pytest.raises(StoreCorrupt, match=rf"server\.sqlite is damaged: {sentence}"):
        await store.verify(PLAN)
    await store.close()


async def test_verifying_compares_the_image_with_what_the_log_gives(tmp_path: Path) -> None:
    """An image of a plan that went wrong in memory has the right chain: whoever starts from it would go on with it."""
    path = tmp_path / "server.sqlite"
    history, other = History(1), History(2)
    store = await SqliteStore.open(path)
    await a_plan(store, history, 20, image_at=20)
    other.rows(20)
    wrong, right = other.image(), history.image()
    head = wrong.head.__class__(20, right.head.chain, wrong.head.digest, wrong.head.sha, *wrong_size(wrong.chunks))
    await store.put_image(PLAN, wrong.__class__(head, wrong.chunks))
    with pytest.raises(StoreCorrupt, match="its image is not what the log gives at transaction 20"):
        await store.verify(PLAN)
    await store.close()


def wrong_size(chunks: tuple[bytes, ...]) -> tuple[int, int]:
    """How many chunks, and of how many bytes."""
    return len(chunks), sum(map(len, chunks))


async def test_a_hole_in_the_log_is_not_packed(tmp_path: Path) -> None:
    """The rows after it would get the seqs of those that are missing."""
    path = tmp_path / "server.sqlite"
    await filled(path, 60, image_at=50)
    await change(path, "DELETE FROM log WHERE seq = 7")
    store = await SqliteStore.open(path)
    with pytest.raises(StoreCorrupt, match="a hole"):
        await store.compact(PLAN, 10)
    await store.close()


async def test_appends_get_their_turn_while_a_log_is_packed(tmp_path: Path) -> None:
    """Packing years of rows takes seconds; an edit must not wait for all of it."""
    path = tmp_path / "server.sqlite"
    history = History()
    store = await SqliteStore.open(path)
    rows = await a_plan(store, history, 4 * SEGMENT_ROWS, image_at=4 * SEGMENT_ROWS)
    packing = asyncio.create_task(store.compact(PLAN, 0))
    await asyncio.sleep(0)
    more = history.rows(1)
    await store.append(PLAN, more)
    assert not packing.done()
    assert await packing == 4 * SEGMENT_ROWS
    assert await store.rows(PLAN, 4 * SEGMENT_ROWS - 1, 5) == [rows[-1].row, more[0].row]
    await store.close()


async def test_a_crash_while_packing_loses_nothing_and_packing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every step: between two segments, and in the middle of one."""
    path = tmp_path / "server.sqlite"
    count = 3 * SEGMENT_ROWS
    rows = await filled(path, count, image_at=count)
    real = SqliteLog.put_segment
    for crash_at in (1, 2):
        left = crash_at

        def put_segment(log: SqliteLog, rows: Sequence[LogRow], segment: bytes) -> int:
            nonlocal left
            left -= 1
            count = real(log, rows, segment)
            if not left:
                raise StoreError("crash")
            return count

        monkeypatch.setattr(SqliteLog, "put_segment", put_segment)
        store = await SqliteStore.open(path)
        with pytest.raises(StoreError, match="crash"):
            await store.compact(PLAN, 0)
        assert await store.verify(PLAN) == (count, rows[-1].row.chain)
        await store.close()
        monkeypatch.setattr(SqliteLog, "put_segment", real)
        left = -1
        if crash_at == 1:
            assert segments(path) == 0
    store = await SqliteStore.open(path)
    await store.compact(PLAN, 0)
    assert await store.rows(PLAN, 0, count) == [row.row for row in rows]
    await store.close()
    assert segments(path) == 3


def segments(path: Path) -> int:
    """How many segments a closed file has."""
    with read_only(path) as opened:
        return int(opened.execute("SELECT count(*) FROM segment").fetchone()[0])


async def test_packed_rows_take_little_room(tmp_path: Path) -> None:
    """That is what packing is for."""
    path = tmp_path / "server.sqlite"
    rows = await filled(path, 600, image_at=600, keep=0)
    with read_only(path) as opened:
        size = int(opened.execute("SELECT sum(length(packed)) FROM segment").fetchone()[0])
    assert size < sum(len(row.row.body) + 32 for row in rows) / 2


async def test_an_administrator_in_another_process_is_noticed_once(tmp_path: Path) -> None:
    """A role that was taken away must be gone while the plan is open, and looking must cost nothing when it is not."""
    path = tmp_path / "server.sqlite"
    serving, command = await SqliteStore.open(path), await SqliteStore.open(path)
    await a_plan(serving, History(), 2)
    assert not await serving.has_changed()
    await command.grant(PLAN, PersonId("anna"), Role.READER)
    assert await serving.has_changed()
    assert not await serving.has_changed()
    assert await command.has_changed()
    await serving.close()
    await command.close()


async def test_a_change_is_not_missed_while_the_file_was_let_go(tmp_path: Path) -> None:
    """After a failure of the disk the connection is another one, and knows nothing of what the one before had seen."""
    store = await SqliteStore.open(tmp_path / "server.sqlite")
    with pytest.raises(StoreError):
        await store._database.run(lambda conn: conn.execute("SELECT * FROM nowhere"))
    assert await store.has_changed()
    assert not await store.has_changed()
    await store.close()


async def test_a_role_that_there_is_not_is_damage(tmp_path: Path) -> None:
    """Whoever has it may not be taken for somebody who may do anything."""
    path = tmp_path / "server.sqlite"
    await filled(path, 2)
    await change(path, "INSERT INTO role VALUES (?, 'anna', 'reades')", PLAN)
    store = await SqliteStore.open(path)
    with pytest.raises(StoreCorrupt, match=r"server\.sqlite is damaged: it has a role"):
        await store.standing(PLAN)
    await store.close()


async def test_a_log_that_is_packed_twice_at_once_keeps_every_row(tmp_path: Path) -> None:
    """A plan whose disk failed is opened anew while the old one may be at it still."""
    store = await SqliteStore.open(tmp_path / "server.sqlite")
    rows = await a_plan(store, History(), 3 * SEGMENT_ROWS, image_at=3 * SEGMENT_ROWS)
    await asyncio.gather(store.compact(PLAN, 0), store.compact(PLAN, 0))
    assert [row.body for row in await store.rows(PLAN, 0, len(rows))] == [row.row.body for row in rows]
    await store.verify(PLAN)
    await store.close()


async def test_a_store_has_its_secret_before_anybody_comes(tmp_path: Path) -> None:
    """A backup of a server that nobody has used yet, put back later, must know its own seals, and who people are."""
    await (await SqliteStore.open(tmp_path / "store.sqlite")).close()
    copyfile(tmp_path / "store.sqlite", tmp_path / "backup.sqlite")
    keys = []
    for name in ("store", "backup"):
        store = await SqliteStore.open(tmp_path / f"{name}.sqlite")
        keys.append(await store.seal_key())
        await store.close()
    assert keys[0] == keys[1]
