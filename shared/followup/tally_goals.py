"""All goals of a plan assessed by their rules at once, from the bottom: everything is looked at one time.

`goal_assessment` says the same of one goal and what lies under it. Asked of 20,000, it would list what lies under each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.followup.assessment import Status
from shared.followup.goal_assessment import Known, StatusOf, rule_of, status_by
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Node, Plan


def assessed_from_below(plan: Plan, goals: Iterable[NodeId], leaves: Known, entered: StatusOf) -> Known:
    """What each goal is assessed as, and each of the leaves.

    `goals` are all that are in the plan, the deepest first; `leaves` all its measures and activities, each with what it
    counts as; `entered` gives what a person assessed a goal as.
    """
    listed = list(goals)
    known, nodes, is_goal = dict(leaves), plan.nodes, set(listed)
    below: dict[str | None, list[Status]] = {name: [] for name in listed}
    below[None] = []
    for name, status in leaves.items():
        if status is not None:
            parent = nodes[name].parent
            below[parent if parent in is_goal else _goal_above(nodes, parent)].append(status)
    for name in listed:
        status = known[name] = entered(name) or _by_rule(plan, name, below[name])
        if status is not None:
            below[_goal_above(nodes, nodes[name].parent)].append(status)
    return known


def _by_rule(plan: Plan, goal: NodeId, found: list[Status]) -> Status | None:
    rule = rule_of(plan, goal)
    return None if rule == "by_hand" else status_by(rule, found)


def _goal_above(nodes: Mapping[NodeId, Node], parent: str | None) -> str | None:
    """The goal that a node with this parent counts for; units are looked through."""
    while parent is not None:
        above = nodes[NodeId(parent)]
        if above.kind is not Kind.UNIT:
            return parent if above.kind is Kind.GOAL else None
        parent = above.parent
    return None
