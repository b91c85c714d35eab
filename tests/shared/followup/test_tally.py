"""Tallies: the numbers must be those of the printed tables, and every figure must lead to what it is made of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.followup.tally import Tally, difference, differences, shares
from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_rules import Rule
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Flag, Quantity, Reference, Text, names
from tests.shared.followup.plans import Paper

T2 = "2021-T2"
SYSTEM, SUSTAINABILITY = {"measure_class": "system"}, {"measure_class": "sustainability"}


def tally(plan: Plan, period: str, *, under: NodeId = ROOT, only_class: str = "") -> Tally:
    """The plan's first table, or the built-in one of a class."""
    book = TallyBook(plan)
    rule = book.rule_of_class(only_class) if only_class else book.rules()[0]
    return book.tally(rule, Scope(period, under))


def table(paper: Paper, title: str, choices: dict[str, str] | None = None, *, classes: str = "") -> NodeId:
    """A table of the plan's own."""
    node = paper.node(Kind.TALLY)
    paper.set(node, "title", Text(title))
    for field, key in (choices or {}).items():
        paper.set(node, field, Choice(key))
    if classes:
        paper.set(node, "classes", names(classes.split()))
    return node


def counts(made: Tally) -> tuple[int, int, int, int]:
    """Met, partly, missed, of how many."""
    return made.met, made.partly, made.missed, made.counted


def recorded(paper: Paper, period: str, node: NodeId = ROOT, **numbers: int) -> None:
    """What a paper has printed."""
    for part, number in numbers.items():
        paper.set(node, "recorded_tally", Quantity(Decimal(number)), period, part.replace("_", " "))


@pytest.mark.parametrize(
    ("numbers", "percents"),
    [
        ((8, 9, 11), [29, 32, 39]),
        ((5, 10, 14), [17, 35, 48]),
        ((2, 0, 3), [40, 0, 60]),
        ((3, 1, 1), [60, 20, 20]),
        ((5, 0, 3), [63, 0, 37]),
        ((1, 1, 1), [34, 33, 33]),
        ((0, 0, 0), [0, 0, 0]),
        ((), []),
    ],
)
def test_shares_are_those_printed(numbers: tuple[int, ...], percents: list[int]) -> None:
    """The papers round by largest remainder; between equal remainders the earlier count wins."""
    assert shares(numbers) == percents


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_shares_add_up_to_100(numbers: list[int]) -> None:
    """A column that adds up to 99 or 101 gets a table sent back; no share is off by a whole percent."""
    percents = shares(numbers)
    total = sum(numbers)
    assert sum(percents) == (100 if total else 0)
    for share, count in zip(percents, numbers, strict=True):
        assert abs(share * total - 100 * count) < max(total, 1)


def test_negative_count_is_refused() -> None:
    """There is no share of less than nothing."""
    with pytest.raises(ValueError, match="negative"):
        shares([1, -1])


def region() -> Paper:
    """The region's second tertial of 2021: 28 counted measures, shared ones flagged off, ten of sustainability."""
    paper = Paper()
    for status, number in (("met", 8), ("partly", 9), ("missed", 11)):
        for _ in range(number):
            paper.measure(by_person=status, counted=True, choices=SYSTEM)
    for _ in range(10):
        paper.measure("0 tkr", "5 850 tkr", counted=False, choices=SYSTEM)
    for outcome in ("151", "152", "153", "158", "157", "159", "160", "161", "162", "163"):
        paper.measure("högst 158 kWh/m2", outcome, counted=False, choices=SUSTAINABILITY)
    return paper


def test_region_is_tallied_as_printed() -> None:
    """8, 9 and 11 of 28, with or without naming the class: the flag says which of the shared measures count."""
    paper = region()
    made = tally(paper.plan, T2)
    assert counts(made) == (8, 9, 11, 28)
    assert made.shares == [29, 32, 39]
    assert counts(tally(paper.plan, T2, only_class="system")) == (8, 9, 11, 28)
    assert len(TallyBook(paper.plan).members(made.rule, Scope(T2))) == 28


