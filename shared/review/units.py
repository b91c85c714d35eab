"""Units that do not stay the same: within a series, between target and outcome, percent for percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from shared.followup.units import PERCENT, POINT, POINTS
from shared.plan.fields import Label
from shared.plan.ops import CellKey
from shared.plan.values import Quantity, Spread, Target, TargetForm, Value
from shared.review.finding import Found, plain, quoted, shown
from shared.review.prose import Mention, comparable, has_number, mentions_in, normal_unit, rounded, says
from shared.review.survey import Subject, Survey

_HUNDRED = Decimal(100)
_BY = re.compile(
    r"\b(?:öka[trd]?e?|minska[trd]?e?|stigit|steg|stiger|sjunkit|sjönk|sjunker|gått (?:upp|ned|ner)|förbättra\w*"
    r"|försämra\w*|ökning(?:en)?|minskning(?:en)?|nedgång(?:en)?|uppgång(?:en)?|increased?|decreased?|rose|fell|risen"
    r"|fallen|up|down)(?:\s\w+){0,4}?\s(?:med|på|by|of)\s(?:(?:hela|ca|cirka|drygt|knappt|nästan|about|almost)\s)?\Z",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"\s(?:högre|lägre|bättre|sämre|fler|färre|mer|mindre|över|under|higher|lower|better|worse|more|less|above|below)\b",
    re.IGNORECASE,
)


def changed_unit(survey: Survey, measure: Subject) -> Iterator[Found]:
    """The outcome is in another unit than the one before it in its series, or than the target it is held against."""
    for key, cell in measure.cells.items():
        if key.field != "outcome" or key.period != survey.period or not (unit := _unit(cell.value)):
            continue
        before = [(period, other) for period, value in survey.before(measure, "outcome", key.part)
                  if (other := _unit(value))]  # fmt: skip
        if before and before[-1][1] != unit and normal_unit(before[-1][1]) != normal_unit(unit):
            period, other = before[-1]
            yield _other_unit(measure, key, unit, other, Label(f"i {period.label('sv')}", f"in {period.label('en')}"))
        elif key.part is None and (wanted := _target_unit(measure)) and comparable(unit, wanted) is None:
            yield _other_unit(measure, key, unit, wanted, Label("i målet", "in the target"))


def _target_unit(measure: Subject) -> str:
    target = measure.stands.target if measure.stands else None
    return target.unit if isinstance(target, Target) and target.bound is not None else ""


def _other_unit(measure: Subject, key: CellKey, unit: str, other: str, where: Label) -> Found:
    return Found(
        node=measure.node, field=key.field, period=key.period, part=key.part, printed=unit, computed=other,
        sentence=Label(f"enheten är {unit}, men {other} {where.sv}", f"the unit is {unit}, but {other} {where.en}"),
    )  # fmt: skip


def percent_of_percent(survey: Survey, measure: Subject) -> Iterator[Found]:
    """A tolerance or a wanted change in % where the target or the series is in %: points are mostly meant."""
    stands = measure.stands
    if stands is None or not isinstance(target := stands.target, Target):
        return
    tolerance = measure.value("tolerance")
    in_percent = normal_unit(target.unit or stands.unit) == PERCENT
    if in_percent and target.bound and _is_percent(tolerance) and isinstance(tolerance, Quantity):
        points = rounded(abs(tolerance.amount * target.bound) / _HUNDRED, 2).normalize()
        said, meant, bound = shown(tolerance.amount, PERCENT), _shown_points(points), shown(target.bound, PERCENT)
        yield Found(
            node=measure.node, field="tolerance", printed=plain(tolerance.amount), computed=plain(points),
            sentence=Label(
                f"toleransen {said.sv} av målet {bound.sv} är {meant.sv}",
                f"the tolerance {said.en} of the target {bound.en} is {meant.en}",
            ),
        )  # fmt: skip
    is_change = target.form in (TargetForm.INCREASE, TargetForm.DECREASE) and target.bound is not None
    if is_change and normal_unit(target.unit) == PERCENT and normal_unit(_series_unit(survey, measure)) == PERCENT:
        yield Found(
            node=measure.node, field="target", period=stands.target_period, printed=target.printed,
            sentence=Label(
                f"”{quoted(target.printed)}” om ett mått i %: procent eller procentenheter?",
                f"“{quoted(target.printed)}” of a measure in %: percent or percentage points?",
            ),
        )  # fmt: skip


def percent_for_points(survey: Survey, measure: Subject) -> Iterator[Found]:
    """A difference between two percentages that the text calls percent.

    Only where the figures show it: the number is the difference in points from an earlier outcome, from the target, or
    between two percentages of the same sentence; and it is not the change in percent of one of those.
    """
    if measure.stands is None or normal_unit(measure.stands.unit) != PERCENT:
        return
    for key, text in measure.texts:
        if key.period != survey.period or not has_number(text):
            continue
        for sentence, there in mentions_in(text, PERCENT):
            for mention, difference in _confused(survey, measure, sentence, there):
                meant = _shown_points(difference)
                printed = sentence[mention.start : mention.end]
                yield Found(
                    node=measure.node, field=key.field, period=key.period, part=key.part,
                    printed=plain(mention.amount), computed=plain(difference),
                    sentence=Label(f"”{printed}” i texten är {meant.sv}", f"“{printed}” in the text is {meant.en}"),
                )  # fmt: skip


def _confused(
    survey: Survey, measure: Subject, sentence: str, there: Sequence[Mention]
) -> Iterator[tuple[Mention, Decimal]]:
    """The changes in a sentence that are in points by its own or by the known figures, and the difference meant."""
    for mention in there:
        is_change = _BY.search(sentence, 0, mention.start) or _THAN.match(sentence, mention.end)
        if not is_change:
            continue
        levels = [other.amount for other in there if other is not mention]
        pairs = [*_pairs(survey, measure), *pairwise(levels)]
        meant = [abs(later - earlier) for later, earlier in pairs if says(mention, abs(later - earlier))]
        if meant and mention.amount and not any(_is_relative(mention, *pair) for pair in pairs):
            yield mention, meant[0]


def _shown_points(points: Decimal) -> Label:
    return shown(points, POINT if points == 1 else POINTS)


def _is_relative(mention: Mention, later: Decimal, earlier: Decimal) -> bool:
    return bool(earlier) and says(mention, abs(later - earlier) / abs(earlier) * _HUNDRED)


def _pairs(survey: Survey, measure: Subject) -> list[tuple[Decimal, Decimal]]:
    """The outcome with each figure that a text may compare it with."""
    outcome = measure.value("outcome", survey.period)
    if not isinstance(outcome, Quantity):
        return []
    before = (value for _, value in survey.before(measure, "outcome", None))
    others = [value.amount for value in before if isinstance(value, Quantity) and _is_percent(value)]
    target = measure.stands.target if measure.stands else None
    if isinstance(target, Target) and target.bound is not None:
        others.append(target.bound)
    return [(outcome.amount, other) for other in others]


def _series_unit(survey: Survey, measure: Subject) -> str:
    now = measure.value("outcome", survey.period)
    values = [value for _, value in survey.before(measure, "outcome", None)]
    units = [unit for value in (*values, now) if (unit := _unit(value))]
    return units[-1] if units else (measure.stands.unit if measure.stands else "")


def _is_percent(value: Value | None) -> bool:
    return normal_unit(_unit(value)) == PERCENT


def _unit(value: Value | None) -> str:
    return value.unit if isinstance(value, Quantity | Spread) else ""
