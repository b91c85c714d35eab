"""What a log does with transactions that it cannot take."""

from __future__ import annotations

import pytest

from server.store.memory import MemoryStore
from server.told import Answered, Told
from shared.ids import ROOT, ClientId, Key
from shared.plan.ops import Entry, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Why
from shared.plan.values import Text
from shared.sync.codec import encode_entry, sent_of
from shared.sync.down import Refused
from shared.sync.up import Sent
from tests.server.logs import PLAN, plan_log
from tests.wait import until


def _refused(told: list[Told]) -> list[Refused]:
    return [one.message for one in told if isinstance(one, Answered) and isinstance(one.message, Refused)]


async def test_who_has_a_thousand_parked_keeps_the_next_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program gone wrong must not fill the server's disk; what is not kept there is said so, and stays with them."""
    monkeypatch.setattr("server.plan_log.MAX_PARKED", 2)
    store, told = MemoryStore(), list[Told]()
    async with plan_log(store, told) as log:
        log.submit(1, "anna", [Sent(Key(ClientId("anna"), counter), b"unreadable") for counter in (1, 2, 3)])
        log.submit(2, "bo", [Sent(Key(ClientId("bo"), 1), b"unreadable")])
        await until(lambda: len(_refused(told)) == 4)
    kept = {one.key: one.refusal.is_parked for one in _refused(told)}
    assert [parked.key for parked in await store.parked(PLAN)] == [key for key, is_parked in kept.items() if is_parked]
    assert not kept[Key(ClientId("anna"), 3)] and kept[Key(ClientId("bo"), 1)]


async def test_an_entry_that_cannot_be_written_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be a mistake of ours: one person's edit waits for the administrator, and everybody works on."""

    def broken(entry: Entry) -> bytes:
        if entry.author == "anna":
            raise OverflowError
        return encode_entry(entry)

    monkeypatch.setattr("shared.sync.sequencer.encode_entry", broken)
    store, told = MemoryStore(), list[Told]()
    async with plan_log(store, told) as log:
        for session, person in enumerate(("anna", "bo")):
            op = SetOp(ROOT, "title", None, None, Text(f"Mål för {person}"), 0)
            log.submit(session, person, [sent_of(Transaction(Key(ClientId(person), 1), 1, (op,)))])
        await log.wait_durable(1)
        await until(lambda: bool(_refused(told)))
        plan = log.sequencer.plan
        assert (plan.seq, plan.title(ROOT)) == (1, "Mål för bo")
        assert plan.digest == plan.counted_digest()
    assert [one.refusal.why for one in _refused(told)] == [Why.INTERNAL]
    assert [parked.author for parked in await store.parked(PLAN)] == ["anna"]
