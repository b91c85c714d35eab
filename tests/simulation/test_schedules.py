"""The law: after any schedule of edits, cuts, crashes and retries, once everyone is connected and quiet, all replicas
are equal, no transaction that was stored is lost or doubled, and every value that did not win is a rival or in the log.
"""

from __future__ import annotations

import pytest

from shared.plan.model import Plan
from shared.plan.ops import Contested, Merged
from tests.simulation.checks import content
from tests.simulation.profiles import PROFILES
from tests.simulation.run import BATCH, run, settled, share

BATCHES = [
    (profile.name, seeds[first : first + BATCH])
    for profile in PROFILES.values()
    for seeds in [share(profile.every)]
    for first in range(0, len(seeds), BATCH)
]

ONCE_FOUND = [
    ("mixed", 97, "an image of the server made while commits were under way"),
    ("mixed", 249, "an image of an empty plan"),
    ("mixed", 637, "refusals of what absent authors' rows said, told to nobody"),
    ("mixed", 1447, "rows handed back that began after the image they followed"),
    ("mixed", 1722, "keys that a restored replica had given out before"),
    ("mixed", 534, "an edit over what was shown merged, told to have seen what it was absorbed by"),
    ("mixed", 543, "the same, where both had written the same set"),
    ("away", 26, "a merge that changed nothing passed for absorbed, and the next edit for made over it"),
    ("mixed", 1404, "a set that was shown merged while its author's edit was pending, passed for seen"),
    ("restored", 100, "a rival of a lost log, which is the confirmed value now, passed for seen"),
    ("restored", 58, "what was seen in a lost log passed for seen where it had become something else"),
    ("restored", 76, "the same, of rows that were handed back"),
    ("put back", 128, "an edit over what its author had settled, which the server had lost, counted as made blindly"),
    ("mixed", 8685, "rows of a lost log that an image was about to replace, counted as there to be handed back"),
]


@pytest.mark.parametrize(("profile", "seeds"), BATCHES, ids=lambda value: str(value).replace(" ", "-"))
def test_everybody_converges_and_nothing_is_lost(profile: str, seeds: range) -> None:
    """Whatever the fault. The failure says how to run its seed again."""
    for seed in seeds:
        run(profile, seed)


@pytest.mark.parametrize(("profile", "seed", "found"), ONCE_FOUND)
def test_what_was_found_once_stays_mended(profile: str, seed: int, found: str) -> None:
    """Each of these seeds found a real mistake, in the product or in what checks it."""
    run(profile, seed)


def test_schedules_reach_what_they_are_for() -> None:
    """Schedules that never contest, merge, refuse or crash anything would prove nothing."""
    contested = returned = images = merged = 0
    for seed in range(40):
        world = settled("mixed", seed)
        outcomes = [outcome for entry in world.entries() for outcome in entry.outcomes]
        contested += outcomes.count(Contested())
        merged += sum(isinstance(outcome, Merged) for outcome in outcomes)
        returned += sum(len(client.disk.returned) for client in world.clients)
        images += sum(client.disk.image is not None for client in world.clients)
    assert min(contested, merged, images) > 10, (contested, merged, images)
    assert returned


def test_profiles_reach_what_they_are_for() -> None:
    """A fault that never happens finds nothing."""
    worlds = {name: [settled(name, seed) for seed in range(6)] for name in PROFILES}
    assert sum(len(world.poisoned) for world in worlds["poisoned"]) > 10
    assert sum(world.damages for world in worlds["damaged"]) > 10
    assert min(world.restores for world in worlds["restored"]) > 1
    assert sum(world.restores for world in worlds["watermark"]) > 10
    assert sum(world.server.disk.backed_up for world in worlds["watermark"]) > 10
    assert max(len(world.clients) for world in worlds["copied"]) > 4
    plans = [world.server.sequencer.plan for world in worlds["structure"]]
    assert max(len(plan.path(node)) for plan in plans for node in plan.nodes) > 50
    outcomes = [outcome for world in worlds["conflicts"] for entry in world.entries() for outcome in entry.outcomes]
    assert outcomes.count(Contested()) > 5
    assert sum(isinstance(outcome, Merged) for outcome in outcomes) >= 1


def test_the_same_seed_gives_the_same_world() -> None:
    """A failure that cannot be replayed cannot be mended."""
    images = [content(settled("mixed", 11).server.sequencer.plan) for _ in range(2)]
    assert images[0] == images[1]
    assert images[0] != content(Plan())


def shown(plan: Plan) -> list[object]:
    """What a plan says, without the times by which nothing is decided."""
    cells = [
        (node, key, cell.value, cell.seq, cell.author, [(rival.value, rival.seq) for rival in cell.rivals])
        for node in plan.nodes
        for key, cell in plan.cells(node).items()
    ]
    return [*sorted(plan.nodes.items()), *cells]


@pytest.mark.parametrize("first", range(0, len(share(2)), 10))
def test_clocks_decide_nothing(first: int) -> None:
    """Clocks that are off by ten years, and jump, give the plan that right ones give."""
    for seed in range(first, first + 10):
        skewed, straight = settled("skewed", seed), settled("mixed", seed)
        assert shown(skewed.server.sequencer.plan) == shown(straight.server.sequencer.plan), f"seed {seed}"
        ats = {entry.transaction.at for entry in skewed.entries()}
        assert max(ats) - min(ats) > 10**11
