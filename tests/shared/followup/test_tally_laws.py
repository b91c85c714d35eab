"""Laws of counting, on plans that nobody thought of: the quick way agrees with the thorough one, and a book that was
told of changes with a new one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.followup import tally_book
from shared.followup.standing import standing
from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_marks import BY_PERSON, IN_PARTS, Mark, Marker
from shared.followup.tally_page import Page
from shared.followup.tally_rules import Rule
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.ops import Move, Restore, Retire
from shared.plan.rank import between
from shared.plan.values import (
    Carried,
    Choice,
    Day,
    Flag,
    Missing,
    Quantity,
    Target,
    TargetForm,
    Text,
    Value,
    WhyEmpty,
)
from tests.shared.followup.plans import Paper

FieldValue = tuple[str, Value | None, str | None]
"""A field, its value, and the period."""

_PERIODS = ("2021-T2", "2021", "2020-T2", "2021-08", "2020", "2020-SY", "2021-H2")
_NUMBERS = st.sampled_from((1, 1, 2, -1)).map(Decimal)
_UNITS = st.sampled_from(("%", "%", "%", "%", "", "tkr", "mnkr"))
_WHOLES = st.sampled_from((None, None, None, *map(Decimal, (2, 200))))
_QUANTITIES = st.builds(Quantity, _NUMBERS, _UNITS, st.sampled_from(("", "1 av 2")), _WHOLES)
_TOLERANCES = st.builds(Quantity, _NUMBERS, st.sampled_from(("%", "%-enheter", "", "tkr")))
_ELSEWHERE = st.sampled_from(("2021-T2", "2021", "2020-T2")).map(Carried)
_REASONS = st.builds(Missing, st.sampled_from(WhyEmpty))
_BOUNDED = tuple(form for form in TargetForm if form not in (TargetForm.WORDS, TargetForm.FOLLOWED))
_PLAIN = (TargetForm.REACH, TargetForm.AT_LEAST, TargetForm.AT_MOST)
_TARGETS = st.one_of(
    st.builds(Target, st.sampled_from(_PLAIN), st.just("mål"), _NUMBERS, st.none(), _UNITS),
    st.builds(Target, st.sampled_from(_BOUNDED), st.just("mål"), _NUMBERS, st.none(), _UNITS),
    st.builds(Target, st.sampled_from(TargetForm), st.just("mål")),
    _REASONS,
)
_CHOICES: dict[str, st.SearchStrategy[Value | None]] = {
    "assessment": st.sampled_from([None, *map(Choice, ("met", "partly", "missed", "unmeasured"))]),
    "measure_class": st.sampled_from([None, *map(Choice, ("system", "unit", "followed"))]),
    "direction": st.sampled_from([None, Choice("higher"), Choice("higher"), Choice("lower")]),
    "counted": st.sampled_from([None, Flag(True), Flag(False)]),
    "indicator": st.sampled_from([None, Text("U1"), Text("u1 "), Text("U2")]),
    "assessment_rule": st.sampled_from([None, *map(Choice, ("by_hand", "all", "worst", "most"))]),
    "direction_proposed": st.sampled_from([None, Choice("lower"), Choice("lower"), Choice("higher")]),
    "tolerance": st.one_of(st.none(), _TOLERANCES),
    "target": st.one_of(st.none(), _TARGETS),
    "outcome": st.one_of(st.none(), _QUANTITIES, _REASONS, _ELSEWHERE),
    "status": st.sampled_from([None, *map(Choice, ("done", "delayed", "cancelled", "under_way"))]),
    "assessed_from": st.sampled_from([None, Day("2021-12-31"), Day("2020-01-01")]),
}
_PER_PERIOD = ("assessment", "target", "outcome", "status", "assessed_from")


def _cells(field: str, *periods: str) -> st.SearchStrategy[FieldValue]:
    """A value of a field, in one of the periods where it has one for each."""
    of = st.sampled_from(periods) if field in _PER_PERIOD else st.none()
    return st.tuples(st.just(field), _CHOICES[field], of)


_MEASURES = st.tuples(
    _cells("target", "2021", "2021-T2"),
    st.one_of(st.none(), st.none(), _cells("target", *_PERIODS)),
    _cells("outcome", "2021-T2", "2021-T2", *_PERIODS),
    st.one_of(_cells("direction"), _cells("direction"), _cells("direction_proposed")),
    st.one_of(st.none(), *(_cells(field, *_PERIODS) for field in ("tolerance", "assessment", "outcome"))),
    st.one_of(st.none(), st.none(), _cells("assessed_from", "2021", "2021-T2")),
)
_CELLS = st.sampled_from(
    ("assessment", "measure_class", "counted", "indicator", "outcome", "status", "assessment_rule")
).flatmap(lambda field: _cells(field, "2021-T2"))
_RULES = (
    Rule(),
    Rule(classes=("system",), may_join=True, may_leave=True),
    Rule(shared="worst"),
    Rule(shared="best", classes=("system", "unit")),
    Rule(shared="each", unmeasured="missed"),
    Rule(counts=Kind.GOAL),
    Rule(counts=Kind.ACTIVITY, unmeasured="counted"),
)


def _measure(cells: tuple[FieldValue | None, ...]) -> tuple[Paper, NodeId]:
    paper = Paper()
    node = paper.node(Kind.MEASURE)
    for field, value, of in filter(None, cells):
        paper.set(node, field, value, of)
    return paper, node


@settings(max_examples=600)
@given(_MEASURES, st.sampled_from(("2021-T2", "2021-T2", *_PERIODS)))
def test_quick_way_agrees_with_the_thorough_one(cells: tuple[FieldValue | None, ...], period: str) -> None:
    """A tally that disagrees with what the list of the same measures shows is wrong, whichever of them is."""
    paper, node = _measure(cells)
    found, stands = Marker(paper.plan, period).mark(node), standing(paper.plan, node, period)
    assert found.sign == stands.sign
    if found.sign == "unmeasured" and found.why not in (BY_PERSON, IN_PARTS, "pending"):
        assert found.why == stands.why_empty


@given(st.lists(_MEASURES, max_size=6), st.sampled_from(_PERIODS))
def test_measures_are_marked_together_as_they_are_alone(
    listed: list[tuple[FieldValue | None, ...]], period: str
) -> None:
    """What is looked up for thousands at once must come to the measure that it was looked up for."""
    paper = Paper()
    nodes = [paper.node(Kind.MEASURE) for _ in listed]
    for node, cells in zip(nodes, listed, strict=True):
        for field, value, of in filter(None, cells):
            paper.set(node, field, value, of)
    together = Marker(paper.plan, period).marks(nodes, Kind.MEASURE)
    assert together == {node: Marker(paper.plan, period).mark(node) for node in nodes}


_PLAIN_MEASURES = [
    ("minst 50 %", "50 %", "", "met"),
    ("minst 50 %", "49 %", "", "missed"),
    ("högst 3 %", "4 %", "", "missed"),
    ("50 %", "49 %", "", "missed"),
    ("minst 50 %", "49 %", "2", "partly"),
    ("högst 3 %", "6 %", "2", "missed"),
]


@pytest.mark.parametrize(("target", "outcome", "tolerance", "expected"), _PLAIN_MEASURES)
def test_plain_measures_are_marked_without_the_thorough_way(
    target: str, outcome: str, tolerance: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law above would hold as well if the quick way gave up on everything."""
    monkeypatch.delattr(Marker, "_thorough")
    paper = Paper()
    node = paper.measure(target, outcome, period="2021")
    if tolerance:
        paper.set(node, "tolerance", Quantity(Decimal(tolerance), "%-enheter"))
    assert Marker(paper.plan, "2021").mark(node).sign == expected


