"""`make picture`: the README's picture, drawn by the program itself on the example plan."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from shared.storage.lock import FileLock
from tui.app import StegvisApp
from tui.example import PERIOD, ensure_example
from tui.home import Server
from tui.replica import Replica


async def draw(target: Path, language: str = "sv") -> None:
    """Open the example, step to a measure, and save what is on screen as SVG."""
    with tempfile.TemporaryDirectory(prefix="stegvis-picture-") as name:
        path = Path(name) / "1.sqlite"
        lock = FileLock.take(path.with_suffix(".lock"))
        replica = await Replica.open_at(path, lock, Server(Path(name) / "socket", Path(name), "picture"), "example")
        try:
            replica.connect(may_create=True)
            while replica.seq == 0:
                await ensure_example(replica)
                await asyncio.sleep(0)
            while replica.pending_count:
                await asyncio.sleep(0)
            await _draw(replica, target, "en" if language == "en" else "sv")
        finally:
            await replica.close()


async def _draw(replica: Replica, target: Path, language: str) -> None:
    app = StegvisApp(replica, period=PERIOD, language="en" if language == "en" else "sv")
    async with app.run_test(size=(124, 34)) as pilot:
        await pilot.press("slash", *"Prisvärd", "enter")
        await pilot.pause()
        # The picture is to be looked at without fetching anything: no fonts from elsewhere.
        drawn = re.sub(r"@font-face \{.*?\}", "", app.export_screenshot(title="stegvis"), flags=re.DOTALL)
        target.write_text(drawn, "utf-8")


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1]), *sys.argv[2:3]))
