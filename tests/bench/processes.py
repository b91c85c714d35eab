"""Servers in processes of their own, and what they take."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from tests.wait import is_listening, until

OURS, FLOOR = "ours", "floor"


class Served(msgspec.Struct, frozen=True):
    """A server that runs."""

    socket: Path
    pid: int

    @property
    def memory(self) -> int:
        """Bytes of its memory that are in RAM."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def processor_s(self) -> float:
        """Seconds of a processor that it has taken so far, its own and the system's for it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def served(directory: Path, which: str) -> AsyncIterator[Served]:
    """One of the two servers, with its data in the directory."""
    await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    socket = directory / "socket"
    ours = ["-m", "server", "serve", "--data", str(directory), "--socket", str(socket)]
    floor = ["-m", "tests.bench.floor", str(socket)]
    process = await asyncio.create_subprocess_exec(sys.executable, *(ours if which == OURS else floor))
    try:
        await until(lambda: is_listening(socket))
        yield Served(socket, process.pid)
    finally:
        process.terminate()
        await process.wait()
        socket.unlink(missing_ok=True)
