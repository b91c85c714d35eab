"""What a measure lacks, and texts, sums, signs and dates that cannot stand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.followup.quantity import read_quantity
from shared.ids import ROOT
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Day, PeriodName, Quantity, Text, names
from tests.shared.review.drafts import PERIOD, Draft, figures, found

LONG = (
    "Arbetet med att korta väntetiderna fortsätter enligt plan. Mottagningen har öppnat två kvällar i veckan, och fler"
    " patienter än väntat har kommit dit i stället för till akuten."
)


# What is not there


def test_a_target_without_outcome_and_reason_is_found() -> None:
    """A blank in the report is taken for a zero by some and for laziness by others."""
    draft = Draft()
    draft.measure("minst 50 %")
    draft.measure("minst 50 %", "u.s.")
    draft.measure("minst 50 %", "52 %")
    draft.measure("")
    (finding,) = found(draft.plan, "no_outcome")

    assert finding.found.sentence.sv == "målet är minst 50 %, men resultat och skäl saknas"
    assert finding.severity == "error"


def test_a_target_that_is_assessed_later_is_not_waited_for() -> None:
    """The source itself said when it would be known."""
    draft = Draft()
    node = draft.measure("minst 50 %")
    draft.set(node, "assessed_from", Day("2021-12-31"), PERIOD)
    assert figures(draft.plan, "no_outcome") == []
    draft.set(node, "assessed_from", Day("2021-08-31"), PERIOD)
    assert len(found(draft.plan, "no_outcome")) == 1


def test_a_missed_measure_is_explained_by_an_analysis_or_an_action() -> None:
    """The board's first question is what is done about it."""
    draft = Draft()
    bare, told, acted = (draft.measure("minst 50 %", "40 %") for _ in range(3))
    draft.measure("minst 50 %", "60 %")
    draft.set(told, "analysis", Text("Vi har anställt två till."), PERIOD)
    draft.titled(Kind.ACTION, "Anställ två till", acted)
    assert [finding.found.node for finding in found(draft.plan, "unexplained")] == [bare]

    draft.set(bare, "analysis", Text("Detta skrevs förra året."), "2020-T2")
    assert len(found(draft.plan, "unexplained")) == 1


def test_an_action_beside_the_measure_is_enough() -> None:
    """Actions are often decided for the goal, with several measures under it."""
    draft = Draft()
    goal = draft.titled(Kind.GOAL, "Tillgänglighet")
    draft.measure("minst 50 %", "40 %", parent=goal)
    draft.titled(Kind.ACTION, "Fler kvällstider", goal)

    assert found(draft.plan, "unexplained") == []


def test_direction_unit_and_owner_are_asked_for() -> None:
    """Without them nobody can tell good from bad, what is counted, or whom to ask."""
    draft = Draft()
    whole = draft.measure("5", "4", choices={"direction": "lower"}, texts={"unit": "dagar"})
    draft.set(whole, "owner", names(["HR"]))
    bare = draft.measure("5", "4")
    rules = ("no_direction", "no_unit", "no_owner")

    assert [[finding.found.node for finding in found(draft.plan, rule)] for rule in rules] == [[bare]] * 3


def test_a_direction_that_is_only_proposed_is_told_apart() -> None:
    """An import reads it out of words; a person must say that it is so."""
    draft = Draft()
    node = draft.measure("högst 5 %", "4 %")
    draft.set(node, "direction_proposed", Choice("lower"))
    (finding,) = found(draft.plan, "no_direction")

    assert finding.found.sentence.sv == "riktningen är bara föreslagen" and finding.found.printed == "lower"


def test_measures_that_are_only_followed_need_no_direction() -> None:
    """There is nothing to reach."""
    draft = Draft()
    draft.measure("", "4 %", choices={"measure_class": "followed"})
    draft.measure("Uppföljningsmått", "4 %")

    assert found(draft.plan, "no_direction") == []


def test_the_owner_of_what_a_measure_lies_under_answers_for_it() -> None:
    """As elsewhere in the program."""
    draft = Draft()
    goal = draft.titled(Kind.GOAL, "Tillgänglighet")
    draft.measure("5", "4", parent=draft.titled(Kind.GOAL, "Vårdcentraler", goal))
    assert len(found(draft.plan, "no_owner")) == 1
    draft.set(goal, "owner", names(["HSN"]))
    assert found(draft.plan, "no_owner") == []


