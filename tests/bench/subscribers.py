"""Many clients that only listen, in a process of their own.

    python -m tests.bench.subscribers SOCKET COUNT EDITS

Prints `ready` when all have joined. When each has had that many edits it prints, as JSON, the time by the monotonic
clock at which the last of them had each edit; an edit is known by `mark`. It goes on reading until its input ends.
"""

from __future__ import annotations

import json
import re
import select
import socket
import sys
import time
from pathlib import Path

from tests.bench.client import READY, opening, random_id
from tests.bench.wire import END_OF_HEADERS, HANDSHAKE, masked

_MARK = re.compile(rb"edit(\d{6});")
_MARK_BYTES = 11
_READ = 2**18


def mark(number: int) -> str:
    """What an edit says, for everybody to find."""
    return f"edit{number:06};"


class Crowd:
    """The subscribers, by file descriptor."""

    def __init__(self, path: Path, count: int) -> None:
        self._sockets = {one.fileno(): one for one in (_connected(path) for _ in range(count))}
        self._tails = dict.fromkeys(self._sockets, b"")
        self._poll = select.epoll()
        for number in self._sockets:
            self._poll.register(number, select.EPOLLIN)

    def join(self) -> None:
        """Wait until all are told everything."""
        joined: set[int] = set()
        while len(joined) < len(self._sockets):
            joined |= {number for number, data in self._arrived() if READY in data}

    def arrivals(self, edits: int) -> list[float]:
        """When the last one had each edit."""
        had = [0] * edits
        last = [0.0] * edits
        missing = edits
        while missing:
            for _, data in self._arrived():
                now = time.monotonic()
                for found in _MARK.findall(data):
                    number = int(found)
                    had[number] += 1
                    if had[number] == len(self._sockets):
                        last[number] = now
                        missing -= 1
        return last

    def idle(self) -> None:
        """Read whatever comes until the input ends."""
        end = sys.stdin.fileno()
        self._poll.register(end, select.EPOLLIN)
        while all(number != end for number, _ in self._poll.poll()):
            self._arrived()

    def _arrived(self) -> list[tuple[int, bytes]]:
        """What came, each with the end of what came before, where a mark may have begun."""
        found = []
        for number, _ in self._poll.poll():
            if number not in self._sockets:
                continue
            data = self._sockets[number].recv(_READ)
            if not data:
                raise SystemExit("a subscriber was dropped")
            whole = self._tails[number] + data
            # A mark that is whole must not be found again.
            cut = max((hit.end() for hit in _MARK.finditer(whole)), default=0)
            self._tails[number] = whole[cut:][1 - _MARK_BYTES :]
            found.append((number, whole))
        return found


def _connected(path: Path) -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    client.connect(str(path))
    client.sendall(HANDSHAKE)
    answer = b""
    while END_OF_HEADERS not in answer:
        answer += client.recv(1)
    client.sendall(b"".join(map(masked, opening(random_id()))))
    return client


if __name__ == "__main__":
    crowd = Crowd(Path(sys.argv[1]), int(sys.argv[2]))
    crowd.join()
    print("ready", flush=True)
    if edits := int(sys.argv[3]):
        print(json.dumps(crowd.arrivals(edits)), flush=True)
    crowd.idle()
