"""Which of a kind's fields an outline shows as its target and its result. Derived from the table of kinds."""

from __future__ import annotations

from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.values import Value

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


def _first(kind: Kind, names: tuple[str, ...]) -> Field | None:
    fields = KINDS[kind].fields
    return next((fields[name] for name in names if name in fields), None)