def test_class_outside_the_common_table_has_its_own() -> None:
    """The sustainability table counts all ten, though none of them counts in the region's."""
    assert counts(tally(region().plan, T2, only_class="sustainability")) == (5, 0, 5, 10)


def test_comparison_is_in_percentage_points_of_wholly_or_partly_met() -> None:
    """17 of 28 is 61 %, 15 of 29 is 52 %: nine points better."""
    paper = region()
    recorded(paper, "2020-T2", met=5, partly=10, missed=14)
    now, then = tally(paper.plan, T2), tally(paper.plan, "2020-T2")
    assert then.is_recorded
    assert (then.shares, then.reached, now.reached) == ([17, 35, 48], 52, 61)
    assert (difference(now, then), differences(now, then)) == (9, [12, -3, -9])
    assert difference(now, tally(paper.plan, "2019")) is None


def test_nothing_reported_prints_blank() -> None:
    """0 % would say that everything was missed."""
    made = tally(Paper().plan, T2)
    assert (made.shares, made.reached, made.counted) == ([None, None, None], None, 0)


def test_recorded_tally_gives_way_to_measures_and_stands_for_no_other_class() -> None:
    """Numbers of a paper are shown only where there is nothing to count, and never for what they do not mean."""
    paper = Paper()
    recorded(paper, "2020", met=3)
    assert counts(tally(paper.plan, "2020")) == (3, 0, 0, 3)
    assert not tally(paper.plan, "2020", only_class="unit").is_recorded
    assert not tally(paper.plan, "2021").is_recorded
    paper.measure(by_person="missed", period="2020")
    assert counts(tally(paper.plan, "2020")) == (0, 0, 1, 1)


def test_unmeasured_are_told_but_not_counted() -> None:
    """A measure without an outcome is no miss; one that nobody can assess is in neither number."""
    paper = Paper()
    paper.measure("50 %", "51 %")
    paper.measure("50 %", "u.s.")
    paper.measure("50 %")
    paper.measure("Bli bättre", "4")
    paper.measure("Uppföljningsmått", "4")
    made = tally(paper.plan, T2)
    assert (counts(made), made.unmeasured, made.unassessed) == ((1, 0, 0, 1), 2, 1)


def test_shared_measure_counts_once_where_it_stands_highest() -> None:
    """The same indicator in several units' plans is one measure of the region; within a unit it is the unit's."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    paper.measure(by_person="missed", parent=goal, texts={"indicator": "N00945"})
    paper.measure(by_person="met", texts={"indicator": "n00945"})
    paper.measure(by_person="partly")
    paper.measure(by_person="partly")
    assert counts(tally(paper.plan, T2)) == (1, 2, 0, 3)
    assert counts(tally(paper.plan, T2, under=goal)) == (0, 0, 1, 1)


def test_only_what_the_council_set_counts_unless_a_measure_says_otherwise() -> None:
    """Classes without flags: the printed tables count the council's measures; a flag takes one in or out."""
    paper = Paper()
    paper.measure(by_person="met", choices=SYSTEM)
    own = paper.measure(by_person="missed", choices={"measure_class": "unit"})
    assert counts(tally(paper.plan, T2)) == (1, 0, 0, 1)
    assert counts(tally(paper.plan, T2, only_class="unit")) == (0, 0, 1, 1)
    paper.measure(by_person="partly", choices={"measure_class": "unit"}, counted=True)
    assert counts(tally(paper.plan, T2)) == (1, 1, 0, 2)
    assert counts(tally(paper.plan, T2, only_class="system")) == (1, 0, 0, 1)
    assert tally(paper.plan, T2, under=own).counted == 0


def test_retired_measure_is_not_counted() -> None:
    """What left the plan leaves its tallies."""
    paper = Paper()
    node = paper.measure("50 %", "51 %")
    paper.retire(node)
    assert tally(paper.plan, T2).counted == 0


