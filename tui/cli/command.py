"""What all commands have in common: where the data is and the language may be told after the command, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shared.followup.language import Language
from tui.cli.environment import Environment


class Command(click.Command):
    """A command with the options that all have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())


class ValueCommand(Command):
    """A command that takes a value, which may begin with a minus: "-36 %" is not an option."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
        super().__init__(*args, **kwargs)


def common_options() -> list[click.Parameter]:
    """Options that every command and the program itself take."""
    return [
        click.Option(
            ["--home"], type=click.Path(path_type=Path), metavar="DIR", expose_value=False, callback=_take_home,
            help="Where all local data is (also STEGVIS_HOME).",
        ),
        click.Option(
            ["--lang"], type=click.Choice(["sv", "en"]), expose_value=False, callback=_take_language,
            help="The language of what is printed (also STEGVIS_LANG).",
        ),
    ]  # fmt: skip


as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")
for_period = click.option("--period", metavar="P", help="A period, such as 2021, 2021-T2 or 'aug 2021'.")


def _take_home(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Environment).home_given = value


def _take_language(ctx: click.Context, _: click.Parameter, value: Language | None) -> None:
    if value is not None:
        ctx.ensure_object(Environment).language = value
