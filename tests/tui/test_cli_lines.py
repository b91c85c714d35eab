"""Standard input by lines, from pipes and from files."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from shared.errors import InputError
from tui.cli.lines import MAX_LINE_BYTES, lines


async def test_lines_come_before_the_pipe_is_closed() -> None:
    """A script writes a line and waits for its acknowledgement before it writes the next."""
    reading, writing = os.pipe()
    source = lines(reading, "")
    os.write(writing, b"one\r\ntw")
    first = await anext(source)
    os.write(writing, b"o\n\nthree")
    os.close(writing)
    rest = [line async for line in source]
    os.close(reading)

    assert (first, rest) == (b"one", [b"two", b"", b"three"])


async def test_an_ordinary_file_is_read_too(tmp_path: Path) -> None:
    """`stegvis set --stdin < edits.tsv`: the system's readiness calls refuse such files."""
    path = tmp_path / "edits.tsv"
    path.write_bytes(b"x" * 100_000 + b"\nlast\n")
    with path.open("rb") as file:
        found = [line async for line in lines(file.fileno(), "")]

    assert [len(line) for line in found] == [100_000, 4]


async def test_a_line_without_an_end_is_refused() -> None:
    """Somebody pipes in a disk image; memory must not fill with it."""
    reading, writing = os.pipe()
    feeding = asyncio.create_task(asyncio.to_thread(os.write, writing, b"x" * (MAX_LINE_BYTES + 2**17)))
    with pytest.raises(InputError, match="too long"):
        async for _ in lines(reading, "too long"):
            pass
    while not feeding.done():
        os.read(reading, 2**17)
        await asyncio.wait([feeding], timeout=0.01)
    os.close(reading)
    os.close(writing)
