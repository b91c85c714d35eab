"""Texts that were taken over from an earlier period as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from shared.followup.period import Period
from shared.plan.fields import Label
from shared.plan.ops import CellKey
from shared.plan.values import Text
from shared.review.finding import Found
from shared.review.survey import Subject, Survey

SHORTEST = 80
"""Characters below which two texts may be alike by chance."""

_ALIKE_PERCENT = 85
"""So many of the runs of words must stand in the earlier text too."""

_RUN = 3
"""Words of one run."""

_WORD = re.compile(r"\w+")


def pasted(survey: Survey, subject: Subject) -> Iterator[Found]:
    """A text of the period that says nearly word for word what the one before it said, or that of a year earlier."""
    for key, text in subject.texts:
        if key.period != survey.period or len(text) < SHORTEST:
            continue
        for period, earlier in _earlier(survey, subject, key):
            if (share := likeness(text, earlier)) >= _ALIKE_PERCENT:
                yield Found(
                    node=subject.node, field=key.field, period=key.period, part=key.part, printed=f"{share} %",
                    computed=period.name,
                    sentence=Label(
                        f"texten är densamma som i {period.label('sv')} (till {share} %)",
                        f"the text is that of {period.label('en')} ({share}% of it)",
                    ),
                )  # fmt: skip
                break


def likeness(text: str, earlier: str) -> int:
    """How many percent of the text's runs of three words the earlier text has too; 0 for shorter texts."""
    runs, others = _runs(text), _runs(earlier)
    return 100 * len(runs & others) // len(runs) if runs else 0


@lru_cache(maxsize=4)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    # The same text is compared with more than one earlier text.
    words = _WORD.findall(text.casefold())
    return frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))


def _earlier(survey: Survey, subject: Subject, key: CellKey) -> list[tuple[Period, str]]:
    """The text of the nearest period before, and of the same period a year earlier, if that is another one."""
    values = survey.before(subject, key.field, key.part)
    before = [(period, value.text) for period, value in values if isinstance(value, Text)]
    last_year = survey.asked.same_period_last_year()
    return before[-1:] + [entry for entry in before[:-1] if entry[0] == last_year]
