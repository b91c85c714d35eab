"""Finding the period that a head, a heading or a whole paper is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shared.followup.period import Period, Span, read_day, read_period

_MENTION = re.compile(
    r"\b(?:(?:läs|skol)år(?:et)? \d{2,4} ?[-–/] ?\d{2,4}\b"
    r"|(?:(?:delår|tertial)\w+ (?:per )?[a-zåäö]+ |[a-zåäö]+\.? ?[-–] ?[a-zåäö]+\.? "
    r"|[a-zåäö]+\.? \d{1,2} |[a-zåäö]+\.? |[thq]\d )?(?:19|20)\d\d\b(?:-[a-z0-9]\d)?)",
    re.IGNORECASE,
)
_START = re.compile(r"(?<![^\s–-])[^\s–-]")
"""Where a shorter reading of what was found may begin."""

TITLE_LINES = 15
"""Lines from the top of a paper in which its period is looked for."""


def period_in(text: str) -> Period | None:
    """The first period that a text mentions, the most exact reading of it: "Augusti 2021", "tertial 2 2021", "2021".

    An interim report is about its tertial, whether it is named by it, by its last month or by all its months.
    """
    for found in _MENTION.finditer(" ".join(text.split())):
        for start in _START.finditer(found.group()):
            period = read_period(found.group()[start.start() :])
            if period is not None:
                return period
    return None


def paper_period(titles: Iterable[str]) -> str | None:
    """The period that a paper's title lines give, in their order; None if none does."""
    found = (period_in(title) for title in titles if len(title) <= 120)
    return next((period.name for period in found if period), None)


def column_period(text: str, paper: str | None) -> str | None:
    """The period that a column's head names.

    A date that ends a period of the paper's own length means that period: 2019-12-31 is 2019 in a yearly report.
    """
    period = read_period(text)
    day = read_day(text)
    own = read_period(paper) if paper else Period(1900, Span.YEAR)
    if day and own and own.span is not Span.WEEK:
        counterpart = Period(day.year, own.span, own.number)
        if counterpart.last_day == day:
            return counterpart.name
    return period.name if period else None
