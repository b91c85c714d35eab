"""What a measure still lacks: direction, unit, owner, an outcome, or words on why it was missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shared.followup.entry import print_value
from shared.followup.standing import FOLLOWED_CLASS, Standing, measure_class, owes_outcome
from shared.ids import NodeId
from shared.plan.fields import Label
from shared.plan.values import Choice, Day, Missing, Target, TargetForm
from shared.review.finding import Found, quoted
from shared.review.survey import Subject, Survey


def without_direction(survey: Survey, measure: Subject) -> Iterator[Found]:
    """Nobody has said which way is better; an import may have proposed it."""
    if measure.value("direction") is not None or _is_followed(survey, measure):
        return
    proposed = measure.value("direction_proposed")
    sentence = Label("ingen har angett om högre eller lägre är bättre", "nobody has said whether higher is better")
    if isinstance(proposed, Choice):
        sentence = Label("riktningen är bara föreslagen", "the direction is only proposed")
    key = proposed.key if isinstance(proposed, Choice) else None
    yield Found(node=measure.node, field="direction", sentence=sentence, printed=key)


def without_unit(survey: Survey, measure: Subject) -> Iterator[Found]:
    """Neither the measure nor its target and outcome say what the numbers count."""
    if measure.stands is not None and not measure.stands.unit:
        sentence = Label("varken mätetalet eller siffrorna har någon enhet", "neither measure nor figures have a unit")
        yield Found(node=measure.node, field="unit", sentence=sentence)


def without_owner(survey: Survey, measure: Subject) -> Iterator[Found]:
    """Nobody answers for it, and nobody for what it lies under."""
    if not survey.is_owned(measure.node):
        sentence = Label("ingen är ansvarig, inte heller ovanför", "nobody is the owner, here or above")
        yield Found(node=measure.node, field="owner", sentence=sentence)


def without_outcome(survey: Survey, measure: Subject) -> Iterator[Found]:
    """There is a target, and neither an outcome nor a reason for having none.

    A target that is held against an outcome only from a later day on is not waited for yet.
    """
    stands = measure.stands
    if stands is None or stands.outcome is not None or stands.target is None or isinstance(stands.target, Missing):
        return
    if not owes_outcome(survey.plan, measure.node, survey.period) or _is_pending(survey, measure, stands):
        return
    target = Label(quoted(print_value(stands.target, "sv")), quoted(print_value(stands.target, "en")))
    sentence = Label(
        f"målet är {target.sv}, men resultat och skäl saknas", f"the target is {target.en}; no outcome and no reason"
    )
    yield Found(node=measure.node, field="outcome", period=survey.period, sentence=sentence)


def missed_unexplained(survey: Survey, measure: Subject) -> Iterator[Found]:
    """Missed, and neither an analysis nor an action under the measure or beside it says what is done about it."""
    if measure.stands is None or measure.stands.assessment != "missed":
        return
    parent = survey.plan.nodes[measure.node].parent
    if measure.node in survey.answered or parent is None or NodeId(parent) in survey.answered:
        return
    if any(key.field == "analysis" and key.period == survey.period and text.strip() for key, text in measure.texts):
        return
    sentence = Label("ej uppfyllt, utan analys och utan åtgärd", "missed, without an analysis and without an action")
    yield Found(node=measure.node, field="analysis", period=survey.period, sentence=sentence)


def _is_followed(survey: Survey, measure: Subject) -> bool:
    target = measure.stands.target if measure.stands else None
    is_only_followed = isinstance(target, Target) and target.form is TargetForm.FOLLOWED
    return is_only_followed or measure_class(survey.plan, measure.node) == FOLLOWED_CLASS


def _is_pending(survey: Survey, measure: Subject, stands: Standing) -> bool:
    days = (measure.value("assessed_from", period) for period in (survey.period, stands.target_period))
    return any(isinstance(day, Day) and survey.asked.last_day < date.fromisoformat(day.iso) for day in days)
