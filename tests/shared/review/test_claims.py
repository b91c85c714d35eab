"""How many goals and measures a text says there are."""

from __future__ import annotations

import pytest

from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.ops import Create
from shared.plan.rank import between
from shared.plan.values import Text
from tests.shared.review.drafts import PERIOD, Draft, figures, found


class Leveled(Draft):
    """A plan whose goals have levels."""

    def level(self, level: str, parent: NodeId = ROOT, kind: Kind = Kind.GOAL) -> NodeId:
        """A node of a level."""
        number = len(self.plan.nodes)
        name = NodeId("l" + "abcdefghijklmnopqrstuvwxyz"[number // 26] + "abcdefghijklmnopqrstuvwxyz"[number % 26])
        self.do(Create(name, kind, level, parent, between(self.plan.last_rank(parent), None)))
        return name


def _plan(text: str) -> Leveled:
    """Two strategies with five result goals and seven measures, and a remark about all of it."""
    draft = Leveled()
    strategies = [draft.level("Strategi") for _ in range(2)]
    goals = [draft.level("Resultatmål", strategies[number % 2]) for number in range(5)]
    for number in range(7):
        draft.level("Mätetal", goals[number % 3], Kind.MEASURE)
    draft.set(draft.titled(Kind.REMARK, "Om planen"), "description", Text(text))
    return draft


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Planen har 6 resultatmål.", [("6", "5")]),
        ("Här finns sex resultatmål och åtta mätetal.", [("6", "5"), ("8", "7")]),
        ("Planen innehåller tre resultatmål.", [("3", "5")]),
        ("Av planens mål är 2 av 6 resultatmål uppfyllda.", [("6", "5")]),
        ("Det blev 8 mätetal till slut.", [("8", "7")]),
        ("Fem strategier gäller.", [("5", "2")]),
        ("The plan has nine measures.", [("9", "7")]),
        ("De 6 resultatmålen gäller hela året.", [("6", "5")]),
        ("Uppfyllda blev 2 av 4 resultatmål.", [("4", "5")]),
    ],
)
def test_a_count_that_the_plan_contradicts_is_found(text: str, claimed: list[tuple[str, str]]) -> None:
    """A plan is changed up to the last day, and its introduction is written on the first."""
    assert figures(_plan(text).plan, "count_in_text") == claimed


@pytest.mark.parametrize(
    "text",
    [
        "Planen har 5 resultatmål och sju mätetal i två strategier.",
        "Tre resultatmål är uppfyllda.",
        "Endast två resultatmål nåddes.",
        "Planen har tre resultatmål som är uppfyllda.",
        "Under 2021 resultatmål följdes upp.",
        "Den har 17 globala mål att bidra till.",
        "Perioden 2021-2023 5 resultatmål.",
        "Vi har 20 aktiva medlemmar.",
    ],
)
def test_counts_that_are_right_or_of_something_else_are_left_alone(text: str) -> None:
    """A number of some of them, or of what only sounds like them, is no claim about the plan."""
    assert figures(_plan(text).plan, "count_in_text") == []


def test_a_text_may_speak_of_the_part_of_the_plan_it_stands_in() -> None:
    """The strategy's own introduction counts the strategy's own goals."""
    draft = _plan("")
    strategy = next(node.id for node in draft.plan.nodes.values() if node.level == "Strategi")
    draft.set(NodeId(strategy), "description", Text("Strategin har tre resultatmål."))
    assert figures(draft.plan, "count_in_text") == []
    draft.set(NodeId(strategy), "description", Text("Strategin har fyra resultatmål."))
    assert figures(draft.plan, "count_in_text") == [("4", "3")]


def test_what_is_counted_out_in_the_world_is_not_held_against_the_plan() -> None:
    """An activity that made thirty measures somewhere is not about the plan's seven."""
    draft = _plan("")
    activity = draft.titled(Kind.ACTIVITY, "Utbildning")
    draft.set(activity, "analysis", Text("Kursen har 30 mätetal som exempel."), PERIOD)

    goal = next(NodeId(node.id) for node in draft.plan.nodes.values() if node.level == "Resultatmål")
    draft.set(goal, "analysis", Text("Kursen har 30 aktiviteter."), PERIOD)

    assert figures(draft.plan, "count_in_text") == []


def test_a_goal_is_not_among_the_goals_it_has() -> None:
    """Levels may repeat below themselves."""
    draft = Leveled()
    goal = draft.level("Resultatmål")
    for _ in range(2):
        draft.level("Resultatmål", goal)
    draft.level("Resultatmål")
    draft.set(goal, "description", Text("Målet har två resultatmål."))
    assert figures(draft.plan, "count_in_text") == []


def test_retired_nodes_do_not_count() -> None:
    """They are not in the plan that the reader sees."""
    draft = _plan("Planen har 5 resultatmål.")
    goal = next(node.id for node in draft.plan.nodes.values() if node.level == "Resultatmål")
    draft.retire(NodeId(goal))

    assert figures(draft.plan, "count_in_text") == [("5", "4")]


def test_levels_spelled_in_two_ways_are_counted_together() -> None:
    """Headings in the plural and columns in the singular name one level."""
    draft = Leveled()
    for level in ("Framgångsfaktor", "Framgångsfaktorer", "Framgångsfaktorer"):
        draft.level(level)
    draft.set(draft.titled(Kind.REMARK, "Om"), "description", Text("Här finns tre framgångsfaktorer."))
    assert figures(draft.plan, "count_in_text") == []


def test_the_sentence_names_both_figures_and_what_is_counted() -> None:
    """Whoever reads it decides which of the two is wrong."""
    (finding,) = found(_plan("Planen har 6 resultatmål.").plan, "count_in_text")

    assert finding.found.sentence.sv == "texten säger ”6 resultatmål”, planen har 5 (Resultatmål)"
    assert finding.found.sentence.en == "the text says “6 resultatmål”, the plan has 5 (Resultatmål)"
