"""The sheet about the period's round, and what the line at the top says of it."""

from __future__ import annotations

import pytest

from shared.followup.hand_in import Stage, hand_in, hand_in_of
from shared.followup.rounds import CLOSED, close_round, open_round, round_of
from shared.ids import ClientId, Key, NodeId
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Transaction
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Day
from shared.sync.codec import encode, read_sent
from shared.sync.down import LateEntry
from shared.sync.late import Decision, declined
from shared.sync.up import Sent
from tests.tui.fake_door import FakeDoor
from tests.tui.pilots import PERIOD, SICK, a_door, press, quantity, running, words
from tests.wait import until
from tui.door import Returned
from tui.screens import round as sheet

LATE = Key(ClientId("bo"), 4)


def _opened(due: str = "") -> FakeDoor:
    door = a_door()
    day = Day(due) if due else None
    door.write(open_round(door.plan, PERIOD, title="Omgång", due=day, new_id=lambda: NodeId("rrr")), "bo")
    return door


def _stage(door: FakeDoor) -> Stage:
    return hand_in_of(door.plan, PERIOD, None).stage


def _with_late(door: FakeDoor) -> FakeDoor:
    op = SetOp(SICK, "outcome", PERIOD, None, quantity("3,3 %"), 0)
    body = encode(Transaction(LATE, 1_600_000_000_000, (op,)))
    door.write(close_round(door.plan, PERIOD), "anna")
    door.late = [LateEntry(LATE, "bo", 1_630_000_000_000, Refusal(Why.ROUND_CLOSED), body)]
    return door


async def test_the_head_says_whether_the_period_is_open() -> None:
    """Whoever types into a closed period must have been able to see it."""
    door = _opened("2020-09-30")
    async with running(door) as pilot:
        assert "2020 · öppen till 2020-09-30" in words(pilot, "head")
        door.write(close_round(door.plan, PERIOD), "bo")
        await pilot.pause()
        assert "2020 · låst" in words(pilot, "head")
        await press(pilot, "L")
        assert "2020 · closed" in words(pilot, "head")


async def test_a_period_is_opened_and_handed_in_from_the_sheet() -> None:
    """What is owed stands in the way once, by name, and not twice."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "r", "h")
        assert "inte öppnad" in words(pilot, "box-head") and "2 saknas än" in words(pilot, "box-note")
        await press(pilot, "H")
        assert "o öppnar den" in words(pilot, "box-note")
        await press(pilot, "o")
        assert "öppen" in words(pilot, "box-head") and "saknas 2 av 3" in words(pilot, "box-body")
        assert "Sjukfrånvaro; Ny introduktion" in words(pilot, "box-body")
        await press(pilot, "H")
        assert _stage(door) is Stage.HANDED_IN and "av Maja (1)" in words(pilot, "box-body")


async def test_approving_and_closing_from_the_sheet() -> None:
    """Nothing is approved before it is handed in; closing names what is not approved."""
    door = _opened()
    async with running(door) as pilot:
        await press(pilot, "r", "a")
        assert "Inget väntar" in words(pilot, "box-note")
        await press(pilot, "l")
        assert "Inte godkänt: Hela planen" in words(pilot, "box-note")
        found = round_of(door.plan, PERIOD)
        assert found is not None
        door.write([hand_in(door.plan, found, None)], "anna")
        await press(pilot, "a", "l")
        assert _stage(door) is Stage.APPROVED
        closed = round_of(door.plan, PERIOD)
        assert closed is not None and closed.state == CLOSED and "låst" in words(pilot, "box-head")
        await press(pilot, "h")
        assert "o öppnar den igen" in words(pilot, "box-note") or "saknas än" in words(pilot, "box-note")


async def test_closing_without_approval_takes_the_other_key() -> None:
    """A slip of the finger does not lock everybody out."""
    door = _opened()
    async with running(door) as pilot:
        await press(pilot, "r", "L")
        found = round_of(door.plan, PERIOD)
        assert found is not None and found.state == CLOSED


async def test_the_sheet_follows_what_others_do_and_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people have it open at once when a period ends; one of them must not be thrown out of the program."""
    monkeypatch.setattr(sheet, "_AGAIN_S", 0.001)
    door = _opened()
    async with running(door) as pilot:
        await press(pilot, "r")
        door.write(close_round(door.plan, PERIOD), "bo")
        await until(lambda: "låst" in words(pilot, "box-head"), "the sheet to follow")
        await press(pilot, "escape")
        assert pilot.app.is_running


async def test_sending_back_asks_why() -> None:
    """Who gets it back must not have to ask."""
    door = _opened()
    found = round_of(door.plan, PERIOD)
    assert found is not None
    async with running(door) as pilot:
        await press(pilot, "r", "b")
        assert "Inget är klarmarkerat" in words(pilot, "box-note")
        door.write([hand_in(door.plan, found, None)], "anna")
        await press(pilot, "b", "enter")
        assert _stage(door) is Stage.HANDED_IN
        await press(pilot, *"Se om")
        await press(pilot, "enter")
        assert _stage(door) is Stage.SENT_BACK and "Återsänt." in words(pilot, "status")
        await press(pilot, "r")
        assert "av Maja: Se om" in words(pilot, "box-body")


async def test_a_late_entry_is_shown_with_what_stands_there_and_decided() -> None:
    """Old and new beside each other, and a reason, before anything is let in."""
    door = _with_late(_opened())
    async with running(door) as pilot:
        await press(pilot, "r", "y")
        assert "Välj en sen uppgift" in words(pilot, "box-note")
        await press(pilot, "j")
        assert "Sen uppgift av Bo Alm" in words(pilot, "box-body") and "3,3 % (nu: –)" in words(
            pilot, "box-body"
        ).replace("\N{NO-BREAK SPACE}", " ")
        await press(pilot, "y", *"Sant", "enter")
        assert door.decided == [(LATE, True, "Sant")] and "Godtaget." in words(pilot, "status")
        door.late_refusal = Refusal(Why.OWN_REPORT, "bo:4")
        await press(pilot, "r", "j", "d", *"Nej", "enter")
        assert door.decided[-1] == (LATE, False, "Nej") and "godkänner inte" in words(pilot, "status")


async def test_the_tray_tells_what_was_decided_about_a_late_entry() -> None:
    """Whoever entered it looks for it there, and must not take it for waiting still."""
    door = _with_late(_opened())
    transaction = read_sent(Sent(LATE, door.late[0].body))
    assert isinstance(transaction, Transaction)
    door.returned = [Returned(transaction, Refusal(Why.ROUND_CLOSED, PERIOD))]
    async with running(door) as pilot:
        await press(pilot, "R")
        assert "som en sen uppgift" in words(pilot, "box-body")
        decision = Decision(False, "anna", "Redan beslutat", "", door.plan.seq, 5)
        made = declined(door.plan, transaction, decision)
        assert isinstance(made, Transaction)
        door.write(made.ops, "anna")
        await pilot.pause()
        assert "Sen uppgift avvisad av Anna Ek" in words(pilot, "box-body")
        assert "Redan beslutat" in words(pilot, "box-body").replace("\n", " ")
