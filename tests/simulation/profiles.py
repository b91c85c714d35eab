"""What a schedule is made of: which steps how often, what people do, and what else goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import msgspec


class Doing(Enum):
    """What people do."""

    ANYTHING = "anything"
    CONFLICTS = "conflicts"
    """Nearly all write the same few cells."""
    RESULTS = "results"
    """Most enter results of the same few measures, hardly ever the same ones."""
    STRUCTURE = "structure"
    """They make long chains of nodes, and hang them under each other."""


STEPS: Mapping[str, int] = {
    "edit": 30,
    "deliver_up": 60,
    "deliver_down": 60,
    "sync": 50,
    "commit": 40,
    "connect": 12,
    "cut": 4,
    "crash_client": 2,
    "crash_server": 1,
    "pack": 1,
    "back_up": 1,
    "restore": 1,
    "back_up_server": 1,
    "restore_server": 1,
    "copy": 0,
    "echo": 0,
    "damage": 0,
    "lie": 0,
}
"""How often each step comes, of all of them. The order must stay: it is part of what a seed means."""

_NO_RESTORE = {"restore": 0, "restore_server": 0}


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of schedules."""

    name: str
    steps: Mapping[str, int] = {}
    """What differs from `STEPS`."""
    doing: Doing = Doing.ANYTHING
    repeats: bool = False
    """Whether all that may come again on one connection comes three times."""
    is_skewed: bool = False
    """Whether clocks are off by ten years, and jump."""
    poisoned: float = 0.0
    """Which share of transactions cannot be read when they arrive."""
    is_away: bool = False
    """Whether the first client has no connection before everything heals."""
    keeps_backups: bool = False
    """Whether backups of the server stay, to be restored again, in any order."""
    has_watermark: bool = False
    """Whether only the newest backup of the server is restored, so that nothing may be lost at all."""
    every: int = 4
    """Its share of all seeds, in percent."""

    @property
    def restores_clients(self) -> bool:
        """Whether disks of clients are replaced by older copies, or copied."""
        weights = {**STEPS, **self.steps}
        return weights["restore"] > 0 or weights["copy"] > 0


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(name="mixed", every=45),
        Profile(name="repeated", steps={"echo": 6, "restore_server": 0}, repeats=True),
        Profile(name="skewed", is_skewed=True),
        Profile(name="conflicts", steps={**_NO_RESTORE, "connect": 5, "cut": 6}, doing=Doing.CONFLICTS, every=6),
        Profile(name="structure", doing=Doing.STRUCTURE),
        Profile(name="poisoned", steps=_NO_RESTORE, poisoned=0.15),
        Profile(name="away", steps={**_NO_RESTORE, "pack": 8}, is_away=True),
        Profile(name="copied", steps={"copy": 2, "restore_server": 0}),
        Profile(
            name="restored",
            steps={"back_up_server": 3, "restore_server": 4},
            doing=Doing.CONFLICTS,
            keeps_backups=True,
        ),
        Profile(
            name="put back",
            steps={"back_up_server": 3, "restore_server": 4},
            doing=Doing.RESULTS,
            keeps_backups=True,
        ),
        Profile(
            name="watermark",
            steps={"restore": 0, "back_up_server": 3, "restore_server": 3},
            has_watermark=True,
        ),
        Profile(name="damaged", steps={**_NO_RESTORE, "damage": 4}),
        Profile(name="lied to", steps={**_NO_RESTORE, "lie": 8}),
    )
}
