"""The only module of the server that knows all others: opens, wires, closes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import resource
import signal
import time
from collections.abc import Callable
from importlib.metadata import version

from server.hub import Hub
from server.listener import Listener
from server.place import SERVER_LOCK, STORE
from server.settings import Loop, Settings
from server.store.sqlite import SqliteStore
from shared.errors import InputError, StoreError, StoreInUse
from shared.ids import ID_BYTES, id_from
from shared.storage.lock import FileLock

_OTHER_FILES = 100
"""What is open besides connections: the store, the log, the socket, and room to spare."""

_OBJECTS_BETWEEN_LOOKS = 20_000


class AlreadyServed(StoreInUse):
    """Another server serves the same data directory."""


def new_id() -> str:
    """A random id."""
    return id_from(os.urandom(ID_BYTES))


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def run(settings: Settings) -> None:
    """Serve, in an event loop of its own. Raises what `serve` raises, and InputError if the loop is not installed."""
    _allow_files(settings.max_connections + _OTHER_FILES)
    # What a server makes is mostly of use for long, or gone at once by itself: looking for cycles pays seldom.
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 20, 100)
    with asyncio.Runner(loop_factory=_loop_factory(settings.loop)) as runner:
        runner.run(serve(settings))


def _allow_files(count: int) -> None:
    """As many open files as we may need, or as many as we may have: a usual login has 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _loop_factory(loop: Loop) -> Callable[[], asyncio.AbstractEventLoop] | None:
    if loop is Loop.ASYNCIO:
        return None
    try:
        import uvloop
    except ImportError:
        if loop is Loop.UVLOOP:
            raise InputError("uvloop is not installed; install stegvis[fast].") from None
        return None
    return uvloop.new_event_loop


async def serve(settings: Settings) -> None:
    """Run until stopped by a signal, or by having been idle for as long as the settings say.

    Raises AlreadyServed if another server has the data directory, and StoreError if the store cannot be used.
    """
    os.umask(0o077)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = FileLock.take(settings.data / SERVER_LOCK)
    except StoreInUse:
        raise AlreadyServed(f"Another server serves {settings.data}.") from None
    try:
        store = await SqliteStore.open(settings.data / STORE)
        try:
            await _serve_from(store, settings)
        finally:
            await store.close()
    finally:
        lock.release()


async def _serve_from(store: SqliteStore, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    hub = Hub(store, new_id, now_ms, settings.image_every)
    listener = Listener(hub, settings, f"stegvis-server {version('stegvis')}")
    async with listener.listening():
        watching = asyncio.create_task(_watch(hub, settings.watch_s), name="watch")
        await _until_stopped(stop, listener, settings.idle_s)
        watching.cancel()
    await hub.close()


async def _watch(hub: Hub, every_s: float) -> None:
    """Notice what administrators' commands write into the store."""
    while True:
        await asyncio.sleep(every_s)
        # A store that cannot be read says so to whoever needs it; here it is asked again.
        with contextlib.suppress(StoreError):
            await hub.refresh()


async def _until_stopped(stop: asyncio.Event, listener: Listener, idle_s: float | None) -> None:
    while not stop.is_set():
        left = None
        if idle_s is not None:
            left = listener.last_left + idle_s - asyncio.get_running_loop().time()
            if left <= 0 and listener.is_idle:
                return
            left = max(left, 0.1) if listener.is_idle else idle_s
        try:
            async with asyncio.timeout(left):
                await stop.wait()
        except TimeoutError:
            continue
