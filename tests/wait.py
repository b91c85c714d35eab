"""Waiting for a fact, never for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

LIMIT_S = 30.0
"""How long a test waits for something that must happen before it fails."""


async def until(fact: Callable[[], object], what: str = "") -> None:
    """Return as soon as the fact holds. Fails if it never does."""
    end = time.monotonic() + LIMIT_S
    while not fact():
        if time.monotonic() > end:
            raise AssertionError(f"never came true: {what or fact}")
        await asyncio.sleep(0.002)
