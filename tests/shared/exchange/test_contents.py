"""Tables of contents, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.shared.exchange.helpers import read, titles, unaccounted, words

_HEAD = "Uppföljning 2021\n\n"


def test_rows_with_small_numbers_are_no_contents() -> None:
    """A table of figures would disappear without a word."""
    paper = read(_HEAD + "Mätetal\tResultat\nNöjdhet\t85\nVäntetid\t30\nBesök\t120\n")
    assert titles(paper, "Mätetal") == ["Nöjdhet", "Väntetid", "Besök"]


def test_rows_under_a_head_are_no_contents_though_their_words_come_again() -> None:
    """A comment after the table may begin with a measure's name."""
    paper = read(_HEAD + "Mätetal\tResultat\nKö\t85\nResor\t30\nBesök\t120\n\nKö\n\nResor\n\nBesök\n")
    assert titles(paper, "Mätetal") == ["Kö", "Resor", "Besök"]


@pytest.mark.parametrize("lines", [
    "Antal besök     45\nAntal resor     12\nAntal brev     7\n",
    "Perspektiv: Kund\n\nMätetal: Brev\t60\nMätetal: Besök\t45\nMätetal: Resor\t30\n",
])  # fmt: skip
def test_lines_that_end_in_a_number_are_kept(lines: str) -> None:
    """Only titles that the paper comes to later make a list a table of contents."""
    paper = read(_HEAD + lines)
    assert not [entry for entry in paper.structure if entry.why == "contents"]
    assert unaccounted(paper, _HEAD + lines) == set()


def test_a_list_without_evidence_is_prose() -> None:
    """Its lines are not even odd, so they are in the plan."""
    paper = read(_HEAD + "Mål: Kö\n\nAntal besök     45\nAntal resor     12\nAntal brev     7\n")
    assert words(paper.drafts[1], "description") == "Antal besök 45\nAntal resor 12\nAntal brev 7"


def test_contents_without_a_heading_are_known_by_the_titles_that_come_later() -> None:
    """Not every paper says what its list is."""
    contents = "Mål: Kö\t3\nMål: Resor.....\t4\nBilaga\t9\n"
    paper = read(f"Plan 2020\n\n{contents}\nMål: Kö\n\nText.\n\nMål: Resor och\nbesök\n")
    assert [entry.line for entry in paper.structure] == [3, 4]
    assert [entry.line for entry in paper.not_understood] == [5]


def test_an_entry_that_leads_to_nothing_is_listed() -> None:
    """It may be no entry at all but a figure."""
    paper = read("Innehåll\n\nMål: Korta köer\t3\nAntal besök\t45\n\nMål: Korta köer\n\nText.\n")
    assert [entry.text for entry in paper.not_understood] == ["Antal besök\t45"]
