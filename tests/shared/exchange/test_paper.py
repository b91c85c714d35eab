"""Papers as text: headings, tables that break over pages, and the account of lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.plan.kinds import Kind
from shared.plan.values import Choice, Missing, Quantity, Target, Text, WhyEmpty
from tests.shared.exchange.helpers import Importer, drafts, read, said, titles, unaccounted, way, words

REPORT = """Verksamhetsberättelse 2020

Innehåll

Perspektiv: Kund\t3
Strategiska mål: Nöjda kunder i hela länet och...\t3
Byggande\t5

Perspektiv: Kund

Strategiska mål: Nöjda kunder i
hela länet och bortom det

Uppdrag/mål: Korta köer

Mätetal\tMålvärde\tResultat\tAnalys
✚ Väntetid\t18 dagar\t21 dagar\tKöerna växte under

Kontoret, Verksamhetsberättelse

4(9)

Mätetal\tMålvärde\tResultat\tAnalys
\t\t\tvåren och sommaren.

Aktiviteter\tAnalys
\ue000 Ringa upp alla som väntar på\tPågår enligt

Aktiviteter\tAnalys
återbud\tplan.
Öppna kvällstid\t

Byggande

Här står hur det går med allt som byggs, och det är ganska mycket som byggs just nu i länet.

Broar

Strategiska mål: Hela broar

Prioriterade uppdrag: Laga bron
"""


def test_headings_nest_by_their_level_and_not_by_their_order() -> None:
    """The order of levels is the vocabulary's, since a paper may skip any of them."""
    paper = read(REPORT)
    assert way(paper, drafts(paper, "Uppdrag/mål")[0]) == ["Kund", "Nöjda kunder i hela länet och bortom det"]
    assert way(paper, drafts(paper, "Mätetal")[0])[-1] == "Korta köer"


def test_a_title_may_run_over_two_lines() -> None:
    """Otherwise half a title becomes prose, and the goal is not found again next year."""
    assert titles(read(REPORT), "Strategiska mål")[0] == "Nöjda kunder i hela länet och bortom det"


def test_a_cell_goes_on_after_a_page_break() -> None:
    """Feet and repeated heads between the pieces are the paper's, not the analysis's."""
    measure = drafts(read(REPORT), "Mätetal")[0]
    assert words(measure, "analysis", "2020") == "Köerna växte under våren och sommaren."


def test_a_title_goes_on_after_a_page_break() -> None:
    """A row after a repeated head that begins in mid-sentence is no activity of its own."""
    assert titles(read(REPORT), "Aktivitet") == ["Ringa upp alla som väntar på återbud", "Öppna kvällstid"]


def test_icons_that_mean_nothing_are_taken_off_titles() -> None:
    """They are what is left of pictures, and differ from paper to paper."""
    assert titles(read(REPORT), "Mätetal") == ["Väntetid"]


def test_figures_are_read_into_their_cells() -> None:
    """Target and result are what an import is for."""
    measure = drafts(read(REPORT), "Mätetal")[0]
    target, outcome = said(measure, "target", "2020"), said(measure, "outcome", "2020")
    assert isinstance(target, Target) and str(target.bound) == "18"
    assert isinstance(outcome, Quantity) and (str(outcome.amount), outcome.unit) == ("21", "dagar")


def test_a_result_that_is_no_number_keeps_its_words() -> None:
    """It was reported, so it must not disappear."""
    paper = read("Mätetal\tResultat\nVäntetid\tså där tre eller fyra\n")
    assert said(drafts(paper, "Mätetal")[0], "outcome", "2020") == Missing(WhyEmpty.UNKNOWN, "så där tre eller fyra")


@pytest.mark.parametrize("label", ["UPPDRAG/MÅL", "uppdrag/mål", "Uppdrag/Mål", "Uppdrag/mål"])
def test_a_label_is_one_level_in_whatever_capitals(label: str) -> None:
    """A paper that mixes spellings has one level of that name, and so has the plan over the years."""
    assert titles(read(f"{label}: Kö\n\n{label}: Resor\n"), "Uppdrag/mål") == ["Kö", "Resor"]
    assert titles(read("STRATEGISKA MÅL\tMätetal\nVård\tKö\n"), "Strategiska mål") == ["Vård"]


