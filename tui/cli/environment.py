"""What every command starts from: where the data is, which language, and where notes go."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from shared.errors import InputError
from shared.followup.language import Language
from shared.followup.period import read_period
from tui.cli.printing import note
from tui.cli.texts import say
from tui.home import Home

if TYPE_CHECKING:
    from tui.session import Session

P = ParamSpec("P")
T = TypeVar("T")


class Environment:
    """Made once for a run of the program; options may change it before the command begins."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.home_given: Path | None = None
        self.language: Language = language_of(environ)

    @property
    def home(self) -> Home:
        """Where this person's data is; made if it is not there. Raises StoreError if it cannot be used."""
        home = Home.of(self.home_given)
        home.prepare()
        return home

    def say(self, text: str, **words: object) -> str:
        """A text in the person's language."""
        return say(self.language, text, **words)

    def session(self, plan: str, *, may_create: bool = False) -> AbstractAsyncContextManager[Session]:
        """A plan, opened for this command."""
        from tui.ways_in import session

        return session(self.home, plan, language=self.language, note=note, may_create=may_create)

    def period(self, words: str) -> str:
        """The canonical name of the period that was typed. Raises InputError."""
        period = read_period(words)
        if period is None:
            raise InputError(self.say("bad_period", words=words[:40]), is_usage=True)
        return period.name

    def period_words(self, name: str) -> str:
        """The period of that canonical name as people write it; the name itself if it is none."""
        period = read_period(name)
        return period.label(self.language) if period else name


def language_of(environ: Mapping[str, str]) -> Language:
    """Swedish or English: `STEGVIS_LANG`, else the locale's; English where it is neither."""
    names = ("STEGVIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return "sv" if next((environ[name] for name in names if environ.get(name)), "").startswith("sv") else "en"


def asked_language(arguments: Sequence[str]) -> Language | None:
    """The language that `--lang` asks for among these words, before anything else is made of them."""
    asked: Language | None = None
    for place, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        if option == "--lang":
            value = value if equals else next(iter(arguments[place + 1 :]), "")
            asked = "sv" if value == "sv" else "en" if value == "en" else asked
    return asked


pass_environment = click.make_pass_decorator(Environment)


def waits(command: Callable[P, Coroutine[None, None, T]]) -> Callable[P, T]:
    """Make a command of a coroutine."""

    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return asyncio.run(command(*args, **kwargs))

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def environment() -> Environment:
    """The environment this process was started in."""
    return Environment(os.environ)
