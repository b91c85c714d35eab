"""A server that has one answer to everything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from websockets.asyncio.server import ServerConnection, unix_serve

from shared.sync.codec import frames
from shared.sync.down import Failed


@contextmanager
def answering(socket: Path, message: Failed) -> Iterator[None]:
    """A server that answers whatever comes with this message and hangs up."""
    loop = asyncio.new_event_loop()
    is_ready = threading.Event()
    stop: asyncio.Future[None] = loop.create_future()

    async def answer(connection: ServerConnection) -> None:
        await connection.recv()
        for frame in frames(message):
            await connection.send(frame)

    async def serve() -> None:
        async with unix_serve(answer, str(socket), compression=None):
            is_ready.set()
            await stop

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    is_ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set_result, None)
        thread.join()
        loop.close()