# What was there before


@pytest.mark.parametrize("earlier", ["2021-T1", "2020-T2"])
def test_a_text_taken_over_from_an_earlier_period_is_found(earlier: str) -> None:
    """Also where a word or two were changed; of the period before, and of the same a year earlier."""
    draft = Draft()
    node = draft.titled(Kind.GOAL, "Tillgänglighet")
    draft.set(node, "analysis", Text(LONG), earlier)
    draft.set(node, "analysis", Text(LONG.replace("två kvällar", "tre kvällar")), PERIOD)
    (finding,) = found(draft.plan, "pasted")

    assert (finding.found.field, finding.found.computed) == ("analysis", earlier)
    assert finding.found.sentence.sv.startswith("texten är densamma som i tertial")


def test_a_year_earlier_is_looked_at_though_there_is_something_between() -> None:
    """Reports are copied from the same report of last year."""
    draft = Draft()
    node = draft.titled(Kind.GOAL, "Tillgänglighet")
    draft.set(node, "analysis", Text(LONG), "2020-T2")
    draft.set(node, "analysis", Text("Något helt annat hade hänt våren därpå, " * 4), "2021-T1")
    draft.set(node, "analysis", Text(LONG), PERIOD)

    assert figures(draft.plan, "pasted") == [("100 %", "2020-T2")]


def test_short_and_new_texts_are_not_pasted() -> None:
    """ "Enligt plan." is said every period and is true every period."""
    draft = Draft()
    short, new = draft.titled(Kind.GOAL, "a"), draft.titled(Kind.GOAL, "b")
    for period in ("2021-T1", PERIOD):
        draft.set(short, "analysis", Text("Arbetet fortsätter enligt plan."), period)
    draft.set(new, "analysis", Text(LONG), "2021-T1")
    draft.set(new, "analysis", Text(f"{LONG} " + "Därefter har mycket annat skett som ingen räknade med. " * 3), PERIOD)

    assert figures(draft.plan, "pasted") == []


# What does not add up


def _record(draft: Draft, **counts: int) -> None:
    for part, count in counts.items():
        draft.set(ROOT, "recorded_tally", Quantity(Decimal(count)), PERIOD, part.replace("_", " "))


def test_a_recorded_tally_that_is_not_what_is_counted_is_found() -> None:
    """Both figures are kept: which one is wrong is for a person to say."""
    draft = Draft()
    draft.measure("minst 50 %", "60 %")
    draft.measure("minst 50 %", "40 %")
    _record(draft, met=1, partly=1, missed=1)
    (finding,) = found(draft.plan, "tally")

    assert (finding.found.part, finding.found.printed, finding.found.computed) == ("partly", "1", "0")
    assert finding.found.sentence.sv == "delvis uppfyllt: 1 är angivet, det räknas till 0"


def test_a_recorded_tally_that_nothing_can_be_held_against_is_left_alone() -> None:
    """Of last year only the counts are known."""
    draft = Draft()
    draft.measure("minst 50 %")
    _record(draft, met=5, partly=10, missed=14)

    assert figures(draft.plan, "tally") == []


def test_recorded_totals_and_shares_must_be_those_of_their_counts() -> None:
    """29 · 32 · 39 of 28; with 33 the shares add up to 101."""
    draft = Draft()
    _record(draft, met=8, partly=9, missed=11, unmeasured=3, counted=28, met_share=29, partly_share=32, missed_share=39)
    assert figures(draft.plan, "tally") == []
    _record(draft, counted=29, partly_share=33)
    assert sorted(figures(draft.plan, "tally")) == [("29", "28"), ("33", "32")]


def test_the_sums_of_a_money_table_are_checked() -> None:
    """−97 is what the boards' parts come to where the paper prints −96: both figures are told."""
    draft = Draft()
    table = draft.titled(Kind.BUDGET_TABLE, "Nämnderna")
    for title, line, amount in (("FS", "row", "-60"), ("TIM", "row", "-37"), ("Summa", "sum", "-96")):
        node = draft.titled(Kind.BUDGET_LINE, title, table)
        draft.set(node, "line", Choice(line))
        draft.set(node, "deviation", Quantity(Decimal(amount), "mnkr"), PERIOD)
    (finding,) = found(draft.plan, "sums")

    assert (finding.found.printed, finding.found.computed) == ("-96", "-97")
    assert finding.found.sentence.sv == "avvikelse: −96\u00a0mnkr är angivet, det blir −97\u00a0mnkr"
    assert found(draft.plan, "sums", "2021-T1") == []


