"""How long a command waits for a plan."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

import tui.session
from tui.door import Changed, Connection, Listener
from tui.home import Server
from tui.replica import Replica
from tui.session import Session


class Fetching:
    """A replica to which a plan comes in ten parts."""

    def __init__(self) -> None:
        self.connection = Connection.CATCHING_UP
        self.connection_reason = ""
        self.progress = (0, 10)
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def subscribe_answers(self, listener: Callable[..., None]) -> None:
        pass

    async def arrive(self) -> None:
        """All parts, one after the other."""
        for here in range(1, 11):
            await asyncio.sleep(0)
            self.progress = (here, 10)
            if here == 10:
                self.connection = Connection.LIVE
            for listener in self._listeners:
                listener(Changed())


async def _reached(replica: Fetching, *, is_patient: bool) -> bool:
    opened = Session(cast(Replica, replica), "en")
    await opened.catch_up(Server(Path("socket"), None, "x"), is_patient=is_patient)
    return opened.is_reached


async def test_a_plan_that_is_arriving_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow line a large plan takes minutes; giving up after three seconds, no command would ever have it."""
    monkeypatch.setattr(tui.session, "GREETING_S", 0)
    replica = Fetching()
    arriving = asyncio.create_task(replica.arrive())
    assert await _reached(replica, is_patient=True)
    await arriving


async def test_a_plan_of_which_nothing_more_comes_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that hangs in the middle must not hang the command."""
    monkeypatch.setattr(tui.session, "GREETING_S", 0)
    monkeypatch.setattr(tui.session, "ANSWER_S", 0)
    assert not await _reached(Fetching(), is_patient=True)


async def test_a_screen_does_not_wait_for_the_whole_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says itself how far the plan has come."""
    monkeypatch.setattr(tui.session, "GREETING_S", 0)
    replica = Fetching()
    arriving = asyncio.create_task(replica.arrive())
    assert not await _reached(replica, is_patient=False)
    await arriving
