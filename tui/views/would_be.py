"""The assessment that a value would give, before anybody writes it."""

from __future__ import annotations

import msgspec

from shared.followup.assessment import Status, assess
from shared.followup.figures import claim_of
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Value


def would_be(plan: Plan, node: NodeId, field: Field, period: str | None, value: Value) -> Status | None:
    """What the figures would say with this target or outcome; None for other fields, or where they say nothing."""
    if plan.nodes[node].kind is not Kind.MEASURE or period is None or field.name not in ("outcome", "target"):
        return None
    claim = claim_of(plan, node, period)
    if field.name == "outcome":
        return assess(msgspec.structs.replace(claim, outcome=value)).status
    return assess(msgspec.structs.replace(claim, target=value)).status