def test_the_deviation_of_an_investment_is_checked() -> None:
    """F0082: 14 900 000 less 12 160 000 is 2 740 000, and 2 750 000 is printed."""
    draft = Draft()
    node = draft.titled(Kind.INVESTMENT, "F0082")
    for day, amount in (("2016-06-21", "10100000"), ("2017-04-04", "12160000")):
        decision = draft.node(Kind.DECISION, node)
        draft.set(decision, "date", Day(day))
        draft.set(decision, "amount", Quantity(Decimal(amount), "kr"))
        draft.set(decision, "amount_is", Choice("total"))
    draft.set(node, "outcome", Quantity(Decimal(14_900_000), "kr"), "2019")
    draft.set(node, "stated_deviation", Quantity(Decimal(2_750_000), "kr"), "2019")

    assert figures(draft.plan, "sums", "2019") == [("2750000", "2740000")]


def test_what_the_plans_own_rules_ask_for_is_checked() -> None:
    """A risk of five on a scale to four, and an investment that the board never heard of again."""
    draft = Draft()
    draft.set(ROOT, "probability_steps", Quantity(Decimal(4)))
    draft.set(ROOT, "account_threshold", Quantity(Decimal(5), "mnkr"))
    control = draft.titled(Kind.CONTROL, "Attest")
    draft.set(control, "probability", Quantity(Decimal(5)))
    investment = draft.titled(Kind.INVESTMENT, "F0082")
    decision = draft.node(Kind.DECISION, investment)
    draft.set(decision, "amount", Quantity(Decimal(12), "mnkr"))
    draft.set(investment, "completed", Day("2019-06-30"))

    assert figures(draft.plan, "risk_scale") == [("5", "4")]
    assert found(draft.plan, "risk_scale")[0].found.sentence.sv == "sannolikhet 5, planens skala är 1 till 4"
    assert figures(draft.plan, "account_due") == [(None, "12")]


# Signs and dates


def test_two_assessments_with_one_sign_are_found() -> None:
    """Printed in black and white, they are the same."""
    draft = Draft()
    for part, sign in (("met", "◆"), ("partly", "◐"), ("missed", "◆")):
        draft.set(ROOT, "sign", Text(sign), None, part)
    (finding,) = found(draft.plan, "same_sign")

    assert finding.found.sentence.sv == "◆ står för både uppfyllt och ej uppfyllt"
    assert finding.found.sentence.en == "◆ is both met and missed"


def test_dates_in_an_order_that_cannot_be_are_found() -> None:
    """A round that was due before its period began asks nobody for anything."""
    draft = Draft()
    for due in ("2021-04-30", "2021-09-15", "2021-08-15"):
        node = draft.node(Kind.ROUND)
        draft.set(node, "period", PeriodName("2021-T2"))
        draft.set(node, "due", Day(due))
    investment = draft.node(Kind.INVESTMENT)
    draft.set(investment, "completed", Day("2019-06-30"))
    draft.set(investment, "accounted", Day("2019-05-01"))
    measure = draft.measure("5 %", "4 %")
    draft.set(measure, "baseline_period", PeriodName("2022"))

    assert figures(draft.plan, "dates") == [
        ("2021-04-30", "2021-05-01"), ("2019-05-01", "2019-06-30"), ("2022", "2021-T2"),
    ]  # fmt: skip
    assert found(draft.plan, "dates")[0].found.sentence.sv == "klart senast 2021-04-30 är före tertial 2 2021"


def test_an_outcome_in_words_of_a_reason_is_not_a_unit() -> None:
    """A reason for having none has no unit to differ."""
    draft = Draft()
    node = draft.measure("minst 50 %", "u.s.")
    draft.set(node, "outcome", read_quantity("45 st"), "2020-T2")

    assert figures(draft.plan, "unit_changes") == []
