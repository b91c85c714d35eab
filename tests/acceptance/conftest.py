"""Fixtures for tests that run the programs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.processes import Stegvis


@pytest.fixture
def stegvis() -> Iterator[Stegvis]:
    """The program with a new home, short enough for a socket."""
    directory = Path(tempfile.mkdtemp(prefix="stegvis-"))
    with Stegvis(directory / "home") as program:
        yield program
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_stegvis() -> Iterator[Stegvis]:
    """The program with a home in which the example is, for tests that change nothing."""
    directory = Path(tempfile.mkdtemp(prefix="stegvis-"))
    with Stegvis(directory / "home") as program:
        program.done("tree", "example", "--depth", "1")
        yield program
    shutil.rmtree(directory, ignore_errors=True)
