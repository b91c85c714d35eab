"""Dates in an order that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shared.plan.fields import Label
from shared.plan.kinds import KINDS, Kind
from shared.plan.values import Day, PeriodName
from shared.review.finding import Found
from shared.review.survey import Subject, Survey, period_of

DATED = frozenset(
    kind for kind, entry in KINDS.items() if not {"due", "accounted", "baseline_period"}.isdisjoint(entry.fields)
)
"""The kinds that have any of the dates looked at."""


def wrong_order(survey: Survey, subject: Subject) -> Iterator[Found]:
    """Due before what it is for begins; accounted for before it is completed; a baseline from after the period."""
    period_field = "period" if subject.kind is Kind.ROUND else "decided_for"
    yield from _before_period(subject, "due", period_field)
    yield from _before_day(subject, "accounted", "completed")
    baseline = subject.value("baseline_period")
    named = period_of(baseline.name) if isinstance(baseline, PeriodName) else None
    if named is not None and named.first_day > survey.asked.last_day:
        yield Found(
            node=subject.node, field="baseline_period", printed=named.name, computed=survey.period,
            sentence=Label(
                f"ingångsvärdet är från {named.label('sv')}, efter {survey.asked.label('sv')}",
                f"the baseline is from {named.label('en')}, after {survey.asked.label('en')}",
            ),
        )  # fmt: skip


def _before_period(subject: Subject, field: str, period_field: str) -> Iterator[Found]:
    day, period = subject.value(field), subject.value(period_field)
    named = period_of(period.name) if isinstance(period, PeriodName) else None
    if isinstance(day, Day) and named is not None and date.fromisoformat(day.iso) < named.first_day:
        yield _found(subject, field, day.iso, Label(named.label("sv"), named.label("en")), named.first_day.isoformat())


def _before_day(subject: Subject, field: str, other_field: str) -> Iterator[Found]:
    day, other = subject.value(field), subject.value(other_field)
    if isinstance(day, Day) and isinstance(other, Day) and day.iso < other.iso:
        label = KINDS[subject.kind].fields[other_field].label
        what = Label(f"{label.sv.lower()} {other.iso}", f"{label.en.lower()} {other.iso}")
        yield _found(subject, field, day.iso, what, other.iso)


def _found(subject: Subject, field: str, iso: str, what: Label, other: str) -> Found:
    label = KINDS[subject.kind].fields[field].label
    return Found(
        node=subject.node, field=field, printed=iso, computed=other,
        sentence=Label(
            f"{label.sv.lower()} {iso} är före {what.sv}", f"{label.en.lower()} {iso} is before {what.en}"
        ),
    )  # fmt: skip
