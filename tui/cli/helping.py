"""How `--help` is written, in the person's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from tui.cli import swedish_help
from tui.cli.environment import Environment


class SwedishFormatter(click.HelpFormatter):
    """Writes click's help in Swedish."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is called."""
        super().write_usage(prog, swedish_help.metavar(args), f"{swedish_help.HEADINGS['Usage']}: ")

    def write_text(self, text: str) -> None:
        """What it does."""
        super().write_text(swedish_help.text(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands, each with what it is for."""
        told = [(swedish_help.metavar(term), swedish_help.option_help(words)) for term, words in rows]
        super().write_dl(told, col_max, col_spacing)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A heading with what is under it."""
        with super().section(swedish_help.HEADINGS.get(name, name)):
            yield


class Context(click.Context):
    """A context whose help is in the person's language."""

    def make_formatter(self) -> click.HelpFormatter:
        """What writes the help."""
        env = self.find_object(Environment)
        if env is None or env.language == "en":
            return super().make_formatter()
        return SwedishFormatter(width=self.terminal_width, max_width=self.max_content_width)
