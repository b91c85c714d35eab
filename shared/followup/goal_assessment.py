"""Assessments of goals and plans from what lies under them.

    by_hand   a person assesses; nothing is computed
    all       met when all below is met, missed when all below is missed, else partly
    worst     as the worst below
    most      as most below; between as many, the worse

Below a goal count its measures, activities (by their status) and sub-goals, those in its units too; what is unmeasured
is left out, and a person's assessment goes before any that is computed. A goal without a rule of its own takes the
plan's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, get_args

import msgspec

from shared.followup.assessment import WORST_FIRST, Computed, Status, worst_of
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice

GoalRule = Literal["by_hand", "all", "worst", "most"]

ACTIVITY_STATUS: dict[str, Status | None] = {
    "done": "met",
    "on_plan": "met",
    "delayed": "partly",
    "paused": "partly",
    # What was planned will not be done.
    "cancelled": "missed",
    # Neither says whether it goes as planned; what was moved is followed up where it went.
    "not_started": None,
    "under_way": None,
    "moved": None,
}
"""What each status of an activity counts as for the goal above it; None for those that say nothing yet."""

_RULES: dict[str, GoalRule] = {rule: rule for rule in get_args(GoalRule)}
_RULE = CellKey("assessment_rule")
_WITHOUT_ANY: dict[Status | None, str] = {None: "nothing_below", "unmeasured": "nothing_measured"}
_LEAVES = (Kind.MEASURE, Kind.ACTIVITY)

Members = tuple[tuple[NodeId, Status], ...]
StatusOf = Callable[[NodeId], Status | None]
Known = dict[NodeId, Status | None]
"""Assessments that need not be worked out again. Whoever keeps them takes out what changed, and all that lies above."""


class ByRule(msgspec.Struct, frozen=True):
    """What a rule makes of what lies under a goal."""

    computed: Computed
    """Its rule is all, worst or most, nothing_measured (all below is unmeasured) or nothing_below."""
    members: Members
    """What lies under it and has an assessment, unmeasured too, in the plan's order."""


def rule_of(plan: Plan, node: NodeId) -> GoalRule:
    """How a goal, a unit or the plan (ROOT) is assessed."""
    for name in (node, ROOT):
        cell = plan.cells(name).get(_RULE)
        if cell is not None and isinstance(cell.value, Choice):
            return _RULES.get(cell.value.key, "by_hand")
    return "by_hand"


def by_rule(rule: GoalRule, members: Members) -> Computed:
    """What the rule makes of these."""
    status = status_by(rule, [status for _, status in members])
    return Computed(status=status, rule=_WITHOUT_ANY.get(status, rule))


def status_by(rule: GoalRule, found: Sequence[Status]) -> Status | None:
    """What the rule makes of what was found below; None where that is nothing."""
    counted = [status for status in found if status != "unmeasured"]
    if not counted:
        return "unmeasured" if found else None
    return _status(rule, counted)


def decisive(rule: str, status: Status | None, members: Members) -> tuple[NodeId, ...]:
    """Those among the members that made it this assessment: for `all` whatever kept it from being met."""
    if rule == "all" and status == "partly":
        return tuple(node for node, found in members if found in ("partly", "missed"))
    return tuple(node for node, found in members if found == status)


def assess_goal(
    plan: Plan, node: NodeId, rule: GoalRule, *, leaf: StatusOf, entered: StatusOf, known: Known | None = None
) -> ByRule:
    """Assess a goal, a unit or the plan by a rule.

    `leaf` gives what a measure or an activity counts as, `entered` the one that a person gave a goal; what is in
    `known` is taken from there, and what is worked out is put there. Trees are as deep as somebody makes them, so what
    lies below is listed first and assessed from the bottom, without recursion.
    """
    known = {} if known is None else known
    found: dict[NodeId, list[tuple[NodeId, Status]]] = {}
    rules: dict[NodeId, GoalRule] = {}
    for name, above in reversed(_below(plan, node, entered, rules, known)):
        if name not in known:
            if name in rules:
                known[name] = by_rule(rules[name], tuple(found.pop(name, ()))).status
            else:
                known[name] = leaf(name) if plan.nodes[name].kind in _LEAVES else entered(name)
        status = known[name]
        if status is not None:
            found.setdefault(above, []).append((name, status))
    members = tuple(reversed(found.get(node, [])))
    return ByRule(by_rule(rule, members), members)


def _below(
    plan: Plan, top: NodeId, entered: StatusOf, rules: dict[NodeId, GoalRule], known: Known
) -> list[tuple[NodeId, NodeId]]:
    """What is assessed under a node, each with the goal it counts for, parents first; notes the rules of goals.

    Units are looked through. Under a goal that a person assesses nothing counts.
    """
    listed: list[tuple[NodeId, NodeId]] = []
    waiting = [(NodeId(child.id), top) for child in reversed(plan.children(top))]
    while waiting:
        name, above = waiting.pop()
        kind = plan.nodes[name].kind
        if kind in _LEAVES or kind is Kind.GOAL:
            listed.append((name, above))
        if kind is Kind.GOAL:
            rule = rule_of(plan, name)
            if name in known or rule == "by_hand" or entered(name) is not None:
                continue
            rules[name], above = rule, name
        elif kind is not Kind.UNIT:
            continue
        waiting.extend((NodeId(child.id), above) for child in reversed(plan.children(name)))
    return listed


def _status(rule: GoalRule, counted: Sequence[Status]) -> Status:
    if rule == "worst":
        return worst_of(counted) or "missed"
    if rule == "most":
        counts = Counter(counted)
        return max(WORST_FIRST, key=lambda status: counts[status])
    return counted[0] if len(set(counted)) == 1 else "partly"
