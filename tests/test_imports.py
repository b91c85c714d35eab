"""Who may import whom: server -> shared <- tui, and `shared` stays free of the world."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [path for package in ("shared", "server", "tui") for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """Every module the file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def broken(inside: str, forbidden: tuple[str, ...], *, but: tuple[str, ...] = ()) -> list[str]:
    """Imports of what is forbidden, in files below a folder."""
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        if path.is_relative_to(ROOT / inside) and not any(path.is_relative_to(ROOT / other) for other in but)
        for name in imports(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in forbidden)
    ]


def test_the_two_programs_do_not_know_each_other() -> None:
    """What both need belongs to `shared`; anything else would tie their releases together."""
    assert broken("server", ("tui", "tests")) == []
    assert broken("tui", ("server", "tests")) == []
    assert broken("shared", ("server", "tui", "tests")) == []


def test_the_plan_knows_nothing_of_the_rest_of_shared() -> None:
    """It is the centre everything else is built on."""
    outside = ("shared.sync", "shared.exchange", "shared.storage", "shared.reports", "shared.review")
    assert broken("shared/plan", ("shared.followup", "shared.access", *outside)) == []
    assert broken("shared/followup", ("shared.access", *outside)) == []
    assert broken("shared/access", outside) == []


def test_a_review_stands_on_the_plan_and_the_follow_up_alone() -> None:
    """It reads a plan, wherever that came from; and nothing that makes one may depend on what a review says of it."""
    others = ("access", "exchange", "reports", "storage", "sync")
    assert broken("shared/review", tuple(f"shared.{name}" for name in others)) == []
    for name in ("plan", "followup", *others):
        assert broken(f"shared/{name}", ("shared.review",)) == []


def test_shared_has_no_sockets_files_clock_or_randomness() -> None:
    """Or a schedule that failed could not be replayed from its seed. Only `shared.storage` may open files."""
    world = (
        "asyncio",
        "socket",
        "time",
        "random",
        "uuid",
        "secrets",
        "threading",
        "aiosqlite",
        "sqlite3",
        "websockets",
    )
    assert broken("shared", (*world, "os", "tempfile"), but=("shared/storage",)) == []


def test_the_machines_read_no_clock() -> None:
    """`datetime.now` hides in a module that dates need."""
    for path in FILES:
        if path.is_relative_to(ROOT / "shared"):
            text = path.read_text("utf-8")
            assert ".now(" not in text, path
            assert ".today(" not in text, path


@pytest.mark.parametrize("module", ["tui.__main__", "tui.replica", "server.cli.main", "shared.exchange.read"])
def test_the_screen_library_is_loaded_by_the_screen_alone(module: str) -> None:
    """A command that prints three lines must not wait for it: it takes longer than all the rest."""
    code = f"import sys, {module}; print(*({{name.split('.')[0] for name in sys.modules}} & {{'textual', 'rich'}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
