"""What a tally needs to know of a node in a period: its sign, and why it has no outcome where it has none.

A tally asks this of every measure there is, so that the plain ones, which are nearly all, are told by a few look-ups: a
person's assessment, or one bound held against one number in the same unit. Everything else is `standing`'s to say; of
the plain ones, too, it would say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from shared.followup.period import Period, read_period
from shared.followup.standing import Sign, Standing, standing
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellKey
from shared.plan.values import Choice, Direction, Missing, Quantity, Target, TargetForm, WhyEmpty


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


_MET, _MISSED, _NONE, _FOLLOWED = mark("met"), mark("missed"), mark("none"), mark("followed")
_ASSESSED = {"met": _MET, "partly": mark("partly"), "missed": _MISSED}
_EMPTY = {why: mark("unmeasured", why.value) for why in WhyEmpty}


class Marker:
    """Marks nodes of one plan for one period, by its canonical name."""

    def __init__(self, plan: Plan, period: str) -> None:
        self._plan = plan
        self._period = period
        self._assessment = CellKey("assessment", period)
        self._outcome = CellKey("outcome", period)
        around = periods_around(period)
        self._rivals = [[CellKey("target", name) for name in names] for names in _as_long(around)]
        self._targets = [CellKey("target", name) for name in around]
        self._special = [CellKey("quality", period), *(CellKey("assessed_from", name) for name in around)]

    def mark(self, node: NodeId) -> Mark:
        """The node's mark; the node must be in the plan."""
        return self.measure(node) if self._plan.nodes[node].kind is Kind.MEASURE else self._thorough(node)

    def measure(self, node: NodeId) -> Mark:
        """The mark of a node that is known to be a measure."""
        return self._plain(self._plan.cells(node)) or self._thorough(node)

    def _thorough(self, node: NodeId) -> Mark:
        stands = standing(self._plan, node, self._period)
        if stands.sign != "unmeasured":
            return mark(stands.sign)
        return mark("unmeasured", self._why(node, stands))

    def _why(self, node: NodeId, stands: Standing) -> str:
        # A target that is pending says so by its rule, whatever has been reported.
        if stands.computed.rule in _REASONS:
            return stands.computed.rule
        cells = self._plan.cells(node)
        if stands.outcome is None and self._has_parts(cells):
            return IN_PARTS
        if stands.why_empty is None and self._assessment in cells:
            return BY_PERSON
        return stands.why_empty or WhyEmpty.NOT_YET.value

    def _has_rivals(self, cells: Mapping[CellKey, Cell]) -> bool:
        """Whether more than one target may be the period's."""
        return any(all(key in cells for key in keys) for keys in self._rivals)

    def _has_parts(self, cells: Mapping[CellKey, Cell]) -> bool:
        return any(key.field == "outcome" and key.part and key.period == self._period for key in cells)

    def _plain(self, cells: Mapping[CellKey, Cell]) -> Mark | None:
        """The mark of a measure that is plainly so, or None."""
        entered = cells.get(self._assessment)
        if entered is not None and entered.value is not None:
            return _ASSESSED.get(entered.value.key) if type(entered.value) is Choice else None
        if not cells.keys().isdisjoint(self._special) or (self._rivals and self._has_rivals(cells)):
            return None
        target = None
        for key in self._targets:
            found = cells.get(key)
            if found is not None and (target := found.value) is not None:
                break
        if type(target) is not Target:
            return _NONE if target is None or type(target) is Missing else None
        if target.form is TargetForm.WORDS or target.form is TargetForm.FOLLOWED:
            return _NONE if target.form is TargetForm.WORDS else _FOLLOWED
        reported = cells.get(self._outcome)
        outcome = reported.value if reported is not None else None
        if type(outcome) is Quantity:
            return _held_against(target, outcome, cells)
        if outcome is None:
            return None if self._has_parts(cells) else _EMPTY[WhyEmpty.NOT_YET]
        return _EMPTY[outcome.why] if type(outcome) is Missing else None


_REASONS = {why.value for why in WhyEmpty}
_DIRECTION, _TOLERANCE = CellKey("direction"), CellKey("tolerance")


def _held_against(target: Target, outcome: Quantity, cells: Mapping[CellKey, Cell]) -> Mark | None:
    """Met or missed, where one bound in the outcome's own unit decides it and there is no tolerance.

    An outcome with a denominator may be held against a share of it.
    """
    form, bound, amount = target.form, target.bound, outcome.amount
    if bound is None or outcome.unit != target.unit or outcome.of is not None:
        return None
    if form is TargetForm.REACH:
        direction = cells.get(_DIRECTION)
        if direction is None or type(direction.value) is not Choice:
            return None
        is_met = amount >= bound if direction.value.key == Direction.HIGHER.value else amount <= bound
    elif form is TargetForm.AT_LEAST:
        is_met = amount >= bound
    elif form is TargetForm.AT_MOST:
        is_met = amount <= bound
    else:
        return None
    if is_met:
        return _MET
    tolerance = cells.get(_TOLERANCE)
    return _MISSED if tolerance is None or tolerance.value is None else None


@lru_cache(maxsize=1_000)
def periods_around(name: str) -> tuple[str, ...]:
    """The names of the periods that hold all of this one: itself first, then the narrowest first."""
    asked = read_period(name)
    if asked is None:
        return (name,)
    around = {each.name: _days(each) for each in _candidates(asked) if each.contains(asked)}
    return (name, *sorted(around.keys() - {name}, key=lambda each: (around[each], each)))


def _as_long(names: Sequence[str]) -> list[list[str]]:
    """Those of the periods that are equally long, and of which none is narrower: a year and a school year."""
    lengths: dict[int, list[str]] = {}
    for name in names[1:]:
        if found := read_period(name):
            lengths.setdefault(_days(found), []).append(name)
    return [group for group in lengths.values() if len(group) > 1]


def _candidates(asked: Period) -> list[Period]:
    years = range(asked.first_day.year - 1, asked.last_day.year + 1)
    found = (read_period(f"{year}{ending}") for year in years for ending in _ENDINGS)
    return [period for period in found if period]


_ENDINGS = (
    "", "-SY", "-H1", "-H2", "-T1", "-T2", "-T3", "-Q1", "-Q2", "-Q3", "-Q4",
    *(f"-{month:02}" for month in range(1, 13)),
)  # fmt: skip


def _days(period: Period) -> int:
    return (period.last_day - period.first_day).days
