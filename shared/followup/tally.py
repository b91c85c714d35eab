"""Tallies: how many measures are met, partly met and missed, of how many that count, and in what shares.

What counts is a rule, and the rule is printed with the numbers:

    a class was asked for    the measures of that class
    else                     those set by the council, or every measure that is not only followed where there are none
    a measure's own flag     overrides both, except where all measures of the class asked for are flagged off: then
                             the class is outside the common table and has this one of its own
    measures that share an indicator count once, the one highest up in the plan; unmeasured ones are told but are not
    among the counted
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from shared.followup.assessment import Status
from shared.followup.language import Language, in_language
from shared.followup.standing import FOLLOWED_CLASS, measure_class, standing
from shared.ids import ROOT, NodeId
from shared.plan.fields import Label
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Plan
from shared.plan.values import Flag, Quantity

SYSTEM_CLASS = "system"

RECORDED_PARTS: tuple[Status, ...] = ("met", "partly", "missed", "unmeasured")
"""The parts that a recorded tally is split into."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The count for one period."""

    period: str
    table: str
    """What was counted, in words."""
    met: int
    partly: int
    missed: int
    unmeasured: int
    """Not among the counted."""
    members: tuple[tuple[NodeId, Status], ...] = ()
    """What was counted, the unmeasured ones too, in the plan's order; empty for a recorded tally."""
    is_recorded: bool = False
    """Whether these are the numbers of a paper and not counted here."""

    @property
    def counted(self) -> int:
        """How many the shares are of."""
        return self.met + self.partly + self.missed

    @property
    def shares(self) -> list[int | None]:
        """Whole percents of met, partly and missed; blank and not 0 where nobody reported."""
        return [*shares((self.met, self.partly, self.missed))] if self.counted else [None, None, None]

    @property
    def reached(self) -> int | None:
        """The whole percent that is wholly or partly met, None where nobody reported."""
        return (200 * (self.met + self.partly) + self.counted) // (2 * self.counted) if self.counted else None


def shares(counts: Sequence[int]) -> list[int]:
    """Whole percents that add up to 100, by largest remainder.

    One share per count, in the order given; all zeros if nothing was counted. Between equal remainders the earlier
    count wins, so that a tally always prints the same way. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("a count cannot be negative")
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    whole = [100 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: -(100 * counts[place] % total))
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


def tally(
    plan: Plan,
    period: str,
    *,
    under: NodeId = ROOT,
    only_class: str | None = None,
    lang: Language = "sv",
) -> Tally:
    """Count the measures under a node for a period, by the rule this module begins with.

    `only_class` is a key of the field `measure_class`. Where no measure has anything to count, a tally recorded for
    the whole plan stands in, if there is one.
    """
    members, table = _members(plan, under, only_class, lang)
    assessed = [(node, status) for node in members if (status := standing(plan, node, period).assessment)]
    counts = Counter(status for _, status in assessed)
    made = Tally(
        period=period, table=table, met=counts["met"], partly=counts["partly"], missed=counts["missed"],
        unmeasured=counts["unmeasured"], members=tuple(assessed),
    )  # fmt: skip
    if made.counted or under != ROOT or only_class not in (None, SYSTEM_CLASS):
        return made
    return _recorded(plan, period, lang) or made


def difference(later: Tally, earlier: Tally) -> int | None:
    """How many percentage points more are wholly or partly met in the later one; None if either has none counted."""
    if later.reached is None or earlier.reached is None:
        return None
    return later.reached - earlier.reached


def _members(plan: Plan, under: NodeId, only_class: str | None, lang: Language) -> tuple[list[NodeId], str]:
    """What counts under a node, and the rule in words. The rule follows from the whole plan, wherever one looks."""
    everywhere = _measures(plan, ROOT)
    has_system = any(measure_class(plan, node) == SYSTEM_CLASS for node in everywhere)
    by_class = only_class or (SYSTEM_CLASS if has_system else "")
    flags = {node: flag for node in everywhere if (flag := _flag(plan, node)) is not None}
    if only_class and all(flags.get(node) is False for node in everywhere if _is_of(plan, node, only_class)):
        flags = {}
    if only_class:
        flags = {node: flag for node, flag in flags.items() if not flag}
    chosen = [node for node in _measures(plan, under) if flags.get(node, _is_of(plan, node, by_class))]
    once = _once(plan, chosen)
    return once, _table(by_class, has_flags=bool(flags), is_shared=len(once) < len(chosen), lang=lang)


def _measures(plan: Plan, under: NodeId) -> list[NodeId]:
    below = [NodeId(node.id) for _, node in plan.walk(under) if node.kind is Kind.MEASURE]
    return [under, *below] if plan.nodes[under].kind is Kind.MEASURE else below


def _is_of(plan: Plan, node: NodeId, by_class: str) -> bool:
    own = measure_class(plan, node)
    return own == by_class if by_class else own != FOLLOWED_CLASS


def _flag(plan: Plan, node: NodeId) -> bool | None:
    value = plan.value(node, "counted")
    return value.on if isinstance(value, Flag) else None


def _once(plan: Plan, nodes: list[NodeId]) -> list[NodeId]:
    """The nodes without those that share an indicator with one higher up, or as high and before it."""
    first: dict[str, NodeId] = {}
    for node in sorted(nodes, key=lambda name: len(plan.path(name))):
        first.setdefault(plan.text(node, "indicator").casefold() or f"\0{node}", node)
    kept = set(first.values())
    return [node for node in nodes if node in kept]


_ALL = Label("alla mätetal utom uppföljningsmått", "all measures but those only followed")
_FLAGGED = Label("enligt mätetalens egna val", "with each measure's own choice")
_SHARED = Label("delade mätetal en gång", "shared measures once")
_UNMEASURED = Label("ej mätta räknas inte", "unmeasured ones are not counted")
_RECORDED = Label("angiven sammanräkning", "recorded tally")
_CLASS = Label("klass {}", "class {}")


def _table(by_class: str, *, has_flags: bool, is_shared: bool, lang: Language) -> str:
    """The rule as people read it: "klass systemmätetal, delade mätetal en gång; ej mätta räknas inte"."""
    name = in_language(_CLASS, lang).format(_class_label(by_class, lang)) if by_class else in_language(_ALL, lang)
    more = [label for label, holds in ((_FLAGGED, has_flags), (_SHARED, is_shared)) if holds]
    counted = ", ".join([name, *(in_language(label, lang) for label in more)])
    return f"{counted}; {in_language(_UNMEASURED, lang)}"


def _class_label(key: str, lang: Language) -> str:
    field = field_of(Kind.MEASURE, "measure_class")
    options = field.options if field else ()
    return next((in_language(option.label, lang) for option in options if option.key == key), key)


def _recorded(plan: Plan, period: str, lang: Language) -> Tally | None:
    """The numbers that a paper printed for the period, kept on the root one for each part."""
    values = {part: plan.value(ROOT, "recorded_tally", period, part) for part in RECORDED_PARTS}
    counts = {part: max(0, int(value.amount)) for part, value in values.items() if isinstance(value, Quantity)}
    if not counts:
        return None
    return Tally(
        period=period, table=in_language(_RECORDED, lang), is_recorded=True, met=counts.get("met", 0),
        partly=counts.get("partly", 0), missed=counts.get("missed", 0), unmeasured=counts.get("unmeasured", 0),
    )  # fmt: skip
