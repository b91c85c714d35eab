"""Replicas as processes would open them, against a server on a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.values import Value
from shared.storage.lock import FileLock
from tests.wait import until
from tui.door import Connection
from tui.home import Server
from tui.replica import Replica
from tui.world import new_id

YEAR = "2021"


@asynccontextmanager
async def replica(directory: Path, name: str, *, connect: bool = True) -> AsyncIterator[Replica]:
    """The replica of that name, as a process would open it; the server, if there is one, is on directory/socket."""
    path = directory / f"{name}.sqlite"
    lock = FileLock.take(path.with_suffix(".lock"))
    opened = await Replica.open_at(path, lock, Server(directory / "socket", None, "test"), "plan")
    if connect:
        opened.connect(may_create=True)
    try:
        yield opened
    finally:
        await opened.close()


async def settled(*replicas: Replica) -> None:
    """Wait until everybody is live, has nothing pending, and is as far as the others."""
    await until(
        lambda: (
            all(one.connection is Connection.LIVE and one.pending_count == 0 for one in replicas)
            and len({one.seq for one in replicas}) == 1
        ),
        "all live and equal",
    )


async def a_measure(one: Replica) -> NodeId:
    """A new measure in the replica's plan."""
    ops = add_node(one.plan, Kind.MEASURE, "Sjukfrånvaro", parent=ROOT, level="", new_id=lambda: NodeId(new_id()))
    assert await one.submit(ops) is None
    return NodeId(ops[0].node)


async def enter(one: Replica, node: NodeId, value: Value, field: str = "outcome") -> None:
    """Enter a value for the year."""
    assert await one.submit([set_cell(one.plan, node, field, value, period=YEAR)]) is None


def sign_in(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """Whoever connects from now on is this person to the server."""
    monkeypatch.setattr("server.listener.login_of", lambda _: login)


def put_back(path: Path, backup: bytes) -> None:
    """Restore a database file from a copy of it."""
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(backup)
