"""Running `stegvis` as its users do: as processes, with a home of their own and a private server that is stopped."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import msgspec

LIMIT_S = 50.0
"""After this long a process is taken to hang."""


class Finished(msgspec.Struct, frozen=True):
    """What a run of the program said."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> object:
        """Its output as JSON."""
        return json.loads(self.out)

    @property
    def objects(self) -> list[dict[str, object]]:
        """Its output as a JSON array of objects."""
        return msgspec.json.decode(self.out, type=list[dict[str, object]])

    @property
    def object(self) -> dict[str, object]:
        """Its output as a JSON object."""
        return msgspec.json.decode(self.out, type=dict[str, object])


class Stegvis:
    """The program with one home. At the end of the block whatever it has started is stopped."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Stegvis:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for process in self._started:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()
        for server in self.servers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, signal.SIGTERM)

    def run(self, *arguments: str, text: str = "", **variables: str) -> Finished:
        """Run it to its end, with this on standard input."""
        done = subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.environment(**variables),
            timeout=LIMIT_S,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def done(self, *arguments: str, text: str = "") -> Finished:
        """Run it; it must succeed and have nothing to complain of."""
        finished = self.run(*arguments, text=text)
        assert (finished.status, finished.err) == (0, ""), finished
        return finished

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it, with pipes to all its streams."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tui", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            bufsize=1,
            env=self.environment(),
            # Tests that run in the background of a shell have been told to ignore it; what they start would, too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._started.append(process)
        return process

    def environment(self, **variables: str) -> dict[str, str]:
        """Nothing of the developer's own but where programs are."""
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
        return {**kept, "STEGVIS_HOME": str(self.home), "LANG": "C.UTF-8", "HOME": str(self.home.parent), **variables}

    def servers(self) -> list[int]:
        """The processes of servers whose data is in this home."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    if b"serve" in words and os.fsencode(self.home / "private") in words:
                        found.append(int(entry.name))
        return found

    def kill_servers(self) -> None:
        """Kill them as a power cut would, and wait until they are gone."""
        while servers := self.servers():
            for server in servers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(server, signal.SIGKILL)
            os.sched_yield()

    def replicas(self, plan: str) -> Path:
        """The directory of the plan's replicas for the private server."""
        return self.home / "replicas" / "private" / plan


class Server:
    """A `stegvis-server` that somebody else runs, which can be stopped and started again."""

    def __init__(self, data: Path, module: str = "server") -> None:
        self.data = data
        self._module = module
        self.socket = data / "socket"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What `stegvis connect` takes."""
        return f"unix:{self.socket}"

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start it; clients wait for its socket by themselves."""
        arguments = ["serve", "--data", str(self.data), "--socket", str(self.socket)]
        self._process = subprocess.Popen([sys.executable, "-m", self._module, *arguments])

    def stop(self) -> None:
        """Stop it, if it runs."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it, if it runs, in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let it do nothing until it is told to go on: to others it looks as if its machine hung."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End the pause."""
        self._signal(signal.SIGCONT)

    def command(self, name: str, *arguments: str) -> Finished:
        """Run another command of the program on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "server", name, "--data", str(self.data), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def done(self, name: str, *arguments: str) -> Finished:
        """Run it; it must succeed and have nothing to complain of."""
        finished = self.command(name, *arguments)
        assert (finished.status, finished.err) == (0, ""), finished
        return finished

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(LIMIT_S)
            self._process = None
