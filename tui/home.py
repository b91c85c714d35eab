"""Where a person's data lies: everything under one directory, `STEGVIS_HOME` or `--home`.

HOME/server.txt            the server in use, if it is not the private one
HOME/last-plan.txt         what `stegvis` without a plan opens
HOME/private/              the private server's store, its lock and what it had to say
HOME/replicas/SERVER/PLAN/1.sqlite, 2.sqlite, ...
                           replicas of a plan: the first that is free is taken, so that two terminals of one
                           person, or a terminal and a command, never wait for each other
"""

from __future__ import annotations

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

import msgspec

from shared.errors import InputError, StoreError, StoreInUse
from shared.ids import PLAN_NAME
from shared.storage.lock import FileLock

_MAX_SOCKET_PATH = 100
_MAX_SLOTS = 50


class Server(msgspec.Struct, frozen=True):
    """A server to talk to."""

    socket: Path
    data: Path | None
    """The private server's data directory; None for a server that somebody else runs."""
    slug: str
    """The server's name among the directories of replicas."""

    @property
    def is_private(self) -> bool:
        """Whether we start it ourselves."""
        return self.data is not None


class Home:
    """The directory, made when it is first written to."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def of(cls, given: Path | None) -> Home:
        """The home that was given, else `STEGVIS_HOME`, else the platform's place for a user's data."""
        named = given or os.environ.get("STEGVIS_HOME")
        if named:
            return cls(Path(named).expanduser().absolute())
        from platformdirs import user_data_path

        return cls(user_data_path("stegvis"))

    def prepare(self) -> None:
        """Make the directory; what this process makes from now on is for its user alone. Raises StoreError."""
        os.umask(0o077)
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(f"{self.directory} cannot be used for Stegvis' data: {error.strerror}.") from None

    def server(self) -> Server:
        """The server in use: the one `connect` named, else the private one."""
        named = self._line("server.txt")
        if named:
            return server_at(named)
        return Server(self._private_socket(), self.directory / "private", "private")

    def use_server(self, url: str | None) -> None:
        """Use this server from now on; None for the private one again."""
        self._write("server.txt", url or "")

    @property
    def last_plan(self) -> str | None:
        """The plan that was opened last, or None."""
        return self._line("last-plan.txt")

    def remember_plan(self, name: str) -> None:
        """This plan was opened last."""
        self._write("last-plan.txt", name)

    def replica_names(self) -> list[str]:
        """The plans there are replicas of, for the server in use."""
        directory = self.directory / "replicas" / self.server().slug
        if not directory.is_dir():
            return []
        return sorted(entry.name for entry in directory.iterdir() if (entry / "1.sqlite").exists())

    def slots(self, plan: str) -> list[Path]:
        """The replicas of a plan that are there."""
        # Beside them may lie copies from before a migration, such as 1.before-1.sqlite.
        return sorted(path for path in self._replicas(plan).glob("*.sqlite") if path.stem.isdigit())

    def take_slot(self, plan: str) -> tuple[Path, FileLock]:
        """The path of the first replica of the plan that is free, with its lock. Raises StoreError."""
        directory = self._replicas(plan)
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            for number in range(1, _MAX_SLOTS + 1):
                path = directory / f"{number}.sqlite"
                lock = try_lock(path)
                if lock is not None:
                    return path, lock
        except OSError as error:
            raise StoreError(f"{directory} cannot be used: {error.strerror}.") from None
        raise StoreInUse(f"{_MAX_SLOTS} programs have the plan {plan} open already.")

    def _replicas(self, plan: str) -> Path:
        return self.directory / "replicas" / self.server().slug / checked_plan_name(plan)

    def _private_socket(self) -> Path:
        path = self.directory / "private" / "socket"
        if len(os.fsencode(path)) <= _MAX_SOCKET_PATH:
            return path
        # The operating system takes only short socket paths; a deep home gets its socket elsewhere.
        short = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"stegvis-{os.getuid()}"
        return short / sha256(os.fsencode(path)).hexdigest()[:16]

    def _line(self, name: str) -> str | None:
        try:
            return (self.directory / name).read_text("utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def _write(self, name: str, line: str) -> None:
        self.prepare()
        try:
            (self.directory / name).write_text(line + "\n", "utf-8")
        except OSError as error:
            raise StoreError(f"{self.directory / name} cannot be written: {error.strerror}.") from None


def try_lock(replica: Path) -> FileLock | None:
    """The lock of a replica, or None if another process has it."""
    try:
        return FileLock.take(replica.with_suffix(".lock"))
    except StoreInUse:
        return None


def checked_plan_name(name: str) -> str:
    """The name, if a plan may be called that. Raises InputError."""
    if not re.search(PLAN_NAME, name):
        raise InputError(
            f"“{name[:40]}” cannot be the name of a plan: letters, digits, spaces and - _ . only, at most 99.",
            is_usage=True,
        )
    return name


def server_at(url: str) -> Server:
    """The server at `unix:PATH`. Raises InputError for anything else."""
    scheme, _, path = url.partition(":")
    if scheme != "unix" or not path.startswith("/"):
        raise InputError(f"“{url}” is not a server address, such as unix:/run/stegvis/socket.", is_usage=True)
    return Server(Path(path), None, sha256(path.encode()).hexdigest()[:12])
