"""Whether the simulations could find a mistake at all: each of these is planted, and must be found within 50 seeds."""

from __future__ import annotations

import pytest

from tests.simulation import run
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.virtual.run import run as run_shells

SEEDS = 50


def play(profile: str, seed: int) -> None:
    """One seed, and all checks."""
    if profile == "shells":
        run_shells(seed)
    else:
        run.run(profile, seed)


def found_by(mutant: Mutant) -> int | None:
    """The first seed that finds the mistake."""
    for seed in range(SEEDS):
        try:
            with mutant.planted():
                play(mutant.profile, seed)
        except AssertionError:
            return seed
    return None


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_planted_mistake_is_found(mutant: Mutant) -> None:
    """The ordinary checks find it, and find nothing in the same schedule without it."""
    seed = found_by(mutant)
    assert seed is not None, f"{SEEDS} seeds did not find it"
    play(mutant.profile, seed)
