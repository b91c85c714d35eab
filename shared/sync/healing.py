"""A client whose server has lost what it had confirmed: what it hands back, and how it goes on.

Parted ──FindAnchors──> Locate ──> Common ──FindLost──> HandBack ──> TakenBack ──> OpenPlan
                                                                                      │
                    the server's log is ours again <── Opened ─────────────────────────┤
                    it went another way: take its image <── Parted again ──────────────┘
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.ids import Key
from shared.plan.model import Plan
from shared.plan.ops import Transaction
from shared.sync.client_actions import Healed
from shared.sync.codec import decode_entry
from shared.sync.handed_back import places_of
from shared.sync.outbox import Outbox
from shared.sync.up import MAX_HANDED, Anchor, HandBack

_MAX_BYTES = 8 * 2**20


class Healing:
    """From `Parted` until the plan is open again."""

    def __init__(self) -> None:
        self.common = 0
        """The newest seq that both logs have."""
        self.has_handed_back = False
        self.reopened = 0
        """Own transactions that are pending again."""
        self._places: dict[Key, int] = {}

    def hand_back(self, before: Anchor, bodies: Sequence[bytes], seal: bytes) -> list[HandBack]:
        """The messages that carry rows back to the server; one without rows where there are none to be had."""
        self._places = places_of(map(decode_entry, bodies))
        parts: list[list[bytes]] = [[]]
        size = 0
        for body in bodies:
            if parts[-1] and (size + len(body) > _MAX_BYTES or len(parts[-1]) >= MAX_HANDED):
                parts.append([])
                size = 0
            parts[-1].append(body)
            size += len(body)
        last = len(parts) - 1
        return [
            HandBack(before, tuple(part), seal if place == last else b"", place == last)
            for place, part in enumerate(parts)
        ]

    def taken_back(self, count: int) -> Healed:
        """The server has what it lacked: so many rows. Own transactions among them are not sent anew."""
        self.has_handed_back = True
        return Healed(count, 0 if count else self.reopened)

    def transplant(self, outbox: Outbox, plan: Plan) -> list[Transaction]:
        """Tell what is pending, in the seqs of the server's plan, what it had seen; returns what changed."""
        return outbox.transplant(plan, self.common, self._places)
