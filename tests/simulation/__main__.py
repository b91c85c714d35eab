"""Runs one seed again, without catching anything: `python -m tests.simulation PROFILE SEED`."""

from __future__ import annotations

import sys

from tests.simulation.checks import check
from tests.simulation.run import settled


def main(profile: str, seed: int) -> None:
    """Run it and check it."""
    world = settled(profile, seed)
    check(world)
    print(f"{profile} {seed}: {len(world.entries())} transactions, all promises kept")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
