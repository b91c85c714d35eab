"""`stegvis explain`: how an assessment came about, in one paragraph, or as facts for programs."""

from __future__ import annotations

import click

from shared.followup.assessment import Claim, Computed, outcome_for
from shared.followup.explain import paragraph
from shared.followup.explanation import Below, Entered, Explanation, explanation_of
from shared.followup.goal_assessment import ACTIVITY_STATUS
from shared.followup.language import Language
from shared.followup.reach import is_share
from shared.ids import NodeId
from shared.plan.model import Plan
from shared.plan.values import Quantity, Spread, Target, Targets, Value
from tui.cli.command import Command, as_json
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import the_node
from tui.cli.plain import decimal, moment, plain_value, printed_target
from tui.cli.printing import put, put_json
from tui.views.claims import when


@click.command("explain", cls=Command)
@click.argument("plan")
@click.argument("node")
@click.option("--period", metavar="P", required=True, help="The period that is assessed.")
@as_json
@pass_environment
@waits
async def command(env: Environment, plan: str, node: str, period: str, is_json: bool) -> None:
    """How the assessment of NODE came about: rule, numbers, tolerance, and who said otherwise and why."""
    name = env.period(period)
    async with env.session(plan) as opened:
        found = the_node(opened.plan, node, env)
        explained = explanation_of(opened.plan, found, name, name=opened.replica.person_name, when=when)
        if is_json:
            put_json(explanation_object(opened.plan, explained, env.language))
        else:
            put(paragraph(explained, env.language))


def explanation_object(plan: Plan, found: Explanation, language: Language) -> dict[str, object]:
    """The facts behind an assessment, as other programs get them, with the paragraph as `text`."""
    stands = found.stands
    return {
        "id": stands.node,
        "kind": found.kind.value,
        "title": plan.title(stands.node),
        "path": [plan.title(step) for step in plan.path(stands.node)],
        "period": stands.period,
        "assessment": stands.assessment,
        "overridden": stands.is_overridden,
        "entered": _entered(found.entered),
        **_computed(stands.computed, "computed"),
        "rounding": "none",
        "why_empty": stands.why_empty,
        "pending_until": stands.pending_until,
        "quality": list(stands.quality),
        **(_measure(found.claim, stands.computed) if found.claim else {}),
        "below": _below(plan, found.below),
        "status": found.activity_status or None,
        "counts_as": ACTIVITY_STATUS.get(found.activity_status),
        "text": paragraph(found, language),
    }


def _computed(computed: Computed, key: str) -> dict[str, object]:
    """What was computed and how; whether the direction is only assumed, and who says it."""
    direction = computed.used_direction
    return {
        key: computed.status,
        "rule": computed.rule,
        "direction": direction.value if direction else None,
        "direction_from": computed.direction_from or None,
        "direction_assumed": computed.assumed_direction,
    }


def _measure(claim: Claim, computed: Computed) -> dict[str, object]:
    target = claim.target
    parts = zip(target.all_of, computed.parts, strict=True) if isinstance(target, Targets) and computed.parts else ()
    return {
        "target": _target(target),
        "target_period": claim.target_period,
        "outcome": {**_number(claim.outcome), "is_share": _is_share(claim), "carried_from": claim.carried_from},
        "earlier": {
            **_number(claim.earlier), "period": claim.earlier_period or None, "is_baseline": claim.is_from_baseline,
        },
        "tolerance": {**_number(claim.tolerance), "allowed": _allowed(computed)},
        "parts": [
            {"target": _target(each), "outcome": _number(outcome_for(each, claim)), **_computed(part, "status")}
            for each, part in parts
        ],
    }  # fmt: skip


def _allowed(computed: Computed) -> str | None:
    """The distance from the bound that the tolerance allows, in the target's unit."""
    reach = computed.reach
    return decimal(reach.allowed) if reach and reach.allowed is not None else None


def _target(target: Value | None) -> dict[str, object]:
    if not isinstance(target, Target):
        return {"value": plain_value(target), "printed": printed_target(target), "form": None, "unit": None}
    return {
        "value": decimal(target.bound) if target.bound is not None else None,
        "upper": decimal(target.upper) if target.upper is not None else None,
        "printed": target.printed or None,
        "form": target.form.value,
        "unit": target.unit or None,
    }


def _number(value: Value | None) -> dict[str, object]:
    """A number or range with its unit; of anything else nulls."""
    unit = value.unit or None if isinstance(value, Quantity | Spread) else None
    of = decimal(value.of) if isinstance(value, Quantity) and value.of is not None else None
    return {"value": plain_value(value), "unit": unit, "of": of}


def _is_share(claim: Claim) -> bool:
    outcome, target = claim.outcome, claim.target
    return isinstance(outcome, Quantity) and isinstance(target, Target) and is_share(outcome, target.unit)


def _entered(entered: Entered | None) -> dict[str, object] | None:
    if entered is None:
        return None
    at = moment(entered.at)
    return {"assessment": entered.status, "by": entered.by, "at": at, "because": entered.because or None}


def _below(plan: Plan, below: Below | None) -> dict[str, object] | None:
    if below is None:
        return None
    deciding: set[NodeId] = set(below.decisive)
    return {
        "rule": below.rule,
        "members": [
            {"id": node, "title": plan.title(node), "assessment": status, "decides": node in deciding}
            for node, status in below.members
        ],
    }
