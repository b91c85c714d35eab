"""What was asked in the wrong way, as one sentence. Click says it in English; here it is said in Swedish."""

from __future__ import annotations

import re

import click

from shared.followup.language import Language
from tui.cli.swedish_help import metavar
from tui.cli.texts import say

_EXTRA = re.compile(r"Got unexpected extra arguments? \((?P<words>.+)\)", re.DOTALL)


def usage_sentence(error: click.ClickException, language: Language) -> str:
    """Click's message, and where to read how to ask."""
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "stegvis"
    message = " ".join((error.format_message() if language == "en" else _in_swedish(error)).split())
    return f"{message} ({path} --help)"


def _in_swedish(error: click.ClickException) -> str:
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return say("sv", "missing_option" if isinstance(param, click.Option) else "missing", name=_name(param))
        case click.BadParameter(param=click.Parameter() as param):
            return say("sv", "bad_value", name=_name(param), wanted=_wanted(param.type))
        case click.NoSuchOption():
            return say("sv", "no_option", name=error.option_name)
        case click.BadOptionUsage():
            return say("sv", "bad_option", name=error.option_name)
    if found := _EXTRA.search(error.format_message()):
        return say("sv", "extra", words=found["words"])
    return say("sv", "bad_usage")


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return metavar((param.metavar or param.name or "").upper())


def _wanted(kind: object) -> str:
    """What a parameter of that type takes."""
    match kind:
        case click.Choice(choices=choices):
            return say("sv", "one_of", known=", ".join(str(choice) for choice in choices))
        case click.IntRange(min=least) if least is not None:
            return say("sv", "whole_from", least=least)
    return say("sv", "something_else")
