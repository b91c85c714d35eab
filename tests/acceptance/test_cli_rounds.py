"""`stegvis round`: a period is opened, followed and closed from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.processes import Stegvis

pytestmark = pytest.mark.acceptance

TABLE = "Perspektiv;Mätetal;Målvärde;Resultat\nEkonomi;Sjukfrånvaro;5 %;4,90 %\nEkonomi;Kostnad;0 tkr;\n"
T2 = ("--period", "delår 2 2021")


@pytest.fixture
def mine(stegvis: Stegvis, tmp_path: Path) -> Stegvis:
    """A home with a small plan that has one result of two."""
    (tmp_path / "plan.csv").write_text(TABLE, "utf-8")
    stegvis.done("import", str(tmp_path / "plan.csv"), "--plan", "mine", *T2)
    return stegvis


def test_a_round_is_opened_followed_closed_and_opened_again(mine: Stegvis) -> None:
    """All that a secretary does with a round, each step seen by the next process."""
    opened = mine.done("round", "mine", "open", *T2, "--due", "30 september 2021", "--json").object
    status = mine.done("--lang", "sv", "round", "mine", "status", *T2).out
    mine.done("set", "mine", "Kostnad", "outcome", "3", *T2)
    closed = mine.done("round", "mine", "close", *T2, "--json").object
    again = mine.done("round", "mine", "open", *T2).out
    listed = mine.done("list", "mine", "--kind", "round", "--json").objects

    assert {key: opened[key] for key in ("period", "state", "due", "owing", "contested")} == {
        "period": "2021-T2", "state": "open", "due": "2021-09-30", "owing": 1, "contested": False,
    }  # fmt: skip
    assert status.splitlines() == [
        "Period: tertial 2 2021", "Klart senast: 2021-09-30", "Läge: öppen", "Mätetal som saknar resultat: 1",
    ]  # fmt: skip
    assert (closed["state"], closed["owing"], closed["node"]) == ("closed", 0, opened["node"])
    assert "State: open" in again
    assert [node["title"] for node in listed] == ["Round tertial 2, 2021"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("status", "--period", "2021-T3"), 1, "There is no round for tertial 3, 2021."),
        (("close", "--period", "2021-T3"), 1, "There is no round for tertial 3, 2021."),
        (("close", "--period", "2021-T2", "--due", "2021-09-30"), 2, "--due goes with open only."),
        (("open", "--period", "2021-T2", "--due", "soon"), 2, "“soon” is no date"),
        (("open", "--period", "soon"), 2, "“soon” is not a period"),
        (("open",), 2, "--period"),
        (("hand-in", "--period", "2021-T2"), 2, "hand-in"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    shared_stegvis: Stegvis, words: tuple[str, ...], status: int, said: str
) -> None:
    """Whoever mistyped a period must not think that it is closed now."""
    finished = shared_stegvis.run("round", "example", *words)

    assert (finished.status, finished.out) == (status, "") and said in finished.err
    assert finished.err.count("\n") == 1
