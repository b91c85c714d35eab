"""What a tally needs to know of a node in a period: its sign, and why it has no outcome where it has none.

A tally asks this of every measure there is, so that the plain ones, which are nearly all, are told by a few look-ups: a
person's assessment, or one bound held against one number in the same unit. Everything else is `assessment`'s to say;
of the plain ones, too, it would say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

import msgspec

from shared.followup.assessment import Status, assess
from shared.followup.figures import Cells, claim_among, keys_of
from shared.followup.goal_assessment import Known, rule_of
from shared.followup.reach import Measured, Posts, hold
from shared.followup.standing import Sign, activity_counts_as, below_by_rule, entered_status, why_no_outcome
from shared.followup.tally_columns import BLANK, column
from shared.followup.tally_goals import assessed_from_below
from shared.followup.tally_places import Places
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Direction, Missing, Quantity, Target, TargetForm, Value, WhyEmpty


class Mark(msgspec.Struct, frozen=True, eq=False):
    """A sign with its reason. There is one object of each, so that they are compared and counted by identity."""

    sign: Sign
    why: str = ""
    """Why it is unmeasured: a key of `WhyEmpty`, BY_PERSON or IN_PARTS; "" for every other sign."""


BY_PERSON = "by_person"
"""The reason where there is an outcome and a person assesses it as unmeasured all the same."""

IN_PARTS = "only_in_parts"
"""The reason where there are outcomes of parts, and none of the whole."""


@lru_cache(maxsize=1_000)
def mark(sign: Sign, why: str = "") -> Mark:
    """The one mark that says so."""
    return Mark(sign, why)


class Marker:
    """Marks nodes of one plan for one period, by its canonical name. What is marked is kept until it is forgotten."""

    def __init__(self, plan: Plan, period: str) -> None:
        self._plan = plan
        self._period = period
        self._keys = keys_of(period)
        self._known: dict[NodeId, Mark] = {}
        self._below: Known = {}
        """What goals, and what lies under them, count as for those above."""
        self._has_all_goals = False

    def mark(self, node: NodeId) -> Mark:
        """The node's mark; the node must be in the plan."""
        found = self._known.get(node)
        return found if found is not None else self.marks([node], self._plan.nodes[node].kind)[node]

    def marks(self, nodes: Sequence[NodeId], kind: Kind) -> dict[NodeId, Mark]:
        """The marks of nodes that are in the plan and all of this kind."""
        known = self._known
        unknown = self.unmarked(nodes) if known else nodes
        found = [self._plan.cells(node) for node in unknown]
        marked = self._measures(found) if kind is Kind.MEASURE else map(self._other, unknown, found)
        fresh = dict(zip(unknown, marked, strict=True))
        known.update(fresh)
        return fresh if unknown is nodes else {node: known[node] for node in nodes}

    def unmarked(self, nodes: Iterable[NodeId]) -> list[NodeId]:
        """Those whose mark is not known yet."""
        return [node for node in nodes if node not in self._known]

    def assess_goals(self, places: Places) -> None:
        """Assess all goals that have a rule at once: the way to mark all of them, where `marks` is that for a few."""
        plan, key = self._plan, self._keys.assessment
        goals = places.of_kind(Kind.GOAL)
        if self._has_all_goals or all(rule_of(plan, node) == "by_hand" for node in (ROOT, *goals)):
            return
        deepest_first = sorted(goals, key=places.depths.__getitem__, reverse=True)
        leaves = self._leaves(places)
        self._below = assessed_from_below(
            plan, deepest_first, leaves, lambda name: entered_status(plan.cells(name).get(key))
        )
        self._has_all_goals = True

    def _leaves(self, places: Places) -> Known:
        """What every measure and every activity counts as for the goal above it."""
        measures = self.marks(places.of_kind(Kind.MEASURE), Kind.MEASURE)
        leaves: Known = {node: _AS_STATUS.get(found.sign) for node, found in measures.items()}
        keys, cells_of = self._keys, self._plan.cells
        return leaves | {node: activity_counts_as(cells_of(node), keys) for node in places.of_kind(Kind.ACTIVITY)}

    def forget(self, nodes: Iterable[NodeId]) -> None:
        """These nodes are no longer as they were when they were marked."""
        for node in nodes:
            self._known.pop(node, None)
            self._below.pop(node, None)

    def forget_goals(self) -> None:
        """Every goal may stand otherwise."""
        self._below, self._has_all_goals = {}, False
        for node in self._known.keys() & self._plan.ids_of_kind(Kind.GOAL):
            del self._known[node]

    def _measures(self, found: Sequence[Cells]) -> list[Mark]:
        """The marks of measures that have these cells.

        Looked up field by field and not measure by measure, which takes a third of the time for many, and no more for
        one.
        """
        keys, period = self._keys, self._period
        rows = zip(
            found, column(found, keys.assessment), self._targets(found), column(found, keys.outcome), strict=True
        )
        marks = [
            _plain(cells, entered, target, outcome, period) or self._thorough(cells)
            for cells, entered, target, outcome in rows
        ]
        # Few wait for a day, and those that do are marked again.
        for _, key in keys.targets:
            for place in [place for place, cells in enumerate(found) if key in cells]:
                marks[place] = self._thorough(found[place])
        return marks

    def _targets(self, found: Sequence[Cells]) -> list[Value | None]:
        """The target of each that holds: that of the narrowest period which has one."""
        (narrowest, _), *wider = self._keys.targets
        targets = column(found, narrowest)
        for key, _ in wider:
            targets = [
                cells.get(key, BLANK).value if target is None else target
                for cells, target in zip(found, targets, strict=True)
            ]
        return targets

    def _thorough(self, cells: Cells) -> Mark:
        """The mark of any measure, in the way that is always right."""
        claim, entered = claim_among(cells, self._period), entered_status(cells.get(self._keys.assessment))
        computed = assess(claim)
        status = entered or computed.status
        if status is None:
            return _FOLLOWED if computed.rule == "followed" else _NONE
        if status != "unmeasured":
            return mark(status)
        # A target that is pending says so by its rule, whatever has been reported.
        if computed.rule == WhyEmpty.PENDING.value:
            return _EMPTY[WhyEmpty.PENDING]
        if claim.outcome is None and _has_parts(cells, self._period):
            return mark("unmeasured", IN_PARTS)
        return mark("unmeasured", why_no_outcome(claim) or (BY_PERSON if entered else WhyEmpty.NOT_YET.value))

    def _other(self, node: NodeId, cells: Cells) -> Mark:
        """The mark of a goal or an activity."""
        entered = entered_status(cells.get(self._keys.assessment))
        if entered == "unmeasured":
            return mark(entered, BY_PERSON)
        if entered is not None:
            return mark(entered)
        status = self._by_rule(node) if self._plan.nodes[node].kind is Kind.GOAL else None
        return _NONE if status is None else mark(status, WhyEmpty.NOT_YET.value if status == "unmeasured" else "")

    def _by_rule(self, goal: NodeId) -> Status | None:
        """What a goal that no person has assessed is assessed as."""
        if goal not in self._below:
            found = below_by_rule(self._plan, goal, self._period, self._below)
            if found is None:
                return None
            self._below[goal] = found.computed.status
        return self._below[goal]


