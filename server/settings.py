"""The server's settings: one frozen struct, checked at start."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

import msgspec


class Loop(Enum):
    """Which event loop to run on."""

    AUTO = "auto"
    """uvloop where it is installed."""
    ASYNCIO = "asyncio"
    UVLOOP = "uvloop"


class Reach(Enum):
    """Who on this machine may connect; each is known by their own login."""

    OWNER = "owner"
    GROUP = "group"
    EVERYBODY = "everybody"

    @property
    def socket_mode(self) -> int:
        """The permissions of the socket."""
        return {Reach.OWNER: 0o600, Reach.GROUP: 0o660, Reach.EVERYBODY: 0o666}[self]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `stegvis-server serve` runs with."""

    data: Path
    """The directory of the store and of the log of the server's own messages."""
    socket: Path
    """The Unix socket to listen on."""
    reach: Reach = Reach.OWNER
    """Who may connect to it."""
    idle_s: float | None = None
    """Stop after this many seconds without a connection; None to run until stopped."""
    loop: Loop = Loop.AUTO
    max_connections: int = 2_000
    """More are sent away. Each takes a file descriptor."""
    queued_bytes: int = 8 * 2**20
    """What may wait to be sent to one connection; one that falls further behind is dropped, and catches up later."""
    send_timeout_s: float = 30.0
    """A client that takes nothing of what waits for it for this long is dropped, at the latest after twice as long."""
    hello_timeout_s: float = 10.0
    image_every: int = 5_000
    """Rows after which a plan is packed anew, for who joins and for the next start; the log before it is packed too."""
    watch_s: float = 1.0
    """How often to look whether an administrator's command has changed something."""
    rows_at_once: int = 1_000


def problem_with(settings: Settings) -> str | None:
    """Why the server cannot run with these settings, as a sentence; None if it can."""
    if len(str(settings.socket).encode()) > 100:
        return f"The path of the socket is too long for the operating system: {settings.socket}"
    if settings.data.exists() and not settings.data.is_dir():
        return f"{settings.data} is not a directory."
    return None
