"""Several people on one machine: a server that takes clients for whom they say they are, and homes for each of them.

Run as a program it is `stegvis-server`, except that whoever connects is who `PERSON` in the environment of their
process says.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from websockets.asyncio.server import ServerConnection

from server import listener
from server.cli.main import main
from tests.acceptance.processes import Stegvis

MODULE = "tests.acceptance.people"
"""What `Server` runs for this."""


class Person(Stegvis):
    """The program as one of several people runs it."""

    def __init__(self, home: Path, name: str) -> None:
        super().__init__(home)
        self.name = name

    def environment(self, **variables: str) -> dict[str, str]:
        """Like anybody's, with who it is."""
        return super().environment(PERSON=self.name, **variables)


def _person_of(websocket: ServerConnection) -> str:
    peer = websocket.transport.get_extra_info("socket")
    process: int = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    settings = dict(
        line.partition(b"=")[::2] for line in Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    )  # fmt: skip
    return settings[b"PERSON"].decode()


if __name__ == "__main__":
    listener.login_of = _person_of
    main()
