"""The rows of a table that counts, and the nodes that each of them counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_rules import Rule, Unmeasured
from shared.ids import ROOT
from shared.plan.values import Quantity
from tests.shared.followup.plans import Paper
from tui.views.tally_figures import figures, members_of, signed


@pytest.mark.parametrize("unmeasured", ["left_out", "counted", "missed"])
def test_each_row_has_as_many_members_as_it_says(unmeasured: Unmeasured) -> None:
    """Whatever the table makes of the unmeasured ones: a figure that cannot be followed is not believed."""
    paper = Paper()
    for status in ("met", "partly", "missed", "missed"):
        paper.measure(by_person=status)
    for outcome in ("mäts årligen", "ej tillämpligt", "mäts årligen"):
        paper.measure("50 %", outcome)
    paper.measure("Bli bättre", "5")
    book, rule, scope = TallyBook(paper.plan), Rule(unmeasured=unmeasured), Scope("2021-T2")
    members = book.members(rule, scope)
    rows = figures([book.tally(rule, scope)], "sv")
    said = {row.key: int(row.cells[0][0]) for row in rows}
    assert said == {row.key: len(members_of(row.key, members)) for row in rows}
    assert said["unmeasured"] == 3 and said["measured_yearly"] == 2 and said["none"] == 1


def test_class_that_a_paper_does_not_report_is_blank() -> None:
    """A dash in a paper is no zero."""
    paper = Paper()
    for part, number in (("met", 5), ("missed", 3)):
        paper.set(ROOT, "recorded_tally", Quantity(Decimal(number)), "2019", part)
    book = TallyBook(paper.plan)
    rows = figures([book.tally(book.rules()[0], Scope("2019"))], "en")
    assert [row.cells[0] for row in rows[:4]] == [("5", "63"), ("", ""), ("3", "37"), ("8", "100")]


def test_difference_has_its_sign() -> None:
    """A minus that looks like a hyphen is read as a dash."""
    assert [signed(points) for points in (9, -3, 0, None)] == ["+9", "−3", "0", ""]
