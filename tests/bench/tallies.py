"""What counting takes: a plan of 100,000 nodes and 600,000 cells, its tables from nothing, and after one more result."""

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
from tests.bench.table import Row, milliseconds
from tests.builders import an_id

_UNITS, _GOALS, _MEASURES, _ACTIVITIES = 400, 19_600, 50_000, 30_000
_PERIODS = ("2021-T2", "2021-T1", "2020-T2", "2019-T2")
_EDITS = 200
_KEY = Key(ClientId("bench"), 1)
_CLASSES = ("system", "system", "unit", "unit", "unit", "region", "region", "sustainability", "followed", "unit")
_TABLES = {
    "the plan's built-in table": None,
    "every measure but those only followed": Rule(),
    "shared ones by the worst": Rule(shared="worst"),
    "goals": Rule(counts=Kind.GOAL),
    "activities": Rule(counts=Kind.ACTIVITY),
}


async def rows(_: Path) -> list[Row]:
    """The size of the plan, each table from nothing, from what is known, and after a change."""
    return await asyncio.to_thread(_measured)


def _measured() -> list[Row]:
    plan = a_large_plan()
    cells = sum(len(plan.cells(node)) for node in plan.nodes)
    gc.collect()
    found = [Row("tallies are of a plan with", f"{len(plan.nodes):,} nodes, {cells:,} cells")]
    found += [Row(f"a tally from nothing: {name}", milliseconds(_cold(plan, rule))) for name, rule in _TABLES.items()]
    book = TallyBook(plan)
    asked = [(rule or book.rules()[0], Scope(period)) for rule in _TABLES.values() for period in _PERIODS]
    asked += [(book.rules()[0], Scope("2021-T2", unit)) for unit in list(plan.ids_of_kind(Kind.UNIT))[:20]]
    for rule, scope in asked:
        book.tally(rule, scope)
    again = _all(book, asked)
    found.append(Row(f"{len(asked)} tallies that are known", milliseconds([_timed(again) for _ in range(20)])))
    edited = milliseconds(list(_after_edits(plan, book, again)))
    found.append(Row(f"one more result, until all {len(asked)} tallies are right again", edited))
    moved = milliseconds([_timed(_restructured(book, plan)) for _ in range(5)])
    return [*found, Row("a node has moved, until the built-in table is right again", moved)]


def _cold(plan: Plan, rule: Rule | None) -> list[float]:
    def count() -> None:
        book = TallyBook(plan)
        book.tally(rule or book.rules()[0], Scope("2021-T2"))

    return [_timed(count) for _ in range(7)]


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
    plan.is_counted = False
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
