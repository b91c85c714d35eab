"""How an assessment came about: all facts behind it, gathered once for the screens, the command line and programs."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shared.followup.assessment import Claim, Status
from shared.followup.figures import claim_of
from shared.followup.goal_assessment import GoalRule, Members, decisive, rule_of
from shared.followup.signs import PlanSigns, signs_of
from shared.followup.standing import Standing, below_by_rule, standing
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice

PersonName = Callable[[str], str]
Moment = Callable[[int], str]


class Entered(msgspec.Struct, frozen=True):
    """The assessment that a person gave."""

    status: Status
    by: str
    at: int
    """Milliseconds since 1970 by the author's clock."""
    when: str
    """The same as people write it, "" where it is not known."""
    because: str


class Below(msgspec.Struct, frozen=True):
    """What a rule found under a goal."""

    rule: GoalRule
    members: Members
    """What lies under it and has an assessment, unmeasured too, in the plan's order."""
    decisive: tuple[NodeId, ...]
    """Those that made it what it is."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an assessment hangs on."""

    kind: Kind
    stands: Standing
    claim: Claim | None
    """What a measure's was computed from."""
    entered: Entered | None
    below: Below | None
    """What a goal's was computed from; None where a person assesses it, and for other kinds."""
    activity_status: str
    """The key of an activity's status, "" if there is none."""
    titles: dict[NodeId, str]
    """The titles of what decided."""
    words: PlanSigns


def explanation_of(plan: Plan, node: NodeId, period: str, *, name: PersonName, when: Moment) -> Explanation:
    """The facts behind a node's assessment in a period; `period` is a canonical name. The node must be in the plan."""
    stands, kind = standing(plan, node, period), plan.nodes[node].kind
    below = _below(plan, node, stands) if kind in (Kind.GOAL, Kind.UNIT) else None
    status = plan.value(node, "status", period) if kind is Kind.ACTIVITY else None
    return Explanation(
        kind=kind,
        stands=stands,
        claim=claim_of(plan, node, period) if kind is Kind.MEASURE else None,
        entered=_entered(plan, node, stands, name, when),
        below=below,
        activity_status=status.key if isinstance(status, Choice) else "",
        titles={found: plan.title(found) for found in below.decisive} if below else {},
        words=signs_of(plan),
    )


def _below(plan: Plan, node: NodeId, stands: Standing) -> Below | None:
    found, rule = below_by_rule(plan, node, stands.period), rule_of(plan, node)
    if found is None:
        return None
    return Below(rule, found.members, decisive(rule, found.computed.status, found.members))


def _entered(plan: Plan, node: NodeId, stands: Standing, name: PersonName, when: Moment) -> Entered | None:
    cell = plan.cell(node, "assessment", stands.period)
    if cell is None or not isinstance(cell.value, Choice) or stands.assessment is None:
        return None
    if cell.value.key != stands.assessment:
        return None
    return Entered(stands.assessment, name(cell.author), cell.at, when(cell.at), cell.because)
