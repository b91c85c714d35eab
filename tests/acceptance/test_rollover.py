"""The change of year from the command line: next year's plan of the example and of real papers, and what it can do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.papers import needs_papers, paper_path
from tests.acceptance.processes import Server, Stegvis

pytestmark = pytest.mark.acceptance

_REPORT = "documents/jonkoping-regionledningskontor-2020.txt"
_TABLE = "data/jonkoping-rlk-2020.csv"
_CONTROLS = "data/jonkoping-control-plan-2020.csv"

PLAN = """Perspektiv;Strategiskt mål;Mätetal;Målvärde;Resultat
Ekonomi;Ekonomi i balans;Kostnad;0 tkr;120 tkr
Medarbetare;Hälsa;Sjukfrånvaro;5 %;4,90 %
"""
TO_21 = ("--to", "nästa", "--year", "2021")


@pytest.fixture
def mine(stegvis: Stegvis, tmp_path: Path) -> Stegvis:
    """A home with a small plan of 2020."""
    (tmp_path / "plan.csv").write_text(PLAN, "utf-8")
    stegvis.done("import", str(tmp_path / "plan.csv"), "--plan", "mine", "--period", "2020")
    return stegvis


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that is nobody's own."""
    directory = Path(tempfile.mkdtemp(prefix="sv-"))
    with Server(directory / "s") as running:
        yield running
    shutil.rmtree(directory, ignore_errors=True)


def _measures(stegvis: Stegvis, plan: str, period: str) -> dict[object, dict[str, object]]:
    found = stegvis.done("list", plan, "--kind", "measure", "--period", period, "--json").objects
    return {measure["id"]: measure for measure in found}


def test_a_dry_run_tells_everything_and_makes_nothing(mine: Stegvis, tmp_path: Path) -> None:
    """It is read by people who would be horrified to find that it was no rehearsal."""
    file = tmp_path / "choices.tsv"
    told = mine.done("--lang", "sv", "rollover", "mine", *TO_21, "--dry-run", "--choices", str(file)).out
    plans = mine.done("plans").out

    assert "Ekonomi/Ekonomi i balans/Kostnad" in told and "fortsätter" in told
    assert told.splitlines()[-1] == "Inget ändrades."
    assert "nästa" not in plans
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ") and sum(line.startswith("behåll\tbehåll\t") for line in lines) == 6


def test_doing_it_twice_makes_one_plan_and_changes_nothing_more(mine: Stegvis) -> None:
    """It may be cut off, and is then simply done again."""
    first = mine.done("rollover", "mine", *TO_21, "--json").object
    seqs = [line.split()[1] for line in mine.done("plans").out.splitlines() if line.startswith("nästa")]
    again = mine.done("rollover", "mine", *TO_21, "--json").object
    now = [line.split()[1] for line in mine.done("plans").out.splitlines() if line.startswith("nästa")]

    assert (first["keep"], first["created"], first["dry_run"]) == (6, 6, False)
    assert (again["created"], again["changed"], seqs) == (0, 0, now)


def test_the_series_goes_on_in_the_new_plan(mine: Stegvis) -> None:
    """Last year's result and assessment stand beside this year's; no target of last year's holds."""
    old = _measures(mine, "mine", "2020")
    mine.done("rollover", "mine", *TO_21)
    there, now = _measures(mine, "nästa", "2020"), _measures(mine, "nästa", "2021")

    assert there.keys() == old.keys() == now.keys()
    for node, measure in old.items():
        assert {key: measure[key] for key in ("outcome", "target", "assessment")} == {
            key: there[node][key] for key in ("outcome", "target", "assessment")
        }
    assert {measure["target"] for measure in now.values()} == {None}
    mine.done("rollover", "mine", "--to", "kopia", "--year", "2021", "--targets", "copy")
    assert {measure["target"] for measure in _measures(mine, "kopia", "2021").values()} == {"0", "5"}


