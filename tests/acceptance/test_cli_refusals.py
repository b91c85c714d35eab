"""What cannot be done is told in one sentence, with the right exit status, and changes nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from shared.sync.down import Act, Failed
from tests.acceptance.processes import Finished, Stegvis
from tests.acceptance.stubborn import answering

pytestmark = pytest.mark.acceptance

USAGE, REFUSED = 2, 1
T2 = ("--period", "2021-T2")
MEASURE = "Betalande publik Smålands Musik och Teater"

ASKED_WRONGLY: list[tuple[tuple[str, ...], int, str]] = [
    ((), USAGE, "needs a terminal"),
    (("frob",), USAGE, "no command “frob”"),
    (("tally", "example"), USAGE, "--period"),
    (("tally", "example", "--period", "snart"), USAGE, "“snart” is not a period"),
    (("tally", "example", *T2, "--class", "best"), USAGE, "“best” is no class"),
    (("list", "example", "--status", "met"), USAGE, "--status needs --period"),
    (("list", "example", *T2, "--status", "fine"), USAGE, "“fine” is no status"),
    (("log", "example", "--since", "snart"), USAGE, "neither a transaction nor a date"),
    (("set", "example", MEASURE), USAGE, "Give NODE, FIELD and VALUE"),
    (("set", "example", MEASURE, "outcome", "1", "--period", "snart"), USAGE, "“snart” is not a period"),
    (("set", "example", MEASURE, "outcome", "1", "--perod", "2021"), USAGE, "unexpected extra argument"),
    (("settle", "example", MEASURE, "outcome", "--period", "2021", "take", "x"), USAGE, "Settle with keep"),
    (("tree", "a/b"), USAGE, "cannot be the name of a plan"),
    (("connect", "https://example.org"), USAGE, "is not a server address"),
    (("connect", "unix:/nowhere/socket"), REFUSED, "does not answer"),
    (("show", "example", "nowhere"), REFUSED, "no node “nowhere”"),
    (("show", "example", "personalhälsa -  sjukfrånvaro"), REFUSED, "can be more than one node"),
    (("set", "example", MEASURE, "colour", "red"), REFUSED, "has no field “colour”"),
    (("set", "example", MEASURE, "outcome", "1"), REFUSED, "needs a period"),
    (("set", "example", MEASURE, "outcome", "rätt många", *T2), REFUSED, "is not a number"),
    (("set", "example", MEASURE, "assessment", "ok", *T2), REFUSED, "is one of"),
    (("set", "example", MEASURE, "assessment", "met", *T2), REFUSED, "say with --because why"),
    (("set", "example", MEASURE, "title", ""), REFUSED, "cannot be empty"),
    (("set", "example", MEASURE, "outcome", "1", *T2, "--part", "x" * 101), REFUSED, "at most 100"),
    (("set", "example", MEASURE, "outcome", "1", *T2, "--because", "x" * 2001), REFUSED, "at most 2000"),
    (("settle", "example", MEASURE, "outcome", *T2, "keep"), REFUSED, "Outcome: nothing is contested there"),
    (("export", "example", "-o", "/nowhere/plan.json"), REFUSED, "/nowhere/plan.json: No such file"),
]


@pytest.mark.parametrize(("arguments", "status", "words"), ASKED_WRONGLY)
def test_what_is_asked_wrongly_changes_nothing(
    shared_stegvis: Stegvis, arguments: tuple[str, ...], status: int, words: str
) -> None:
    """One sentence, no traceback, and a status by which a script tells its own mistake from a refusal."""
    finished = shared_stegvis.run(*arguments)

    _assert_one_sentence(finished, status, words)
    assert _head(shared_stegvis) == 1


IN_SWEDISH: list[tuple[tuple[str, ...], int, str]] = [
    (("tree",), USAGE, "PLAN saknas. (stegvis tree --help)"),
    (("tally", "example"), USAGE, "Väljaren --period krävs. (stegvis tally --help)"),
    (
        ("tree", "example", "--depth", "0"),
        USAGE,
        "Fel värde för --depth: ange ett heltal från 1. (stegvis tree --help)",
    ),
    (("tree", "example", "--depht"), USAGE, "Det finns ingen väljare --depht. (stegvis tree --help)"),
    (("plans", "x", "y"), USAGE, "För många ord: x y. (stegvis plans --help)"),
    (
        ("export", "example", "--format", "xml"),
        USAGE,
        "Fel värde för --format: ange något av json. (stegvis export --help)",
    ),
    (("frob",), USAGE, "Det finns inget kommando ”frob” (stegvis --help)."),
    (("export", "example", "-o", "/nowhere/x.json"), REFUSED, "/nowhere/x.json: Filen eller katalogen finns inte."),
    (("connect", "unix:/nowhere/socket"), REFUSED, "Servern svarar inte (ingen server är igång där)."),
    (("set", "example", MEASURE), USAGE, "Ange NOD, FÄLT och VÄRDE, eller --stdin."),
]


@pytest.mark.parametrize(("arguments", "status", "sentence"), IN_SWEDISH)
def test_what_is_asked_wrongly_is_told_in_swedish(
    shared_stegvis: Stegvis, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    """Half a sentence in another language is harder to read than either."""
    finished = shared_stegvis.run("--lang", "sv", *arguments)

    assert (finished.status, finished.out, finished.err) == (status, "", f"stegvis: {sentence}\n")


def test_help_is_in_swedish_by_the_locale_too(shared_stegvis: Stegvis) -> None:
    """It is asked for before any option has been read."""
    for finished in (
        shared_stegvis.run("set", "--help", LANG="sv_SE.UTF-8"),
        shared_stegvis.run("--lang=sv", "--help"),
    ):
        assert finished.out.startswith("Användning: stegvis") and "Väljare:" in finished.out
        assert "Show this" not in finished.out and "The " not in finished.out


UNREADABLE: list[tuple[str, bytes | None, str]] = [
    ("plan.xyz", b"text", "Files of type .xyz are not read"),
    ("plan.csv", b"\x00\x01\x02\x81\x8d", "is not text"),
    ("plan.csv", b"", "is empty"),
    ("plan.csv", None, "is not an ordinary file"),
    ("missing.csv", b"", "No such file"),
]


@pytest.mark.parametrize(("name", "data", "words"), UNREADABLE)
def test_an_unreadable_file_stops_the_import_of_all(
    shared_stegvis: Stegvis, tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    """Half an import is harder to mend than none: not even the plan is made."""
    good, bad = tmp_path / "good.csv", tmp_path / name
    good.write_text("Mål;Mätetal\nEkonomi;Kostnad\n", "utf-8")
    if data is None:
        bad.mkdir()
    elif not name.startswith("missing"):
        bad.write_bytes(data)
    finished = shared_stegvis.run("import", str(good), str(bad), "--plan", "mine")

    _assert_one_sentence(finished, REFUSED, words)
    assert not shared_stegvis.replicas("mine").exists()
    assert [row["name"] for row in shared_stegvis.done("plans", "--json").objects] == ["example"]


def test_a_misspelt_plan_leaves_nothing_behind(shared_stegvis: Stegvis) -> None:
    """Else the next `stegvis plans` would list the mistake."""
    _assert_one_sentence(shared_stegvis.run("tree", "exampel"), REFUSED, "There is no plan called exampel.")
    assert not shared_stegvis.replicas("exampel").exists()


def test_a_damaged_replica_is_told_and_not_overwritten(stegvis: Stegvis) -> None:
    """What is left in it may be all there is of somebody's edits."""
    directory = stegvis.replicas("example")
    directory.mkdir(parents=True)
    (directory / "1.sqlite").write_bytes(b"this is no database" * 100)

    _assert_one_sentence(stegvis.run("tree", "example"), REFUSED, "1.sqlite is damaged")
    assert (directory / "1.sqlite").read_bytes() == b"this is no database" * 100


