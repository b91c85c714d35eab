"""What an import prints about the lines that it did not bring in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.exchange.document import Document, FileLine, Furniture
from shared.exchange.reconcile import Changes
from tests.shared.exchange.helpers import read
from tui.cli.environment import Environment
from tui.cli.import_report import FileReport, put_report

ENV = Environment({})

_DOCUMENT = Document(
    drafts=(), not_understood=(FileLine(4, "A\tB"),), mapping=(), period=None,
    structure=(Furniture(1, "Innehåll", "contents"), Furniture(9, "4(9)", "page foot"), Furniture(9, "5.", "number")),
)  # fmt: skip
_REPORTS = [FileReport(Path("a.txt"), _DOCUMENT, Changes((), 0, 0, 0))]


def test_json_lists_every_line_that_is_not_in_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever wants to check that nothing was lost needs the lines themselves."""
    put_report(_REPORTS, ENV, plan="mine", is_dry=True, is_json=True)
    found = json.loads(capsys.readouterr().out)
    first = {"line": 1, "text": "Innehåll", "why": "contents"}
    assert found["structure"][0] == {"file": "a.txt", **first}
    assert found["files"][0]["structure"][0] == first
    assert found["files"][0]["not_understood"] == [{"line": 4, "text": "A\tB"}]


def test_the_text_counts_the_lines_of_the_papers_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A number that is far too large is noticed."""
    put_report(_REPORTS, ENV, plan="mine", is_dry=True, is_json=False)
    assert ": 2 (--json lists them)" in capsys.readouterr().out


def test_a_row_is_no_head_because_one_of_its_columns_is_not_used(capsys: pytest.CaptureFixture[str]) -> None:
    """Every row of a table would be counted among heads and page feet; that the column is not used is said of it."""
    reports = [FileReport(Path("a.csv"), read("name;editor\nKö;Eva\nKostnad;Bo\n", "a.csv"), Changes((), 2, 0, 0))]
    put_report(reports, ENV, plan="mine", is_dry=True, is_json=False)
    told = capsys.readouterr().out
    assert "Column “editor”: not used" in told and ": 1 (--json lists them)" in told


def test_targets_and_results_in_words_are_listed_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """A target that no figure can be held against is somebody's work, before the first report is due."""
    table = "name;target;result\nKostnad;Inte öka;12abc\nVal;50 %;u.s.\n"
    reports = [FileReport(Path("a.csv"), read(table, "a.csv"), Changes((), 2, 0, 0))]
    put_report(reports, ENV, plan="mine", is_dry=True, is_json=False)
    told = [line.strip() for line in capsys.readouterr().out.split("\n")]
    assert "Targets and results in words, for a person to read: 2" in told
    assert any(line.startswith("2: Kostnad: Inte öka (The level is to be kept") for line in told)
    put_report(reports, ENV, plan="mine", is_dry=True, is_json=True)
    found = json.loads(capsys.readouterr().out)["kept_as_words"]
    assert [(each["line"], each["field"], each["text"]) for each in found] == [
        (2, "target", "Inte öka"), (2, "outcome", "12abc"),
    ]  # fmt: skip
