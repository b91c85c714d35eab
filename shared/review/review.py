"""A review: every rule asked of a plan and a period, with what has been waived marked so."""

from __future__ import annotations

from collections.abc import Iterator

from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from shared.review.finding import Finding, Found
from shared.review.rules import RULES, Rule
from shared.review.survey import Survey

_WAIVER = "waiver"

_PLACE = {rule.key: place for place, rule in enumerate(RULES)}
_BY_KIND: dict[Kind, tuple[Rule, ...]] = {
    kind: tuple(rule for rule in RULES if rule.of_node is not None and kind in rule.kinds) for kind in Kind
}


def review(plan: Plan, period: str) -> list[Finding]:
    """Everything the rules find in a plan for a period, waived or not.

    `period` is a canonical name. In the order of the rules, and under each in the plan's order. Takes time that grows
    with the plan's cells and texts, and no faster.
    """
    survey = Survey(plan, period)
    found = [_judged(plan, period, rule, one) for rule, one in _found(survey)]
    return sorted(found, key=lambda one: (_PLACE[one.rule], survey.place(one.found.node)))


def _found(survey: Survey) -> Iterator[tuple[Rule, Found]]:
    for subject in survey.subjects():
        for rule in _BY_KIND[subject.kind]:
            assert rule.of_node is not None
            for one in rule.of_node(survey, subject):
                yield rule, one
    for rule in RULES:
        if rule.of_plan is not None:
            for one in rule.of_plan(survey):
                yield rule, one


def _judged(plan: Plan, period: str, rule: Rule, found: Found) -> Finding:
    because = waived_because(plan, found.node, period, rule.key)
    return Finding(rule=rule.key, severity=rule.severity, found=found, waived=bool(because), because=because)


def waived_because(plan: Plan, node: NodeId, period: str, rule: str) -> str:
    """The reason for which a rule's findings on a node are waived in a period; "" if they are not."""
    value = plan.value(node, _WAIVER, period, rule)
    return value.text.strip() if isinstance(value, Text) else ""


def waive(plan: Plan, node: NodeId, period: str, rule: str, because: str) -> SetOp:
    """The op that waives what a rule finds on a node in a period; no reason takes the waiver back."""
    return set_cell(plan, node, _WAIVER, Text(because) if because.strip() else None, period=period, part=rule)
