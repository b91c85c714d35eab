"""Clients in this process of servers in others: real replicas in real files, which note down what they are told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from server.store.log import SqliteLog
from shared.ids import ROOT, Key, NodeId, PlanId
from shared.plan.edits import add_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey, Entry
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal
from shared.plan.values import Text
from shared.storage.beside import read_only
from shared.storage.lock import FileLock
from shared.sync.chain import LogRow
from shared.sync.codec import decode_entry
from tests.acceptance.processes import Server
from tests.wait import until
from tui.door import Connection
from tui.home import Server as Address
from tui.link import ClientSocket, open_unix
from tui.replica import Replica
from tui.world import World, new_id

T = TypeVar("T")

PLAN = "planen"
YEAR = "2021"

_AT_ONCE = -1 / 3
"""The chance for which a link waits not at all before it connects again."""


class Client:
    """A replica that makes edits nobody else makes, and what it was told about them."""

    def __init__(self, name: str, replica: Replica) -> None:
        self.name = name
        self.replica = replica
        self.saved: list[str] = []
        """Values it was told are saved here."""
        self.acknowledged: dict[str, int] = {}
        """Values it was told are on the server, with their seqs."""
        self.refused: list[Refusal] = []
        self._values: dict[Key, str] = {}
        replica.subscribe_answers(self._take_answer)

    async def enter(self, value: str, node: NodeId = ROOT, field: str = "title", period: str | None = None) -> None:
        """Write a value; return once it is saved here."""
        op = set_cell(self.replica.plan, node, field, Text(value), period=period)
        key = await self.replica.submit_keyed([op])
        assert isinstance(key, Key), key
        self.saved.append(value)
        self._values[key] = value

    async def a_measure(self) -> NodeId:
        """A node of its own."""
        new = partial(NodeId, new_id())
        ops = add_node(self.replica.plan, Kind.MEASURE, self.name, parent=ROOT, level="", new_id=new)
        assert isinstance(await self.replica.submit_keyed(ops), Key)
        return NodeId(ops[0].node)

    async def load(self, node: NodeId, first: int) -> None:
        """Write one value after the other, numbered from `first`, until cancelled; a few are on their way at once."""
        number = first
        while True:
            await until(lambda: self.replica.pending_count < 8, "room in the outbox")
            await self.enter(f"{self.name} {number}", node, "analysis", f"{2000 + number % 40}")
            number += 1

    def _take_answer(self, key: Key, answer: Entry | Refusal) -> None:
        if isinstance(answer, Refusal):
            self.refused.append(answer)
        elif key in self._values:
            self.acknowledged[self._values[key]] = answer.seq


@asynccontextmanager
async def client(server: Server, name: str, *, connect: bool = True) -> AsyncIterator[Client]:
    """The client of that name, whose file is beside the server's data, connected or not."""
    path = server.data.parent / f"{name}.sqlite"
    lock = FileLock.take(path.with_suffix(".lock"))
    address = Address(server.socket, None, "test")
    world = World(chance=lambda: _AT_ONCE, open_socket=partial(_open_when_there, address))
    replica = await Replica.open_at(path, lock, address, PLAN, world)
    opened = Client(name, replica)
    if connect:
        replica.connect(may_create=True)
    try:
        yield opened
    finally:
        await replica.close()


async def _open_when_there(address: Address) -> ClientSocket:
    """Connect as soon as somebody listens."""
    while True:
        try:
            return await open_unix(address)
        except OSError:
            await asyncio.sleep(0.005)


async def acknowledged(clients: Sequence[Client], count: int) -> None:
    """Wait until the clients have been told of so many of their edits that they are on the server."""
    await until(lambda: sum(len(one.acknowledged) for one in clients) >= count, f"{count} acknowledged")


async def settled(*clients: Client) -> None:
    """Wait until all are live, have nothing pending and are equally far."""
    replicas = [one.replica for one in clients]

    def is_so() -> bool:
        is_quiet = all(one.connection is Connection.LIVE and not one.pending_count for one in replicas)
        return is_quiet and len({one.seq for one in replicas}) == 1

    try:
        await until(is_so)
    except AssertionError:
        states = [(one.connection.value, one.connection_reason, one.pending_count, one.seq) for one in replicas]
        raise AssertionError(f"never all live and equal: {states}") from None
    assert len({one.plan.digest for one in replicas}) == 1


def rows_of(path: Path) -> list[LogRow]:
    """The log of the plan in a store, whoever has it open."""
    with read_only(path) as conn:
        ((plan,),) = conn.execute("SELECT id FROM plan WHERE name = ?", (PLAN,)).fetchall()
        return [row for _, row in SqliteLog(conn, PlanId(plan), str(path)).rows(0)]


def values_in(rows: Sequence[LogRow]) -> list[tuple[int, str]]:
    """The texts that the rows' transactions write, with their seqs."""
    entries = [decode_entry(row.body) for row in rows]
    return [
        (entry.seq, op.value.text)
        for entry in entries
        for op in entry.transaction.ops
        if isinstance(op, SetOp) and isinstance(op.value, Text)
    ]


def assert_nothing_lost(path: Path, *clients: Client) -> None:
    """All that was told as saved here is in the log, once, and what was acknowledged is at the seq that was told."""
    logged = values_in(rows_of(path))
    times = Counter(value for _, value in logged)
    places = {value: seq for seq, value in logged}
    for one in clients:
        assert {value: times[value] for value in one.saved} == dict.fromkeys(one.saved, 1), one.name
        assert {value: places[value] for value in one.acknowledged} == one.acknowledged, one.name


def contested(one: Client) -> set[tuple[NodeId, CellKey]]:
    """The contested cells the client sees."""
    return set(one.replica.plan.contested)


def store(server: Server) -> Path:
    """The server's store."""
    return server.data / "server.sqlite"
