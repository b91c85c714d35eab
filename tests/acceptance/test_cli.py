"""What scripts rely on: the commands, their JSON, and what they say of an edit."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.processes import Server, Stegvis

pytestmark = pytest.mark.acceptance

T2 = ("--period", "2021-T2")
MEASURE = "Betalande publik Smålands Musik och Teater"

CSV = """Perspektiv;Strategiskt mål;Mätetal;Målvärde;Resultat
Ekonomi;Ekonomi i balans;Nettokostnad;0 tkr;120 tkr
Ekonomi;Ekonomi i balans;Sjukfrånvaro;5 %;4,90 %
"""


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """A small table of measures."""
    path = tmp_path / "plan.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_tally_of_the_example_is_the_printed_one_on_a_fresh_home(stegvis: Stegvis) -> None:
    """The first command somebody tries must give the council's own numbers, with nothing set up before."""
    counted = stegvis.done("tally", "example", *T2, "--compare", "delår 2 2020", "--json").object
    compared = counted.pop("compare")

    assert isinstance(compared, dict)
    assert [counted[key] for key in ("period", "counted", "met", "partly", "missed")] == ["2021-T2", 28, 8, 9, 11]
    assert [compared[key] for key in ("period", "counted", "met", "partly", "missed")] == ["2020-T2", 29, 5, 10, 14]
    assert (counted["shares"], compared["shares"]) == ([29, 32, 39], [17, 35, 48])


def test_tally_is_a_table_for_people_in_their_language(shared_stegvis: Stegvis) -> None:
    """A board reads the words and not the keys."""
    swedish = shared_stegvis.done("--lang", "sv", "tally", "example", *T2, "--compare", "2020-T2").out
    english = shared_stegvis.run("tally", "example", *T2, STEGVIS_LANG="en_GB").out

    assert "Delvis uppfyllt" in swedish and "+9 procentenheter mot tertial 2 2020" in swedish
    assert "Partly met" in english and "28  100" in english


def test_a_fresh_home_has_the_example_among_its_plans(stegvis: Stegvis) -> None:
    """Somebody who looks for a plan to open finds one, and looking starts no server."""
    assert [row["name"] for row in stegvis.done("plans", "--json").objects] == ["example"]
    assert not stegvis.servers()


def test_list_and_tree_keep_their_contract(shared_stegvis: Stegvis) -> None:
    """Programs read these keys; what is empty is null, and numbers are decimal strings."""
    listed = shared_stegvis.done("list", "example", "--kind", "measure", *T2, "--json").objects
    tree = shared_stegvis.done("tree", "example", "--json").objects
    one = next(node for node in listed if node["title"] == MEASURE)
    by_id = {node["id"]: node for node in tree}

    assert {key: one[key] for key in ("target", "outcome", "assessment", "why_empty", "contested", "unit")} == {
        "target": "34500", "outcome": "746", "assessment": "missed", "why_empty": None, "contested": False,
        "unit": None,
    }  # fmt: skip
    assert "root" not in by_id
    assert [node["parent"] for node in tree if node["depth"] == 0] == [None] * 5
    assert all(node["path"] == [*by_id[node["parent"]]["path"], node["title"]] for node in tree if node["parent"])  # type: ignore[misc]
    assert "target" not in tree[0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--status", "met", *T2), 20),
        (("--status", "partly", *T2), 12),
        (("--missing", "--period", "2022-T1", "--kind", "measure"), 48),
        (("--missing", *T2), 0),
        (("--contested",), 0),
        (("--unit", "utbildning  och KULTUR", "--kind", "measure"), 5),
        (("--unit", "Nobody"), 0),
    ],
)
def test_list_gives_what_is_asked_for(shared_stegvis: Stegvis, options: tuple[str, ...], expected: int) -> None:
    """A list that leaves out too little or too much is worse than none."""
    assert len(shared_stegvis.done("list", "example", *options, "--json").objects) == expected


