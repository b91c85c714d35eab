"""Tables of data with money in them."""

from __future__ import annotations

from shared.exchange.document import Document
from shared.exchange.read import read_document
from shared.exchange.vocabulary import Vocabulary, overlaid
from shared.plan.values import Choice, Quantity
from tests.shared.exchange.helpers import VOCABULARY, Importer, drafts, read, said, titles, unaccounted, way

OWN = """
[[tables]]
has = ["Rad", "Budget"]
shape = "money"
title = "Driftbudget"
columns = { Rad = "Budgetrad" }
"""
TABLE = "Rad;Period;Utfall;Budget;Avvikelse;Prognos 2022;Enhet\n"


def _read(rows: str, period: str | None = None) -> Document:
    words = overlaid(VOCABULARY, OWN)
    assert isinstance(words, Vocabulary)
    document = read_document((TABLE + rows).encode(), "money.csv", words, period)
    assert isinstance(document, Document)
    return document


def test_lines_say_what_they_are_by_their_titles() -> None:
    """“Varav” belongs to the row above; a sum is a sum whatever its column says."""
    titled = (("Intäkter", 5), ("varav avgifter", 2), ("Kostnader", -4), ("Summa", 1))
    rows = "".join(f"{title};2022-T1;{outcome};;;;tkr\n" for title, outcome in titled)
    document = _read(rows)
    assert unaccounted(document, TABLE + rows) == set()
    assert titles(document, "Ekonomisk tabell") == ["Driftbudget"]
    lines = drafts(document, "Budgetrad")
    kinds = [choice.key for line in lines if isinstance(choice := said(line, "line"), Choice)]
    assert kinds == ["row", "of_which", "row", "sum"]
    assert [way(document, line) for line in lines[1:3]] == [["Driftbudget", "Intäkter"], ["Driftbudget"]]


def test_a_forecast_belongs_to_the_period_it_was_made_in() -> None:
    """The next report has another one, and the closed round keeps this one."""
    document = _read("Intäkter;2022-T1;5;6;-1;15;tkr\nIntäkter;2022-T2;10;11;-1;16;tkr\n")
    (line,) = drafts(document, "Budgetrad")
    forecasts = [said(line, "forecast", period) for period in ("2022-T1", "2022-T2", "2022")]
    assert [str(each.amount) if isinstance(each, Quantity) else None for each in forecasts] == ["15", "16", None]


def test_two_lines_of_one_title_in_a_period_are_two_lines() -> None:
    """Tables have “Övrigt” twice."""
    document = _read("Övrigt;2022;1;;;;tkr\nÖvrigt;2022;2;;;;tkr\n")
    amounts = [said(line, "outcome", "2022") for line in drafts(document, "Budgetrad")]
    assert [str(each.amount) for each in amounts if isinstance(each, Quantity)] == ["1", "2"]


def test_figures_without_a_period_are_listed() -> None:
    """They belong to some period, and nobody said which."""
    document = _read("Intäkter;;5;6;;;tkr\n")
    assert [entry.text for entry in document.not_understood] == ["Utfall: 5", "Budget: 6"]
    assert _read("Intäkter;;5;6;;;tkr\n", "2022-T1").not_understood == ()


def test_a_later_report_finds_the_lines_of_the_earlier_one() -> None:
    """One table a year, with a period more each time."""
    importer = Importer()
    importer.take(_read("Intäkter;2022-T1;5;;;;tkr\nSumma;2022-T1;5;;;;tkr\n"))
    changes = importer.take(_read("Intäkter;2022-T2;7;;;;tkr\nSumma;2022-T2;7;;;;tkr\n"))
    assert (changes.created, changes.changed) == (0, 2)


def test_a_column_of_percentages_is_no_amount_of_the_table() -> None:
    """A line keeps the unit that is written with a figure."""
    (line,) = drafts(_read("Intäkter;2022;5 mnkr;;;;tkr\n"), "Budgetrad")
    outcome = said(line, "outcome", "2022")
    assert isinstance(outcome, Quantity) and outcome.unit == "mnkr"


def test_the_built_in_tables_are_known_without_anything_of_ones_own() -> None:
    """Board deviations, as one region prints them."""
    head = "period,unit,board,level,label,period_deviation_raw\n"
    text = f"{head}2022-08,mnkr,A,board,A,+3\n2022-08,mnkr,A,part,varav x,+2\n"
    document = read(text, "boards.csv", None)
    assert [draft.title for draft in document.drafts[1:]] == ["Budgetavvikelse per nämnd", "A", "varav x"]


PAPER = """Plan 2022

Ramar

Ram för nämnden\tBudget 2021\tBudget 2022
Arvoden\t-1 200\t-1 300
varav resor\t-10\t-20
<i>Kurser</i>\t-100\t
Totalt, tkr\t-1 300\t-1 400

Område\tBelopp\tSlag
Hus\t5\tnytt

Efter tabellen står text som är lång nog att vara löpande text i ett avsnitt.
"""


def test_a_paper_has_tables_of_money_in_it() -> None:
    """Known by its columns; the table after it has others, and is not understood."""
    document = read(PAPER, period=None)
    assert unaccounted(document, PAPER) == set()
    assert [entry.line for entry in document.not_understood] == [11, 12]
    lines = drafts(document, "Budgetrad")
    assert [line.title for line in lines] == ["Arvoden", "varav resor", "Kurser", "Totalt, tkr"]
    kinds = [choice.key for line in lines if isinstance(choice := said(line, "line"), Choice)]
    assert kinds == ["row", "of_which", "row", "sum"]
    budget = said(lines[0], "budget", "2022")
    assert isinstance(budget, Quantity) and (str(budget.amount), budget.unit) == ("-1300", "tkr")
    assert said(lines[2], "budget", "2022") is None


def test_a_row_that_begins_like_a_head_is_none() -> None:
    """“Avvikelse 0 kr” is what a measure aims at, and a head without rows leads to nothing."""
    text = "Plan 2022\n\nMätetal\tMålvärde\nBesök\t5\nHållen budget\tAvvikelse 0 kr\n\nKostnad\tBudget 2022\n\nSlut.\n"
    document = read(text, period=None)
    assert titles(document, "Mätetal") == ["Besök", "Hållen budget"] and titles(document, "Ekonomisk tabell") == []
    assert unaccounted(document, text) == set() and [entry.line for entry in document.not_understood] == [7]


def test_a_table_of_outcomes_alone_is_no_table_of_money() -> None:
    """Measures have outcomes too, and a table of them may lack a word for what it lists."""
    text = "Rapport 2022\n\nNågot\tUtfall 2021\tUtfall 2022\nBesök\t12\t14\n\nSlut.\n"
    assert drafts(read(text, period=None), "Budgetrad") == []
