"""What the guide says of periods, results and targets is what the program does with them, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.followup.entry import read_entry
from shared.followup.period import read_period
from shared.followup.target import describe_target, read_targets
from shared.plan.kinds import KINDS, Kind
from shared.plan.values import Carried, Missing, Quantity, Spread

_FOLDER = Path(__file__).parents[1] / "docs" / "user-guide"
GUIDES = ["numbers-and-targets.md", "numbers-and-targets.sv.md"]

_CODE = re.compile(r"`([^`]+)`")


def _tables(guide: str) -> list[list[tuple[list[str], str]]]:
    """Of each table its rows: the spellings in the first column, and the second column."""
    lines = (_FOLDER / guide).read_text("utf-8").split("\n")
    tables: list[list[tuple[list[str], str]]] = []
    for line in lines:
        if line.startswith("|---"):
            tables.append([])
        elif line.startswith("| `"):
            first, second = (cell.strip() for cell in line.strip("| ").split(" | "))
            tables[-1].append((_CODE.findall(first), second))
    return tables


@pytest.mark.parametrize("guide", GUIDES)
def test_periods_are_read_as_the_guide_says(guide: str) -> None:
    """Each spelling in it, as the period behind it."""
    rows = _tables(guide)[0]
    assert len(rows) == 7
    for spellings, means in rows:
        read = [period.name if (period := read_period(words)) else None for words in spellings]
        assert read == _CODE.findall(means) * len(spellings)


@pytest.mark.parametrize("guide", GUIDES)
def test_results_are_kept_as_the_guide_says(guide: str) -> None:
    """Numbers, shares, ranges, remarks, periods and reasons, in this order."""
    outcome = KINDS[Kind.MEASURE].fields["outcome"]
    kept = [Quantity, Quantity, Spread, Quantity, Carried, Missing]
    rows = _tables(guide)[1]
    assert len(rows) == len(kept)
    for (spellings, _), kind in zip(rows, kept, strict=True):
        assert {type(read_entry(outcome, words, period="2021-T2")) for words in spellings} == {kind}


@pytest.mark.parametrize("guide", GUIDES)
def test_targets_are_understood_as_the_guide_says(guide: str) -> None:
    """In the words in which the program says what it understood."""
    rows = _tables(guide)[2]
    assert len(rows) == 10
    for spellings, means in rows:
        understood = {describe_target(read_targets(words), "sv").replace("\u00a0", " ") for words in spellings}
        assert understood == set(_CODE.findall(means)[:1])


def test_both_languages_show_the_same_examples() -> None:
    """Whoever translates one must not forget the other."""
    english, swedish = ([[words for words, _ in table] for table in _tables(guide)] for guide in GUIDES)
    assert english == swedish
