"""Tallies: how many are met, partly met and missed, of how many that count, and in what shares.

What counts is a table's rule (`shared.followup.tally_rules`), which is printed with the numbers. The counting itself is
`shared.followup.tally_book`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.followup.assessment import Status
from shared.followup.standing import Sign
from shared.followup.tally_recorded import Recorded
from shared.followup.tally_rules import Rule
from shared.ids import NodeId

COUNTED: tuple[Status, ...] = ("met", "partly", "missed")
"""The classes that a table has a row for, in its order."""


class Member(msgspec.Struct, frozen=True):
    """A node that a figure is made of."""

    node: NodeId
    sign: Sign
    """How it stands: one of the four assessments, or none."""
    counts_as: Sign
    """The row that it is counted in: another one for what is unmeasured in a table where that counts as missed."""
    is_counted: bool
    """Whether it is among those that the shares are of."""
    why: str
    """Why it is unmeasured; "" for every other sign."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The count of one table for one period."""

    rule: Rule
    period: str
    met: int
    partly: int
    missed: int
    """With the unmeasured ones, where the table counts those as missed."""
    unmeasured: int
    """All of them, whether they are among the counted or not."""
    unassessed: int = 0
    """Those that nothing can be said of: no target, or one in words that nobody has assessed. Never counted."""
    why_empty: tuple[tuple[str, int], ...] = ()
    """The reasons of the unmeasured ones, each with how many have it, the most usual first."""
    recorded: Recorded | None = None
    """What a paper has printed for this table and period."""
    is_recorded: bool = False
    """Whether the numbers are those of the paper, since nothing could be counted here."""

    @property
    def counted(self) -> int:
        """How many the shares are of."""
        apart = self.unmeasured if self.rule.unmeasured == "counted" else 0
        return self.met + self.partly + self.missed + apart

    @property
    def shares(self) -> list[int | None]:
        """Whole percents of met, partly and missed; blank and not 0 for what nobody reported."""
        found = self._all_shares()[: len(COUNTED)]
        if not (self.is_recorded and self.recorded):
            return found
        return [share if self.recorded.has(part) else None for part, share in zip(COUNTED, found, strict=True)]

    @property
    def unmeasured_share(self) -> int | None:
        """The whole percent that is unmeasured, where the table counts those apart."""
        return self._all_shares()[-1] if self.rule.unmeasured == "counted" else None

    @property
    def reached(self) -> int | None:
        """The whole percent that is wholly or partly met, None where nobody reported."""
        return (200 * (self.met + self.partly) + self.counted) // (2 * self.counted) if self.counted else None

    def _all_shares(self) -> list[int | None]:
        apart = self.unmeasured if self.rule.unmeasured == "counted" else 0
        counts = (self.met, self.partly, self.missed, apart)
        return [*shares(counts)] if self.counted else [None] * len(counts)


def shares(counts: Sequence[int]) -> list[int]:
    """Whole percents that add up to 100, by largest remainder.

    One share per count, in the order given; all zeros if nothing was counted. Between equal remainders the earlier
    count wins, so that a tally always prints the same way. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("a count cannot be negative")
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    whole = [100 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(100 * counts[place] % total))
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


def difference(later: Tally, earlier: Tally) -> int | None:
    """How many percentage points more are wholly or partly met in the later one; None if either has none counted."""
    return _points(later.reached, earlier.reached)


def differences(later: Tally, earlier: Tally) -> list[int | None]:
    """The same for met, partly and missed each: the difference of the printed shares, so that it can be followed."""
    return [_points(now, then) for now, then in zip(later.shares, earlier.shares, strict=True)]


def _points(later: int | None, earlier: int | None) -> int | None:
    return None if later is None or earlier is None else later - earlier
