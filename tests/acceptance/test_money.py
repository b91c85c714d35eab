"""A region's money in August 2021: what adds up, and what is printed otherwise."""

from __future__ import annotations

import pytest

from shared.followup.money import lines_of, money_that_differs
from shared.ids import NodeId
from shared.plan.kinds import Kind
from shared.plan.model import Plan
from tests.acceptance.papers import needs_papers, paper
from tests.shared.exchange.helpers import Importer

pytestmark = [pytest.mark.acceptance, needs_papers]

BOARDS = "data/jonkoping-board-deviations-2021-08.csv"
INCOME = "data/jonkoping-income-statement-2021-t2.csv"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Both tables."""
    importer = Importer()
    for name in (BOARDS, INCOME):
        importer.take(paper(name))
        assert paper(name).not_understood == ()
    return importer.plan


def _table(plan: Plan, title: str) -> NodeId:
    return next(NodeId(node.id) for node in plan.of_kind(Kind.BUDGET_TABLE) if plan.title(NodeId(node.id)) == title)


def _differing(plan: Plan, period: str) -> list[tuple[str, str, int, int]]:
    return [
        (plan.title(found.node), found.field, int(found.printed.amount), int(found.computed.amount))
        for found in money_that_differs(plan, period)
        if found.printed and found.computed
    ]


def test_the_boards_add_up_to_97_and_96_is_printed(plan: Plan) -> None:
    """Both are kept; the forecast of −148 adds up."""
    assert _differing(plan, "2021-08") == [("Totalt", "deviation", -96, -97)]
    (found,) = money_that_differs(plan, "2021-08")
    assert [plan.title(row) for row in found.rows] == ["FS", "ANA", "TIM", "RS", "RSÖ", "RF"]


def test_parts_stand_under_their_board_and_are_not_added_to_it(plan: Plan) -> None:
    """Eleven lines of “varav” among eighteen; a board's forecast of −27 is the −61 and +34 under it."""
    lines = lines_of(plan, _table(plan, "Budgetavvikelse per nämnd"), "2021-08")
    assert [len(line.parts) for line in lines] == [2, 2, 2, 2, 3, 0, 0]
    forecasts = [int(line.figures["forecast_deviation"].amount) for line in lines]
    assert forecasts == [-27, 6, 28, 24, -181, 2, -148]
    parts = [int(part.figures["forecast_deviation"].amount) for part in lines[0].parts]
    assert parts == [-61, 34]


def test_the_income_statement_adds_up_from_top_to_bottom(plan: Plan) -> None:
    """Each result is of all rows above it: outcome, forecast, and deviations of which the first three are blank."""
    lines = lines_of(plan, _table(plan, "Resultaträkning"), "2021-T2")
    sums = [plan.title(line.node) for line in lines if line.line == "sum"]
    assert sums == ["Verksamhetens nettokostnad", "Verksamhetens resultat", "Årets resultat"]
    assert int(lines[-3].figures["forecast_deviation"].amount) == 270
    assert _differing(plan, "2021-T2") == []


def test_a_rounded_figure_of_last_year_is_told_in_each_sum_below_it(plan: Plan) -> None:
    """The year before is printed one off in its first sum, and the figures as printed give each sum below it one less
    or more."""
    assert _differing(plan, "2020-T2") == [
        ("Verksamhetens nettokostnad", "outcome", -7427, -7426),
        ("Verksamhetens resultat", "outcome", 754, 755),
        ("Årets resultat", "outcome", 572, 573),
    ]
    assert _differing(plan, "2020") == [("Verksamhetens nettokostnad", "outcome", -10993, -10994)]


def test_the_frame_of_elected_members_is_a_table_inside_a_plan() -> None:
    """Its unit stands in its last row, and both years add up."""
    importer = Importer()
    importer.take(paper("documents/jamtland-verksamhetsplan-2021.txt"))
    table = _table(importer.plan, "Budgetram Förtroendevalda")
    budgets = {
        period: [(int(line.figures["budget"].amount), line.figures["budget"].unit) for line in lines]
        for period in ("2020", "2021")
        if (lines := lines_of(importer.plan, table, period))
    }
    assert [amount for amount, _ in budgets["2020"]] == [-17_009, -4_035, -2_983, -3_273, -27_300]
    assert [amount for amount, _ in budgets["2021"]] == [-17_332, -4_112, -3_040, -3_335, -27_819]
    assert {unit for listed in budgets.values() for _, unit in listed} == {"tkr"}
    assert _differing(importer.plan, "2020") == _differing(importer.plan, "2021") == []


def test_units_are_those_of_the_table(plan: Plan) -> None:
    """mnkr on every figure, and on the table."""
    for title, period in (("Budgetavvikelse per nämnd", "2021-08"), ("Resultaträkning", "2021-T2")):
        table = _table(plan, title)
        assert plan.text(table, "unit") == "mnkr"
        units = {figure.unit for line in lines_of(plan, table, period) for figure in line.figures.values()}
        assert units == {"mnkr"}