def test_a_node_is_found_by_id_prefix_and_path(shared_stegvis: Stegvis) -> None:
    """All three ways to name a node mean the same one, whatever the case of the letters."""
    node = shared_stegvis.done("list", "example", "--kind", "measure", "--json").objects[0]
    name, path = str(node["id"]), node["path"]
    assert isinstance(path, list)
    ways = (name, name[:6], "/".join(path), f"{path[-2].upper()} / {path[-1]}")

    assert {str(shared_stegvis.done("show", "example", way, "--json").object["id"]) for way in ways} == {name}


def test_an_edit_is_applied_shown_and_logged(stegvis: Stegvis) -> None:
    """The whole way of an edit, by processes that know of each other only through the server."""
    said = stegvis.done("set", "example", MEASURE, "Resultat", "- 1 234,50 st", "--period", "tertial 2 2021").out
    shown = stegvis.done("list", "example", *T2, "--kind", "measure", "--json").objects
    change = stegvis.done("log", "example", MEASURE, "--since", "1", "--json").objects

    assert said == "applied, transaction 2\n"
    assert [node["outcome"] for node in shown if node["title"] == MEASURE] == ["-1234.50"]
    assert [{key: one[key] for key in ("seq", "op", "field", "period", "before", "after")} for one in change] == [
        {"seq": 2, "op": "set", "field": "outcome", "period": "2021-T2", "before": "746", "after": "-1234.50"}
    ]


def test_the_past_can_be_shown(stegvis: Stegvis) -> None:
    """What a board decided on must be found again after somebody has changed it."""
    stegvis.done("set", "example", MEASURE, "outcome", "9", *T2)
    was = stegvis.done("show", "example", MEASURE, *T2, "--as-of", "1", "--json").object
    now = stegvis.done("show", "example", MEASURE, *T2, "--as-of", "2100-01-01", "--json").object

    assert (was["outcome"], now["outcome"]) == ("746", "9")


def test_an_assessment_against_the_figures_needs_a_reason(stegvis: Stegvis) -> None:
    """The board asks why; the one who assessed is the only one who knows."""
    edit = ("set", "example", MEASURE, "assessment", "met", *T2)
    silent = stegvis.run(*edit)
    bulk = stegvis.run("set", "example", "--stdin", text=f"{MEASURE}\tassessment\tmet\t2021-T2\n")
    told = stegvis.done(*edit, "--because", "Publiken fick inte komma.")
    agreeing = stegvis.done("set", "example", MEASURE, "assessment", "missed", *T2)

    assert (silent.status, silent.out) == (1, "") and "The figures give the assessment missed" in silent.err
    assert bulk.status == 1 and bulk.err.startswith("stegvis: line 1: The figures") and bulk.err.count("\n") == 1
    assert told.out.startswith("applied") and agreeing.out.startswith("applied")


def test_an_empty_value_clears(stegvis: Stegvis) -> None:
    """Clearing is an edit like others; what is empty is not zero."""
    stegvis.done("set", "example", MEASURE, "outcome", "", *T2)
    shown = stegvis.done("show", "example", MEASURE, *T2, "--json").object

    assert (shown["outcome"], shown["why_empty"]) == (None, "not_measured_yet")


def test_edits_that_have_not_seen_each_other_are_contested_and_settled(stegvis: Stegvis) -> None:
    """Neither of two people loses what they wrote, and one of them decides."""
    other = _hold(stegvis, "example", f"{MEASURE}\toutcome\t700\t2021-T2")
    said = stegvis.done("set", "example", MEASURE, "outcome", "800", *T2, "--seen", "1", "--json").object
    found = stegvis.done("conflicts", "example", "--json").objects
    listed = stegvis.done("list", "example", "--contested", "--json").objects
    shown = stegvis.done("show", "example", MEASURE, *T2, "--json").object
    settled = stegvis.done("settle", "example", MEASURE, "outcome", *T2, "take", "1")
    other.communicate()

    assert (said["outcome"], said["seq"], said["value"]) == ("contested", 3, "700")
    assert len(found) == 1 and len(listed) == 1
    assert found[0]["confirmed"]["value"] == "700"  # type: ignore[index]
    assert [rival["value"] for rival in found[0]["rivals"]] == ["800"]  # type: ignore[attr-defined]
    assert found[0]["rivals"] in [cell["rivals"] for cell in shown["cells"]]  # type: ignore[attr-defined]
    assert settled.out == "applied, transaction 4\n"
    assert stegvis.done("conflicts", "example", "--json").objects == []
    assert stegvis.done("show", "example", MEASURE, *T2, "--json").object["outcome"] == "800"


