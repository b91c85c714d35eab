"""Programs are killed while they write, and the server they write to: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import msgspec
import pytest

from shared.storage.beside import read_only
from tests.acceptance.processes import Server, Stegvis

pytestmark = pytest.mark.acceptance

WRITERS, LINES = 4, 250
KILLED_WRITERS, KILLS_EACH, LINES_EACH = 5, 12, 60


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


def test_killing_sixty_clients_loses_and_doubles_nothing(stegvis: Stegvis) -> None:
    """Five people's programs are killed at any line, twelve times each, and started again. What was acknowledged is in
    the log where it was said to be, what was saved in a replica's file reaches it too, and nothing is there twice."""
    with ExitStack() as stack:
        server = Server(stegvis.home.parent / "data")
        server.data.mkdir()
        stack.enter_context(server)
        homes = [stegvis.home.parent / f"home{writer}" for writer in range(KILLED_WRITERS)]
        programs = [stack.enter_context(Stegvis(home)) for home in homes]
        for program in programs:
            program.done("connect", server.url)
        nodes = [str(node["id"]) for node in programs[0].done("list", "example", "--kind", "measure", "--json").objects]
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(_killed_again_and_again, programs, nodes, range(KILLED_WRITERS)))
        for program in programs:
            program.done("sync", "example")
        changes = programs[0].done("log", "example", "--since", "1", "--json").objects
    times = Counter(str(change["after"]) for change in changes)
    logged = {change["seq"]: change["after"] for change in changes}

    assert any(one.saved for one in told)
    assert set(times.values()) == {1}
    for one in told:
        assert {seq: logged.get(seq) for seq in one.values} == one.values
        assert {value for value in one.saved if not times[value]} == set()


class Told(msgspec.Struct, frozen=True):
    """What one person's programs were told, and left behind."""

    values: dict[int, str]
    """What was acknowledged, by seqs."""
    saved: set[str]
    """What was in the outbox after a kill."""


def _killed_again_and_again(program: Stegvis, node: str, writer: int) -> Told:
    chance = random.Random(writer)
    told = Told({}, set())
    for number in range(KILLS_EACH):
        values = [str(1_000_000 * (writer + 1) + 1_000 * number + line) for line in range(LINES_EACH)]
        process = program.start("set", "example", "--stdin")
        assert process.stdin is not None and process.stdout is not None
        lines = (f"{node}\toutcome\t{value}\t2021\tpart {number} {value}\n" for value in values)
        process.stdin.write("".join(lines))
        process.stdin.flush()
        for _ in range(chance.randrange(1, LINES_EACH)):
            word, line, _, seq = process.stdout.readline().split()[:4]
            assert word == "ok"
            told.values[int(seq)] = values[int(line) - 1]
        process.kill()
        process.wait(50)
        told.saved.update(_saved(program, set(values)))
    return told


def _saved(program: Stegvis, values: set[str]) -> set[str]:
    """Those of the values that are in the outbox of a replica in this home."""
    found: set[str] = set()
    for path in program.home.glob("replicas/*/example/*.sqlite"):
        with read_only(path) as conn:
            bodies = b"".join(body for (body,) in conn.execute("SELECT body FROM outbox"))
        found |= {value for value in values if value.encode() in bodies}
    return found