def test_a_replica_that_another_program_locks_is_told(stegvis: Stegvis) -> None:
    """A backup program that reads the file must not make us wait for ever."""
    stegvis.done("tree", "example", "--depth", "1")
    connection = sqlite3.connect(stegvis.replicas("example") / "1.sqlite", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    finished = stegvis.run("set", "example", MEASURE, "outcome", "1", *T2)
    connection.close()

    _assert_one_sentence(finished, REFUSED, "is in use by another program")
    assert _head(stegvis) == 1


@pytest.mark.parametrize("command", ["plans", "tree example", "sync", "connect private"])
@pytest.mark.parametrize("below", ["file", "file/home", "/dev/null", "/proc/nothing/home"])
def test_a_home_that_cannot_be_used_is_told(tmp_path: Path, below: str, command: str) -> None:
    """The sentence names the directory, which is what has to be mended. No user may write there, whoever they are."""
    (tmp_path / "file").write_text("", "utf-8")
    home = tmp_path / below
    with Stegvis(home) as stegvis:
        _assert_one_sentence(stegvis.run(*command.split()), REFUSED, f"{home} cannot be used")


def test_an_empty_home_is_none(stegvis: Stegvis, tmp_path: Path) -> None:
    """A variable that a script forgot to set must not spread files over the directory it stands in."""
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--home", "", "tree", "example"], cwd=tmp_path, capture_output=True,
        env=stegvis.environment(PYTHONPATH=str(Path(__file__).parents[2])),
    )  # fmt: skip

    assert done.returncode == 0, done
    assert stegvis.replicas("example").exists() and not list(tmp_path.iterdir())


