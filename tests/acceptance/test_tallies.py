"""The tables that two regions printed, counted again from what their papers say of each measure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.followup.tally import Tally, difference, differences
from shared.followup.tally_book import Scope, TallyBook
from shared.followup.tally_differences import recorded_differences
from shared.ids import ROOT
from shared.plan.kinds import Kind
from shared.plan.values import Flag, Quantity, names
from tests.acceptance.counting import counted
from tests.acceptance.papers import needs_papers
from tests.acceptance.papers import paper as read_paper
from tests.shared.exchange.helpers import Importer
from tests.shared.followup.plans import Paper

pytestmark = [pytest.mark.acceptance, needs_papers]

OFFICE = "documents/jonkoping-regionledningskontor-2020.txt"
MONTHLY = "documents/jonkoping-manadsrapport-tim-2021-08.txt"
T2 = "2021-T2"


def imported(*papers: str) -> Paper:
    """A plan with what these papers say, to be written on."""
    importer, paper = Importer(), Paper()
    for name in papers:
        importer.take(read_paper(name))
    paper.plan = importer.plan
    return paper


def record(paper: Paper, period: str, **printed: int) -> None:
    """What is printed of a period whose measures are not in the paper."""
    for part, number in printed.items():
        paper.set(ROOT, "recorded_tally", Quantity(Decimal(number)), period, part)


def numbers(made: Tally) -> tuple[int, int, int, int]:
    """Met, partly, missed, of how many."""
    return made.met, made.partly, made.missed, made.counted


@pytest.fixture(scope="module")
def region() -> Paper:
    """The region's second tertial of 2021, with what it printed of the year before."""
    paper = imported("data/jonkoping-region-2021-t2.csv")
    record(paper, "2020-T2", met=5, partly=10, missed=14)
    return paper


def test_region_counts_28_of_its_48_measures(region: Paper) -> None:
    """8, 9 and 11: 29, 32 and 39 percent; all is reported."""
    made = counted(region.plan, T2)
    assert (numbers(made), made.shares, made.unmeasured) == ((8, 9, 11, 28), [29, 32, 39], 0)


def test_region_is_nine_percentage_points_better_than_the_year_before(region: Paper) -> None:
    """61 percent wholly or partly met, against 52."""
    now, then = counted(region.plan, T2), counted(region.plan, "2020-T2")
    assert (numbers(then), then.shares) == ((5, 10, 14, 29), [17, 35, 48])
    assert (now.reached, then.reached, difference(now, then)) == (61, 52, 9)
    assert differences(now, then) == [12, -3, -9]


def test_sustainability_table_counts_all_ten(region: Paper) -> None:
    """Five of ten are reached, though none of them is in the region's table."""
    made = counted(region.plan, T2, "sustainability")
    assert (made.met, made.counted) == (5, 10)


def test_every_figure_of_the_region_leads_to_its_measures(region: Paper) -> None:
    """Three of the eleven that are missed are named in the paper's own summary."""
    book = TallyBook(region.plan)
    members = book.members(book.rules()[0], Scope(T2))
    missed = {region.plan.title(member.node) for member in members if member.counts_as == "missed"}
    assert len(members) == 28 and len(missed) == 11
    named = {"Antal påstigande/mil", "Skattesubventionsgrad - allmän trafik", "Kostnad per resenär - km (serviceresor)"}
    assert named <= missed


def test_tables_of_the_plans_own_count_side_by_side() -> None:
    """The region's table by class with each measure's own choice, and the programme's without."""
    paper = imported("data/jonkoping-region-2021-t2.csv")
    for own_class, has_choice in (("system", True), ("sustainability", False)):
        table = paper.node(Kind.TALLY)
        paper.set(table, "classes", names([own_class]))
        paper.set(table, "own_choice", Flag(has_choice))
    book = TallyBook(paper.plan)
    assert [book.tally(rule, Scope(T2)).counted for rule in book.rules()] == [28, 10]


def test_office_counts_the_five_that_the_council_set() -> None:
    """2020 by its measures, 2019 as printed: 40, 0 and 60 percent; 60, 20 and 20."""
    plan = imported(OFFICE, "data/jonkoping-rlk-2020.csv").plan
    now, then = counted(plan, "2020"), counted(plan, "2019")
    assert (numbers(now), now.shares, now.is_recorded) == ((2, 0, 3, 5), [40, 0, 60], False)
    assert (numbers(then), then.shares, then.is_recorded) == ((3, 1, 1, 5), [60, 20, 20], True)
    assert recorded_differences(plan, "2020") == recorded_differences(plan, "2019") == []


def test_monthly_report_counts_as_its_own_line_says() -> None:
    """4, 3, 4 and 0 of 11: read from the paper, and counted from the measures of the same report."""
    printed = counted(imported(MONTHLY).plan, "2021-08")
    assert (numbers(printed), printed.unmeasured, printed.is_recorded) == ((4, 3, 4, 11), 0, True)
    plan = imported(MONTHLY, "data/jonkoping-tim-2021-08.csv").plan
    made = counted(plan, "2021-08")
    assert (numbers(made), made.unmeasured, made.is_recorded) == ((4, 3, 4, 11), 0, False)
    assert recorded_differences(plan, "2021-08") == []


def test_class_that_nobody_reported_is_blank() -> None:
    """A unit of 2019 with 5 met and 3 missed of 8, and a dash between them: 63 and 37 percent."""
    paper = Paper()
    record(paper, "2019", met=5, missed=3)
    made = counted(paper.plan, "2019")
    assert (made.counted, made.shares) == (8, [63, None, 37])
