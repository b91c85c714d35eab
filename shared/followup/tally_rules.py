"""The tables of a plan that count: each is a rule, and the rule is data that people can read and change.

A plan's own tables are its nodes of the kind `tally`. A plan without any has one that is built in, of the same form:

    counts the measures set by the council, or all but those only followed where the council has set none; shared ones
    once; unmeasured ones not; and each measure's own choice holds
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from shared.followup.folded import folded
from shared.followup.tally_places import way_to
from shared.ids import ROOT, NodeId
from shared.plan.find import find
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Flag, Names, Reference

SYSTEM_CLASS = "system"

Shared = Literal["highest", "worst", "best", "each"]
Unmeasured = Literal["left_out", "counted", "missed"]

_SHARED: dict[str, Shared] = {key: key for key in get_args(Shared)}
_UNMEASURED: dict[str, Unmeasured] = {key: key for key in get_args(Unmeasured)}
_COUNTED = {kind.value: kind for kind in (Kind.MEASURE, Kind.GOAL, Kind.ACTIVITY)}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What a table counts, and how."""

    title: str = ""
    """What the table is called; "" for a built-in one."""
    node: NodeId | None = None
    """Where the rule stands in the plan; None for a built-in one."""
    counts: Kind = Kind.MEASURE
    """Measures, goals or activities."""
    classes: tuple[str, ...] = ()
    """The classes of measure that count; () for all but those only followed."""
    under: NodeId = ROOT
    """What lies under this node counts; nothing does where it is not in the plan."""
    shared: Shared = "highest"
    """Which one of the measures with the same indicator counts."""
    unmeasured: Unmeasured = "left_out"
    """Whether they are among the counted, and as what."""
    may_join: bool = False
    """Whether a measure of another class counts that says so itself."""
    may_leave: bool = False
    """Whether a measure does not count that says so itself."""
    recorded_at: tuple[NodeId, ...] = ()
    """The nodes that may hold the numbers a paper has printed for this table; the first that has some is taken."""


class Classes(msgspec.Struct, frozen=True):
    """What the built-in tables depend on."""

    present: frozenset[str]
    """The classes that measures of the plan have."""
    left: frozenset[str]
    """Those of which every measure says that it does not count."""


def plan_rules(plan: Plan, classes: Classes) -> list[Rule]:
    """The plan's own tables in its order; [] if it has none."""
    there = [node for node in plan.ids_of_kind(Kind.TALLY) if not plan.retired_at(node)]
    rules = [_rule(plan, node) for node in sorted(there, key=lambda node: way_to(plan, node))]
    # Papers are read without knowing of tables: what they print lies on the root, and is about the measures that the
    # built-in table counts.
    common = built_in(classes)
    place = next((place for place, rule in enumerate(rules) if _counts_the_same(rule, common)), None)
    if place is not None:
        at = (*rules[place].recorded_at, *common.recorded_at)
        rules[place] = msgspec.structs.replace(rules[place], recorded_at=at)
    return rules


def _counts_the_same(rule: Rule, other: Rule) -> bool:
    return (rule.counts, rule.classes, rule.under) == (other.counts, other.classes, other.under)


def built_in(classes: Classes) -> Rule:
    """The table of a plan that has none of its own."""
    has_system = SYSTEM_CLASS in classes.present
    return Rule(classes=(SYSTEM_CLASS,) if has_system else (), may_join=True, may_leave=True, recorded_at=(ROOT,))


def rule_of_class(only: str, classes: Classes) -> Rule:
    """The built-in table of one class, by its key.

    Where all its measures say that they do not count, what they are left out of is the common table, and this one
    counts them.
    """
    at = (ROOT,) if only == SYSTEM_CLASS else ()
    return Rule(classes=(only,), may_leave=only not in classes.left, recorded_at=at)


def rule_named(plan: Plan, rules: Sequence[Rule], words: str) -> Rule | None:
    """The one of these tables of the plan that the words mean: its title, or whatever else names its node; or None."""
    asked = folded(words)
    titled = [rule for rule in rules if folded(rule.title) == asked]
    if len(titled) == 1:
        return titled[0]
    found = find(plan, words)
    # A built-in table has no node, and no words name it.
    return next((rule for rule in rules if rule.node == found), None) if isinstance(found, str) else None


def _rule(plan: Plan, node: NodeId) -> Rule:
    counts, shared, unmeasured = (_choice(plan, node, name) for name in ("counts", "shared", "unmeasured"))
    classes, under, own = (plan.value(node, name) for name in ("classes", "under", "own_choice"))
    has_choice = isinstance(own, Flag) and own.on
    return Rule(
        title=plan.title(node),
        node=node,
        counts=_COUNTED.get(counts, Kind.MEASURE),
        classes=classes.names if isinstance(classes, Names) else (),
        under=_meant(plan, under) if isinstance(under, Reference) else ROOT,
        shared=_SHARED.get(shared, "highest"),
        unmeasured=_UNMEASURED.get(unmeasured, "left_out"),
        may_join=has_choice,
        may_leave=has_choice,
        recorded_at=(node,),
    )


def _meant(plan: Plan, reference: Reference) -> NodeId:
    """The node that a reference names: by its id, or, where somebody has typed it, by its title."""
    name = NodeId(reference.to)
    found = name if name in plan.nodes else find(plan, reference.to)
    return found if isinstance(found, str) else name


def _choice(plan: Plan, node: NodeId, name: str) -> str:
    value = plan.value(node, name)
    return value.key if isinstance(value, Choice) else ""
