"""Values and nodes as other programs get them: numbers as decimal strings, what is empty as null."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from shared.followup.standing import Standing, standing
from shared.followup.target import describe_target
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan
from shared.plan.values import (
    Carried,
    Choice,
    Day,
    Flag,
    Missing,
    Names,
    PeriodName,
    Quantity,
    Reference,
    Spread,
    Target,
    TargetForm,
    Targets,
    Text,
    Value,
    clean,
)

Json = str | int | bool | None | list[str]
"""What a key of an object holds."""

_LAST_MS = 253_402_300_799_999
"""The last millisecond of the year 9999: clocks may say anything."""


def plain_value(value: Value | None) -> Json:
    """A value by itself: a number without its unit, a choice by its key, a reason for having none as null."""
    match value:
        case None | Missing():
            return None
        case Quantity(amount=amount):
            return decimal(amount)
        case Text(text=text):
            return text
        case Choice(key=key):
            return key
        case Day(iso=iso):
            return iso
        case PeriodName(name=name):
            return name
        case Names(names=members):
            return list(members)
        case Reference(to=to):
            return to
        case Flag(on=on):
            return on
        case Target():
            return _target(value)
        case Targets(printed=printed):
            return printed
        case Spread(low=low, high=high):
            return [decimal(low), decimal(high)]
        case Carried(period=period):
            return period


def decimal(number: Decimal) -> str:
    """A number with the decimals it was entered with, and never with an exponent."""
    return format(number, "f")


def node_object(plan: Plan, node: Node, period: str | None = None) -> dict[str, Json]:
    """A node; with a period, where it stands then."""
    name = NodeId(node.id)
    found: dict[str, Json] = {
        "id": node.id,
        "kind": node.kind.value,
        "level": clean(node.level),
        "title": plan.title(name),
        "path": [plan.title(step) for step in plan.path(name)],
        "parent": node.parent if node.parent != ROOT else None,
        "owner": plain_value(plan.value(name, "owner")) or [],
    }
    if period is None:
        return {**found, "contested": any(cell.is_contested for cell in plan.cells(name).values())}
    return {**found, **standing_object(standing(plan, name, period)), "status": status_of(plan, name, period)}


def standing_object(stands: Standing) -> dict[str, Json]:
    """Where a node stands in a period."""
    return {
        "period": stands.period,
        "target": plain_value(stands.target),
        "target_printed": printed_target(stands.target),
        "outcome": plain_value(stands.outcome),
        "unit": stands.unit or None,
        "assessment": stands.assessment,
        "computed": stands.computed.status,
        "why_empty": stands.why_empty,
        "contested": stands.contested,
        "quality": list(stands.quality),
        "carried_from": stands.carried_from,
        "pending_until": stands.pending_until,
    }


def printed_target(target: Value | None) -> str | None:
    """The words that a target was printed in."""
    return (target.printed or None) if isinstance(target, Target | Targets) else None


def status_of(plan: Plan, node: NodeId, period: str) -> str | None:
    """The key of an activity's or action's status in the period."""
    value = plan.value(node, "status", period)
    return value.key if isinstance(value, Choice) and plan.nodes[node].kind in (Kind.ACTIVITY, Kind.ACTION) else None


def moment(at_ms: int) -> str:
    """A time in milliseconds since 1970, in ISO 8601 and UTC."""
    found = datetime.fromtimestamp(min(at_ms, _LAST_MS) // 1000, UTC)
    return f"{found:%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03}Z"


def _target(target: Target) -> str | None:
    """The one bound of a target as a number; of others, and of how much something is to change, the words."""
    is_level = target.form not in (TargetForm.INCREASE, TargetForm.DECREASE)
    if is_level and target.bound is not None and target.upper is None:
        return decimal(target.bound)
    return target.printed or describe_target(target, "en") or None
