"""Measure, and print a table. All in one run, so that figures of different machines compare by their ratios."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from websockets.asyncio.client import unix_connect

from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.edits import add_node, set_cell
from shared.plan.kinds import Kind
from shared.plan.ops import Create, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from shared.storage.lock import FileLock
from shared.sync.codec import decode_entry
from shared.sync.down import Confirmed, Image, Present
from shared.sync.snapshot import plan_from
from shared.sync.up import Submit
from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal
from tests.builders import an_id, percent
from tests.server.conftest import Peer
from tests.wait import until
from tui.door import Changed, Connection, Listener
from tui.home import Server
from tui.replica import Replica, new_id

PERIOD = "2021"


class Row(msgspec.Struct, frozen=True):
    """One line of the table."""

    what: str
    figure: str


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(values: list[float]) -> str:
    """Median and 99th percentile of seconds, as milliseconds."""
    return f"{statistics.median(values) * 1e3:.1f} ms, p99 {percentile(values, 0.99) * 1e3:.1f} ms"


@asynccontextmanager
async def server_process(directory: Path) -> AsyncIterator[Path]:
    """A server in a process of its own; gives its socket."""
    socket = directory / "socket"
    command = [sys.executable, "-m", "server", "serve", "--data", str(directory), "--socket", str(socket)]
    process = await asyncio.create_subprocess_exec(*command)
    try:
        await until(socket.exists)
        yield socket
    finally:
        process.terminate()
        await process.wait()


def start_rows() -> list[Row]:
    """How long processes take to say something."""
    commands = {
        "start: Python that does nothing": [sys.executable, "-c", "pass"],
        "start: stegvis --version": [sys.executable, "-m", "tui", "--version"],
        "start: importing Textual": [sys.executable, "-c", "import textual.app"],
        "start: importing our screens": [sys.executable, "-c", "import tui.app"],
    }
    rows = []
    for what, command in commands.items():
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken.append(time.perf_counter() - begun)
        rows.append(Row(what, f"{statistics.median(taken) * 1e3:.0f} ms"))
    return rows


def disk_row(directory: Path) -> Row:
    """What one synced write costs here: the floor of everything durable."""
    taken = []
    with (directory / "synced").open("wb", buffering=0) as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return Row("one synced write of 4 KiB (the floor)", milliseconds(taken))


async def open_replica(directory: Path, name: str) -> Replica:
    """A connected replica of the plan on the server in the directory."""
    path = directory / f"{name}.sqlite"
    lock = FileLock.take(path.with_suffix(".lock"))
    replica = await Replica.open_at(path, lock, Server(directory / "socket", None, "bench"), "plan")
    replica.connect(may_create=True)
    await until(lambda: replica.connection is Connection.LIVE)
    return replica


async def latency_rows(directory: Path) -> list[Row]:
    """From a person's edit to: saved here, confirmed by the server, on the other's screen."""
    async with server_process(directory):
        one, other = await open_replica(directory, "one"), await open_replica(directory, "other")
        ops = add_node(one.plan, Kind.MEASURE, "m", parent=ROOT, level="", new_id=lambda: NodeId(new_id()))
        node = NodeId(ops[0].node)
        await one.submit(ops)
        await until(lambda: node in other.plan.nodes and not one.pending_count)
        saved: list[float] = []
        seen: list[float] = []
        for number in range(300):
            arrived = asyncio.Event()
            forget = other.subscribe(_setting(arrived))
            begun = time.perf_counter()
            await one.submit([set_cell(one.plan, node, "outcome", percent(str(number)), period=PERIOD)])
            saved.append(time.perf_counter() - begun)
            await arrived.wait()
            seen.append(time.perf_counter() - begun)
            forget()
            await until(lambda: not one.pending_count)
        await one.close()
        await other.close()
    return [
        Row("an edit, until it is saved here", milliseconds(saved)),
        Row("an edit, until another replica shows it", milliseconds(seen)),
    ]


def _setting(event: asyncio.Event) -> Listener:
    def listen(changed: Changed) -> None:
        if changed.nodes:
            event.set()

    return listen


def screen_row(directory: Path) -> Row:
    """From Enter in one terminal to the number on another terminal's screen, through both programs and the server."""
    with Stegvis(directory) as stegvis:
        one, other = Terminal(stegvis.home), Terminal(stegvis.home)
        try:
            for terminal in (one, other):
                terminal.shows("på servern", "Medborgare och kund")
                terminal.press("/")
                terminal.shows("Sök")
                terminal.press("Prisvärdhet", "\r")
                terminal.shows("Målvärde 50 %")
            taken = []
            for number in range(60, 90):
                one.press("\r")
                one.shows("Resultat tertial 2 2021")
                one.press(str(number))
                one.shows(f"{number} %  →")
                begun = time.perf_counter()
                one.press("\r")
                other.shows(f"Resultat {number} %")
                taken.append(time.perf_counter() - begun)
                one.shows(f"Resultat {number} %")
        finally:
            one.close()
            other.close()
    return Row("Enter in one terminal, until another one shows it", milliseconds(taken))