def test_a_row_whose_title_is_broken_over_lines_is_one_row() -> None:
    """Its first line has no tab, though the table has more columns."""
    broken = "✚ Aktivitet som är\ndelad på två rader\tPågår.\n"
    paper = read(f"Aktiviteter\tAnalys\n{broken}Städa\tKlart.\n{broken}Resor\tNej.\n")
    whole = "Aktivitet som är delad på två rader"
    assert titles(paper, "Aktivitet") == [whole, "Städa", whole, "Resor"]
    assert words(drafts(paper, "Aktivitet")[2], "analysis", "2020") == "Pågår."


def test_a_row_with_nothing_but_a_title_is_a_row_of_its_own() -> None:
    """What begins with a capital after it is the next row."""
    paper = read("Aktiviteter\tAnalys\nStäda\tKlart.\nVila\nResor\tNej.\n")
    assert titles(paper, "Aktivitet") == ["Städa", "Vila", "Resor"]


def test_a_heading_and_its_text_are_no_rows_of_the_table_above() -> None:
    """Where a paper lost its blank lines, chapters would be counted as activities."""
    text = "Aktiviteter\tAnalys\nStäda\tKlart.\nVila\nEn rubrik\nHär står det hur det går.\n"
    assert titles(read(text.replace("En rubrik\n", "\nEn rubrik\n")), "Aktivitet") == ["Städa", "Vila"]
    assert titles(read(text.replace("Vila\n", "")), "Aktivitet") == ["Städa"]


def test_a_heading_without_a_label_groups_the_goals_after_it() -> None:
    """Parts of a report have names of their own; their goals must not end up under the last perspective."""
    paper = read(REPORT)
    assert way(paper, drafts(paper, "Prioriterade uppdrag")[0]) == ["Byggande", "Broar", "Hela broar"]


def test_a_heading_with_nothing_but_prose_is_a_remark() -> None:
    """A foreword is no goal, and must not be counted as one."""
    paper = read("Mål: Kö\n\nNågot hände\n\nDet var en lång mening som säger vad det var som hände i år.\n")
    assert [draft.kind for draft in drafts(paper, "Avsnitt")] == [Kind.REMARK]


def test_prose_describes_the_heading_it_stands_under() -> None:
    """It is the only place for it that loses nothing."""
    paper = read("Ingress.\n\nMål: Korta köer\n\nFörsta raden.\nAndra raden.\n")
    assert words(paper.drafts[0], "description") == "Ingress."
    assert words(drafts(paper, "Mål")[0], "description") == "Första raden.\nAndra raden."


def test_a_blank_level_is_filled_from_the_row_above() -> None:
    """In a paper a merged cell is printed once and blank below."""
    paper = read(
        "Strategiskt mål (region)\tResultatmål (styrelsen)\tBeslutad av\t\n<b>Friskt liv</b>\tMer sång\tRS RUN\t◆\n"
        "\tMindre buller\tRS\t\n"
    )
    assert [way(paper, goal) for goal in drafts(paper, "Resultatmål")] == [["Friskt liv"], ["Friskt liv"]]
    assert words(drafts(paper, "Resultatmål")[0], "printed_sign", "2020") == "◆"


def test_signs_are_kept_and_assess_only_where_the_vocabulary_says_so() -> None:
    """A diamond's meaning is the organisation's to say; arrows have one by default."""
    paper = read("| Handlingsplan/diarienummer | Summering |\n|---|---|\n"
                 "| <p>1. Miljö</p> <p>RS/1/2019</p> | <p>⬆</p> <p>Bra. Utom ett mål ↓</p> |\n"
                 "| <p>2. Sömn</p> | <p>◆</p> <p>Nja.</p> |\n", "plan.md")  # fmt: skip
    green, sleep = drafts(paper, "Handlingsplan")
    assert (green.title, words(green, "case_number")) == ("Miljö", "RS/1/2019")
    assert words(green, "printed_sign", "2020") == "↑"
    assert said(green, "assessment", "2020") == Choice("met")
    assert words(green, "analysis", "2020") == "Bra. Utom ett mål ↓"
    assert (words(sleep, "printed_sign", "2020"), said(sleep, "assessment", "2020")) == ("◆", None)