_NONE, _MET, _MISSED, _FOLLOWED = mark("none"), mark("met"), mark("missed"), mark("followed")
_ASSESSED = {"met": _MET, "partly": mark("partly"), "missed": _MISSED}
_AS_STATUS: dict[Sign, Status] = {"met": "met", "partly": "partly", "missed": "missed", "unmeasured": "unmeasured"}
_EMPTY = {why: mark("unmeasured", why.value) for why in WhyEmpty}
_NOT_YET = _EMPTY[WhyEmpty.NOT_YET]
_MISSES = {"within_tolerance": _ASSESSED["partly"], "not_reached": _MISSED}
_DIRECTIONS, _TOLERANCE = (CellKey("direction"), CellKey("direction_proposed")), CellKey("tolerance")
_FLOORS = {Direction.HIGHER.value: True, Direction.LOWER.value: False}
# A member that is looked up in its enum for each of 50,000 measures takes as long as all else about them.
_WORDS, _ONLY_FOLLOWED = TargetForm.WORDS, TargetForm.FOLLOWED
_REACH, _AT_LEAST, _AT_MOST = TargetForm.REACH, TargetForm.AT_LEAST, TargetForm.AT_MOST


def _plain(
    cells: Cells, entered: Value | None, target: Value | None, outcome: Value | None, period: str
) -> Mark | None:
    """The mark of a measure that is plainly so, or None; of one whose target waits for no day."""
    if entered is not None:
        return _ASSESSED.get(entered.key) if type(entered) is Choice else None
    if type(target) is not Target:
        return _NONE if target is None or type(target) is Missing else None
    form = target.form
    if form is _WORDS or form is _ONLY_FOLLOWED:
        return _NONE if form is _WORDS else _FOLLOWED
    if type(outcome) is Quantity:
        return _held_against(target, outcome, cells)
    if outcome is None:
        return None if _has_parts(cells, period) else _NOT_YET
    return _EMPTY[outcome.why] if type(outcome) is Missing else None


def _held_against(target: Target, outcome: Quantity, cells: Cells) -> Mark | None:
    """What one bound in the outcome's own unit makes of it; None where that is not all there is to it."""
    bound, amount = target.bound, outcome.amount
    # A share given as two numbers may be held against the target as a percentage.
    if bound is None or outcome.unit != target.unit or outcome.of is not None:
        return None
    is_floor = _is_floor(target, bound, cells)
    if is_floor is None:
        return None
    if amount >= bound if is_floor else amount <= bound:
        return _MET
    tolerance = cells.get(_TOLERANCE, BLANK).value
    if tolerance is None:
        return _MISSED
    posts = Posts(bound, None) if is_floor else Posts(None, bound)
    return _MISSES.get(hold(Measured(amount, amount), posts, target.unit, tolerance).rule)


def _is_floor(target: Target, bound: Decimal, cells: Cells) -> bool | None:
    """Whether outcomes from the bound up reach the target, and not those from it down; None where it is neither."""
    form = target.form
    if form is _REACH:
        for key in _DIRECTIONS:
            direction = cells.get(key, BLANK).value
            if type(direction) is Choice:
                return _FLOORS.get(direction.key)
        # Where nobody has said which way is better, higher is; but for a reduction.
        return True if bound >= 0 else None
    return True if form is _AT_LEAST else False if form is _AT_MOST else None


def _has_parts(cells: Cells, period: str) -> bool:
    return any(part and field == "outcome" and of == period for field, of, part in cells)
