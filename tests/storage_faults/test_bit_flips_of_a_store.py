"""One bit of a closed store flips: that is found when it is opened and read, or makes no difference."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from server.store import log
from server.store.base import Loaded, Parked, Standing
from server.store.sqlite import SqliteStore
from shared.errors import StoreCorrupt, StoreError
from shared.ids import ClientId, Key, PersonId, PlanId
from shared.plan.fields import Role
from shared.plan.refusal import Refusal, Why
from shared.storage.beside import read_only
from shared.storage.database import Connection
from shared.sync.chain import LogRow
from shared.sync.down import Person, PlanLine
from shared.sync.sequencer import KeyedRow
from tests.histories import OTHER, PLAN, History
from tests.storage_faults.flipping import flipped, flips, put

FLIPS = 300


class PlanRead(msgspec.Struct, frozen=True):
    """All that the server learns of one plan."""

    digest: bytes
    chain: bytes
    clients: Mapping[ClientId, tuple[str, int]]
    """Every client's owner, and its highest counter."""
    rows: Sequence[LogRow]
    chains: Sequence[bytes | None]
    seqs: Mapping[Key, int]
    standing: Standing
    parked: Sequence[Parked]


class Read(msgspec.Struct, frozen=True):
    """All that the server learns from a store."""

    lines: Sequence[PlanLine]
    people: Sequence[Person]
    seal_key: bytes
    plans: Sequence[PlanRead]


class Filled(msgspec.Struct, frozen=True):
    """A closed store, and the keys of its transactions."""

    content: bytes
    keys: Sequence[Key]


async def read(path: Path, keys: Sequence[Key]) -> Read:
    """Open the store and read it, as the server does."""
    store = await SqliteStore.open(path)
    try:
        lines = await store.plans()
        plans = [await read_plan(store, PlanId(line.id), line.head, keys) for line in lines]
        return Read(lines, await store.people(), await store.seal_key(), plans)
    finally:
        await store.close()


async def read_plan(store: SqliteStore, plan: PlanId, head: int, keys: Sequence[Key]) -> PlanRead:
    """What there is of one plan."""
    loaded = await store.load(plan)
    return PlanRead(
        loaded.plan.digest,
        loaded.chain,
        clients(loaded),
        await store.rows(plan, 0, 1_000),
        [await store.chain_at(plan, seq) for seq in range(0, head + 1, 20)],
        await store.seqs_of(plan, keys),
        await store.standing(plan),
        await store.parked(plan),
    )


def clients(loaded: Loaded) -> dict[ClientId, tuple[str, int]]:
    """Every client's owner, and its highest counter: the same whether the plan came from an image or from the log."""
    found = dict(loaded.clients)
    for one in loaded.recent:
        owner, highest = found[one.key.client]
        found[one.key.client] = (owner, max(highest, one.key.counter))
    return found


async def filled(path: Path, rows: int) -> Filled:
    """A store with people, and two plans: one with an image, segments, roles and what waits; one with a short log."""
    history, other = History(1), History(2)
    store = await SqliteStore.open(path)
    await store.seal_key()
    for plan, epoch in ((PLAN, "e1"), (OTHER, "e2")):
        await store.create_plan(plan, f"plan {plan}", 1, epoch)
    packed = history.rows(rows * 3 // 4)
    await store.append(PLAN, packed)
    await store.put_image(PLAN, history.image())
    left, short = history.rows(rows // 4), other.rows(5)
    await store.append(PLAN, left)
    await store.append(OTHER, short)
    await store.compact(PLAN, rows // 8)
    for number in range(5):
        person = PersonId(f"id{number}")
        await store.person(f"person-{number}", person)
        await store.grant(PLAN, person, list(Role)[number])
        await store.park(PLAN, parked(packed[number], person))
    await store.note_backed_up(PLAN, rows // 2)
    await store.close()
    content = await asyncio.to_thread(path.read_bytes)
    return Filled(content, [row.logged.key for row in (*packed, *left, *short)])


def parked(row: KeyedRow, author: PersonId) -> Parked:
    """A transaction that waits for an administrator."""
    return Parked(row.logged.key, author, row.seq, Refusal(Why.NO_NODE, ""), row.row.body)


@pytest.mark.parametrize("rows", [200, 12], ids=["mostly log", "mostly the rest"])
async def test_a_flipped_bit_is_found_or_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """To halt is a nuisance; to serve another figure than was entered is what must never happen."""
    monkeypatch.setattr(log, "SEGMENT_ROWS", 40)
    made = await filled(tmp_path / "made.sqlite", rows)
    path = tmp_path / "flipped.sqlite"
    put(path, made.content)
    whole = await read(path, made.keys)
    found = Counter[str]()
    for place, content in flips(made.content, FLIPS):
        put(path, content)
        try:
            found["harmless" if await read(path, made.keys) == whole else f"slipped through: {place}"] += 1
        except StoreError as error:
            assert path.name in str(error)
            found["found"] += 1
    assert found["found"] > FLIPS // 2 and set(found) <= {"found", "harmless"}, found


CHECKED_OTHERWISE = {
    ("log_key", "plan"),
    ("log_key", "client"),
    ("log_key", "counter"),
    ("log_key", "seq"),
    ("client", "transactions"),
    ("client", "total"),
    ("log", "body"),
    ("log", "chain"),
    ("segment", "packed"),
    ("image", "head"),
    ("image_chunk", "chunk"),
}


async def test_what_no_checksum_covers_is_in_the_file_twice(tmp_path: Path) -> None:
    """A column that is neither makes somebody another person or an administrator, and no check of the file can tell."""
    path = tmp_path / "made.sqlite"
    await filled(path, 40)
    with read_only(path) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        once = {(table, column) for table in tables for column in set(columns(conn, table)) - twice(conn, table)}
    assert once == CHECKED_OTHERWISE


def columns(conn: Connection, table: str) -> dict[str, bool]:
    """A table's columns, and whether each is the number that SQLite finds the row by, as it is in every index."""
    found = conn.execute("SELECT name, pk AND type = 'INTEGER' FROM pragma_table_info(?)", (table,))
    return {name: bool(is_number) for name, is_number in found}


def twice(conn: Connection, table: str) -> set[str]:
    """The columns that are in an index besides the table."""
    (has_no_rowid,) = conn.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    sql = "SELECT name FROM pragma_index_list(?) WHERE origin <> 'pk' OR NOT ?"
    indices = [name for (name,) in conn.execute(sql, (table, has_no_rowid))]
    assert indices or table == "log_key"
    sql = "SELECT name FROM pragma_index_xinfo(?) WHERE name IS NOT NULL"
    found = {name for index in indices for (name,) in conn.execute(sql, (index,))}
    numbers = {name for name, is_number in columns(conn, table).items() if is_number and not has_no_rowid}
    return found | (numbers if len(numbers) == 1 else set())


@pytest.mark.parametrize("value", ["person-4", "id4", "e1", "approver", "plan plana", "annax"])
async def test_damage_to_either_copy_is_found(tmp_path: Path, value: str) -> None:
    """A copy that nobody compares is none."""
    path = tmp_path / "flipped.sqlite"
    made = await filled(path, 40)
    content = made.content
    places = [found.start() for found in re.finditer(re.escape(value.encode()), content)]
    assert len(places) > 1
    for place in places:
        # The last byte: SQLite's own order of rows does not show it.
        put(path, flipped(content, place + len(value) - 1, 1))
        with pytest.raises(StoreCorrupt, match=r"flipped\.sqlite is damaged"):
            await read(path, made.keys)