_UNUSUAL = [
    (
        Target(TargetForm.AT_LEAST, "minst 50 %", Decimal(50), unit="%"),
        Quantity(Decimal(60), "%", "60 av 200", Decimal(200)),
    ),
    (Target(TargetForm.REACH, "-10 %", Decimal(-10), unit="%"), Quantity(Decimal(-36), "%")),
]


@pytest.mark.parametrize(("target", "outcome"), _UNUSUAL)
def test_what_only_looks_plain_is_marked_as_the_thorough_way_has_it(target: Target, outcome: Quantity) -> None:
    """60 of 200 is no 60 %, and a reduction by 36 % is more than one by 10 %."""
    paper = Paper()
    node = paper.node(Kind.MEASURE)
    paper.set(node, "target", target, "2021")
    paper.set(node, "outcome", outcome, "2021")
    assert Marker(paper.plan, "2021").mark(node).sign == standing(paper.plan, node, "2021").sign


def test_a_share_given_as_two_numbers_counts_as_what_it_is() -> None:
    """60 of 66 reaches 80 %, and a table that held the 60 against it would say that it does not."""
    paper = Paper()
    node = paper.measure("minst 80 %", period="2021")
    paper.set(node, "outcome", Quantity(Decimal(60), "%", "60 st av totalt 66", Decimal(66)), "2021")
    assert Marker(paper.plan, "2021").mark(node).sign == "met"


