"""When a room tells what: at once while that costs little, less often and more at a time where it costs much."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec

from shared.sync.down import MAX_ROWS, Confirmed, Down

LONGEST_S = 0.5
"""No wait is longer, however long the last time took: nobody's screen may seem to stand still."""

MAX_TOLD_BYTES = 2**20
"""Bytes of entries after which a message takes no more; one publication alone may be larger."""


class Pace:
    """Keeps what is done again and again to a share of the time. Times are seconds by a clock that never goes back."""

    def __init__(self, share: float, least_s: float = 0.0) -> None:
        self._share = share
        self._least_s = least_s
        self._next = float("-inf")

    def wait_s(self, now: float) -> float:
        """How long until it may be done again; 0.0 if it may be now."""
        return max(0.0, self._next - now)

    def done(self, begun: float, ended: float) -> None:
        """It was done once, and took this long."""
        between = min(max((ended - begun) / self._share, self._least_s), LONGEST_S)
        self._next = max(self._next, begun + between)


class Told(msgspec.Struct, frozen=True):
    """A message, and the session it is for; None for everybody."""

    message: Down
    session: int | None = None


class Tick:
    """What a room has yet to tell, in order. Publications that follow one another become one message."""

    def __init__(self) -> None:
        self._waiting: list[Told] = []
        self._news: list[Confirmed] = []
        """The publications that are behind all that is waiting."""
        self._count = 0
        self._bytes = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self._waiting and not self._news

    def publish(self, news: Confirmed) -> None:
        """Entries for everybody."""
        size = sum(map(len, news.bodies))
        if self._count + len(news.bodies) > MAX_ROWS or self._bytes + size > MAX_TOLD_BYTES:
            self._finish_news()
        self._news.append(news)
        self._count += len(news.bodies)
        self._bytes += size

    def add(self, message: Down, session: int) -> None:
        """Something for one session."""
        self._finish_news()
        self._waiting.append(Told(message, session))

    def take(self) -> list[Told]:
        """All of it."""
        self._finish_news()
        taken, self._waiting = self._waiting, []
        return taken

    def _finish_news(self) -> None:
        if self._news:
            self._waiting.append(Told(_together(self._news)))
            self._news, self._count, self._bytes = [], 0, 0


def _together(news: Sequence[Confirmed]) -> Confirmed:
    """What several publications say, in one; each begins where the one before ends."""
    if len(news) == 1:
        return news[0]
    return msgspec.structs.replace(
        news[-1], first=news[0].first, bodies=tuple(chain.from_iterable(one.bodies for one in news))
    )
