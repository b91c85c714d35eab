"""Control items, investments and money from the command line: what is worked out, and what is refused."""

from __future__ import annotations

import pytest

from shared.ids import ROOT
from tests.acceptance.processes import Stegvis
from tests.shared.exchange.test_controls import PAPER as CONTROL
from tests.shared.exchange.test_investments import PAPER as INVESTMENT

pytestmark = pytest.mark.acceptance

MONEY = "period,unit,board,level,label,period_deviation_raw\n{rows}"
ROWS = "2022-08,mnkr,A,board,A,+3\n2022-08,mnkr,B,board,B,-10\n2022-08,mnkr,Totalt,total,Totalt,-6\n"


@pytest.fixture(scope="module")
def stegvis(shared_stegvis: Stegvis, tmp_path_factory: pytest.TempPathFactory) -> Stegvis:
    """The program with a plan that has all three."""
    folder = tmp_path_factory.mktemp("papers")
    papers = {"control.txt": CONTROL, "investment.txt": INVESTMENT, "money.csv": MONEY.format(rows=ROWS)}
    for name, text in papers.items():
        (folder / name).write_text(text, "utf-8")
    shared_stegvis.done("import", *(str(folder / name) for name in papers), "--plan", "facts")
    return shared_stegvis


def test_a_risk_is_shown_once_it_is_rated_and_refused_off_the_scale(stegvis: Stegvis) -> None:
    """The sentence says what the scale is; nothing is written."""
    for field in ("probability_steps", "consequence_steps"):
        stegvis.done("set", "facts", ROOT, field, "4")
    refused = stegvis.run("set", "facts", "Inköp", "probability", "5", "--lang", "sv")
    assert (refused.status, "från 1 till 4" in refused.err) == (1, True)
    for field, value in (("probability", "3"), ("consequence", "4")):
        stegvis.done("set", "facts", "Inköp", field, value)
    shown = stegvis.done("show", "facts", "Inköp", "--json").object["facts"]
    assert isinstance(shown, dict) and shown["risk"]["value"] == "12" and shown["risk"]["highest"] == "16"
    assert "Risk: 12 av 16" in stegvis.done("show", "facts", "Inköp", "--lang", "sv").out


def test_actions_that_are_left_are_listed_with_their_age(stegvis: Stegvis) -> None:
    """Four actions and two points; one is done by the end of the next year."""
    stegvis.done("set", "facts", "Skriv en rutin.", "status", "done", "--period", "2023")
    left = stegvis.done("list", "facts", "--kind", "action", "--open", "--period", "2023", "--json").objects
    assert len(left) == 4 and "Skriv en rutin." not in {row["title"] for row in left}
    assert {row["open"]["age_months"] for row in left if isinstance(row["open"], dict)} == {12}
    assert len(stegvis.done("list", "facts", "--open", "--period", "2022", "--json").objects) == 5
    table = stegvis.done("list", "facts", "--open", "--period", "2023", "--lang", "sv").out
    assert "12 månader" in table and "Inköpsenheten" in table


def test_an_investment_shows_what_was_granted_and_both_deviations(stegvis: Stegvis) -> None:
    """Numbers as decimal strings, with the unit beside them."""
    (investment,) = stegvis.done("list", "facts", "--kind", "investment", "--json").objects
    facts = stegvis.done("show", "facts", str(investment["id"]), "--period", "2022", "--json").object["facts"]
    assert isinstance(facts, dict)
    keys = ("granted", "outcome", "stated_deviation", "computed_deviation")
    assert [facts[key] for key in keys] == ["4000000", "4100000", "100000", "100000"]
    assert [each["body"] for each in facts["decisions"]] == ["Nämnden", "Styrelsen"]


def test_a_table_of_money_shows_what_does_not_add_up(stegvis: Stegvis) -> None:
    """Both figures and the rows that were added; the line itself says so, too."""
    (table,) = stegvis.done("list", "facts", "--kind", "budget_table", "--json").objects
    facts = stegvis.done("show", "facts", str(table["id"]), "--json").object["facts"]
    assert isinstance(facts, dict)
    (found,) = facts["differing"]
    assert (found["printed"], found["computed"], found["unit"], len(found["rows"])) == ("-6", "-7", "mnkr", 2)
    line = stegvis.done("show", "facts", str(found["node"]), "--period", "2022-08", "--lang", "en").out
    assert "the figures give" in line