def test_a_closed_output_is_told(shared_stegvis: Stegvis) -> None:
    """A script must not take it for an empty list."""
    words = f"exec '{sys.executable}' -m tui list example >&-"
    done = subprocess.run(["sh", "-c", words], env=shared_stegvis.environment(), stderr=subprocess.PIPE, text=True)

    assert (done.returncode, done.stderr) == (1, "stegvis: Standard output is closed.\n")


def test_a_server_of_another_protocol_is_told_with_its_own_words(stegvis: Stegvis) -> None:
    """The sentence says which of the two programs is too old; nothing is retried for ever."""
    stegvis.home.mkdir()
    socket = stegvis.home.parent / "socket"
    (stegvis.home / "server.txt").write_text(f"unix:{socket}\n", "utf-8")
    with answering(socket, Failed(Act.UPGRADE, "The server speaks protocol 7, the client 1: upgrade the client.")):
        _assert_one_sentence(stegvis.run("tree", "example"), REFUSED, "upgrade the client")
        _assert_one_sentence(stegvis.run("tree", "other"), REFUSED, "upgrade the client")


def test_an_unexpected_error_goes_to_a_file_and_not_to_the_screen(stegvis: Stegvis, tmp_path: Path) -> None:
    """A traceback helps a developer, and frightens everybody else."""
    package = tmp_path / "broken"
    package.mkdir()
    (package / "sitecustomize.py").write_text(
        "import shared.exchange.export as module\n"
        "def broken(plan): raise ZeroDivisionError('on purpose')\n"
        "module.export_plan = broken\n",
        "utf-8",
    )
    finished = stegvis.run("export", "example", PYTHONPATH=str(package))

    _assert_one_sentence(finished, REFUSED, "Internal error (ZeroDivisionError)")
    assert "on purpose" in (stegvis.home / "crash.log").read_text("utf-8")


def _assert_one_sentence(finished: Finished, status: int, words: str) -> None:
    assert (finished.status, finished.out) == (status, ""), finished
    assert finished.err.count("\n") == 1 and finished.err.startswith("stegvis: ")
    assert words in finished.err and "Traceback" not in finished.err


def _head(stegvis: Stegvis) -> object:
    return stegvis.done("show", "example", MEASURE, "--json").object["seq"]
