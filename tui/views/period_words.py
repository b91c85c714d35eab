"""Periods on screen: their words, the ones a plan has, and the one after."""

from __future__ import annotations

from shared.followup.language import Language
from shared.followup.period import Period, read_period
from shared.plan.model import Plan


def period_words(name: str, language: Language) -> str:
    """A period's canonical name in words; the name itself if it is none."""
    period = read_period(name)
    return period.label(language) if period else name


def periods_of(plan: Plan) -> list[Period]:
    """The periods that any cell of the plan is for, earliest first."""
    names = {key.period for node in plan.nodes for key in plan.cells(node) if key.period}
    return sorted(period for name in names if (period := read_period(name)))


def period_after(period: Period) -> Period:
    """The one of the same span just after."""
    last_of_year = Period(period.year + 1, period.span).previous().number
    if period.number < last_of_year:
        return Period(period.year, period.span, period.number + 1)
    return Period(period.year + 1, period.span)
