"""Waiting for a fact, never for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

LIMIT_S = 30.0
"""How long a test waits for something that must happen before it fails."""


async def until(fact: Callable[[], object], what: str = "") -> None:
    """Return as soon as the fact holds. Fails if it never does."""
    end = time.monotonic() + LIMIT_S
    while not fact():
        if time.monotonic() > end:
            raise AssertionError(f"never came true: {what or fact}")
        await asyncio.sleep(0.002)


def is_listening(socket: Path) -> bool:
    """Whether somebody accepts connections on that Unix socket; the file is there a moment before."""
    accepts = "00010000"
    lines = Path("/proc/net/unix").read_text().splitlines()
    return any(line.endswith(f" {socket}") and line.split()[3] == accepts for line in lines)
