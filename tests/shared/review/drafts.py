"""Plans to review, and what a review says of them."""

from __future__ import annotations

from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Text
from shared.review.finding import Finding
from shared.review.review import review
from tests.shared.followup.plans import Paper

PERIOD = "2021-T2"


class Draft(Paper):
    """A plan that somebody is about to hand in."""

    def titled(self, kind: Kind, title: str, parent: NodeId = ROOT) -> NodeId:
        """A node with a title."""
        node = self.node(kind, parent)
        self.set(node, "title", Text(title))
        return node

    def sick_leave(self, outcome: str, analysis: str = "", *, target: str = "högst 5 %") -> NodeId:
        """A measure of the usual sort, with what is written about it."""
        node = self.measure(target, outcome, texts={"title": "Sjukfrånvaro", "unit": "%"})
        if analysis:
            self.set(node, "analysis", Text(analysis), PERIOD)
        return node


def found(plan: Plan, rule: str, period: str = PERIOD) -> list[Finding]:
    """What one rule finds."""
    return [finding for finding in review(plan, period) if finding.rule == rule]


def figures(plan: Plan, rule: str, period: str = PERIOD) -> list[tuple[str | None, str | None]]:
    """What one rule finds: what stands there, and what it should be."""
    return [(finding.found.printed, finding.found.computed) for finding in found(plan, rule, period)]
