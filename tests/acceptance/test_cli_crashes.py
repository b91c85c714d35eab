"""The server is killed while four programs write: what was acknowledged is there, once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from tests.acceptance.processes import Stegvis

pytestmark = pytest.mark.acceptance

WRITERS, LINES = 4, 250


class Acknowledged(msgspec.Struct, frozen=True):
    """What one program was told."""

    seqs: list[int]
    """One for each line, in the order of the acknowledgements."""
    values: dict[int, str]
    """The value that has that seq."""


def test_killing_the_server_in_a_burst_loses_and_doubles_nothing(stegvis: Stegvis) -> None:
    """The promise of an acknowledgement: on disk, whatever happens next. The clients start a new server themselves."""
    nodes = [str(node["id"]) for node in stegvis.done("list", "example", "--kind", "measure", "--json").objects]
    first = stegvis.servers()
    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(lambda writer: _write(stegvis, nodes[writer], writer), range(WRITERS)))
    changes = stegvis.done("log", "example", "--since", "1", "--json").objects
    logged = {change["seq"]: change["after"] for change in changes}
    acknowledged = {seq: value for one in told for seq, value in one.values.items()}

    assert first and set(stegvis.servers()).isdisjoint(first)
    assert [len(one.seqs) for one in told] == [LINES] * WRITERS
    assert acknowledged == logged
    assert Counter(change["after"] for change in changes) == Counter(acknowledged.values())


def _write(stegvis: Stegvis, node: str, writer: int) -> Acknowledged:
    """Write all lines into one node; the first writer kills the server when a third of its own are through."""
    process = stegvis.start("set", "example", "--stdin")
    assert process.stdin is not None and process.stdout is not None
    values = [str(1000 * (writer + 1) + line) for line in range(LINES)]
    lines = [
        f"{node}\toutcome\t{value}\t2021-{1 + place % 12:02}\tpart {place}\n" for place, value in enumerate(values)
    ]
    with ThreadPoolExecutor(1) as feeder:
        feeder.submit(_feed, process.stdin, lines)
        found: dict[int, str] = {}
        seqs: list[int] = []
        for said in process.stdout:
            word, line, _, seq = said.split()
            assert word == "ok", said
            seqs.append(int(seq))
            found[int(seq)] = values[int(line) - 1]
            if writer == 0 and len(seqs) == LINES // 3:
                for server in stegvis.servers():
                    os.kill(server, signal.SIGKILL)
    assert process.wait(50) == 0
    return Acknowledged(seqs, found)


def _feed(pipe: object, lines: list[str]) -> None:
    assert hasattr(pipe, "write") and hasattr(pipe, "close")
    pipe.write("".join(lines))
    pipe.close()
