"""A lock file: at most one process at a time holds what it stands for, or several that share it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from shared.errors import StoreInUse


class FileLock:
    """A lock that the operating system releases when the process ends, however it ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, *, is_shared: bool = False) -> FileLock:
        """Take the lock, alone or with others who share it. Raises StoreInUse if another process has it, OSError if
        the file cannot be made."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StoreInUse(f"{path} is held by another process.") from None
        return cls(path, descriptor)

    def release(self) -> None:
        """Let others have it. The file stays: removing it would race with who takes it next."""
        os.close(self._descriptor)
