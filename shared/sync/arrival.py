"""An image of the plan on its way to a replica, chunk by chunk; a cut, or the end of the program, does not begin it
anew."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import RemoteProtocolError
from shared.sync.down import ImageBegins, ImageChunk
from shared.sync.image import ImageHead
from shared.sync.snapshot import Unpacking
from shared.sync.up import Resume


class Arrival:
    """None at first, or the image whose first chunks have arrived before."""

    def __init__(self, before: tuple[ImageHead, Sequence[bytes]] | None) -> None:
        self._unpacking = _taken_up(*before) if before is not None else None
        self.seal = b""
        """The server's seal on the log up to the image."""

    @property
    def progress(self) -> tuple[int, int]:
        """How many chunks are here, of how many; 0 of 0 where none is arriving."""
        return (self._unpacking.here, self._unpacking.head.count) if self._unpacking else (0, 0)

    @property
    def resume(self) -> Resume | None:
        """What is here already, for the server to go on from."""
        return Resume(self._unpacking.head.sha, self._unpacking.here) if self._unpacking else None

    def begin(self, message: ImageBegins) -> None:
        """An image follows: a new one, or the rest of the one that is here. Raises RemoteProtocolError for neither."""
        here = self._unpacking
        if message.first == 0:
            self._unpacking = Unpacking(message.head)
        elif here is None or (here.head.sha, here.here) != (message.head.sha, message.first):
            raise RemoteProtocolError("the middle of an image that is not here")
        self.seal = message.seal

    def feed(self, message: ImageChunk) -> Unpacking:
        """Take a chunk. Raises RemoteProtocolError if it is not the next one."""
        here = self._unpacking
        if here is None or here.here != message.index:
            raise RemoteProtocolError("a chunk out of order")
        # Damage may have come in with any chunk before it: then, too, the image begins anew.
        self._unpacking = None
        here.feed(message.chunk)
        if not here.is_complete:
            self._unpacking = here
        return here


def _taken_up(head: ImageHead, chunks: Sequence[bytes]) -> Unpacking | None:
    """None where what is here is damaged, or all of it."""
    unpacking = Unpacking(head)
    try:
        for chunk in chunks:
            unpacking.feed(chunk)
    except RemoteProtocolError:
        return None
    return None if unpacking.is_complete else unpacking
