"""The change of year: the ops that make next year's plan of this one, under the same ids.

Identity is the node's id, so that it survives other titles and another year: whatever comes along is found again by
those who report, by imports and by reports that compare years. Of the cells,

    what holds for the whole plan        comes along, but for the root's own description and case number
    what is about the new year already   comes along: targets that span it, a budget that is decided
    the series                           come along: results with their quality, targets, assessments, tallies,
                                         statuses, findings, of as many earlier years as are asked for
    everything else of earlier years     stays behind: analyses, money figures, waivers

A target of an earlier year stays the target of that year: none of it holds for the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec

from shared.followup.fates import Fate, NodeFate, last_status
from shared.followup.open_actions import CLOSED
from shared.followup.period import Period, read_period
from shared.ids import ID_BYTES, ROOT, NodeId, id_from
from shared.plan.kinds import KINDS, Kind, field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Create, Op
from shared.plan.ops import Set as SetOp
from shared.plan.rank import between
from shared.plan.values import Carried, Choice, PeriodName, Quantity, Reference, Target, Targets, Text, Value

_SERIES = frozenset({
    "target", "assessed_from", "outcome", "quality", "assessment", "printed_sign", "status", "finding", "sample",
    "verdict", "evaluation", "stated_deviation", "recorded_tally",
})  # fmt: skip
"""Fields whose earlier periods a plan is compared with."""

_MONEY = frozenset({Kind.BUDGET_TABLE, Kind.BUDGET_LINE})
_NOT_OF_THE_ROOT = frozenset({"description", "case_number", "continues"})
_NOT_REPEATED = frozenset({"case_number", "repeats", "decided_for"})
_MOVED = "moved"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How the year is changed."""

    name: str
    """What the plan that is continued is called."""
    year: int
    """The new plan's."""
    series_years: int | None = None
    """How many earlier years the series come along for; None for all there are."""
    copies_targets: bool = False
    """Whether the targets of the last year that had any are set for the new one."""


class Brought(msgspec.Struct, frozen=True):
    """What a change of year does to the new plan as it is."""

    ops: tuple[Op, ...]
    """In the order to apply them: parents first, a node before its cells."""
    created: int
    """New nodes."""
    changed: int
    """Nodes that are there already and get further cells; the root too."""
    baselines: dict[NodeId, str]
    """The measures that get a proposed baseline, and the period it is the result of."""


def brought(old: Plan, new: Plan, fates: Sequence[NodeFate], terms: Terms) -> Brought:
    """The ops that bring into the new plan what is not in it yet, by these fates.

    Nothing that is there is changed, moved, restored or cleared: doing it again, or going on where it was cut off, adds
    only what is missing.
    """
    bringing = _Bringing(old, new, terms)
    bringing.root()
    for fate in fates:
        if fate.fate is not Fate.RETIRE:
            bringing.take(fate)
    return Brought(tuple(bringing.ops), bringing.created, bringing.changed, bringing.baselines)


def continues(plan: Plan) -> str:
    """The name of the plan that this one continues, "" if it continues none."""
    return plan.text(ROOT, "continues")


def is_new(plan: Plan) -> bool:
    """Whether nothing was ever written in the plan."""
    return len(plan.nodes) == 1 and not plan.cells(ROOT)


def repeat_id(node: NodeId, year: int) -> NodeId:
    """The id of the item that repeats another in that year: always the same, so that it is made once."""
    return NodeId(id_from(blake2b(f"{node}/{year}".encode(), digest_size=ID_BYTES).digest()))


