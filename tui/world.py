"""What a replica does not have of itself: the time, ids, chance and a socket."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import msgspec

from shared.ids import ID_BYTES, id_from
from tui.link import OpenSocket


def new_id() -> str:
    """A random id."""
    return id_from(os.urandom(ID_BYTES))


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class World(msgspec.Struct, frozen=True):
    """Where a replica runs. A simulation brings its own."""

    now_ms: Callable[[], int] = now_ms
    new_id: Callable[[], str] = new_id
    chance: Callable[[], float] = random.random
    open_socket: OpenSocket | None = None
    """None for the server's own socket."""


OURS = World()
"""The world that programs run in."""
