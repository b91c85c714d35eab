"""A disk that remembers what it was told, and in which order, so that a test can cut its power at any point.

What was written before a sync of the same file is there after the cut. What was written since may be there, whole or in
part, or not, each write for itself; so may a file that was deleted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import apsw
import msgspec

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""


class Written(msgspec.Struct, frozen=True):
    """Bytes went to a file."""

    path: str
    offset: int
    data: bytes


class Truncated(msgspec.Struct, frozen=True):
    """A file was cut to this many bytes."""

    path: str
    size: int


class Synced(msgspec.Struct, frozen=True):
    """All that was written to a file is on the disk."""

    path: str


class Deleted(msgspec.Struct, frozen=True):
    """A file was deleted; for certain if its directory was synced."""

    path: str
    is_certain: bool


class Acknowledged(msgspec.Struct, frozen=True):
    """The program said that it had saved another transaction."""


Event = Written | Truncated | Synced | Deleted | Acknowledged


class RecordingDisk(apsw.VFS):
    """The real disk, and the events of all files on it."""

    def __init__(self, name: str) -> None:
        self.events: list[Event] = []
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        """Open a file."""
        return _RecordedFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file."""
        super().xDelete(filename, syncdir)
        self.events.append(Deleted(filename, syncdir))


class _RecordedFile(apsw.VFSFile):
    def __init__(self, disk: RecordingDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._disk.events.append(Written(self._path, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._disk.events.append(Truncated(self._path, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._disk.events.append(Synced(self._path))


class Cut(msgspec.Struct, frozen=True):
    """What a cut leaves."""

    files: dict[str, bytes]
    """By name, without a directory."""
    acknowledged: int
    """Transactions the program had said were saved."""


def cuts(events: list[Event], count: int, seed: int) -> Iterator[Cut]:
    """What is left after so many cuts, anywhere among the events, with much, half or nothing of what was loose."""
    rng = random.Random(seed)
    points = sorted(rng.randrange(len(events) + 1) for _ in range(count))
    state, done = _State(), 0
    for point in points:
        for event in events[done:point]:
            state.take(event)
        done = point
        yield state.cut(rng, kept=rng.choice((0.0, 0.5, 0.9)))


class _State:
    """The files of a disk: what is certain, and what is loose, in order."""

    def __init__(self) -> None:
        self._certain: dict[str, bytearray | None] = {}
        self._loose: dict[str, list[Written | Truncated | Deleted]] = {}
        self._acknowledged = 0

    def take(self, event: Event) -> None:
        match event:
            case Acknowledged():
                self._acknowledged += 1
            case Synced(path):
                self._settle(path)
                for other, loose in list(self._loose.items()):
                    if any(isinstance(one, Deleted) for one in loose):
                        self._settle(other)
            case _:
                self._loose.setdefault(event.path, []).append(event)
                if isinstance(event, Deleted) and event.is_certain:
                    self._settle(event.path)

    def cut(self, rng: random.Random, kept: float) -> Cut:
        files = {}
        for path in self._certain.keys() | self._loose.keys():
            content = self._certain.get(path)
            left = None if content is None else bytearray(content)
            for event in self._loose.get(path, []):
                if rng.random() < kept:
                    left = _applied(left, _torn(event, rng))
            if left is not None:
                files[Path(path).name] = bytes(left)
        return Cut(files, self._acknowledged)

    def _settle(self, path: str) -> None:
        content = self._certain.get(path)
        for event in self._loose.pop(path, []):
            content = _applied(content, event)
        self._certain[path] = content


def _torn(event: Written | Truncated | Deleted, rng: random.Random) -> Written | Truncated | Deleted:
    """Perhaps only the first sectors of a write."""
    if isinstance(event, Written) and len(event.data) > SECTOR and rng.random() < 0.3:
        return Written(event.path, event.offset, event.data[: SECTOR * rng.randrange(len(event.data) // SECTOR + 1)])
    return event


def _applied(content: bytearray | None, event: Written | Truncated | Deleted) -> bytearray | None:
    if isinstance(event, Deleted):
        return None
    content = bytearray() if content is None else content
    if isinstance(event, Truncated):
        del content[event.size :]
        return content
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(event.data)] = event.data
    return content
