"""Writing in one's own editor: the terminal is handed over, and the text comes back."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from textual.app import App, SuspendNotSupported

from shared.plan.values import MAX_PROSE, clean

Result = TypeVar("Result")

_FALLBACKS = ("nano", "vi")
_MAX_BYTES = 4 * MAX_PROSE


class EditorFailed(Exception):
    """The editor was not found, could not be started, or said that it failed. `text` names the sentence to show."""

    def __init__(self, text: str, detail: str = "") -> None:
        super().__init__(detail)
        self.text = text
        self.detail = detail


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The editor that $VISUAL or $EDITOR names, with its arguments, else nano or vi.

    The words are split as a shell would split them, but no shell ever runs them. Raises EditorFailed.
    """
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(environ.get(name, ""))
        except ValueError as error:
            raise EditorFailed("editor_failed", f"${name}: {error}") from None
        if words:
            return words
    found = next((path for editor in _FALLBACKS if (path := shutil.which(editor))), None)
    if found is None:
        raise EditorFailed("no_editor")
    return [found]


async def edit_outside(app: App[Result], text: str, command: list[str]) -> str:
    """The text as it was left in the editor. Raises EditorFailed.

    The loop goes on meanwhile, so that the connection lives; nothing is drawn until the terminal is back.
    """
    with tempfile.TemporaryDirectory(prefix="stegvis-") as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text + "\n" if text else "", encoding="utf-8")
        try:
            with app.batch_update(), app.suspend():
                wrong = await asyncio.to_thread(_run, [*command, str(path)])
        except SuspendNotSupported:
            raise EditorFailed("cannot_suspend") from None
        if wrong:
            raise EditorFailed("editor_failed", f"{command[0]}: {wrong}")
        return _read(path)


def _run(command: list[str]) -> str:
    """Run it; what went wrong, or "". Nothing is raised: Textual takes the terminal back only from a quiet return."""
    try:
        status = subprocess.run(command, check=False).returncode
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    return str(status) if status else ""


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES)
    except OSError as error:
        raise EditorFailed("editor_failed", error.strerror or "") from None
    return clean(content.decode("utf-8", errors="replace")).rstrip("\n")[:MAX_PROSE]