class Step(NamedTuple):
    """Something that is done to a plan; its nodes are numbered, round and round."""

    what: str
    """set, add, retire, restore, move, or ask: look whether the book is right."""
    place: int
    to: int
    kind: Kind
    cell: FieldValue


_STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(("set",) * 8 + ("ask",) * 3 + ("add", "retire", "restore", "move")),
        st.integers(0, 6),
        st.integers(0, 6),
        st.sampled_from((Kind.MEASURE, Kind.GOAL, Kind.ACTIVITY, Kind.UNIT)),
        _CELLS,
    ),
    max_size=20,
)


class Told:
    """A plan, and a book that is told of all that is done to it."""

    def __init__(self) -> None:
        self.paper = Paper()
        self.book = TallyBook(self.paper.plan)
        self.nodes = [ROOT]
        for kind in (Kind.GOAL, Kind.GOAL, Kind.MEASURE, Kind.MEASURE, Kind.MEASURE, Kind.ACTIVITY):
            self.add(len(self.nodes) // 2, kind)
        for place in (3, 4, 5):
            self.set(place, "indicator", Text("U1"))
            self.set(place, "assessment", Choice(("met", "partly", "missed")[place - 3]), "2021-T2")

    def _node(self, place: int) -> NodeId:
        return self.nodes[place % len(self.nodes)]

    def add(self, place: int, kind: Kind) -> None:
        """A new node under one that is there."""
        self.nodes.append(self.paper.node(kind, self._node(place)))
        self.book.told(self.nodes[-1:], is_structural=True)

    def set(self, place: int, field: str, value: Value | None, period: str | None = None) -> None:
        """Another value."""
        self.paper.set(self._node(place), field, value, period)
        self.book.told([self._node(place)], is_structural=False)

    def do(self, step: Step) -> None:
        """Take one step, where it can be taken."""
        plan, node, parent = self.paper.plan, self._node(step.place), self._node(step.to)
        match step.what:
            case "set":
                self.set(step.place, *step.cell)
            case "ask":
                self.check(step.place)
            case "add":
                self.add(step.place, step.kind)
            case "retire" if node != ROOT:
                self._change(Retire(node))
            case "restore" if node != ROOT:
                self._change(Restore(node))
            case "move" if node != ROOT and node not in plan.path(parent):
                self._change(Move(node, parent, between(plan.last_rank(parent), None)))

    def _change(self, op: Retire | Restore | Move) -> None:
        self.paper.do(op)
        self.book.told([NodeId(op.node)], is_structural=True)

    def check(self, place: int) -> None:
        """The book says what a new one says."""
        fresh = TallyBook(self.paper.plan)
        assert self.book.rules() == fresh.rules()
        assert self.book.rule_of_class("system") == fresh.rule_of_class("system")
        for rule in (*_RULES, *fresh.rules(), fresh.rule_of_class("system")):
            for scope in (Scope("2021-T2"), Scope("2021-T2", self._node(place)), Scope("2021", only_class="unit")):
                assert self.book.tally(rule, scope) == fresh.tally(rule, scope)
                assert self.book.members(rule, scope) == fresh.members(rule, scope)


@settings(max_examples=150, deadline=None)
@given(_STEPS, st.sampled_from(("by_hand", "all", "worst", "most")))
def test_told_book_says_what_a_new_one_says(steps: list[Step], rule: str) -> None:
    """What is kept up cell by cell must never drift from what is counted from nothing."""
    told = Told()
    told.set(0, "assessment_rule", Choice(rule))
    told.check(0)
    for step in steps:
        told.do(step)
    told.check(1)


@settings(max_examples=150, deadline=None)
@given(_STEPS, st.sampled_from(("all", "worst", "most")))
def test_members_stand_in_a_table_as_everywhere_else(steps: list[Step], rule: str) -> None:
    """Goals are assessed all at once for a table, and one by one for the list beside it."""
    told = Told()
    told.set(0, "assessment_rule", Choice(rule))
    for step in steps:
        told.do(step)
    plan = told.paper.plan
    for counts in (Kind.MEASURE, Kind.GOAL, Kind.ACTIVITY):
        members = TallyBook(plan).members(Rule(counts=counts, shared="each"), Scope("2021-T2"))
        assert [each.sign for each in members] == [standing(plan, each.node, "2021-T2").sign for each in members]


def test_goals_in_a_table_see_through_units_and_heed_a_persons_word() -> None:
    """A goal that a person has assessed counts as that, and what lies in a goal's units counts for the goal."""
    paper = Paper()
    paper.set(ROOT, "assessment_rule", Choice("worst"))
    top = paper.node(Kind.GOAL)
    unit = paper.node(Kind.UNIT, top)
    paper.measure(by_person="partly", parent=unit)
    by_person = paper.node(Kind.GOAL, unit)
    paper.set(by_person, "assessment", Choice("met"), "2021-T2")
    paper.measure(by_person="missed", parent=by_person)
    members = TallyBook(paper.plan).members(Rule(counts=Kind.GOAL), Scope("2021-T2"))
    assert [(each.node, each.sign) for each in members] == [(top, "partly"), (by_person, "met")]


@settings(max_examples=60)
@given(_STEPS, st.sampled_from(_RULES))
def test_figures_are_as_many_as_their_members(steps: list[Step], rule: Rule) -> None:
    """Every number on the page must lead to exactly the nodes it counts."""
    told = Told()
    for step in steps:
        told.do(step._replace(what="set"))
    made, members = told.book.tally(rule, Scope("2021-T2")), told.book.members(rule, Scope("2021-T2"))
    rows = [member.counts_as for member in members]
    assert [made.met, made.partly, made.missed] == [rows.count("met"), rows.count("partly"), rows.count("missed")]
    assert made.unassessed == rows.count("none")
    assert made.unmeasured == [member.sign for member in members].count("unmeasured")
    assert made.unmeasured == sum(count for _, count in made.why_empty)


def test_goal_that_a_measure_left_is_assessed_without_it() -> None:
    """Only the measure and its new goal are told of; what the old one was assessed as must not be kept."""
    paper = Paper()
    paper.set(ROOT, "assessment_rule", Choice("worst"))
    old, new = paper.node(Kind.GOAL), paper.node(Kind.GOAL)
    paper.measure(by_person="met", parent=old)
    moved = paper.measure(by_person="missed", parent=old)
    book, rule = TallyBook(paper.plan), Rule(counts=Kind.GOAL)
    assert book.tally(rule, Scope("2021-T2")).missed == 1
    paper.do(Move(moved, new, "z"))
    book.told([moved], is_structural=True)
    assert book.tally(rule, Scope("2021-T2", old)).met == 1


def test_goals_rule_on_the_root_touches_every_goal() -> None:
    """The plan's own rule for goals may change how all of them stand."""
    told = Told()
    told.check(0)
    told.set(0, "assessment_rule", Choice("worst"))
    told.check(0)


def test_class_leaves_the_common_table_one_measure_at_a_time() -> None:
    """When the last of them has left, the class has a table of its own; when one comes back, it has not."""
    told = Told()
    for place in (3, 4, 5):
        told.set(place, "measure_class", Choice("unit"))
        assert told.book.rule_of_class("unit").may_leave
        told.set(place, "counted", Flag(False))
    assert not told.book.rule_of_class("unit").may_leave
    told.set(4, "counted", None)
    assert told.book.rule_of_class("unit").may_leave


def test_another_plan_in_the_same_place_is_counted_anew() -> None:
    """A replica that has been fetched afresh says only that everything may be another."""
    paper, other = Paper(), Paper()
    paper.measure(by_person="met")
    other.measure(by_person="missed")
    book = TallyBook(paper.plan)
    assert book.tally(book.rules()[0], Scope("2021-T2")).met == 1
    paper.plan.become(other.plan)
    book.told((), is_structural=True)
    assert book.tally(book.rules()[0], Scope("2021-T2")).missed == 1


@pytest.mark.parametrize("counts", ["measure", "goal", "activity"])
def test_prepared_tables_are_there_when_somebody_asks(counts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting between keys is of use only if nothing is left to count when the table is opened."""
    told, scope = Told(), Scope("2021-T2")
    table = told.paper.node(Kind.TALLY)
    told.paper.set(table, "counts", Choice(counts))
    fresh = TallyBook(told.paper.plan)
    while not told.book.prepare(scope, 1):
        pass
    expected = [fresh.tally(rule, scope) for rule in fresh.rules()]
    monkeypatch.delattr(Page, "_fill")
    assert [told.book.tally(rule, scope) for rule in told.book.rules()] == expected


def test_no_more_is_prepared_at_a_time_than_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is pressed meanwhile waits for one stretch."""
    paper = Paper()
    for _ in range(5):
        paper.measure("minst 50 %", "51 %")
    stretches, marks = [], Marker.marks

    def noting(marker: Marker, nodes: Sequence[NodeId], kind: Kind) -> dict[NodeId, Mark]:
        stretches.append(len(nodes))
        return marks(marker, nodes, kind)

    monkeypatch.setattr(Marker, "marks", noting)
    book = TallyBook(paper.plan)
    steps = [book.prepare(Scope("2021-T2"), 2) for _ in range(3)]
    assert (steps, stretches) == ([False] * 3, [2, 2, 1])
    assert [book.prepare(Scope("2021-T2"), 2) for _ in range(2)] == [False, True]


def test_preparing_more_tables_than_are_kept_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each would push out another one, and the processor never rest."""
    monkeypatch.setattr(tally_book, "_PAGES", 1)
    paper = Paper()
    for counts in ("measure", "goal"):
        paper.set(paper.node(Kind.TALLY), "counts", Choice(counts))
    book = TallyBook(paper.plan)
    assert [book.prepare(Scope("2021-T2"), 10) for _ in range(2)] == [False, True]


def test_change_after_preparing_is_counted() -> None:
    """What was counted before anybody asked is kept up as if somebody had."""
    told, scope = Told(), Scope("2021-T2")
    while not told.book.prepare(scope, 10):
        pass
    told.set(3, "assessment", Choice("met"), "2021-T2")
    told.check(3)
