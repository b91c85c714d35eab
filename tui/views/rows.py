"""What an outline says about each node, made when it is asked for and kept until the node changes."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from shared.followup.entry import print_value
from shared.followup.goal_assessment import Known
from shared.followup.language import Language
from shared.followup.standing import owes_outcome, standing
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Value
from tui.locale.texts import say
from tui.views.shown_fields import carried_words, result_field, target_field, value_of
from tui.views.spans import one_line


class Row(msgspec.Struct, frozen=True):
    """One node as an outline shows it, in words of one line."""

    title: str
    target: str = ""
    outcome: str = ""
    assessment: str | None = None
    owes: bool = False
    is_contested: bool = False


class Rows:
    """The rows of a plan, for one period and language."""

    def __init__(self, plan: Plan, period: str, language: Language) -> None:
        self._plan = plan
        self.period = period
        self.language = language
        self._kept: dict[NodeId, Row] = {}
        self._known: Known = {}

    def row(self, node: NodeId) -> Row:
        """What the outline says about the node; nothing if it was taken back a moment ago."""
        kept = self._kept.get(node)
        if kept is None and node not in self._plan.nodes:
            return Row("")
        if kept is None:
            kept = self._kept[node] = self._made(node)
        return kept

    def forget(self, nodes: Collection[NodeId]) -> set[NodeId]:
        """Make these anew when they are next asked for, and all that lies above them, for it may be assessed by them.

        Returns what that is.
        """
        above = {step for node in nodes if node in self._plan.nodes for step in self._plan.path(node)}
        again = above.union(nodes)
        for node in again:
            self._kept.pop(node, None)
            self._known.pop(node, None)
        return again

    def forget_all(self) -> None:
        """Make all anew when it is next asked for."""
        self._kept.clear()
        self._known.clear()

    def _made(self, node: NodeId) -> Row:
        kind = self._plan.nodes[node].kind
        found = standing(self._plan, node, self.period, self._known)
        aimed, reached = target_field(kind), result_field(kind)
        return Row(
            title=one_line(self._plan.title(node)) or say(self.language, "untitled"),
            target=self._printed(found.target, aimed) if kind is Kind.MEASURE else self._shown(node, aimed),
            outcome=carried_words(found, self.language) or self._shown(node, reached),
            assessment=found.assessment or ("followed" if found.sign == "followed" else None),
            owes=owes_outcome(self._plan, node, self.period),
            is_contested=found.contested,
        )

    def _shown(self, node: NodeId, field: Field | None) -> str:
        return self._printed(value_of(self._plan, node, field, self.period), field) if field else ""

    def _printed(self, value: Value | None, field: Field | None) -> str:
        return one_line(print_value(value, self.language, field)) if value is not None and field else ""