def test_a_person_changes_fates_in_the_file_and_on_the_line(mine: Stegvis, tmp_path: Path) -> None:
    """A second dry run keeps what was edited; the command line has the last word."""
    file = tmp_path / "choices.tsv"
    mine.done("rollover", "mine", *TO_21, "--dry-run", "--choices", str(file))
    edited = "\n".join(
        line.replace("keep\t", "retire\t", 1) if line.endswith(("\tEkonomi", "\tMedarbetare")) else line
        for line in file.read_text("utf-8").splitlines()
    )
    file.write_text(edited, "utf-8")
    again = mine.done("rollover", "mine", *TO_21, "--dry-run", "--choices", str(file), "--json").object
    mine.done("rollover", "mine", *TO_21, "--choices", str(file), "--keep", "Medarbetare", "--keep", "Sjukfrånvaro")

    assert (again["keep"], again["retire"]) == (0, 6)
    assert [node["title"] for node in mine.done("tree", "nästa", "--json").objects] == [
        "Medarbetare", "Hälsa", "Sjukfrånvaro",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--to", "mine", "--year", "2021"), 2, "needs a name of its own"),
        (("--to", "next", "--year", "soon"), 2, "--year"),
        (("--to", "next"), 2, "--year"),
        (("--to", "next", "--year", "2021", "--keep", "Finns inte"), 1, "no node “Finns inte”"),
        (("--to", "next", "--year", "2021", "--repeat", "Kostnad"), 1, "Only control items"),
        (("--to", "next", "--year", "2021", "--choices", "/nowhere/file"), 1, "/nowhere/file"),
        (("--to", "a/b", "--year", "2021"), 2, "cannot be the name of a plan"),
        (("--to", "other", "--year", "2021"), 1, "does not continue the plan mine"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    mine: Stegvis, tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    """And nothing is made."""
    mine.done("import", str(tmp_path / "plan.csv"), "--plan", "other", "--period", "2019")
    finished = mine.run("rollover", "mine", *words)

    assert (finished.status, finished.out) == (status, "") and said in finished.err
    assert finished.err.count("\n") == 1
    assert "next" not in mine.done("plans").out


@pytest.mark.parametrize(("line", "said"), [("maybe\taaaa", "line 1"), ("keep\taaaa", "line 1"), ("keep", "line 1")])
def test_a_line_that_says_nothing_known_is_named(mine: Stegvis, tmp_path: Path, line: str, said: str) -> None:
    """Skipped silently it would be a goal that is gone next year."""
    file = tmp_path / "choices.tsv"
    file.write_text(line, "utf-8")
    finished = mine.run("rollover", "mine", *TO_21, "--choices", str(file))

    assert finished.status == 1 and said in finished.err and str(file) in finished.err
    assert finished.err.count("\n") == 1 and file.read_text("utf-8") == line


def test_another_client_gets_the_new_plan(server: Server, stegvis: Stegvis, tmp_path: Path) -> None:
    """It is a plan like any other: whoever has the server has it, and reports in it."""
    (tmp_path / "plan.csv").write_text(PLAN, "utf-8")
    stegvis.done("connect", server.url)
    stegvis.done("import", str(tmp_path / "plan.csv"), "--plan", "mine", "--period", "2020")
    stegvis.done("rollover", "mine", *TO_21)
    with Stegvis(tmp_path / "colleague") as colleague:
        colleague.done("connect", server.url)
        colleague.done("set", "nästa", "Sjukfrånvaro", "outcome", "4,5 %", "--period", "2021")

    assert [m["outcome"] for m in _measures(stegvis, "nästa", "2021").values()] == [None, "4.5"]


def test_the_example_rolls_over(stegvis: Stegvis) -> None:
    """48 measures, all of whose results can be compared with the year after."""
    done = stegvis.done("rollover", "example", "--to", "exempel 2022", "--year", "2022", "--json").object
    tallies = [
        stegvis.done("tally", plan, "--period", "2021-T2", "--json").object for plan in ("example", "exempel 2022")
    ]

    assert done["retire"] == 0
    assert len(stegvis.done("list", "exempel 2022", "--kind", "measure", "--json").objects) == 48
    assert tallies[0] == tallies[1] and tallies[0]["counted"] == 28


@needs_papers
def test_next_years_results_hit_the_measures_of_last_years_report(stegvis: Stegvis, tmp_path: Path) -> None:
    """The ids outlive the year, so that 2021 stands beside 2020; the tally of 2020 is the paper's, 2 / 0 / 3 of 5."""
    stegvis.done("import", str(paper_path(_REPORT)), "--plan", "rlk", "--period", "2020")
    stegvis.done("import", str(paper_path(_TABLE)), "--plan", "rlk")
    stegvis.done("rollover", "rlk", "--to", "rlk 2021", "--year", "2021")
    later = tmp_path / "rlk-2021.csv"
    later.write_text(paper_path(_TABLE).read_text("utf-8-sig").replace('"2020","2020"', '"2021","2021"'), "utf-8")
    brought = stegvis.done("import", str(later), "--plan", "rlk 2021", "--json").object
    old, now = _measures(stegvis, "rlk", "2020"), _measures(stegvis, "rlk 2021", "2021")

    assert (brought["created"], brought["changed"]) == (0, 10)
    assert old.keys() == now.keys() and len(now) == 10
    assert {node: measure["outcome"] for node, measure in now.items()} == {
        node: measure["outcome"] for node, measure in old.items()
    }
    tally = stegvis.done("tally", "rlk 2021", "--period", "2020", "--json").object
    assert [tally[key] for key in ("met", "partly", "missed", "counted")] == [2, 0, 3, 5]


@needs_papers
def test_open_actions_of_the_control_report_are_not_forgotten(stegvis: Stegvis) -> None:
    """What was not dealt with follows into the next year, under the item it came from, with the year it is from."""
    stegvis.done("import", str(paper_path(_CONTROLS)), "--plan", "ik", "--period", "2020")
    stegvis.done("rollover", "ik", "--to", "ik 2021", "--year", "2021")
    actions = stegvis.done("list", "ik", "--kind", "action", "--json").objects
    moved = stegvis.done("list", "ik 2021", "--kind", "action", "--json").objects

    assert [action["id"] for action in moved] == [action["id"] for action in actions] != []