def test_reasons_for_being_unmeasured_are_counted_each() -> None:
    """Not measured yet and measured yearly are two facts, and only one of them needs a reminder."""
    paper = Paper()
    for outcome in ("mäts årligen", "mäts årligen", "ej tillämpligt", ""):
        paper.measure("50 %", outcome)
    in_parts = paper.measure("50 %")
    paper.set(in_parts, "outcome", Quantity(Decimal(3), "%"), T2, "kvinnor")
    assert tally(paper.plan, T2).why_empty == (
        ("measured_yearly", 2),
        ("not_applicable", 1),
        ("not_measured_yet", 1),
        ("only_in_parts", 1),
    )


def test_unmeasured_by_a_persons_word_has_its_own_reason() -> None:
    """There is a figure, and somebody has judged that it measures nothing."""
    paper = Paper()
    paper.measure("50 %", "51 %", by_person="unmeasured")
    assert tally(paper.plan, T2).why_empty == (("by_person", 1),)


# Tables of the plan's own


@pytest.mark.parametrize(
    ("unmeasured", "expected", "percents"),
    [
        ("left_out", (1, 1, 1, 3), [34, 33, 33]),
        ("counted", (1, 1, 1, 5), [20, 20, 20]),
        ("missed", (1, 1, 3, 5), [20, 20, 60]),
    ],
)
def test_table_says_what_becomes_of_the_unmeasured(
    unmeasured: str, expected: tuple[int, int, int, int], percents: list[int]
) -> None:
    """The region leaves them out, another council counts them as missed: the rule belongs to the table."""
    paper = Paper()
    for status in ("met", "partly", "missed", "unmeasured", "unmeasured"):
        paper.measure(by_person=status)
    table(paper, "Tabell", {"unmeasured": unmeasured})
    made = tally(paper.plan, T2)
    assert (counts(made), made.shares, made.unmeasured) == (expected, percents, 2)
    assert made.unmeasured_share == (40 if unmeasured == "counted" else None)


def test_members_of_a_figure_are_listed_as_they_are_counted() -> None:
    """Whoever asks which three are missed gets three, and sees that two of them were never measured."""
    paper = Paper()
    nodes = [paper.measure(by_person=status) for status in ("missed", "met", "unmeasured")]
    table(paper, "Tabell", {"unmeasured": "missed"})
    book = TallyBook(paper.plan)
    members = book.members(book.rules()[0], Scope(T2))
    assert [(member.node, member.sign, member.counts_as) for member in members] == [
        (nodes[0], "missed", "missed"),
        (nodes[1], "met", "met"),
        (nodes[2], "unmeasured", "missed"),
    ]


@pytest.mark.parametrize(
    ("shared", "expected"),
    [("highest", (1, 0, 0, 1)), ("worst", (0, 0, 1, 1)), ("best", (1, 0, 0, 1)), ("each", (1, 1, 1, 3))],
)
def test_table_says_whose_result_counts_for_a_shared_measure(shared: str, expected: tuple[int, int, int, int]) -> None:
    """Sick leave stands in every unit's plan, with its own target and result in each."""
    paper = Paper()
    unit = paper.node(Kind.UNIT)
    for status, parent in (("missed", unit), ("met", ROOT), ("partly", unit), ("unmeasured", unit)):
        paper.measure(by_person=status, parent=parent, texts={"indicator": "sjukfrånvaro"})
    table(paper, "Tabell", {"shared": shared})
    assert counts(tally(paper.plan, T2)) == expected


def test_table_counts_its_classes_under_its_node_and_no_more_than_is_asked() -> None:
    """A board's table is of its own part of the plan; asking about a goal never widens it."""
    paper = Paper()
    unit, other = paper.node(Kind.UNIT), paper.node(Kind.UNIT)
    goal = paper.node(Kind.GOAL, unit)
    paper.measure(by_person="met", parent=unit, choices=SYSTEM)
    paper.measure(by_person="missed", parent=goal, choices=SYSTEM)
    paper.measure(by_person="partly", parent=goal, choices={"measure_class": "unit"})
    paper.measure(by_person="partly", parent=goal, choices=SUSTAINABILITY)
    paper.measure(by_person="met", parent=other, choices=SYSTEM)
    node = table(paper, "Nämndens", classes="system unit")
    paper.set(node, "under", Reference(unit))
    book = TallyBook(paper.plan)
    rule = book.rules()[0]
    assert counts(book.tally(rule, Scope(T2))) == (1, 1, 1, 3)
    assert counts(book.tally(rule, Scope(T2, goal))) == (0, 1, 1, 2)
    assert counts(book.tally(rule, Scope(T2, other))) == (0, 0, 0, 0)
    assert counts(book.tally(rule, Scope(T2, only_class="unit"))) == (0, 1, 0, 1)
    paper.retire(unit)
    assert counts(TallyBook(paper.plan).tally(rule, Scope(T2))) == (0, 0, 0, 0)


