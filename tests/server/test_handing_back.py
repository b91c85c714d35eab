"""What a server does with rows that are handed back, where its disk or its client is not as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from server.store.sqlite import SqliteStore
from server.told import Published, Told
from shared.errors import StoreError
from shared.ids import ROOT, ClientId, Key
from shared.plan.kinds import Kind
from shared.plan.ops import Create, Entry, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from shared.sync.chain import SEAL_BYTES, START
from shared.sync.codec import sent_of
from shared.sync.server_machine import MAX_HANDED_BYTES, ServerMachine, State, TakeBack
from shared.sync.up import MAX_HANDED, Anchor, HandBack
from tests.builders import an_id
from tests.server.conftest import directory
from tests.server.logs import PLAN, plan_log

__all__ = ["directory"]


def _made(counter: int) -> Transaction:
    return Transaction(Key(ClientId("anna"), counter), 1, (Create(an_id(1), Kind.MEASURE, "", ROOT, "V"),))


def _named(counter: int) -> Transaction:
    return Transaction(Key(ClientId("anna"), counter), 1, (SetOp(an_id(1), "title", None, None, Text("Mått"), 0),))


async def _rows(directory: Path, transactions: Sequence[Transaction]) -> tuple[Anchor, tuple[bytes, ...], bytes]:
    """Rows that a server had: the point after the first, all that follow it, and the seal on the last."""
    told: list[Told] = []
    store = await SqliteStore.open(directory / "lost.sqlite")
    try:
        async with plan_log(store, told) as log:
            log.submit(1, "anna", [sent_of(one) for one in transactions])
            await log.wait_durable(len(transactions))
            chain = await store.chain_at(PLAN, 1)
            assert chain is not None
    finally:
        await store.close()
    (published,) = [one.message for one in told if isinstance(one, Published)]
    return Anchor(1, chain), published.bodies[1:], published.seal


async def test_nothing_counts_as_taken_back_before_it_is_parked(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that hears that it was taken back forgets the rows: what does not fit must be kept by then, too."""
    handed = await _rows(directory, [_made(1), _named(2)])
    store = await SqliteStore.open(directory / "server.sqlite")

    async def full(*_: object) -> bool:
        raise StoreError("the disk is full.")

    try:
        async with plan_log(store, []) as log:
            with monkeypatch.context() as patch:
                patch.setattr(store, "park", full)
                with pytest.raises(StoreError):
                    await log.take_back(0, *handed)
            assert await log.take_back(0, *handed) == 0
            assert [parked.key for parked in await store.parked(PLAN)] == [_named(2).key]
    finally:
        await store.close()


async def test_rows_under_a_strange_seal_are_not_even_read(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody can send as much as a connection takes; to read it would cost everybody else seconds."""
    before, bodies, _ = await _rows(directory, [_made(1), _named(2)])
    store = await SqliteStore.open(directory / "server.sqlite")

    def read(body: bytes) -> Entry:
        raise AssertionError("a row was read")

    monkeypatch.setattr("shared.sync.handed_back.decode_entry", read)
    try:
        async with plan_log(store, []) as log:
            assert await log.take_back(0, before, bodies, bytes(SEAL_BYTES)) == 0
    finally:
        await store.close()


def test_rows_without_content_take_room_too() -> None:
    """Thousands of empty ones fit a frame of some bytes; what is gathered of them must have an end all the same."""
    machine = ServerMachine(1, "anna", "server")
    machine.state = State.PARTED
    part = HandBack(Anchor(0, START), (b"",) * MAX_HANDED, b"", False)
    for _ in range(1 + MAX_HANDED_BYTES // MAX_HANDED):
        machine.receive(part)
    (action,) = machine.receive(HandBack(Anchor(0, START), (), b"", True))
    assert isinstance(action, TakeBack)
    assert action.bodies == ()
