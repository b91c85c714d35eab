"""One bit of a closed replica flips: nothing is sent or shown that nobody wrote, and what is lost is counted."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from shared.errors import StoreError
from shared.ids import ROOT, ClientId, Key
from shared.plan.edits import set_cell
from shared.plan.inverse import inverse
from shared.plan.ops import Transaction
from shared.plan.refusal import Refusal, Why
from shared.storage.beside import read_only
from shared.sync.client_actions import StoreConfirmed, StoreReturned
from tests.builders import Desk, words
from tests.histories import History
from tests.storage_faults.flipping import flipped, flips, put
from tui.local_load import Loaded
from tui.local_store import LocalStore, Undo

ANNA, OTHER = ClientId("anna"), ClientId("other")
FLIPS, PENDING, DRAFTS = 300, 8, 3
PAGE = 4096


class Read(msgspec.Struct, frozen=True):
    """All that the program learns from a replica's file."""

    loaded: Loaded
    undo: Undo | None
    own: Sequence[Transaction]
    drafts: Sequence[str | None]


async def read(path: Path) -> Read:
    """Open the file as the program does."""
    store = await LocalStore.open(path)
    try:
        loaded = await store.load(OTHER)
        drafts = [await store.load_draft(ROOT, "analysis", str(number)) for number in range(DRAFTS)]
        return Read(loaded, await store.last_undo(), (await store.lost(0))[2], drafts)
    finally:
        await store.close()


@pytest.fixture
async def content(tmp_path: Path) -> bytes:
    """A closed replica with some of everything that is there and nowhere else."""
    path = tmp_path / "made.sqlite"
    store = await LocalStore.open(path)
    await store.load(ANNA)
    desk, rows = Desk(), History().rows(10)
    await store.confirm(StoreConfirmed(tuple(row.row for row in rows), 10), 1)
    made = []
    for number in range(PENDING + 5):
        op = set_cell(desk.plan, ROOT, "title", words(f"Plan nummer {number}"))
        made.append(desk.transaction(op, client=ANNA))
        await store.put_pending(made[-1], inverse(desk.plan, [op]))
    await store.confirm(StoreConfirmed((), 10, tuple((one.key, seq) for seq, one in enumerate(made[:3], 8))), 1)
    for one in made[3:5]:
        await store.put_returned(StoreReturned(one, Refusal(Why.NO_NODE, "")))
    for number in range(DRAFTS):
        await store.save_draft(ROOT, "analysis", str(number), f"utkast nummer {number}")
    await store.close()
    return await asyncio.to_thread(path.read_bytes)


def verdict(now: Read, whole: Read) -> str:
    """Whether what was read is what was there, or less and the person is told so."""
    one, other = now.loaded, whole.loaded
    written = [*one.pending, *(repr(kept) for kept in one.returned), *(text for text in now.drafts if text)]
    before = [*other.pending, *(repr(kept) for kept in other.returned), *whole.drafts]
    if [what for what in before if what in written] != written:
        return "something nobody wrote"
    if len(before) - len(written) != one.damaged:
        return "something is gone and nobody is told"
    if not all(own in whole.own for own in now.own) or now.undo not in (None, whole.undo):
        return "something else was done"
    if (one.client, one.next_counter) not in ((ANNA, other.next_counter), (OTHER, 1)):
        return "keys will be given out again"
    if one.plan.seq == other.plan.seq and one.plan.digest != other.plan.digest:
        return "another plan"
    return "less" if one.damaged else "harmless"


async def test_a_flipped_bit_is_found_or_makes_no_difference(tmp_path: Path, content: bytes) -> None:
    """An edit that the person did not make must not be sent in their name."""
    path = tmp_path / "flipped.sqlite"
    put(path, content)
    whole = await read(path)
    found = Counter[str]()
    for place, changed in flips(content, FLIPS):
        put(path, changed)
        try:
            said = verdict(await read(path), whole)
            found[said if said in ("less", "harmless") else f"{said}: {place}"] += 1
        except StoreError as error:
            assert path.name in str(error)
            found["refused"] += 1
    assert found["less"] > FLIPS // 20 and set(found) <= {"less", "harmless", "refused"}, found


async def test_a_damaged_edit_is_set_aside_and_the_rest_is_sent(tmp_path: Path, content: bytes) -> None:
    """One bad row must not lock up the others; what is left of it may still be read by somebody who looks."""
    path = tmp_path / "flipped.sqlite"
    put(path, content)
    pending = (await read(path)).loaded.pending
    put(path, flipped(content, content.index(b"Plan nummer 7") + len("Plan nummer"), 0))
    assert (await read(path)).loaded.pending == [one for one in pending if one.key.counter != 8]
    with read_only(path) as conn:
        ((source, row),) = conn.execute("SELECT source, row FROM damaged").fetchall()
    assert source == "outbox" and b"Plan nummer!7" in row
    # It stays counted.
    assert (await read(path)).loaded.damaged == 1
    await answer_all(path)


async def test_an_index_that_is_damaged_is_made_anew(tmp_path: Path, content: bytes) -> None:
    """SQLite deletes no row that an index has otherwise: what is acknowledged could not leave the outbox."""
    path = tmp_path / "flipped.sqlite"
    put(path, content)
    whole = await read(path)
    # The counter in an index follows the client: with its lowest bit changed there is no such key, or two. At the end
    # of a page it is in the row's head instead.
    places = [found.end() for found in re.finditer(b"anna", content) if found.end() % PAGE]
    outcomes = Counter[str]()
    for place in places:
        put(path, flipped(content, place, 0))
        outcomes[verdict(await read(path), whole)] += 1
        await answer_all(path)
    assert outcomes["harmless"] >= PENDING and set(outcomes) == {"less", "harmless"}, outcomes


async def answer_all(path: Path) -> None:
    """Let the server answer all that is pending, and see it go."""
    store = await LocalStore.open(path)
    try:
        pending = (await store.load(OTHER)).pending
        await store.confirm(StoreConfirmed((), 10, tuple((one.key, 10) for one in pending)), 1)
        assert (await store.load(OTHER)).pending == []
    finally:
        await store.close()


async def test_who_cannot_tell_who_they_are_becomes_another_client(tmp_path: Path, content: bytes) -> None:
    """With a lower counter the next edit would get the key of an earlier one, and be taken for it."""
    path = tmp_path / "flipped.sqlite"
    put(path, content)
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE replica SET next_counter = next_counter - 1")
        conn.commit()
    found = await read(path)
    assert (found.loaded.client, found.loaded.next_counter, found.undo) == (OTHER, 1, None)
    assert [one.key for one in found.loaded.pending] == [Key(ANNA, counter) for counter in range(6, PENDING + 6)]
