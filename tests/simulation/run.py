"""Runs seeds, and says of one that fails how to run it again: `python -m tests.simulation PROFILE SEED`."""

from __future__ import annotations

import os

from tests.simulation.checks import check
from tests.simulation.profiles import PROFILES
from tests.simulation.world import World

TOTAL = int(os.environ.get("STEGVIS_SEEDS", "1000"))
"""Seeds of all kinds of schedules together."""

STEPS = 400
BATCH = 20


def share(percent: int) -> range:
    """So many percent of all seeds."""
    return range(max(1, TOTAL * percent // 100))


def settled(profile: str, seed: int) -> World:
    """The world after this schedule, at rest."""
    world = World(seed, clients=2 + seed % 3, profile=PROFILES[profile])
    world.steps(STEPS)
    world.heal()
    return world


def run(profile: str, seed: int) -> None:
    """Run one seed, and check every promise. Raises AssertionError with the command that does it again."""
    try:
        check(settled(profile, seed))
    except Exception as error:
        command = f"python -m tests.simulation '{profile}' {seed}"
        raise AssertionError(f"{type(error).__name__}: {error}\nto do it again: {command}") from error
