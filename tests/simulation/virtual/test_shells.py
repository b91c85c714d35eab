"""Both programs' shells, from their databases' jobs to their sockets, in virtual time: whatever goes wrong, nothing
that was shown as saved is lost, and everybody comes to rest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.run import share
from tests.simulation.virtual.office import drawn
from tests.simulation.virtual.run import play, run

_BATCH = 5
_SEEDS = share(11)

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

ONCE_FOUND = [
    (0, "a digest compared where no server had told one"),
    (8, "a replica that hands rows back had no name for how it stands with the server"),
    (186, "a refused transaction, sent again since its answer was lost, laid over its author's newer ones"),
]


@pytest.mark.parametrize("first", range(0, len(_SEEDS), _BATCH))
def test_nothing_is_lost_and_everybody_comes_to_rest(first: int) -> None:
    """Cuts, half-open connections, crashes of either side and servers restored from backups."""
    for seed in _SEEDS[first : first + _BATCH]:
        run(seed)


@pytest.mark.parametrize(("seed", "found"), ONCE_FOUND)
def test_what_was_found_once_stays_mended(seed: int, found: str) -> None:
    """Each of these seeds found a real mistake."""
    run(seed)


def test_schedules_reach_what_they_are_for() -> None:
    """Schedules in which nothing fails would prove nothing."""
    offices = [run(seed) for seed in range(16)]
    assert sum(office.crashes for office in offices) > 20
    assert sum(office.restores for office in offices) >= 1
    assert sum(len(office.acknowledged) for office in offices) > 200


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_a_seed_is_the_same_in_every_process(hash_seed: str) -> None:
    """A failure that cannot be replayed elsewhere cannot be mended there."""
    here = play(5, drawn(5)).trace
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation.virtual", "5"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here
    assert play(6, drawn(6)).trace != here
