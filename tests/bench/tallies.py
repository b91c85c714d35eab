"""What counting takes in a plan of 100,000 nodes: each table from nothing, and all of them after one more result."""

from __future__ import annotations

import asyncio
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_rules import Rule
from shared.ids import ROOT, ClientId, Key, NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Cell, Node, Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Flag, Missing, Quantity, Target, TargetForm, Text, Value, WhyEmpty
from shared.sync.snapshot import QUICK, image_of, plan_of
from tests.bench.table import Row, milliseconds
from tests.builders import an_id

_UNITS, _GOALS, _MEASURES, _ACTIVITIES = 400, 19_600, 50_000, 30_000
_PERIODS = ("2021-T2", "2021-T1", "2020-T2", "2019-T2")
_MONTH, _NOT_REPORTED = "2021-08", "2021-T3"
_EDITS = 1_000
_STRETCH = 2_000
"""Nodes looked at between two keys, as on screen."""
_KEY = Key(ClientId("bench"), 1)
_CLASSES = ("system", "system", "unit", "unit", "unit", "region", "region", "sustainability", "followed", "unit")
_TABLES: dict[str, tuple[Rule | None, str]] = {
    "the plan's built-in table": (None, "2021-T2"),
    "every measure but those only followed": (Rule(), "2021-T2"),
    "the same of a month": (Rule(), _MONTH),
    "the same of a period that nobody has reported for": (Rule(), _NOT_REPORTED),
    "shared ones by the worst": (Rule(shared="worst"), "2021-T2"),
    "goals": (Rule(counts=Kind.GOAL), "2021-T2"),
    "activities": (Rule(counts=Kind.ACTIVITY), "2021-T2"),
}


async def rows(_: Path) -> list[Row]:
    """The size of the plan, each table from nothing, from what is known, and after a change."""
    return await asyncio.to_thread(_measured)


def _measured() -> list[Row]:
    plan = plan_of(image_of(a_large_plan().still(), b"", QUICK))
    cells = sum(len(plan.cells(node)) for node in plan.nodes)
    # As the program does when it has loaded a plan.
    gc.collect()
    gc.freeze()
    found = [Row("tallies are of a plan with", f"{len(plan.nodes):,} nodes, {cells:,} cells")]
    found += [Row(f"a tally from nothing: {name}", _cold(plan, *asked)) for name, asked in _TABLES.items()]
    found += list(_prepared(plan))
    book = TallyBook(plan)
    asked = [(rule or book.rules()[0], Scope(period)) for rule, _ in _TABLES.values() for period in _PERIODS]
    asked += [(book.rules()[0], Scope("2021-T2", unit)) for unit in list(plan.ids_of_kind(Kind.UNIT))[:20]]
    for rule, scope in asked:
        book.tally(rule, scope)
    again = _all(book, asked)
    found.append(Row(f"{len(asked)} tallies that are known", milliseconds([_timed(again) for _ in range(20)])))
    edited = milliseconds(list(_after_edits(plan, book, again)))
    found.append(Row(f"one more result, until all {len(asked)} tallies are right again", edited))
    moved = milliseconds([_timed(_restructured(book, plan)) for _ in range(5)])
    found.append(Row("a node has moved, until the built-in table is right again", moved))
    return [*found, *_by_rule(plan)]


def _cold(plan: Plan, rule: Rule | None, period: str) -> str:
    """By the clock, and by the processor, which others on the machine disturb less."""
    wall, cpu = [], []
    for _ in range(9):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        book = TallyBook(plan)
        book.tally(rule or book.rules()[0], Scope(period))
        cpu.append(time.process_time() - begun_cpu)
        wall.append(time.perf_counter() - begun)
    return f"{milliseconds(wall)}; processor {statistics.median(cpu) * 1e3:.1f} ms, least {min(cpu) * 1e3:.1f}"


def _prepared(plan: Plan) -> Iterator[Row]:
    """What is counted between keys: how long the stretches are, and how long somebody waits who asks after them."""
    book, scopes = TallyBook(plan), (Scope("2021-T2"), Scope("2020-T2"))
    stretches = []
    is_ready = False
    while not is_ready:
        begun = time.perf_counter()
        is_ready = all(book.prepare(scope, _STRETCH) for scope in scopes)
        stretches.append(time.perf_counter() - begun)
    whole = f"{len(stretches)} stretches, the longest {max(stretches) * 1e3:.1f} ms, all {sum(stretches) * 1e3:.0f} ms"
    yield Row("preparing the built-in table for a period and a year earlier", whole)
    common = book.rules()[0]
    yield Row("the built-in table of both, prepared", milliseconds([_timed(_all(book, [(common, s) for s in scopes]))]))
    other = _timed(lambda: book.tally(Rule(), scopes[0]))
    yield Row("another table of the prepared period: every measure", milliseconds([other]))