def test_texts_that_have_not_seen_each_other_are_merged(stegvis: Stegvis) -> None:
    """`--seen` brings along the text that its author started from, so that words can be merged."""
    stegvis.done("set", "example", MEASURE, "analysis", "Det gick bra i år.", *T2)
    other = _hold(stegvis, "example", f"{MEASURE}\tanalysis\tDet gick mycket bra i år.\t2021-T2")
    said = stegvis.done("set", "example", MEASURE, "analysis", "Det gick bra i fjol.", *T2, "--seen", "2", "--json")
    other.communicate()

    assert (said.object["outcome"], said.object["value"]) == ("merged", "Det gick mycket bra i fjol.")


def test_lines_are_acknowledged_one_by_one_and_bad_ones_named(stegvis: Stegvis) -> None:
    """A bulk load goes on past a bad line, and says which it was."""
    lines = [f"{MEASURE}\toutcome\t1\t2021-T2", "nowhere\toutcome\t1\t2021-T2", f"{MEASURE}\tanalysis\tNy\t2021-T2", ""]
    loaded = stegvis.run("set", "example", "--stdin", text="\n".join(lines))

    assert sorted(line.split()[:2] for line in loaded.out.splitlines()) == [["ok", "1"], ["ok", "3"]]
    assert loaded.status == 1 and "line 2: The plan has no node “nowhere”." in loaded.err


def test_an_interrupted_load_ends_at_once(stegvis: Stegvis) -> None:
    """Ctrl-C must not wait for a pipe in which nothing comes any more; what was written stays."""
    process = _hold(stegvis, "example", f"{MEASURE}\toutcome\t700\t2021-T2")
    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 130
    assert process.stderr is not None and process.stderr.read().strip() == ""
    assert stegvis.done("show", "example", MEASURE, *T2, "--json").object["outcome"] == "700"


def test_commands_do_not_load_the_screens(shared_stegvis: Stegvis) -> None:
    """They start in a fifth of a second; a script runs hundreds of them."""
    loaded = shared_stegvis.run("tally", "example", *T2, PYTHONPROFILEIMPORTTIME="1").err

    assert "tui.session" in loaded and "textual" not in loaded


def test_import_says_what_it_did_and_does_it_once(stegvis: Stegvis, csv: Path) -> None:
    """An import that is repeated by accident must change nothing."""
    command = ("import", str(csv), "--plan", "mine", "--period", "T2 2021", "--json")
    tried = stegvis.done(*command, "--dry-run").object
    before = [row["name"] for row in stegvis.done("plans", "--json").objects]
    first, second = stegvis.done(*command).object, stegvis.done(*command).object

    assert before == ["example"]
    assert [tried[key] for key in ("created", "changed", "unchanged")] == [4, 0, 0]
    assert [first[key] for key in ("created", "changed", "unchanged")] == [4, 0, 0]
    assert [second[key] for key in ("created", "changed", "unchanged")] == [0, 0, 4]
    assert [node["outcome"] for node in stegvis.done("list", "mine", *T2, "--json").objects][-2:] == ["120", "4.90"]


