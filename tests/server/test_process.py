"""The server as a process of its own, on each loop it can run on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.asyncio.client import unix_connect
from websockets.exceptions import ConnectionClosed

from server.settings import Loop
from shared.ids import ROOT, ClientId, Key
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Transaction
from shared.plan.values import Text
from shared.sync.down import Confirmed
from tests.server.conftest import Peer
from tests.wait import LIMIT_S, is_listening, until


def _serve(directory: Path, loop: Loop, *more: str) -> subprocess.Popen[bytes]:
    arguments = ["serve", "--data", str(directory), "--socket", str(directory / "socket"), "--loop", loop.value, *more]
    return subprocess.Popen([sys.executable, "-m", "server", *arguments], stderr=subprocess.PIPE)


def _said(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """How it ended, and what it had to say about that."""
    _, said = process.communicate(timeout=LIMIT_S)
    return process.returncode, said


def _edit(counter: int) -> Transaction:
    op = SetOp(ROOT, "title", None, None, Text(f"plan {counter}"), counter - 1)
    return Transaction(Key(ClientId("anna"), counter), 1, (op,))


@pytest.mark.parametrize("loop", Loop, ids=lambda loop: loop.value)
async def test_what_was_confirmed_outlives_the_process(directory: Path, loop: Loop) -> None:
    """Stopped in the middle of its work or killed, on whatever loop: who comes back finds every edit confirmed."""
    for counter, number in enumerate((signal.SIGTERM, signal.SIGKILL), 1):
        process = _serve(directory, loop)
        await until(lambda: is_listening(directory / "socket"))
        async with unix_connect(str(directory / "socket"), "ws://localhost/", compression=None) as socket:
            peer = Peer(socket)
            await peer.open(client="anna")
            await peer.submit(_edit(counter))
            seqs = [entry.seq for entry in await peer.hear_entries(counter)]
            assert seqs == list(range(1, counter + 1))
            process.send_signal(number)
            with pytest.raises(ConnectionClosed):
                await peer.hear_a(Confirmed)
        assert _said(process) == (0 if number is signal.SIGTERM else -signal.SIGKILL, b"")


def test_a_second_server_on_the_same_data_ends_without_a_word(directory: Path) -> None:
    """Two terminals that start the private server at once must end up with one."""
    first = _serve(directory, Loop.AUTO)
    try:
        while not is_listening(directory / "socket"):
            assert first.poll() is None
        assert _said(_serve(directory, Loop.AUTO)) == (3, b"")
    finally:
        first.terminate()
    assert _said(first) == (0, b"")


def test_a_loop_that_is_not_installed_is_named(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """uvloop is an extra: without it the server runs on asyncio, and says what to install only where it is demanded."""
    (directory / "uvloop.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", f"{directory}:{Path(__file__).parent.parent.parent}")
    demanded = _serve(directory, Loop.UVLOOP)
    assert _said(demanded) == (1, b"stegvis-server: uvloop is not installed; install stegvis[fast].\n")
    process = _serve(directory, Loop.AUTO)
    while not is_listening(directory / "socket"):
        assert process.poll() is None
    process.terminate()
    assert _said(process) == (0, b"")


def _is_open_to_others(directory: Path) -> bool:
    directory.chmod(0o755)
    code = "import os, socket, sys; os.setuid(65534); socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    command = [sys.executable, "-c", code, str(directory / "socket")]
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize(("more", "may_enter"), [((), False), (("--open-to", "everybody"), True)])
async def test_others_on_the_host_may_connect_where_the_server_is_open_to_them(
    directory: Path, more: tuple[str, ...], may_enter: bool
) -> None:
    """Staff share a host; a private server is nobody else's, whatever its directory lets them see."""
    if os.getuid() != 0:
        pytest.skip("only root can try it as somebody else")
    process = _serve(directory, Loop.AUTO, *more)
    try:
        await until(lambda: is_listening(directory / "socket"))
        assert _is_open_to_others(directory) is may_enter
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT_S)
