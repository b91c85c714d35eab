"""A process that is killed at one of its writes, or at one of its syncs, has kept what it said it had kept."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.storage_faults.appender import ROWS

TIMES = 30
LIMIT_S = 60


def why_not() -> str:
    """Why no system call can be tampered with here, or ""."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return f"processes may not be traced here: {tried.stderr.strip()}" if tried.returncode else ""


@pytest.mark.parametrize("calls", ["pwrite64", "fdatasync,fsync"])
def test_a_kill_at_any_write_or_sync_loses_nothing_acknowledged(tmp_path: Path, calls: str) -> None:
    """Between two system calls is where a crash finds the file half done. Builds of SQLite differ in how they sync."""
    if reason := why_not():
        pytest.skip(reason)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda nth: killed_at(tmp_path / f"{nth}.sqlite", calls, nth), range(1, TIMES + 1)))
    assert outcomes == ["whole"] * TIMES


def killed_at(path: Path, calls: str, nth: int) -> str:
    """Let the n-th of these calls be a kill, then look: "whole", or what is wrong."""
    tampering = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
    injected = ["-e", f"inject={calls}:signal=SIGKILL:when={nth}"]
    program = [sys.executable, "-m", "tests.storage_faults.appender", str(path)]
    done = subprocess.run([*tampering, *injected, *program], capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode != -signal.SIGKILL:
        return f"not killed: {done}"
    said = [int(line) for line in done.stdout.split()]
    with contextlib.closing(sqlite3.connect(path)) as opened:
        if opened.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return "damaged"
        tables = opened.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        held = [row[0] for row in opened.execute("SELECT number FROM kept")] if tables else []
    # The transaction that was under way may have got there, both rows of it.
    expected = [[number for number in range(1, last + 1) for _ in "ab"] for last in (len(said), len(said) + 1)]
    return "whole" if held in expected and len(said) < ROWS else f"said {said}, holds {held}"