def _by_rule(plan: Plan) -> Iterator[Row]:
    """Where goals are assessed by the worst below them."""
    _put(plan, ROOT, "assessment_rule", Choice("worst"))
    goals = Rule(counts=Kind.GOAL)
    yield Row("a tally from nothing: goals by what lies under them", _cold(plan, goals, "2021-T2"))
    book = TallyBook(plan)
    again = _all(book, [(goals, Scope(period)) for period in _PERIODS])
    again()
    yield Row(
        "one more result, until goals of four periods are right again", milliseconds([*_after_edits(plan, book, again)])
    )


def _all(book: TallyBook, asked: list[tuple[Rule, Scope]]) -> Callable[[], None]:
    def count() -> None:
        for rule, scope in asked:
            book.tally(rule, scope)

    return count


def _after_edits(plan: Plan, book: TallyBook, again: Callable[[], None]) -> Iterator[float]:
    chance = random.Random(7)
    measures = sorted(plan.ids_of_kind(Kind.MEASURE))
    for number in range(_EDITS):
        node = chance.choice(measures)
        _put(plan, node, "outcome", Quantity(Decimal(number), "%"), "2021-T2")

        def told(node: NodeId = node) -> None:
            book.told([node], is_structural=False)
            again()

        yield _timed(told)


def _restructured(book: TallyBook, plan: Plan) -> Callable[[], None]:
    def count() -> None:
        book.told([next(iter(plan.ids_of_kind(Kind.GOAL)))], is_structural=True)
        book.tally(book.rules()[0], Scope("2021-T2"))

    return count


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def a_large_plan() -> Plan:
    """Units, goals on three levels, measures and activities, filled the way the real ones are; always the same one."""
    chance = random.Random(2021)
    plan = Plan()
    numbers = iter(range(1, 10**9))

    def node(kind: Kind, parent: NodeId) -> NodeId:
        name = an_id(next(numbers))
        plan.put_node(Node(name, kind, "", parent, f"V{name}"))
        _put(plan, name, "title", Text(f"Rubrik {name}"))
        return name

    units = [node(Kind.UNIT, ROOT) for _ in range(_UNITS)]
    goals: list[NodeId] = []
    for number in range(_GOALS):
        goals.append(node(Kind.GOAL, chance.choice(goals) if goals and number % 4 else chance.choice(units)))
        _fill_goal(plan, goals[-1], chance)
    for _ in range(_MEASURES):
        _fill_measure(plan, node(Kind.MEASURE, chance.choice(goals)), chance)
    for _ in range(_ACTIVITIES):
        activity = node(Kind.ACTIVITY, chance.choice(goals))
        _put(plan, activity, "case_number", Text("RS 2021/1"))
        _put(plan, activity, "status", Choice(chance.choice(("done", "under_way", "delayed"))), "2021-T2")
    return plan


def _fill_goal(plan: Plan, node: NodeId, chance: random.Random) -> None:
    _put(plan, node, "analysis", Text("Läget är oförändrat."), "2021-T2")
    if chance.random() < 0.5:
        _put(plan, node, "assessment", Choice(chance.choice(("met", "partly", "missed"))), "2021-T2")


def _fill_measure(plan: Plan, node: NodeId, chance: random.Random) -> None:
    _put(plan, node, "unit", Text("%"))
    _put(plan, node, "measure_class", Choice(chance.choice(_CLASSES)))
    if chance.random() < 0.1:
        _put(plan, node, "indicator", Text(f"U{chance.randrange(250)}"))
    if chance.random() < 0.9:
        _put(plan, node, "direction", Choice(chance.choice(("higher", "lower"))))
    if chance.random() < 0.1:
        _put(plan, node, "tolerance", Quantity(Decimal(5), "%-enheter"))
    if chance.random() < 0.02:
        _put(plan, node, "counted", Flag(chance.random() < 0.5))
    for year in ("2021", "2020", "2019"):
        _put(plan, node, "target", _target(chance), year)
    for period in _PERIODS:
        _put(plan, node, "outcome", _outcome(chance), period)
    if chance.random() < 0.1:
        _put(plan, node, "assessment", Choice(chance.choice(("met", "partly", "missed"))), "2021-T2")


def _target(chance: random.Random) -> Target:
    forms = (TargetForm.REACH,) * 12 + (TargetForm.AT_LEAST,) * 3 + (TargetForm.AT_MOST,) * 3
    form = chance.choice((*forms, TargetForm.INCREASE, TargetForm.WORDS))
    has_bound = form not in (TargetForm.INCREASE, TargetForm.WORDS)
    return Target(form, "som tryckt", Decimal(chance.randrange(100)) if has_bound else None, unit="%")


def _outcome(chance: random.Random) -> Value:
    if chance.random() < 0.12:
        return Missing(chance.choice((WhyEmpty.NOT_YET, WhyEmpty.YEARLY)))
    return Quantity(Decimal(chance.randrange(100)), "%")


def _put(plan: Plan, node: NodeId, field: str, value: Value, period: str | None = None) -> None:
    plan.put_cell(node, CellKey(field, period), Cell(value, 1, "anna", 0, _KEY))
