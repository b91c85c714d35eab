"""The counts of a plan's tables, kept beside the plan and brought up to date by what changes.

    told(nodes) ──> forgotten here ──> looked at again when somebody next asks

A book is told of every change (`told`); it works when it is asked. What it keeps, from the nodes up: the mark of a node
in a period; what a measure says of itself; a *page* for each table, period and place in the plan, which has its members
and their counts. One changed cell touches the marks of its node and of the goals above, and on every page no more than
the node and those that share its indicator. Nodes that come, go or move cost the pages, but not the marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from shared.followup.standing import Sign
from shared.followup.tally import COUNTED, Member, Tally
from shared.followup.tally_marks import Mark, Marker
from shared.followup.tally_page import Page
from shared.followup.tally_places import Places, deeper
from shared.followup.tally_recorded import Recorded, recorded_at
from shared.followup.tally_rules import Rule, built_in, plan_rules, rule_of_class
from shared.followup.tally_sayings import Sayings
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan

_PAGES = 100
"""Pages that are kept; a screen shows a handful."""


class Scope(msgspec.Struct, frozen=True):
    """What a table is asked about."""

    period: str
    """A canonical name."""
    under: NodeId = ROOT
    """What lies under it, and it itself."""
    only_class: str = ""
    """Of what the table counts, the measures of that class alone; "" for all."""


class TallyBook:
    """The counts of one plan. Whoever changes the plan tells it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._changed: set[NodeId] = set()
        self._is_restructured = False
        self._forget_everything()

    # Asking

    def rules(self) -> list[Rule]:
        """The plan's tables in its order, or the one that is built in."""
        self._catch_up()
        classes = self._sayings.classes
        return plan_rules(self._plan, classes) or [built_in(classes)]

    def rule_of_class(self, only: str) -> Rule:
        """The built-in table of one class of measure, by its key."""
        self._catch_up()
        return rule_of_class(only, self._sayings.classes)

    def tally(self, rule: Rule, scope: Scope) -> Tally:
        """What a table counts. Where nothing can be counted, the numbers of a paper stand in, if it has printed any;
        not for a part of the plan, for which they would be wrong."""
        self._catch_up()
        whole = scope.under == ROOT and not scope.only_class
        recorded = recorded_at(self._plan, rule.recorded_at, scope.period) if whole else None
        page = self._page(rule, scope)
        counts, reasons = _counted(page.counts)
        made = Tally(
            rule=rule,
            period=scope.period,
            met=counts["met"],
            partly=counts["partly"],
            missed=counts["missed"] + (counts["unmeasured"] if rule.unmeasured == "missed" else 0),
            unmeasured=counts["unmeasured"],
            unassessed=counts["none"],
            why_empty=tuple(sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))),
            recorded=recorded,
        )
        has_assessed = counts["met"] + counts["partly"] + counts["missed"]
        return made if has_assessed or recorded is None else _as_recorded(made, recorded)

    def members(self, rule: Rule, scope: Scope) -> list[Member]:
        """The nodes that the figures of a table are made of, in the plan's order; those only followed are none."""
        self._catch_up()
        return [
            Member(node, mark.sign, _row(mark.sign, rule), _is_counted(mark.sign, rule), mark.why)
            for node, mark in self._page(rule, scope).listed()
            if mark.sign != "followed"
        ]

    def prepare(self, scope: Scope, at_most: int) -> bool:
        """Count what the plan's tables say a stretch at a time, with at most so many nodes looked at in each. True once
        nothing is left, so that whoever asks then waits for nothing; what changes meanwhile may leave something again.
        """
        self._catch_up()
        for rule in self.rules():
            # Of tables beyond those that are kept, the next one would push out the last.
            if self._key(rule, scope) in self._pages or len(self._pages) >= _PAGES:
                continue
            # How goals stand follows from the measures under them, and is then soon told of all.
            marker, kind = self._marker(scope.period), Kind.MEASURE if rule.counts is Kind.GOAL else rule.counts
            unmarked = marker.unmarked(self._of_kind(kind))
            if unmarked:
                marker.marks(unmarked[:at_most], kind)
            else:
                self._page(rule, scope)
            return False
        return True

    # Being told

    def told(self, nodes: Iterable[NodeId], *, is_structural: bool) -> None:
        """These nodes changed; `is_structural` if any came, went or moved. No nodes and yet structural: everything is
        another."""
        listed = list(nodes)
        if is_structural and not listed:
            self._forget_everything()
        self._changed.update(listed)
        self._is_restructured = self._is_restructured or is_structural

    def _forget_everything(self) -> None:
        self._markers: dict[str, Marker] = {}
        self._forget_places()

    def _forget_places(self) -> None:
        self._pages: dict[tuple[Rule, Scope], Page] = {}
        self._places = Places(self._plan)
        self._known: Sayings | None = None

    @property
    def _sayings(self) -> Sayings:
        if self._known is None:
            self._known = Sayings(self._plan, self._places)
        return self._known

    def _catch_up(self) -> None:
        """Take account of what was told since somebody asked last."""
        changed, self._changed = self._changed, set()
        is_restructured, self._is_restructured = self._is_restructured, False
        touched = self._with_goals_above(changed)
        for marker in self._markers.values():
            marker.forget(touched)
        if is_restructured:
            self._forget_places()
            self._forget_goals()
            return
        for node in touched:
            if self._known is not None and self._plan.nodes[node].kind is Kind.MEASURE:
                self._known.look_again(node)
            for page in self._pages.values():
                page.look_again(node)

    def _with_goals_above(self, nodes: set[NodeId]) -> set[NodeId]:
        """The nodes that are there, and all above them: a goal may be assessed by what lies under it."""
        there = nodes & self._plan.nodes.keys()
        if ROOT in there:
            self._forget_goals()
        return there.union(*(self._plan.path(node) for node in there))

    def _forget_goals(self) -> None:
        """Every goal may stand otherwise: the plan's own rule for them has changed, or what lies under them."""
        for marker in self._markers.values():
            marker.forget_goals()
        self._pages = {key: page for key, page in self._pages.items() if page.rule.counts is not Kind.GOAL}

    # Counting

    def _key(self, rule: Rule, scope: Scope) -> tuple[Rule, Scope]:
        # The words of a table, and what becomes of its unmeasured ones, change nothing about what is on its page.
        return msgspec.structs.replace(rule, title="", node=None, unmeasured="left_out", recorded_at=()), scope

    def _page(self, rule: Rule, scope: Scope) -> Page:
        key = self._key(rule, scope)
        page = self._pages.get(key)
        if page is None:
            if len(self._pages) >= _PAGES:
                self._pages.clear()
            page = self._pages[key] = self._made(*key)
        return page

    def _of_kind(self, kind: Kind) -> Collection[NodeId]:
        return self._sayings.classes_of if kind is Kind.MEASURE else self._places.of_kind(kind)

    def _made(self, rule: Rule, scope: Scope) -> Page:
        marker = self._marker(scope.period)
        top = deeper(self._plan, rule.under, scope.under)
        return Page(self._plan, rule, scope.only_class, top, self._sayings, marker, self._places)

    def _marker(self, period: str) -> Marker:
        found = self._markers.get(period)
        if found is None:
            found = self._markers[period] = Marker(self._plan, period)
        return found


def _counted(marks: Counter[Mark]) -> tuple[Counter[Sign], Counter[str]]:
    """How many have each sign, and each reason for being unmeasured."""
    signs: Counter[Sign] = Counter()
    reasons: Counter[str] = Counter()
    for mark, count in marks.items():
        signs[mark.sign] += count
        if mark.why and count:
            reasons[mark.why] += count
    return signs, reasons


def _row(sign: Sign, rule: Rule) -> Sign:
    return "missed" if sign == "unmeasured" and rule.unmeasured == "missed" else sign


def _is_counted(sign: Sign, rule: Rule) -> bool:
    return sign in COUNTED or (sign == "unmeasured" and rule.unmeasured != "left_out")


def _as_recorded(made: Tally, recorded: Recorded) -> Tally:
    met, partly, missed, unmeasured = (recorded.number(part) for part in ("met", "partly", "missed", "unmeasured"))
    return msgspec.structs.replace(
        made, met=met, partly=partly, missed=missed, unmeasured=unmeasured, is_recorded=True, why_empty=(), unassessed=0
    )
