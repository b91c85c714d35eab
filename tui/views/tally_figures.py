"""The rows of a table that counts, for one period or two beside each other, and the nodes that each row counts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shared.followup.assessment import STATUS_LABELS
from shared.followup.language import Language, in_language
from shared.followup.tally import COUNTED, Member, Tally, difference, differences
from shared.followup.tally_words import reason_words
from shared.plan.fields import Label

COUNTED_ROW, REACHED_ROW, UNMEASURED_ROW, UNASSESSED_ROW = "counted", "reached", "unmeasured", "none"
"""The keys of the rows besides those of met, partly and missed, and of the reasons."""

_LABELS = {
    COUNTED_ROW: Label("Räknade", "Counted"),
    REACHED_ROW: Label("Helt eller delvis", "Wholly or partly"),
    UNASSESSED_ROW: Label("Utan bedömning", "Not assessed"),
}


class Figure(msgspec.Struct, frozen=True):
    """One row."""

    key: str
    """An assessment, one of the keys above, or the reason of something unmeasured."""
    label: str
    cells: tuple[tuple[str, str], ...]
    """For each period the count and the share, "" where there is none."""
    points: str = ""
    """By how many percentage points the first period's share is larger, with its sign; "" where nothing compares."""
    is_reason: bool = False
    """Whether it tells how many of the row above have this reason."""


def figures(tallies: Sequence[Tally], lang: Language) -> list[Figure]:
    """The rows of one table in one period, or in two, the later one first."""
    rows = [_assessed(tallies, place, lang) for place in range(len(COUNTED))]
    rows.append(Figure(COUNTED_ROW, _label(COUNTED_ROW, lang), tuple((str(t.counted), _whole(t)) for t in tallies)))
    shares = tuple((str(tally.met + tally.partly) if tally.counted else "", share(tally.reached)) for tally in tallies)
    by = difference(tallies[0], tallies[1]) if len(tallies) == 2 else None
    rows.append(Figure(REACHED_ROW, _label(REACHED_ROW, lang), shares, signed(by)))
    rows.append(_counted_apart(tallies, lang))
    rows += _reasons(tallies, lang)
    if any(tally.unassessed for tally in tallies):
        cells = tuple((str(tally.unassessed), "") for tally in tallies)
        rows.append(Figure(UNASSESSED_ROW, _label(UNASSESSED_ROW, lang), cells))
    return rows


def members_of(key: str, members: Sequence[Member]) -> list[Member]:
    """The nodes that the row of that key counts."""
    return [member for member in members if _is_in_row(key, member)]


def _is_in_row(key: str, member: Member) -> bool:
    if key == COUNTED_ROW:
        return member.is_counted
    if key == REACHED_ROW:
        return member.counts_as in ("met", "partly")
    # An unmeasured one that counts as missed is in both rows, as it is in both numbers.
    return key in (member.sign, member.counts_as, member.why)


def signed(points: int | None) -> str:
    """A difference with its sign: +9, −3, 0; "" for none."""
    return "" if points is None else f"{points:+d}".replace("-", "−") if points else "0"


def share(percent: int | None) -> str:
    """A share as a number; "" for none."""
    return "" if percent is None else str(percent)


def _assessed(tallies: Sequence[Tally], place: int, lang: Language) -> Figure:
    status = COUNTED[place]
    label = in_language(STATUS_LABELS[status], lang).capitalize()
    cells = tuple((_count(tally, place), share(tally.shares[place])) for tally in tallies)
    by = differences(tallies[0], tallies[1])[place] if len(tallies) == 2 else None
    return Figure(status, label, cells, signed(by))


def _count(tally: Tally, place: int) -> str:
    """A class's count; blank where a paper stands in that does not report the class."""
    status = COUNTED[place]
    is_blank = tally.is_recorded and tally.recorded is not None and not tally.recorded.has(status)
    return "" if is_blank else str((tally.met, tally.partly, tally.missed)[place])


def _counted_apart(tallies: Sequence[Tally], lang: Language) -> Figure:
    label = in_language(STATUS_LABELS["unmeasured"], lang).capitalize()
    return Figure(UNMEASURED_ROW, label, tuple((str(t.unmeasured), share(t.unmeasured_share)) for t in tallies))


def _reasons(tallies: Sequence[Tally], lang: Language) -> list[Figure]:
    """Why they are unmeasured, the usual reasons of the first period first."""
    reasons = dict.fromkeys(why for tally in tallies for why, _ in tally.why_empty)
    return [
        Figure(why, reason_words(why, lang), tuple((str(dict(t.why_empty).get(why, 0)), "") for t in tallies), "", True)
        for why in reasons
    ]


def _label(key: str, lang: Language) -> str:
    return in_language(_LABELS[key], lang)


def _whole(tally: Tally) -> str:
    return "100" if tally.counted else ""
