"""The screen, started with its streams sent elsewhere."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from pathlib import Path

import pexpect
import pytest

from tests.acceptance.processes import Stegvis

pytestmark = pytest.mark.acceptance


def test_the_screen_is_drawn_when_standard_error_goes_to_a_file(stegvis: Stegvis) -> None:
    """`stegvis 2>log` is how people look for what a program complains of."""
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "log"
        process = pexpect.spawn(
            "sh", ["-c", f"exec {shlex.quote(sys.executable)} -m tui 2>{shlex.quote(str(log))}"],
            dimensions=(36, 120), timeout=30, encoding="utf-8",
            env={**stegvis.environment(), "TERM": "xterm-256color", "PYTHONPATH": os.fspath(Path(__file__).parents[2])},
        )  # fmt: skip
        process.expect("Medborgare")
        process.send("q")
        process.expect(pexpect.EOF)
        process.close()

        assert process.exitstatus == 0 and log.read_text("utf-8") == ""
