"""`make picture`: the README's picture, drawn by the program itself on the example plan."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from shared.storage.lock import FileLock
from tests.wait import until
from tui.app import StegvisApp
from tui.door import Connection
from tui.example import PERIOD
from tui.example.plan import ensure_example
from tui.home import Server
from tui.replica import Replica


async def draw() -> str:
    """Open the example, step to a measure, and give what is on screen as SVG."""
    with tempfile.TemporaryDirectory(prefix="stegvis-picture-") as name:
        path = Path(name) / "1.sqlite"
        lock = FileLock.take(path.with_suffix(".lock"))
        replica = await Replica.open_at(path, lock, Server(Path(name) / "socket", Path(name), "picture"), "example")
        try:
            replica.connect(may_create=True)
            await ensure_example(replica)
            await until(lambda: replica.connection is Connection.LIVE and not replica.pending_count)
            return await _drawn(replica)
        finally:
            await replica.close()


async def _drawn(replica: Replica) -> str:
    app = StegvisApp(replica, period=PERIOD)
    async with app.run_test(size=(124, 34)) as pilot:
        await pilot.press("slash", *"Prisvärd", "enter")
        await pilot.pause()
        # The picture is to be looked at without fetching anything: no fonts from elsewhere.
        return re.sub(r"@font-face \{.*?\}", "", app.export_screenshot(title="stegvis"), flags=re.DOTALL)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(asyncio.run(draw()), "utf-8")
