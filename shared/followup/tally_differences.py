"""Where the numbers that a paper printed are not those that follow from the plan. Both are kept; a person decides."""

from __future__ import annotations

import msgspec

from shared.followup.tally import COUNTED, Tally
from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_recorded import SHARE, Recorded
from shared.ids import NodeId
from shared.plan.model import Plan


class RecordedDifference(msgspec.Struct, frozen=True):
    """A recorded number that is not the one counted."""

    node: NodeId
    """Where it is recorded: the cell is (node, `recorded_tally`, period, part)."""
    table: str
    """The title of the table it belongs to, "" for the built-in one."""
    period: str
    part: str
    """met, partly, missed, unmeasured or counted; with " share" behind it the whole percent of that."""
    recorded: int
    counted: int


def recorded_differences(plan: Plan, period: str, book: TallyBook | None = None) -> list[RecordedDifference]:
    """All of them in one period, by its canonical name: table by table, part by part.

    Where nothing can be counted, the recorded numbers are held against each other: the whole against its parts, and the
    shares against the counts.
    """
    book = book or TallyBook(plan)
    tallies = (book.tally(rule, Scope(period)) for rule in book.rules())
    return [each for made in tallies if made.recorded for each in differences_from(made, made.recorded)]


def differences_from(made: Tally, recorded: Recorded) -> list[RecordedDifference]:
    """Those of one table from what was recorded for it."""
    counted = _numbers(made)
    return [
        RecordedDifference(recorded.node, made.rule.title, made.period, part, number, counted[part])
        for part, number in recorded.numbers
        if part in counted and counted[part] != number
    ]


def _numbers(made: Tally) -> dict[str, int]:
    """What a table counts, by the parts of a recorded one; without the shares of nothing."""
    counts = {"met": made.met, "partly": made.partly, "missed": made.missed, "unmeasured": made.unmeasured}
    shares = [*zip(COUNTED, made.shares, strict=True), ("unmeasured", made.unmeasured_share)]
    known = {part + SHARE: share for part, share in shares if share is not None}
    return {**counts, "counted": made.counted, **known}
