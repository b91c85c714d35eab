"""The tables of a plan that count: each is a rule, and the rule is data that people can read and change.

A plan's own tables are its nodes of the kind `tally`. A plan without any has one that is built in, of the same form:

    counts the measures set by the council, or all but those only followed where the council has set none; shared ones
    once; unmeasured ones not; and each measure's own choice holds
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from shared.followup.language import Language, in_language
from shared.ids import ROOT, NodeId
from shared.plan.fields import Field, Label
from shared.plan.find import Ambiguous, find
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Flag, Names, Reference

SYSTEM_CLASS = "system"

Shared = Literal["highest", "worst", "best", "each"]
Unmeasured = Literal["left_out", "counted", "missed"]

_FIELDS = KINDS[Kind.TALLY].fields
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


def plan_rules(plan: Plan) -> list[Rule]:
    """The plan's own tables in its order; [] if it has none."""
    there = [node for node in plan.ids_of_kind(Kind.TALLY) if not plan.retired_at(node)]
    there.sort(key=lambda node: [(plan.nodes[step].rank, step) for step in plan.path(node)])
    return [_rule(plan, node, is_first=place == 0) for place, node in enumerate(there)]


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


def rule_named(plan: Plan, words: str) -> Rule | None:
    """The plan's table that these words mean: its title, or whatever else names its node; None if they mean none."""
    rules = plan_rules(plan)
    asked = " ".join(words.split()).casefold()
    titled = [rule for rule in rules if " ".join(rule.title.split()).casefold() == asked]
    if len(titled) == 1:
        return titled[0]
    found = find(plan, words)
    return None if isinstance(found, Ambiguous) else next((rule for rule in rules if rule.node == found), None)


def rule_words(rule: Rule, plan: Plan, lang: Language) -> str:
    """The whole rule as people read it, in the words of the table of kinds."""
    return "; ".join(_said(rule, plan, lang))


def _rule(plan: Plan, node: NodeId, *, is_first: bool) -> Rule:
    counts, shared, unmeasured = (_choice(plan, node, name) for name in ("counts", "shared", "unmeasured"))
    classes, under, own = (plan.value(node, name) for name in ("classes", "under", "own_choice"))
    has_choice = isinstance(own, Flag) and own.on
    return Rule(
        title=plan.title(node),
        node=node,
        counts=_COUNTED.get(counts, Kind.MEASURE),
        classes=classes.names if isinstance(classes, Names) else (),
        under=NodeId(under.to) if isinstance(under, Reference) else ROOT,
        shared=_SHARED.get(shared, "highest"),
        unmeasured=_UNMEASURED.get(unmeasured, "left_out"),
        may_join=has_choice,
        may_leave=has_choice,
        # Papers are read without knowing of tables: what they print lies on the root, and is about the first one.
        recorded_at=(node, ROOT) if is_first else (node,),
    )


def _choice(plan: Plan, node: NodeId, name: str) -> str:
    value = plan.value(node, name)
    return value.key if isinstance(value, Choice) else ""


_ALL = Label("alla utom uppföljningsmått", "all but those only followed")
_NOWHERE = Label("en rad som inte finns i planen", "a node that is not in the plan")


def _said(rule: Rule, plan: Plan, lang: Language) -> Iterator[str]:
    yield _label("counts", lang, _option("counts", rule.counts.value, lang))
    if rule.counts is Kind.MEASURE:
        classes = [_option("classes", key, lang) for key in rule.classes]
        yield _label("classes", lang, ", ".join(classes) or in_language(_ALL, lang))
    if rule.under != ROOT:
        is_there = rule.under in plan.nodes and not plan.retired_at(rule.under)
        yield _label("under", lang, plan.title(rule.under) if is_there else in_language(_NOWHERE, lang))
    if rule.counts is Kind.MEASURE:
        yield _label("shared", lang, _option("shared", rule.shared, lang))
    yield _label("unmeasured", lang, _option("unmeasured", rule.unmeasured, lang))
    if rule.counts is Kind.MEASURE and rule.may_leave:
        yield in_language(_FIELDS["own_choice"].label, lang).lower()


def _label(name: str, lang: Language, words: str) -> str:
    return f"{in_language(_FIELDS[name].label, lang).lower()} {words}"


def _option(name: str, key: str, lang: Language) -> str:
    return option_label(_FIELDS[name], key, lang)


def option_label(field: Field, key: str, lang: Language) -> str:
    """What one of a field's options is called; its key where it is none."""
    return next((in_language(option.label, lang) for option in field.options if option.key == key), key)
