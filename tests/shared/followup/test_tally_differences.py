"""What a paper has printed, held against what follows from the plan."""

from __future__ import annotations

from decimal import Decimal

from shared.followup.tally_differences import recorded_differences
from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.values import Quantity, Text
from tests.shared.followup.plans import Paper

T2 = "2021-T2"


def found(paper: Paper) -> list[tuple[str, int, int]]:
    """Part, recorded, counted."""
    return [(each.part, each.recorded, each.counted) for each in recorded_differences(paper.plan, T2)]


def record(paper: Paper, node: NodeId = ROOT, **numbers: int) -> None:
    """What a paper has printed; `share_met` is a share."""
    for name, number in numbers.items():
        part = f"{name.removeprefix('share_')} share" if name.startswith("share_") else name
        paper.set(node, "recorded_tally", Quantity(Decimal(number)), T2, part)


def test_every_number_that_differs_is_told() -> None:
    """A reviewer asks of each of them which one is wrong, the paper or the plan."""
    paper = Paper()
    for status in ("met", "met", "missed"):
        paper.measure(by_person=status)
    record(paper, met=2, partly=0, missed=2, counted=4, share_met=50, share_missed=33)
    assert found(paper) == [("missed", 2, 1), ("counted", 4, 3), ("met share", 50, 67)]


def test_numbers_that_agree_are_not() -> None:
    """Every false alarm makes the true ones cheaper."""
    paper = Paper()
    paper.measure(by_person="met")
    record(paper, met=1, partly=0, missed=0, unmeasured=0, counted=1, share_met=100)
    assert found(paper) == []
    assert found(Paper()) == []


def test_paper_that_cannot_be_counted_is_held_against_itself() -> None:
    """4, 3 and 4 of 12, with 38 percent met: the sum is 11, and the share is 37."""
    paper = Paper()
    record(paper, met=4, partly=3, missed=4, counted=12, share_met=38)
    assert found(paper) == [("counted", 12, 11), ("met share", 38, 37)]


def test_it_is_said_which_table_and_where() -> None:
    """Several tables of one plan may each have a paper's numbers."""
    paper = Paper()
    node = paper.node(Kind.TALLY)
    paper.set(node, "title", Text("Nämndens"))
    paper.measure(by_person="met")
    record(paper, node, met=2)
    (each,) = recorded_differences(paper.plan, T2)
    assert (each.node, each.table, each.period) == (node, "Nämndens", T2)
