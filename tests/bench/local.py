"""What one person feels: how long a start takes, and an edit until it is saved, and on another's screen."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from shared.ids import ROOT, NodeId
from shared.plan.edits import add_node, set_cell
from shared.plan.kinds import Kind
from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal
from tests.bench.client import PERIOD
from tests.bench.processes import OURS, served
from tests.bench.replicas import live, new_replica
from tests.bench.table import Row, milliseconds
from tests.builders import percent
from tests.wait import until
from tui.door import Changed, Listener
from tui.world import new_id


async def start_rows(_: Path) -> list[Row]:
    """How long processes take to say something."""
    commands = {
        "start: Python that does nothing": [sys.executable, "-c", "pass"],
        "start: stegvis --version": [sys.executable, "-m", "tui", "--version"],
        "start: importing Textual": [sys.executable, "-c", "import textual.app"],
        "start: importing our screens": [sys.executable, "-c", "import tui.app"],
    }
    return [Row(what, await asyncio.to_thread(_started, command)) for what, command in commands.items()]


def _started(command: list[str]) -> str:
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return f"{statistics.median(taken) * 1e3:.0f} ms"


async def edit_rows(directory: Path) -> list[Row]:
    """From a person's edit to: saved here, and on the other's screen. The disk is the floor of both."""
    return [
        await asyncio.to_thread(_disk, directory),
        *await _between_replicas(directory / "replicas"),
        await asyncio.to_thread(_between_screens, directory / "home"),
    ]


def _disk(directory: Path) -> Row:
    taken = []
    with (directory / "synced").open("wb", buffering=0) as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return Row("one synced write of 4 KiB (the floor)", milliseconds(taken))


async def _between_replicas(directory: Path) -> list[Row]:
    async with served(directory, OURS):
        one, other = await new_replica(directory, "one"), await new_replica(directory, "other")
        await live(one)
        await live(other)
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


def _between_screens(home: Path) -> Row:
    """From Enter in one terminal to the number on another terminal's screen, through both programs and the server."""
    with Stegvis(home) as stegvis:
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