def test_import_names_the_lines_it_did_not_understand(stegvis: Stegvis, csv: Path) -> None:
    """What is left out silently is found out by the board."""
    csv.write_text(CSV + "Ekonomi;Ekonomi i balans;Kostnad;0 tkr;nästan;för;många\n", "utf-8")
    found = stegvis.done("import", str(csv), "--plan", "mine", *T2, "--dry-run", "--json").object

    assert [(line["line"], line["file"]) for line in found["not_understood"]] == [(4, str(csv))]  # type: ignore[attr-defined]


def test_export_is_the_whole_plan_and_replaces_a_file_whole(stegvis: Stegvis, tmp_path: Path) -> None:
    """Whoever reads the file meanwhile has the old one or the new one, and nothing is left beside it."""
    target = tmp_path / "plan.json"
    target.write_text("old", "utf-8")
    stegvis.done("export", "example", "--format", "json", "-o", str(target))
    printed = stegvis.done("export", "example")

    assert target.read_text("utf-8") == printed.out
    assert printed.object["format"] == "stegvis-plan"
    assert list(tmp_path.iterdir()) == [target]


def test_edits_made_without_a_server_are_kept_and_sent_by_the_next_sync(stegvis: Stegvis, tmp_path: Path) -> None:
    """Also those that lie in a second replica, whose program has been killed."""
    with Server(stegvis.home.parent / "server") as server:
        stegvis.done("connect", "private")
        _connected(stegvis, server)
        stegvis.done("tree", "example", "--depth", "1")
        server.stop()
        held = stegvis.start("set", "example", "--stdin")
        _until_open(held, "1.sqlite")
        alone = stegvis.run("set", "example", MEASURE, "outcome", "31", *T2)
        server_less = stegvis.run("set", "example", MEASURE, "analysis", "Sist.", *T2)
        held.kill()
        held.communicate()
        server.start()
        _connected(stegvis, server)
        synced = stegvis.done("sync", "example")
        shown = stegvis.done("show", "example", MEASURE, *T2, "--json").object

    assert alone.out == server_less.out == "saved here, not sent yet\n"
    assert "not yet sent: 1" in alone.err
    assert synced.out.startswith("example: transaction")
    assert shown["outcome"] == "31"


def test_options_may_stand_before_or_after_the_command(shared_stegvis: Stegvis, tmp_path: Path) -> None:
    """People type them where they come to mind."""
    home = str(tmp_path / "other")
    before = shared_stegvis.done("--home", home, "--lang", "sv", "plans")
    after = shared_stegvis.done("plans", "--home", home, "--lang", "sv")

    assert before.out == after.out and "skapas när den öppnas" in after.out


def test_a_reader_that_goes_away_ends_the_program_quietly(shared_stegvis: Stegvis) -> None:
    """`stegvis list | head -1` is no error that anybody wants to read about."""
    process = shared_stegvis.start("export", "example")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()

    assert process.stderr.read() == ""
    assert process.wait(20) == 1


def test_a_full_disk_is_told_and_not_taken_for_success(shared_stegvis: Stegvis) -> None:
    """A script that collects an export must not go on with half of one."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", "list", "example"],
            stdout=full, stderr=subprocess.PIPE, env=shared_stegvis.environment(), text=True,
        )  # fmt: skip

    assert (done.returncode, done.stderr) == (1, "stegvis: No space left on device.\n")


def _hold(stegvis: Stegvis, plan: str, line: str) -> subprocess.Popen[str]:
    """Another program that has written this line and still has the plan open."""
    process = stegvis.start("set", plan, "--stdin")
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith("ok 1")
    return process


def _until_open(process: subprocess.Popen[str], name: str) -> None:
    """Wait until the process has opened a file of that name."""
    while process.poll() is None:
        # A file may be closed while it is looked at.
        with contextlib.suppress(FileNotFoundError):
            if any(entry.readlink().name == name for entry in Path(f"/proc/{process.pid}/fd").iterdir()):
                return
    raise AssertionError("it ended before it opened the file")


def _connected(stegvis: Stegvis, server: Server) -> None:
    """Use this server, which may just be starting: the command itself waits for it."""
    stegvis.done("connect", server.url)
