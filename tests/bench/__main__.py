"""Measure, and print a table. All in one run, so that figures of different machines compare by their ratios.

python -m tests.bench [PART ...]
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tests.bench import assessing, checking, fanout, joining, local, offline, scale, tallies, throughput
from tests.bench.table import Row, printed

PARTS: dict[str, Callable[[Path], Awaitable[list[Row]]]] = {
    "start": local.start_rows,
    "edit": local.edit_rows,
    "throughput": throughput.rows,
    "fanout": fanout.rows,
    "join": joining.rows,
    "memory": fanout.memory_rows,
    "scale": scale.rows,
    "offline": offline.rows,
    "assess": assessing.rows,
    "tallies": tallies.rows,
    "check": checking.rows,
}


async def main(names: list[str]) -> None:
    """Run the parts of those names, all if there are none, and print the table."""
    found: list[Row] = []
    for name in names or PARTS:
        with tempfile.TemporaryDirectory(prefix="sb-") as directory:
            found += await PARTS[name](Path(directory))
    print(printed(found))


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(main(sys.argv[1:]))
