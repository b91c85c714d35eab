"""What all commands have in common: where the data is and the language may be told after the command, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shared.followup.language import Language
from tui.cli.environment import Environment
from tui.cli.helping import Context


class Command(click.Command):
    """A command with the options that all have."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first paragraph: click would cut it, and what is cut has no translation."""
        return " ".join((self.help or "").partition("\n\n")[0].split())


class ValueCommand(Command):
    """A command that takes a value, which may begin with a minus: "-36 %" is not an option."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
        super().__init__(*args, **kwargs)


def common_options() -> list[click.Parameter]:
    """Options that every command and the program itself take."""
    return [
        click.Option(
            ["--home"], metavar="DIR", expose_value=False, callback=_take_home,
            help="Where all local data is (also STEGVIS_HOME).",
        ),
        click.Option(
            ["--lang"], type=click.Choice(["sv", "en"]), expose_value=False, callback=_take_language,
            help="The language of what is printed (also STEGVIS_LANG).",
        ),
    ]  # fmt: skip


as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")
for_period = click.option("--period", metavar="P", help="A period, such as 2021, 2021-T2 or 'aug 2021'.")


def _take_home(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    # Nothing is what a script gives whose variable is not set; it does not mean the current directory.
    if value:
        ctx.ensure_object(Environment).home_given = Path(value)


def _take_language(ctx: click.Context, _: click.Parameter, value: Language | None) -> None:
    if value is not None:
        ctx.ensure_object(Environment).language = value