def test_a_table_of_counts_is_recorded_on_the_root() -> None:
    """The printed tally is what the computed one is held against."""
    paper = read("\t2020-12-31\tAndel\t2019-12-31\tAndel\n"
                 "Antal mätetal som är uppfyllda\t2\t40%\t3\t60%\n"
                 "Antal mätetal som inte är uppfyllda\t3\t60%\t1\t20%\n")  # fmt: skip
    root = paper.drafts[0]
    counts = [said(root, "recorded_tally", period, part) for period in ("2020", "2019") for part in ("met", "missed")]
    assert [str(count.amount) for count in counts if isinstance(count, Quantity)] == ["2", "3", "3", "1"]


def test_a_row_that_ends_in_a_year_is_no_head_of_counts() -> None:
    """An amount of 2000 is no year; the rows of a table without known columns must all be listed."""
    paper = read("Text.\n\nObjekt\tBelopp\nGöviken\t2000\nBirka\t1950\nBrand\t300\nKylan\t2100\n")
    assert [entry.line for entry in paper.not_understood] == [3, 4, 5, 6, 7]


def test_a_count_that_contradicts_another_is_listed() -> None:
    """Only one can be recorded, and the other must not vanish."""
    table = "\t2020\t2019\nAntal uppfyllda\t2\t3\n"
    paper = read(table + "\nText.\n\n" + table.replace("\t2\t", "\t4\t"))
    assert [entry.line for entry in paper.not_understood] == [7]


def test_signs_of_a_column_that_is_not_used_assess_nothing() -> None:
    """A trend is no assessment, whatever its arrows look like."""
    paper = read("Mätetal\tResultat\tTrend\t\nKö\t5\t↑\t\nResor\t6\t\t↓\n")
    queue, travels = drafts(paper, "Mätetal")
    assert (said(queue, "assessment", "2020"), said(queue, "printed_sign", "2020")) == (None, None)
    assert said(travels, "assessment", "2020") == Choice("missed")
    assert [entry.text for entry in paper.not_understood] == ["Trend: ↑"]


def test_a_column_may_name_its_own_period() -> None:
    """Last year's result often stands beside this year's."""
    measure = drafts(read("Mätetal\tUtfall 2020\tUtfall 2019\nKö\t5 %\t6 %\n"), "Mätetal")[0]
    assert all(isinstance(said(measure, "outcome", year), Quantity) for year in ("2020", "2019"))


def test_the_period_is_found_in_the_title() -> None:
    """So that importing a report needs no option."""
    assert read("## Uppföljning - Augusti 2021 (Styrelsen)\n\nText.\n", "a.md", None).period == "2021-08"


def test_a_cell_in_an_unknown_column_is_listed() -> None:
    """Words of a paper are never lost, even where the row is understood."""
    paper = read("Aktiviteter\tAnalys\tBudget i år\tHemligt\nStäda\tKlart\t\tsju\n")
    assert [entry.text for entry in paper.not_understood] == ["Hemligt: sju"]


def test_a_row_of_an_unknown_table_is_listed() -> None:
    """It must not be taken for a row of the table before it."""
    paper = read("Aktiviteter\tAnalys\nStäda\tKlart\n\nText emellan.\n\nA\tB\n1\t2\n")
    assert [entry.line for entry in paper.not_understood] == [6, 7]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "   \n"])
def test_line_ends_make_no_difference(end: str) -> None:
    """The same report comes from many programs."""
    assert read(REPORT.replace("\n", end)).counts == read(REPORT).counts


def test_a_title_goes_on_over_a_pages_foot() -> None:
    """A page may break in the middle of a heading."""
    paper = read("Mål: Korta köer i\n\nKontoret, Verksamhetsberättelse\n\n7(9)\n\nhela länet\n\nText.\n")
    assert titles(paper, "Mål") == ["Korta köer i hela länet"]


