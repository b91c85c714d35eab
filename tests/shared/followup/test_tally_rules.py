"""The rules of tables: read from the plan, found by name, and said in words with the numbers."""

from __future__ import annotations

import pytest

from shared.followup.tally_rules import Classes, Rule, built_in, plan_rules, rule_named, rule_of_class
from shared.followup.tally_words import rule_words
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from shared.plan.values import Choice, Flag, Reference, Text, names
from tests.shared.followup.plans import Paper

NO_CLASSES = Classes(frozenset(), frozenset())


def test_built_in_rule_is_printed() -> None:
    """A number of 28 means nothing without the rule that says 28 of what."""
    rule = built_in(Classes(frozenset({"system", "unit"}), frozenset()))
    assert rule_words(rule, Plan(), "sv") == (
        "räknar mätetal; klasser systemmätetal; delade mätetal en gång: det högst upp i planen; "
        "ej mätta räknas inte; mätetalens egna val gäller"
    )
    assert rule_words(built_in(Classes(frozenset(), frozenset())), Plan(), "en") == (
        "counts measures; classes all but those only followed; shared measures once: the one highest up in the plan; "
        "unmeasured are not counted; each measure's own choice holds"
    )


def test_tables_own_rule_is_read_and_said_whole() -> None:
    """Whatever a planner has set is in the words, so that two tables with different numbers explain each other."""
    paper = Paper()
    unit, node = paper.node(Kind.UNIT), paper.node(Kind.TALLY)
    paper.set(unit, "title", Text("Trafik"))
    for field, key in (("counts", "measure"), ("shared", "worst"), ("unmeasured", "missed")):
        paper.set(node, field, Choice(key))
    paper.set(node, "title", Text("Nämndens mål"))
    paper.set(node, "classes", names(["unit", "system"]))
    paper.set(node, "under", Reference(unit))
    paper.set(node, "own_choice", Flag(True))
    (rule,) = plan_rules(paper.plan, NO_CLASSES)
    assert rule == Rule(
        title="Nämndens mål", node=node, classes=("system", "unit"), under=unit, shared="worst", unmeasured="missed",
        may_join=True, may_leave=True, recorded_at=(node,),
    )  # fmt: skip
    assert rule_words(rule, paper.plan, "sv") == (
        "räknar mätetal; klasser systemmätetal, eget (VO); under Trafik; delade mätetal en gång: det sämsta; "
        "ej mätta räknas som ej uppfyllda; mätetalens egna val gäller"
    )


def test_rule_for_goals_says_nothing_of_measures() -> None:
    """Classes and shared indicators are facts about measures."""
    assert rule_words(Rule(counts=Kind.GOAL), Plan(), "en") == "counts goals; unmeasured are not counted"


def test_table_under_what_is_gone_says_so() -> None:
    """An empty table whose rule looks right is searched for in vain."""
    paper = Paper()
    goal = paper.node(Kind.GOAL)
    rule = Rule(under=goal)
    paper.retire(goal)
    for each in (rule, Rule(under=NodeId("nowhere"))):
        assert "under en rad som inte finns i planen" in rule_words(each, paper.plan, "sv")


@pytest.mark.parametrize(
    ("left", "may_leave"), [(frozenset[str](), True), (frozenset({"sustainability"}), False)]
)  # fmt: skip
def test_class_that_has_left_the_common_table_is_counted_by_its_own(left: frozenset[str], may_leave: bool) -> None:
    """Its measures say that they are not in the common table; in their own they are."""
    rule = rule_of_class("sustainability", Classes(frozenset({"sustainability"}), left))
    assert (rule.may_leave, rule.may_join, rule.recorded_at) == (may_leave, False, ())


def test_tables_are_found_by_title_id_and_path() -> None:
    """A script uses the id, a person the title; a node that is no table is none."""
    paper = Paper()
    goal, node, other = paper.node(Kind.GOAL), paper.node(Kind.TALLY), paper.node(Kind.TALLY)
    for each, title in ((goal, "Mål"), (node, "Regionens  mätetal"), (other, "Mål")):
        paper.set(each, "title", Text(title))
    rules = plan_rules(paper.plan, NO_CLASSES)
    by_words = {
        words: rule_named(paper.plan, rules, words) for words in ("regionens mätetal", node, "Mål", "nowhere", goal)
    }
    found = {words: rule.node if rule else None for words, rule in by_words.items()}
    assert found == {"regionens mätetal": node, node: node, "Mål": other, "nowhere": None, goal: None}


def test_tables_stand_in_the_plans_order() -> None:
    """The first of them is the one that programs get first, on every replica."""
    paper = Paper()
    nodes = [paper.node(Kind.TALLY) for _ in range(3)]
    assert [rule.node for rule in plan_rules(paper.plan, NO_CLASSES)] == nodes
