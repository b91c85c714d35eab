"""Which of a kind's fields an outline shows as its target and its result. Derived from the table of kinds."""

from __future__ import annotations

from shared.followup.entry import print_value
from shared.followup.language import Language
from shared.followup.standing import Standing
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.values import Value, one_line

_TARGETS = ("target", "budget", "due")
_RESULTS = ("outcome", "status", "verdict")


def target_field(kind: Kind) -> Field | None:
    """What a node of this kind should reach, or None if it has no such field."""
    return _first(kind, _TARGETS)


def result_field(kind: Kind) -> Field | None:
    """What came of a node of this kind, or None if it has no such field."""
    return _first(kind, _RESULTS)


def is_assessed(kind: Kind) -> bool:
    """Whether a person may assess nodes of this kind."""
    return "assessment" in KINDS[kind].fields


def period_for(field: Field, period: str) -> str | None:
    """The period of that field's cell: the one looked at, or None for a fact that has none."""
    return period if field.per_period else None


def value_of(plan: Plan, node: NodeId, field: Field, period: str) -> Value | None:
    """The field's value in the period looked at."""
    return plan.value(node, field.name, period_for(field, period))


def carried_words(found: Standing, language: Language) -> str:
    """The outcome of another period that stands in for this one's, with that period: "70 % (2021-T1)"; else ""."""
    if found.carried_from is None or found.outcome is None:
        return ""
    return f"{one_line(print_value(found.outcome, language))} ({found.carried_from})"


def _first(kind: Kind, names: tuple[str, ...]) -> Field | None:
    fields = KINDS[kind].fields
    return next((fields[name] for name in names if name in fields), None)
