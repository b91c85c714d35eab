"""What the documents promise: their commands run as printed, and their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.processes import Stegvis

_TOP = Path(__file__).parents[1]
_DOCUMENTS = [_TOP / "README.md", _TOP / "CHANGELOG.md", *sorted((_TOP / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\((?P<to>[^)\s]+)\)")
_COMMANDS = re.findall(r"^stegvis .+$", (_TOP / "README.md").read_text("utf-8"), re.MULTILINE)

_REPORT = "Delårsrapport 2020\n\nPerspektiv: Ekonomi\n\nMätetal\tMål\tResultat\nNettokostnad\t0 tkr\t120 tkr\n"
_TABLE = "Perspektiv;Mätetal;Målvärde;Resultat\nEkonomi;Sjukfrånvaro;5 %;4,90 %\n"


@pytest.fixture(scope="module")
def stegvis() -> Iterator[Stegvis]:
    """The program with a home of its own, which the commands of the document share."""
    directory = Path(tempfile.mkdtemp(prefix="stegvis-"))
    with Stegvis(directory / "home") as program:
        yield program
    shutil.rmtree(directory, ignore_errors=True)


@pytest.mark.acceptance
@pytest.mark.parametrize("line", _COMMANDS)
def test_a_command_of_the_readme_runs_as_printed(stegvis: Stegvis, tmp_path: Path, line: str) -> None:
    """The first thing somebody does with a new program is to copy its commands."""
    (tmp_path / "report.txt").write_text(_REPORT, "utf-8")
    (tmp_path / "measures.csv").write_text(_TABLE, "utf-8")
    words = [str(tmp_path / word) if (tmp_path / word).is_file() else word for word in shlex.split(line)[1:]]

    assert stegvis.done(*words).out


def test_the_readme_has_commands() -> None:
    """Else the test above would hold of nothing."""
    assert len(_COMMANDS) >= 4


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda document: str(document.relative_to(_TOP)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    """A dead link is the first thing that tells a reader that nobody looks after a document."""
    links = [found["to"] for found in _LINK.finditer(document.read_text("utf-8"))]
    dead = [link for link in links if ":" not in link and not (document.parent / link.partition("#")[0]).exists()]

    assert dead == []