class _Bringing:
    def __init__(self, old: Plan, new: Plan, terms: Terms) -> None:
        self.ops: list[Op] = []
        self.created = self.changed = 0
        self.baselines: dict[NodeId, str] = {}
        self._old = old
        self._new = new
        self._terms = terms
        self._year = PeriodName(f"{terms.year:04}")
        self._last_year = _last_year(old, terms.year)

    def root(self) -> None:
        """What holds for the whole plan, and first of all which one it continues."""
        self._cell(ROOT, CellKey("continues"), Text(self._terms.name))
        self._cells(ROOT)
        self.changed += bool(self.ops)

    def take(self, fate: NodeFate) -> None:
        """A node that comes along."""
        node, before = fate.node, len(self.ops)
        entry = self._old.nodes[node]
        is_there = self._create(node, entry.kind, entry.level, entry.parent or ROOT, entry.rank)
        self._cells(node)
        if fate.fate is Fate.MOVE:
            self._goes_on(node)
        if entry.kind is Kind.MEASURE:
            self._measure(node)
        self.changed += is_there and len(self.ops) > before
        if fate.fate is Fate.REPEAT:
            self._repeat(node)

    def _create(self, node: NodeId, kind: Kind, level: str, parent: str, rank: str) -> bool:
        """Make the node if it is not there; whether it is."""
        if node in self._new.nodes:
            return True
        self.ops.append(Create(node, kind, level, parent, rank))
        self.created += 1
        return False

    def _cells(self, node: NodeId) -> None:
        for key, cell in self._old.cells(node).items():
            if cell.value is not None and self._comes_along(node, key):
                self._cell(node, key, cell.value, cell.because)

    def _cell(self, node: NodeId, key: CellKey, value: Value, because: str = "") -> None:
        """Write a cell that was never written. One that was cleared was somebody's decision."""
        if self._new.cell(node, *key) is None:
            self.ops.append(SetOp(node, key.field, key.period, key.part, value, 0, because=because))

    def _comes_along(self, node: NodeId, key: CellKey) -> bool:
        kind = self._old.nodes[node].kind
        if field_of(kind, key.field) is None:
            return False
        if key.period is None:
            return node != ROOT or key.field not in _NOT_OF_THE_ROOT
        last = _last_year_of(key.period)
        if last >= self._terms.year:
            return True
        years = self._terms.series_years
        is_recent = years is None or last >= self._terms.year - years
        return is_recent and key.field in _SERIES and kind not in _MONEY

    def _goes_on(self, node: NodeId) -> None:
        """Unfinished work starts the year with its last status, and keeps its age."""
        fields = KINDS[self._old.nodes[node].kind].fields
        status, _ = last_status(self._old, node)
        start = CellKey("status", self._year.name)
        if status and status != _MOVED and status not in CLOSED and self._old.cell(node, *start) is None:
            self._cell(node, start, Choice(status))
        if "decided_for" in fields and self._old.value(node, "decided_for") is None:
            self._cell(node, CellKey("decided_for"), PeriodName(f"{self._first_year(node):04}"))

    def _first_year(self, node: NodeId) -> int:
        years = [int(key.period[:4]) for key in self._old.cells(node) if key.period]
        return min((year for year in years if year < self._terms.year), default=self._last_year)

    def _measure(self, node: NodeId) -> None:
        """The baseline that the last year proposes, and its targets if they are asked for."""
        self._baseline(node)
        if self._terms.copies_targets:
            for period, target in _targets_for(self._old, node, self._terms.year):
                self._cell(node, CellKey("target", period), target)

    def _baseline(self, node: NodeId) -> None:
        """One that was set, here or there, is the measure's own, and stays."""
        if any(self._old.cell(node, field) is not None for field in ("baseline", "baseline_period")):
            return
        found = _last_outcome(self._old, node, self._terms.year)
        there = self._new.cell(node, "baseline")
        if found is not None and (there is None or there.value == found[1]):
            before = len(self.ops)
            self._cell(node, CellKey("baseline"), found[1])
            self._cell(node, CellKey("baseline_period"), PeriodName(found[0]))
            if len(self.ops) > before:
                self.baselines[node] = found[0]

    def _repeat(self, node: NodeId) -> None:
        """An item of its own beside the earlier one, which asks the same and has found nothing yet."""
        entry, name = self._old.nodes[node], repeat_id(node, self._terms.year)
        later = (sibling.rank for sibling in self._old.all_children(NodeId(entry.parent or ROOT)))
        rank = between(entry.rank, next((other for other in later if other > entry.rank), None))
        self._create(name, entry.kind, entry.level, entry.parent or ROOT, rank)
        for key, cell in self._old.cells(node).items():
            if key.period is None and cell.value is not None and key.field not in _NOT_REPEATED:
                self._cell(name, key, cell.value)
        self._cell(name, CellKey("repeats"), Reference(node))
        self._cell(name, CellKey("decided_for"), self._year)


def _last_year_of(name: str) -> int:
    """The calendar year that a period ends in."""
    period = read_period(name)
    return period.last_day.year if period else int(name[:4])


def _last_year(plan: Plan, year: int) -> int:
    """The last year before this one that the plan has anything for; the year before where there is none."""
    names = {key.period for node in plan.nodes for key in plan.cells(node) if key.period}
    return max((found for name in names if (found := int(name[:4])) < year), default=year - 1)


def _over(plan: Plan, node: NodeId, field: str, year: int) -> Mapping[Period, Value]:
    """The field's values, as a whole, of the periods that end before the year."""
    found: dict[Period, Value] = {}
    for key, cell in plan.cells(node).items():
        if key.field == field and key.period and key.part is None and cell.value is not None:
            period = read_period(key.period)
            if period is not None and period.last_day.year < year:
                found[period] = cell.value
    return found


def _last_outcome(plan: Plan, node: NodeId, year: int) -> tuple[str, Quantity] | None:
    """The newest number measured before the year, and its period: the whole year before a part of it."""
    outcomes = _over(plan, node, "outcome", year)
    for period in sorted(outcomes, reverse=True):
        value: Value | None = outcomes[period]
        name = period.name
        if isinstance(value, Carried):
            name, value = value.period, plan.value(node, "outcome", value.period)
        if isinstance(value, Quantity):
            return name, value
    return None


def _targets_for(plan: Plan, node: NodeId, year: int) -> Iterator[tuple[str, Value]]:
    """The targets of the last year that had any, for the same parts of this one.

    A target that names the period it is counted from is left out: what it is counted from now is for its owner to say.
    """
    targets = _over(plan, node, "target", year)
    last = max((period.last_day.year for period in targets), default=year)
    for period, value in targets.items():
        later = msgspec.structs.replace(period, year=period.year + year - last)
        is_there = plan.cell(node, "target", later.name) is not None or read_period(later.name) is None
        if period.last_day.year == last and _can_be_set_again(value) and not is_there:
            yield later.name, value


def _can_be_set_again(value: Value) -> bool:
    if isinstance(value, Targets):
        return all(map(_can_be_set_again, value.all_of))
    return isinstance(value, Target) and not value.against