async def throughput_rows(directory: Path) -> list[Row]:
    """50 clients with one open edit each on 2,000 cells, every edit durable before it is confirmed."""
    clients, nodes, seconds = 50, 2_000, 5.0
    async with server_process(directory) as socket:
        async with unix_connect(str(socket), "ws://localhost/", compression=None) as opened:
            maker = Peer(opened)
            await maker.open(client="maker")
            ops = tuple(Create(an_id(5_000 + number), Kind.MEASURE, "", ROOT, "V") for number in range(nodes))
            await maker.say(Submit((Transaction(Key(ClientId("maker"), 1), 1, ops),)))
            await maker.hear_a(Confirmed)
        taken: list[float] = []
        end = time.perf_counter() + seconds
        await asyncio.gather(*(one_writer(socket, number, end, taken) for number in range(clients)))
    return [Row("50 clients, one open edit each", f"{len(taken) / seconds:.0f} edits/s, {milliseconds(taken)}")]


async def one_writer(socket: Path, number: int, end: float, taken: list[float]) -> None:
    """Edit own cells one after the other, each as soon as the one before is confirmed."""
    client = ClientId("w" + "abcdefghij"[number // 10] + "abcdefghij"[number % 10])
    async with unix_connect(str(socket), "ws://localhost/", compression=None) as opened:
        peer = Peer(opened)
        await peer.open(client=client)
        await peer.hear_a(Present)
        counter = seen = 0
        while time.perf_counter() < end:
            counter += 1
            node = an_id(5_000 + number * 40 + counter % 40)
            op = SetOp(node, "outcome", PERIOD, None, percent(str(counter)), seen)
            begun = time.perf_counter()
            await peer.say(Submit((Transaction(Key(client, counter), 1, (op,)),)))
            while True:
                confirmed = await peer.hear_a(Confirmed)
                assert isinstance(confirmed, Confirmed)
                if any(decode_entry(row.body).transaction.key == Key(client, counter) for row in confirmed.rows):
                    break
            taken.append(time.perf_counter() - begun)


async def join_rows(directory: Path) -> list[Row]:
    """A new client of a plan with 100,000 cells, until it has the plan in memory."""
    cells, per = 100_000, 10_000
    async with server_process(directory) as socket:
        async with unix_connect(str(socket), "ws://localhost/", compression=None, max_size=None) as opened:
            maker = Peer(opened)
            await maker.open(client="maker")
            for batch in range(cells // per):
                ops = tuple(
                    op
                    for number in range(batch * per // 4, (batch + 1) * per // 4)
                    for op in _measure_with_cells(number)
                )
                await maker.say(Submit((Transaction(Key(ClientId("maker"), batch + 1), 1, ops),)))
                await maker.hear_a(Confirmed)
        begun = time.perf_counter()
        async with unix_connect(str(socket), "ws://localhost/", compression=None, max_size=None) as opened:
            joiner = Peer(opened)
            await joiner.open(client="joiner")
            count = 0
            while count < cells // per:
                message = await joiner.hear()
                if isinstance(message, Image):
                    plan_from(message.image)
                    break
                if isinstance(message, Confirmed):
                    count += len([decode_entry(row.body) for row in message.rows])
        taken = time.perf_counter() - begun
    return [Row("join a plan of 100,000 cells", f"{taken:.2f} s")]


def _measure_with_cells(number: int) -> list[Create | SetOp]:
    node = an_id(10_000 + number)
    return [
        Create(node, Kind.MEASURE, "Mätetal", ROOT, "V"),
        SetOp(node, "title", None, None, Text(f"Mätetal nummer {number}"), 0),
        SetOp(node, "unit", None, None, Text("%"), 0),
        SetOp(node, "outcome", PERIOD, None, percent(str(number % 100)), 0),
        SetOp(
            node, "analysis", PERIOD, None, Text(f"Läget är i stort sett oförändrat sedan förra året ({number})."), 0
        ),
    ]


async def main() -> None:
    """Run everything and print the table."""
    rows = start_rows()
    with tempfile.TemporaryDirectory(prefix="stegvis-bench-") as name:
        rows.append(disk_row(Path(name)))
        rows.append(screen_row(Path(name) / "home"))
        for number, measured in enumerate((latency_rows, throughput_rows, join_rows)):
            directory = Path(name) / str(number)
            directory.mkdir()
            rows.extend(await measured(directory))
    width = max(len(row.what) for row in rows)
    for row in rows:
        print(f"{row.what:<{width}}  {row.figure}")


if __name__ == "__main__":
    asyncio.run(main())