def test_table_holds_by_the_measures_own_choice_only_where_it_says_so() -> None:
    """The sustainability table counts all ten, though each of them says that it is not in the region's."""
    paper = region()
    table(paper, "Regionens", classes="system")
    own = table(paper, "Regionens med egna val", classes="system")
    paper.set(own, "own_choice", Flag(True))
    table(paper, "Hållbarhet", classes="sustainability")
    book = TallyBook(paper.plan)
    assert [counts(book.tally(rule, Scope(T2))) for rule in book.rules()] == [
        (18, 9, 11, 38),
        (8, 9, 11, 28),
        (5, 0, 5, 10),
    ]


def test_table_counts_goals() -> None:
    """A board that follows up goals by signs has no measures to count."""
    paper = Paper()
    goals = [paper.node(Kind.GOAL) for _ in range(4)]
    for goal, key in zip(goals, ("met", "met", "partly"), strict=False):
        paper.set(goal, "assessment", Choice(key), T2)
    paper.measure(by_person="missed")
    table(paper, "Resultatmål", {"counts": "goal"})
    made = tally(paper.plan, T2)
    assert (counts(made), made.unassessed) == ((2, 1, 0, 3), 1)


@pytest.mark.parametrize("kind", [Kind.GOAL, Kind.ACTIVITY, Kind.MEASURE])
def test_what_left_the_plan_leaves_every_table(kind: Kind) -> None:
    """Alone, or with the goal that it lies under."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    for parent in (goal, ROOT, ROOT):
        paper.set(paper.node(kind, parent), "assessment", Choice("met"), T2)
    paper.retire(goal)
    paper.retire(NodeId(paper.plan.children()[-1].id))
    book = TallyBook(paper.plan)
    assert book.tally(Rule(counts=kind), Scope(T2)).met == 1


def test_retired_table_is_none_of_the_plans() -> None:
    """Without tables of its own a plan has the built-in one."""
    paper = Paper()
    paper.measure(by_person="met")
    node = table(paper, "Mål", {"counts": "goal"})
    assert tally(paper.plan, T2).counted == 0
    paper.retire(node)
    assert tally(paper.plan, T2).counted == 1


def test_class_that_a_paper_does_not_report_is_blank() -> None:
    """A paper prints 5, a dash and 3 of 8: 63 and 37 percent, and no zero between them."""
    paper = Paper()
    recorded(paper, "2019", met=5, missed=3)
    assert tally(paper.plan, "2019").shares == [63, None, 37]


def test_papers_numbers_are_those_of_the_table_that_counts_the_same_or_has_them_itself() -> None:
    """An import knows of no tables, and puts on the root what a paper prints of the council's measures; of another
    table these numbers would be wrong."""
    paper = Paper()
    paper.measure(choices=SYSTEM)
    table(paper, "Hållbarhet", classes="sustainability")
    common, own = table(paper, "Regionens", classes="system"), table(paper, "Mål", {"counts": "goal"})
    recorded(paper, "2020", met=1)
    recorded(paper, "2020", own, met=2)
    book = TallyBook(paper.plan)
    assert [book.tally(rule, Scope("2020")).met for rule in book.rules()] == [0, 1, 2]
    recorded(paper, "2020", common, met=3)
    assert [book.tally(rule, Scope("2020")).met for rule in book.rules()] == [0, 3, 2]


def test_papers_numbers_never_stand_in_for_a_part_of_the_plan() -> None:
    """The whole region's count under one goal would be believed."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    recorded(paper, "2020", met=3)
    assert not tally(paper.plan, "2020", under=goal).is_recorded
