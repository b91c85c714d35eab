"""Units that change, and percent where percentage points are meant."""

from __future__ import annotations

import pytest

from shared.followup.quantity import read_quantity
from shared.ids import NodeId
from shared.plan.values import Text
from tests.shared.review.drafts import PERIOD, Draft, figures, found


def _outcome(draft: Draft, node: NodeId, words: str, period: str, part: str | None = None) -> None:
    draft.set(node, "outcome", read_quantity(words), period, part)


def test_an_outcome_in_another_unit_than_the_one_before_it_is_found() -> None:
    """A curve whose last point is in thousands falls off a cliff."""
    draft = Draft()
    node = draft.measure("", "12 mnkr")
    _outcome(draft, node, "11 600 tkr", "2021-T1")
    (finding,) = found(draft.plan, "unit_changes")

    assert finding.found.sentence.sv == "enheten är mnkr, men tkr i tertial 1 2021"
    assert (finding.found.printed, finding.found.computed) == ("mnkr", "tkr")


def test_another_spelling_of_the_unit_is_the_same_unit() -> None:
    """% and procent, mkr and mnkr."""
    draft = Draft()
    for now, before in (("5 %", "4 procent"), ("12 mnkr", "11 mkr"), ("5 kWh/m²", "6 kWh/m ²"), ("5", "6 st")):
        _outcome(draft, draft.measure("", now), before, "2020-T2")

    assert figures(draft.plan, "unit_changes") == []


def test_each_part_is_a_series_of_its_own() -> None:
    """Women's number is not compared with everybody's share."""
    draft = Draft()
    node = draft.measure("", "45 %")
    _outcome(draft, node, "1 159 st", PERIOD, "män")
    _outcome(draft, node, "1 100 st", "2020-T2", "män")
    assert figures(draft.plan, "unit_changes") == []
    _outcome(draft, node, "43 %", "2020-T2", "män")
    assert figures(draft.plan, "unit_changes") == [("st", "%")]


def test_only_what_came_before_is_compared() -> None:
    """A later period is not this one's mistake."""
    draft = Draft()
    _outcome(draft, draft.measure("", "5 %"), "7 st", "2021-T3")

    assert figures(draft.plan, "unit_changes") == []


def test_an_outcome_that_cannot_be_held_against_its_target_is_found() -> None:
    """It would stay without an assessment, and nobody would see why."""
    draft = Draft()
    draft.measure("minst 5 dagar", "5 %")
    draft.measure("0 tkr", "12 mnkr")

    assert figures(draft.plan, "unit_changes") == [("%", "dagar")]


def test_a_tolerance_in_percent_of_percent_says_how_little_it_is() -> None:
    """5 % of 90 % are 4,5 points; of 2,9 % they are 0,15."""
    draft = Draft()
    for target, tolerance in (("90 %", "5 %"), ("2,9 %", "5 %"), ("90 %", "5 %-enheter"), ("100 tkr", "5 %")):
        node = draft.measure(target, "88 %" if "%" in target else "98 tkr")
        draft.set(node, "tolerance", read_quantity(tolerance))

    assert figures(draft.plan, "percent") == [("5", "4.5"), ("5", "0.15")]
    assert found(draft.plan, "percent")[0].found.sentence.sv == (
        "toleransen 5\u00a0% av målet 90\u00a0% är 4,5\u00a0%-enheter"
    )


def test_a_single_point_is_one() -> None:
    """“1 percentage points” is what programs write."""
    draft = Draft()
    draft.set(draft.measure("10 %", "9 %"), "tolerance", read_quantity("10 %"))

    sentence = found(draft.plan, "percent")[0].found.sentence
    assert sentence.en.endswith("is 1\u00a0percentage point") and sentence.sv.endswith("är 1\u00a0procentenhet")


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("Andelen har ökat med 3 procent sedan förra året.", [("3", "3")]),
        ("Det är 3 % bättre än förra året.", [("3", "3")]),
        ("Andelen har ökat från 45 % till 48 %, en ökning med 3 %.", [("3", "3")]),
        ("Vi ligger två procent under målet.", [("2", "2")]),
        ("Andelen har ökat med tre procentenheter.", []),
        ("Andelen har ökat med 6,7 procent.", []),
        ("Antalet besök har minskat med 12 %.", []),
        ("Kostnaden är 3 %.", []),
    ],
)
def test_a_difference_in_points_that_is_called_percent_is_found(sentence: str, points: list[tuple[str, str]]) -> None:
    """From 45 to 48 percent is 3 percentage points and 6,7 percent; newspapers print what the report says."""
    draft = Draft()
    node = draft.measure("50 %", "48 %", texts={"title": "Andel nöjda"})
    _outcome(draft, node, "45 %", "2020-T2")
    draft.set(node, "analysis", Text(sentence), PERIOD)

    assert figures(draft.plan, "percent_in_text") == points


def test_what_is_the_same_in_percent_and_in_points_is_left_alone() -> None:
    """From 100 to 98 percent is 2 of both."""
    draft = Draft()
    node = draft.measure("", "98 %")
    _outcome(draft, node, "100 %", "2020-T2")
    draft.set(node, "analysis", Text("Andelen har minskat med 2 %."), PERIOD)

    assert figures(draft.plan, "percent_in_text") == []


def test_a_sentence_may_show_its_own_mistake() -> None:
    """Where nothing earlier is known, the two percentages that it names are enough."""
    draft = Draft()
    node = draft.measure("", "48 %")
    draft.set(node, "analysis", Text("Andelen gick från 45 % till 48 %, en ökning med 3 %."), PERIOD)

    assert figures(draft.plan, "percent_in_text") == [("3", "3")]


def test_measures_in_other_units_may_change_by_percent() -> None:
    """That is what percent is for."""
    draft = Draft()
    node = draft.measure("", "48 st")
    _outcome(draft, node, "45 st", "2020-T2")
    draft.set(node, "analysis", Text("Det har ökat med 3 %."), PERIOD)

    assert figures(draft.plan, "percent_in_text") == []
