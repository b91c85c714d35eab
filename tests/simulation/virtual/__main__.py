"""Runs one seed again: `python -m tests.simulation.virtual SEED`. Prints the hash of all that happened."""

from __future__ import annotations

import sys

from tests.simulation.virtual.office import drawn
from tests.simulation.virtual.run import play

if __name__ == "__main__":
    print(play(int(sys.argv[1]), drawn(int(sys.argv[1]))).trace)
