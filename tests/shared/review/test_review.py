"""A review as a whole: its table, its order, and what is waived."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.plan.check import check
from shared.plan.kinds import Kind
from shared.plan.values import Text
from shared.review.finding import SEVERITIES
from shared.review.review import review, waive
from shared.review.rules import RULE_OF, RULES
from tests.shared.review.drafts import PERIOD, Draft, found

_KEYS = {
    "sums", "tally", "same_sign", "dates", "no_outcome", "figure_in_text", "count_in_text", "unit_changes", "percent",
    "percent_in_text", "unexplained", "pasted", "no_direction", "no_unit", "no_owner",
    "risk_scale", "account_due",
}  # fmt: skip


def test_every_rule_has_one_check_and_words_in_both_languages() -> None:
    """A rule without a check finds nothing, and one with two finds everything twice."""
    assert len(RULE_OF) == len(RULES)
    for rule in RULES:
        assert (rule.of_plan is None) != (rule.of_node is None), rule.key
        assert all((rule.label.sv, rule.label.en, rule.looks_at.sv, rule.looks_at.en))


def test_keys_of_rules_are_never_renamed() -> None:
    """Waivers in plans name them: under another key what was waived would be back."""
    assert set(RULE_OF) >= _KEYS


def test_rules_are_told_from_what_cannot_stand_to_what_is_not_there_yet() -> None:
    """Whoever has five minutes reads the beginning."""
    severities = list(SEVERITIES)
    places = [severities.index(rule.severity) for rule in RULES]

    assert places == sorted(places)


def test_findings_come_by_rule_and_then_in_the_plans_order() -> None:
    """So that two runs read the same."""
    draft = Draft()
    nodes = [draft.measure("minst 50 %") for _ in range(3)]
    findings = [(finding.rule, finding.found.node) for finding in review(draft.plan, PERIOD)]
    rules = ("no_outcome", "no_direction", "no_owner")

    assert findings == [(rule, node) for rule in rules for node in nodes]


def test_what_is_waived_is_still_found_with_the_reason() -> None:
    """A waiver says why; it hides nothing from the next reader."""
    draft = Draft()
    node, other = draft.measure("minst 50 %"), draft.measure("minst 50 %")
    op = waive(draft.plan, node, PERIOD, "no_outcome", "mäts först i december")
    assert check(draft.plan, op) is None
    draft.do(op)
    waived = {finding.found.node: (finding.waived, finding.because) for finding in found(draft.plan, "no_outcome")}

    assert waived == {node: (True, "mäts först i december"), other: (False, "")}
    assert not any(finding.waived for finding in found(draft.plan, "no_owner"))
    assert not any(finding.waived for finding in found(draft.plan, "no_outcome", "2021-T3"))


def test_a_waiver_is_taken_back_by_an_empty_reason() -> None:
    """Clearing the cell is all it takes, as with any other value."""
    draft = Draft()
    node = draft.measure("minst 50 %")
    draft.do(waive(draft.plan, node, PERIOD, "no_outcome", "mäts senare"))
    draft.do(waive(draft.plan, node, PERIOD, "no_outcome", " "))

    assert [finding.waived for finding in found(draft.plan, "no_outcome")] == [False]


def test_a_review_changes_nothing() -> None:
    """It points; people mend."""
    draft = Draft()
    draft.sick_leave("4,9 %", "Sjukfrånvaron är 4,8 %.")
    before = draft.plan.digest
    review(draft.plan, PERIOD)

    assert draft.plan.digest == before == draft.plan.counted_digest()


@given(st.text(max_size=300), st.sampled_from(["2021-T2", "2021", "2021-08", "2021-W33"]))
def test_any_text_can_be_reviewed(text: str, period: str) -> None:
    """Texts are other people's: no bracket, digit or sign of theirs may stop a review."""
    draft = Draft()
    node = draft.sick_leave("4,9 %", f"Sjukfrånvaron är {text} % och 4,8 %. {text}")
    draft.set(draft.titled(Kind.REMARK, text or "x"), "description", Text(text))
    draft.set(node, "analysis", Text(text), "2020")

    for finding in review(draft.plan, period):
        assert "\n" not in finding.found.sentence.sv


def test_retired_nodes_are_not_reviewed() -> None:
    """They are out of the plan and of its reports."""
    draft = Draft()
    draft.retire(draft.measure("minst 50 %"))

    assert review(draft.plan, PERIOD) == []