@pytest.mark.parametrize(("lines", "title"), [
    ("Korta köer i hela\nlänet.", "Korta köer i hela länet."),
    ("Korta köer i\nNorrland.", "Korta köer i Norrland."),
    ("Korta köer,\nRaka vägar.", "Korta köer, Raka vägar."),
    ("Korta köer i alla\ndelar av länet, och\nbortom det.", "Korta köer i alla delar av länet, och bortom det."),
    ("Korta köer\nDe ska bli kortare.", "Korta köer"),
    ("Korta köer.\nDe ska bli kortare.", "Korta köer."),
    ("Korta köer\nDe ska bli kortare\noch kortare.", "Korta köer"),
])  # fmt: skip
@pytest.mark.parametrize("end", ["\n\nText.\n", "\nAktiviteter\tAnalys\nStäda\tKlart\n"])
def test_a_broken_title_is_told_from_the_prose_under_it(lines: str, title: str, end: str) -> None:
    """Titles of goals often end with a full stop; half a title is not found again next year."""
    assert titles(read(f"Mål: {lines}{end}"), "Mål") == [title]


def test_a_title_of_the_contents_goes_on_over_a_blank_line() -> None:
    """Where every line has a blank one after it, only the table of contents tells."""
    paper = read("Innehåll\n\nMål: Korta köer. Jämlik vård\t3\n\nMål: Korta köer.\n\nJämlig vård\n\nText.\n")
    assert titles(paper, "Mål") == ["Korta köer. Jämlig vård"]


def test_prose_that_begins_small_is_no_part_of_the_heading() -> None:
    """Without a page's foot between them, a blank line ends the title."""
    paper = read("Mål: Korta köer\n\nhela länet\n")
    assert titles(paper, "Mål") == ["Korta köer"]


def test_rows_whose_columns_were_lost_are_put_together() -> None:
    """Pages that became text give a cell a paragraph; the figure after a title tells it from prose."""
    paper = read("Mätetal Resultat Analys Diagram \n\n Väntetid\ntill besök \n \n45 % \n\n Växte\ni år.\n"
                 "\nÖkade mer.\n\n Resor\n\n-36 %\n\nFöll.\n")  # fmt: skip
    assert titles(paper, "Mätetal") == ["Väntetid till besök", "Resor"]
    assert words(drafts(paper, "Mätetal")[0], "analysis", "2020") == "Växte i år.\nÖkade mer."


_ODD = ["Mätetal Resultat Analys", "45 %", "", "| a | b |", "|---|---|", "# Rubrik", "Mål:", "4 3 4 0 av 11", "\t"]
_LINE = st.one_of(
    st.sampled_from([*REPORT.split("\n"), *_ODD]),
    st.text(alphabet=st.characters(blacklist_characters="\r\0", codec="utf-8"), max_size=30),
)


@given(st.lists(_LINE))
def test_every_line_is_accounted_for_once(lines: list[str]) -> None:
    """The promise of an import: nothing is lost, whatever the paper looks like."""
    text = "Text.\n" + "\n".join(lines)
    assert unaccounted(read(text), "\n".join(text.split("\n"))) == set()


def test_titles_are_cells() -> None:
    """A node's title is a fact about it like any other."""
    assert said(drafts(read(REPORT), "Perspektiv")[0], "title") == Text("Kund")


@pytest.mark.parametrize("paper", ["Mål: {}\n", "# {}\n", "Mätetal\tResultat\n{}\t1\n", "Mål: Kö\n\nText.\n\n# {}\n"])
def test_a_title_that_is_too_long_loses_nothing(paper: str) -> None:
    """The end that does not fit must be somewhere else."""
    document = read("Text.\n\n" + paper.format("lång " * 500 + "slut"))
    Importer().take(document)
    listed = [entry.text for entry in document.not_understood] + [entry.text for entry in document.structure]
    kept = [words(draft, "description") for draft in document.drafts]
    assert any("slut" in text for text in [*listed, *kept])


@pytest.mark.parametrize("lines", [2_000, 1])
def test_prose_that_is_too_long_is_listed(lines: int) -> None:
    """A cell has an end; the import is not refused for it, and the rest is named."""
    text = "Mål: Kö\n\n" + ("Här är text. " * (14_000 // lines) + "\n") * lines
    document = read(text)
    Importer().take(document)
    assert document.not_understood[-1].line == lines + 2
    assert unaccounted(document, text) == set()


def test_an_analysis_that_is_too_long_is_listed() -> None:
    """Its row is understood, its words are not lost."""
    document = read("Mätetal\tAnalys\nKö\t" + "Här är text. " * 14_000 + "\n")
    Importer().take(document)
    assert [entry.line for entry in document.not_understood] == [2]
