"""Runs one seed again: `python -m tests.simulation.virtual SEED`. Prints the hash of all that happened."""

from __future__ import annotations

import sys

from tests.simulation.virtual.office import drawn
from tests.simulation.virtual.run import play

seed = int(sys.argv[1])
office = play(seed, drawn(seed))
print(office.trace)
