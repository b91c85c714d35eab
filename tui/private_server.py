"""Starting the private server: a `stegvis-server` of this user's own, on a Unix socket, that stops by itself."""

from __future__ import annotations

import os
import subprocess
import sys

from shared.plan.values import clean
from tui.home import Server

ALREADY_SERVED = 3
"""The exit status of a server that finds another one serving the same data."""

_IDLE_S = 60
"""Seconds without a connection after which the private server stops."""


def start_private_server(server: Server) -> subprocess.Popen[bytes] | None:
    """Start it in the background. One that runs already keeps the lock, and the new one ends at once.

    What it has to say goes to `server.log` beside its store. None where it cannot be started: the replica works
    without it, and the status line says so.
    """
    if server.data is None:
        return None
    try:
        server.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (server.data / "server.log").open("ab") as log:
            return subprocess.Popen(
                [
                    *(sys.executable, "-m", "server", "serve"),
                    *("--data", str(server.data), "--socket", str(server.socket), "--until-idle", str(_IDLE_S)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env=_environment(),
            )
    except OSError:
        return None


def why_it_ended(server: Server, process: subprocess.Popen[bytes]) -> str | None:
    """The last thing that a private server said which ended with an error; None if it did not."""
    if server.data is None or process.poll() in (None, 0, ALREADY_SERVED):
        return None
    try:
        lines = (server.data / "server.log").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    said = next((line for line in reversed(lines) if line.strip()), "")
    return clean(said.removeprefix("stegvis-server: "))[:300] or None


def _environment() -> dict[str, str]:
    """What the server may know of ours: it outlives this terminal."""
    kept = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "PYTHONPATH", "XDG_RUNTIME_DIR", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}
