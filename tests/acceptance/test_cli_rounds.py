"""`stegvis round`: a period is opened, followed and closed from the command line."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.people import MODULE, Person
from tests.acceptance.processes import Server, Stegvis

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
    closed = mine.done("round", "mine", "close", *T2, "--anyway", "--json").object
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


@pytest.fixture
def both() -> Iterator[tuple[Stegvis, Stegvis]]:
    """Anna, who reports, and Bo, who approves, with a plan in which one result of two is there."""
    directory = Path(tempfile.mkdtemp(prefix="stegvis-"))
    (directory / "plan.csv").write_text(TABLE, "utf-8")
    with (
        Server(directory / "server", MODULE) as server,
        Person(directory / "anna", "anna") as anna,
        Person(directory / "bo", "bo") as bo,
    ):
        for person in (anna, bo):
            person.done("connect", server.url)
        anna.done("import", str(directory / "plan.csv"), "--plan", "plan", *T2)
        anna.done("set", "plan", "Kostnad", "owner", "Ekonomi")
        bo.done("round", "plan", "open", *T2)
        yield anna, bo
    shutil.rmtree(directory, ignore_errors=True)


def test_a_period_from_opening_to_closing(both: tuple[Stegvis, Stegvis]) -> None:
    """Two people, each at their own machine: reported, handed in, sent back, handed in again, approved, closed."""
    anna, bo = both
    early = anna.run("round", "plan", "hand-in", *T2)
    assert early.status == 1 and "owes 1: Kostnad." in early.err and "--incomplete" in early.err
    anna.done("round", "plan", "hand-in", *T2, "--incomplete")
    back = bo.done("round", "plan", "send-back", *T2, "--comment", "Kostnad saknas", "--json").object
    assert _unit(back)["stage"] == "sent_back" and _unit(back)["comment"] == "Kostnad saknas"
    assert "återsänd" in anna.done("--lang", "sv", "round", "plan", "status", *T2).out
    anna.done("set", "plan", "Kostnad", "outcome", "3 tkr", *T2)
    handed_in = anna.done("round", "plan", "hand-in", *T2, "--json").object
    own = anna.run("round", "plan", "approve", *T2)
    unready = bo.run("round", "plan", "close", *T2)
    approved = bo.done("round", "plan", "approve", *T2, "--json").object
    held = anna.run("set", "plan", "Kostnad", "outcome", "4 tkr", *T2)
    closed = bo.done("round", "plan", "close", *T2, "--json").object
    told = anna.done("round", "plan", "status", *T2).out

    assert (_unit(handed_in)["number"], _unit(handed_in)["handed_in_by"], _unit(handed_in)["owing"]) == (2, "anna", 0)
    assert own.status == 1 and "does not approve" in own.err
    assert unready.status == 1 and "Not approved: the whole plan." in unready.err
    assert (_unit(approved)["stage"], _unit(approved)["decided_by"]) == ("approved", "bo")
    assert held.status == 1 and "is approved" in held.err
    assert closed["state"] == "closed"
    (line,) = [line for line in told.splitlines() if line.startswith("the whole plan")]
    assert re.fullmatch(r"the whole plan: owes 0 of 2; approved \d{4}-\d\d-\d\d \d\d:\d\d by bo", line)


def test_a_correction_shows_old_and_new(both: tuple[Stegvis, Stegvis]) -> None:
    """After closing a value is put right with a case number and a reason, and both are seen with what was there."""
    anna, bo = both
    bo.done("round", "plan", "close", *T2, "--anyway")
    edit = ("set", "plan", "Sjukfrånvaro", "outcome", "5,10 %", *T2)
    plain, bare = bo.run(*edit), bo.run(*edit, "--correction", "RS 2021/7")
    bo.done(*edit, "--correction", "RS 2021/7", "--because", "Fel underlag")
    status = anna.done("round", "plan", "status", *T2, "--json").object
    said = anna.done("--lang", "sv", "round", "plan", "status", *T2).out.splitlines()[-1]
    logged = anna.done("log", "plan", "Sjukfrånvaro", "--json").objects[-1]
    read = anna.done("log", "plan", "Sjukfrånvaro").out.splitlines()[-1]

    assert (plain.status, bare.status) == (1, 2) and "closed" in plain.err and "--because" in bare.err
    (found,) = status["corrections"] if isinstance(status["corrections"], list) else []
    assert (found["before"], found["after"], found["case_number"], found["reason"], found["author"]) == (
        "4,90\u00a0%", "5,10\u00a0%", "RS 2021/7", "Fel underlag", "bo",
    )  # fmt: skip
    assert said.startswith("Rättelse RS 2021/7, Sjukfrånvaro: Resultat tertial 2 2021: 4,90\u00a0% → 5,10\u00a0%.")
    assert (logged["before"], logged["after"], logged["case_number"]) == ("4.90", "5.10", "RS 2021/7")
    assert "4.90" in read and "5.10" in read and "[correction RS 2021/7]" in read


def test_a_number_alone_is_in_the_unit_that_the_screen_gives_it(mine: Stegvis) -> None:
    """Two who type the same figure, one of them on screen, must not be contested because one of them wrote no unit."""
    mine.done("set", "mine", "Sjukfrånvaro", "outcome", "5", *T2)
    cells = mine.done("show", "mine", "Sjukfrånvaro", *T2, "--json").object["cells"]

    assert isinstance(cells, list)
    assert [cell["printed"] for cell in cells if cell["field"] == "outcome"] == ["5%"]


def test_reminders_are_grouped_by_owner(both: tuple[Stegvis, Stegvis]) -> None:
    """The list goes out as it is: who owes, how much, and what."""
    anna, _ = both
    listed = anna.done("list", "plan", "--missing", *T2).out.splitlines()
    objects = anna.done("list", "plan", "--missing", *T2, "--json").objects

    anna.done("set", "plan", "Kostnad", "outcome", "3 tkr", *T2)
    after = anna.done("list", "plan", "--missing", *T2).out

    assert after == "Nothing is owed for tertial 2, 2021.\n"
    assert listed == ["Ekonomi: 1", "    Ekonomi/Kostnad: Outcome"]
    assert [(each["title"], each["owner"], each["owes"]) for each in objects] == [("Kostnad", ["Ekonomi"], "outcome")]


def _unit(status: dict[str, object]) -> dict[str, object]:
    (unit,) = status["units"] if isinstance(status["units"], list) else []
    assert isinstance(unit, dict)
    return unit


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("status", "--period", "2021-T3"), 1, "There is no round for tertial 3, 2021."),
        (("close", "--period", "2021-T3"), 1, "There is no round for tertial 3, 2021."),
        (("close", "--period", "2021-T2", "--due", "2021-09-30"), 2, "--due goes with open only."),
        (("open", "--period", "2021-T2", "--due", "soon"), 2, "“soon” is no date"),
        (("open", "--period", "soon"), 2, "“soon” is not a period"),
        (("open",), 2, "--period"),
        (("hand-in", "--period", "2021-T2"), 1, "There is no round for tertial 2, 2021."),
        (("approve", "--period", "2021-T2", "--anyway"), 2, "--anyway goes with close only."),
        (("send-back", "--period", "2021-T2"), 2, "send-back needs --comment."),
        (("late", "--period", "2021-T2"), 1, "There is no round for tertial 2, 2021."),
        (("reject", "--period", "2021-T2"), 2, "reject"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    shared_stegvis: Stegvis, words: tuple[str, ...], status: int, said: str
) -> None:
    """Whoever mistyped a period must not think that it is closed now."""
    finished = shared_stegvis.run("round", "example", *words)

    assert (finished.status, finished.out) == (status, "") and said in finished.err
    assert finished.err.count("\n") == 1
