"""`stegvis`: finds the command, runs it, and turns whatever goes wrong into one sentence and an exit status.

Statuses:

    0   done      1   refused, with the reason      2   not asked for in the right way
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import click

from shared.errors import InputError, StegvisError
from shared.followup.language import Language
from tui.cli.command import common_options
from tui.cli.environment import Environment, asked_language, environment
from tui.cli.helping import Context
from tui.cli.printing import note
from tui.cli.sentences import os_sentence, told
from tui.cli.usage import usage_sentence
from tui.home import Home

_INTERRUPTED = 130


class CommandTable(click.Group):
    """The commands by name. A command's module is imported when it is asked for: `stegvis` must start quickly."""

    context_class = Context

    MODULES: ClassVar[dict[str, str]] = {
        "open": "opening", "plans": "plans", "import": "importing", "export": "exporting", "tree": "tree",
        "show": "show", "list": "listing", "set": "setting", "tally": "tally", "check": "checking", "log": "log",
        "explain": "explaining", "conflicts": "conflicts", "met": "met", "settle": "settling", "round": "rounds",
        "rollover": "rollover", "share": "sharing", "indicator": "indicators", "sync": "syncing",
        "connect": "connecting",
    }  # fmt: skip

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(self.MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        module = self.MODULES.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"tui.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words begin with. Raises InputError if there is none of that name."""
        if args and args[0] not in self.MODULES and not args[0].startswith("-"):
            raise InputError(ctx.ensure_object(Environment).say("no_command", words=args[0][:40]), is_usage=True)
        return super().resolve_command(ctx, args)


@click.group(
    cls=CommandTable, invoke_without_command=True, params=common_options(),
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
@click.option("--period", metavar="P", help="The period to show, such as 2021-T2.")
@click.version_option(package_name="stegvis", prog_name="stegvis")
@click.pass_context
def stegvis(ctx: click.Context, period: str | None) -> None:
    """Follow up the goals of a public organisation: without a command, the last plan on screen.

    NODE is an id, the beginning of one, or a path of titles: "Ekonomi/Ekonomi i balans".
    """
    if ctx.invoked_subcommand is None:
        from tui.cli.opening import open_last

        open_last(ctx.ensure_object(Environment), period)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit."""
    surroundings = environment()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    words = sys.argv[1:] if arguments is None else arguments
    # Help and click's complaints come before the option has been taken.
    surroundings.language = asked_language(words) or surroundings.language
    status = _status(surroundings, words)
    sys.exit(status)


def _status(surroundings: Environment, arguments: Sequence[str]) -> int:
    if sys.stdout is None:
        note(surroundings.say("no_output"))
        return 1
    try:
        # What commands return is nothing; click gives the status of one that leaves by `Exit`.
        status = stegvis.main(list(arguments), prog_name="stegvis", standalone_mode=False, obj=surroundings)
        sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return 1
    except click.ClickException as error:
        note(usage_sentence(error, surroundings.language))
        return error.exit_code
    except InputError as error:
        note(told(str(error), surroundings.language))
        return 2 if error.is_usage else 1
    except StegvisError as error:
        note(told(str(error), surroundings.language))
        return 1
    except OSError as error:
        _forget_output()
        note(_explained(error, surroundings.language))
        return 1
    except Exception as error:
        note(surroundings.say("internal", error=type(error).__name__, file=_keep(surroundings, error)))
        return 1
    return status if isinstance(status, int) else 0


def _explained(error: OSError, language: Language) -> str:
    sentence = os_sentence(error, language)
    return f"{error.filename}: {sentence}" if error.filename else sentence


def _forget_output() -> None:
    """What is still buffered cannot be written; the interpreter must not try again at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _keep(surroundings: Environment, error: Exception) -> Path:
    """Add what happened to the home's crash.log, for a developer; a traceback says nothing of what cells hold."""
    path = Home.of(surroundings.home_given).directory / "crash.log"
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(time.strftime("%Y-%m-%dT%H:%M:%S\n"))
            file.writelines(traceback.format_exception(error))
    except OSError:
        pass
    return path
