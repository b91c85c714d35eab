"""What was granted, what it came to, and what is to be accounted for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.followup.investment import account_of, accounts_due, deviations_that_differ, granted, is_account_due
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Choice, Day, Quantity
from tests.shared.followup.plans import Paper

Given = tuple[str, int, str | None]


def _kr(amount: int, unit: str = "kr") -> Quantity:
    return Quantity(Decimal(amount), unit)


def _investment(paper: Paper, *decisions: Given, unit: str = "kr") -> NodeId:
    investment = paper.node(Kind.INVESTMENT)
    for date, amount, amount_is in decisions:
        decision = paper.node(Kind.DECISION, investment)
        paper.set(decision, "date", Day(date))
        paper.set(decision, "amount", _kr(amount, unit))
        if amount_is:
            paper.set(decision, "amount_is", Choice(amount_is))
    return investment


@pytest.fixture
def paper() -> Paper:
    """A paper to write on."""
    return Paper()


@pytest.mark.parametrize(
    ("decisions", "amount"),
    [
        ([("2016-06-21", 100, None)], 100),
        ([("2016-06-21", 100, "addition")], 100),
        ([("2016-06-21", 100, None), ("2017-04-04", 20, "addition")], 120),
        ([("2016-06-21", 100, "total"), ("2017-04-04", 120, "total")], 120),
        ([("2016-06-21", 100, "total"), ("2017-04-04", 120, "total"), ("2018-01-01", 5, "addition")], 125),
        ([("2017-04-04", 20, "addition"), ("2016-06-21", 100, "total")], 120),
    ],
)  # fmt: skip
def test_granted_is_the_last_total_and_the_additions_after_it(
    paper: Paper, decisions: list[Given], amount: int
) -> None:
    """By date, whatever order the decisions were written down in."""
    assert granted(paper.plan, _investment(paper, *decisions)) == _kr(amount)


def test_nothing_is_guessed_of_decisions_that_do_not_tell(paper: Paper) -> None:
    """Whether 20 is a new total or an addition makes a difference of 80."""
    unclear = _investment(paper, ("2016-06-21", 100, "total"), ("2017-04-04", 20, None))
    blank = _investment(paper, ("2016-06-21", 100, "total"))
    paper.set(paper.node(Kind.DECISION, blank), "date", Day("2017-01-01"))
    mixed = _investment(paper, ("2016-06-21", 100, "total"))
    extra = paper.node(Kind.DECISION, mixed)
    paper.set(extra, "date", Day("2018-01-01"))
    paper.set(extra, "amount", _kr(1, "tkr"))
    paper.set(extra, "amount_is", Choice("addition"))
    assert [granted(paper.plan, each) for each in (unclear, blank, mixed, _investment(paper))] == [None] * 4


def test_the_stated_deviation_stands_beside_the_computed_one(paper: Paper) -> None:
    """Both are shown; neither is corrected."""
    investment = _investment(paper, ("2016-06-21", 1000, None))
    paper.set(investment, "outcome", _kr(1250), "2019")
    paper.set(investment, "stated_deviation", _kr(260), "2019")
    account = account_of(paper.plan, investment, "2019")
    assert (account.stated_deviation, account.deviation) == (_kr(260), _kr(250))
    (found,) = deviations_that_differ(paper.plan, "2019")
    assert (found.node, found.printed, found.computed) == (investment, _kr(260), _kr(250))
    assert deviations_that_differ(paper.plan) == [found] and deviations_that_differ(paper.plan, "2020") == []
    paper.set(investment, "stated_deviation", Quantity(Decimal("250.0"), "kronor"), "2019")
    assert deviations_that_differ(paper.plan) == []


def test_an_outcome_holds_until_another_is_reported(paper: Paper) -> None:
    """The outcome of an investment is what it has come to so far."""
    investment = _investment(paper, ("2016-06-21", 1000, None))
    paper.set(investment, "outcome", _kr(900), "2018")
    paper.set(investment, "outcome", _kr(1100), "2019")
    outcomes = [account_of(paper.plan, investment, period).outcome for period in ("2017", "2018", "2018-T2", None)]
    assert outcomes == [None, _kr(900), None, _kr(1100)]


def test_amounts_in_different_units_have_no_difference(paper: Paper) -> None:
    """12 160 tkr is rounded and 14 900 000 kr is not."""
    investment = _investment(paper, ("2016-06-21", 12_160, None), unit="tkr")
    paper.set(investment, "outcome", _kr(14_900_000), "2019")
    assert account_of(paper.plan, investment).deviation is None


def test_an_account_is_due_for_what_is_large_and_completed_and_not_accounted_for(paper: Paper) -> None:
    """Each of the three, and equal to the threshold is not above it."""
    paper.set(ROOT, "account_threshold", _kr(5_000_000))
    large = _investment(paper, ("2016-06-21", 5_001, None), unit="tkr")
    equal = _investment(paper, ("2016-06-21", 5_000_000, None))
    assert not is_account_due(paper.plan, large)
    for each in (large, equal):
        paper.set(each, "completed", Day("2019-12-31"))
    assert [found.node for found in accounts_due(paper.plan)] == [large]
    assert account_of(paper.plan, large).is_account_due
    paper.set(large, "accounted", Day("2020-05-01"))
    assert accounts_due(paper.plan) == []


def test_a_plan_without_a_threshold_asks_for_no_account(paper: Paper) -> None:
    """Nobody has said from where."""
    investment = _investment(paper, ("2016-06-21", 5_000_000, None))
    paper.set(investment, "completed", Day("2019-12-31"))
    assert not is_account_due(paper.plan, investment)
