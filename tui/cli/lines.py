"""Lines from standard input as they come, without a thread that an interrupted program would have to wait for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

from shared.errors import InputError

MAX_LINE_BYTES = 2**20
"""A line longer than this is none."""

_CHUNK_BYTES = 2**16


async def lines(descriptor: int, too_long: str) -> AsyncIterator[bytes]:
    """Each line without its end, until there are no more. Raises InputError(too_long), and OSError."""
    rest = b""
    while chunk := await _read(descriptor):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r")
        if len(rest) > MAX_LINE_BYTES:
            raise InputError(too_long)
    if rest:
        yield rest


async def _read(descriptor: int) -> bytes:
    """What there is to read, once there is something; nothing at the end."""
    loop = asyncio.get_running_loop()
    is_ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, is_ready.set)
    except PermissionError:
        # An ordinary file, which is always ready.
        return os.read(descriptor, _CHUNK_BYTES)
    try:
        await is_ready.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, _CHUNK_BYTES)
