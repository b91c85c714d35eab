"""When to say that the server does not answer: a count of what is being sent looks the same after a minute."""

from __future__ import annotations

import time
from collections.abc import Callable

from tui.door import Connection

SILENT_S = 4.0
"""How long an answer may take before people are told that it is missing."""

_UNDER_WAY = (Connection.CONNECTING, Connection.CATCHING_UP)


class Patience:
    """Looks at how things stand now and then, and knows since when nothing has come that was waited for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds."""
        self._clock = clock
        self._since = 0.0
        self._seen = (Connection.OFFLINE, 0, (0, 0))
        self._pending = 0
        self.is_waiting = False
        """Whether the server owed an answer when last looked."""

    def heard(self) -> None:
        """Something came from the server."""
        self._since = self._clock()

    def is_over(self, connection: Connection, pending: int, seq: int, progress: tuple[int, int] = (0, 0)) -> bool:
        """Whether the server has owed an answer for too long. An answer takes something out of what is pending, or
        brings a plan that is being fetched a part further."""
        was_waiting = self.is_waiting
        self.is_waiting = connection in _UNDER_WAY or (connection is Connection.LIVE and pending > 0)
        if not was_waiting or (connection, seq, progress) != self._seen or pending < self._pending:
            self.heard()
        self._seen, self._pending = (connection, seq, progress), pending
        return self.is_waiting and self._clock() - self._since >= SILENT_S
