"""What the commands have in common: where the store is, and how they end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import msgspec

from shared.errors import InputError, StegvisError

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., object])

Json = str | int | bool | None | Sequence[str]
"""What a field of an object in the output may be."""


def data_option(command: F) -> F:
    """The data directory."""
    where = click.Path(path_type=Path, file_okay=False)
    return click.option("--data", type=where, required=True, help="Where the store is kept.")(command)


def as_json(command: F) -> F:
    """The output as JSON."""
    return click.option("--json", "is_json", is_flag=True, help="Print JSON.")(command)


def ends(command: Callable[P, None]) -> Callable[P, None]:
    """End with one sentence and a status where the command cannot be carried out: 2 for a mistake in the request, 1 for
    everything else."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (StegvisError, OSError) as error:
            click.echo(f"stegvis-server: {error}", err=True)
            sys.exit(2 if isinstance(error, InputError) and error.is_usage else 1)

    return run


def waits(command: Callable[P, Coroutine[None, None, None]]) -> Callable[P, None]:
    """Run a command that waits."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(command(*args, **kwargs))

    return run


def put_json(objects: Sequence[dict[str, Json]]) -> None:
    """Print an array of objects."""
    click.echo(msgspec.json.format(msgspec.json.encode(objects), indent=2).decode())


def moment(at: int) -> str:
    """A time in ms since 1970, in UTC and to the second: 2021-09-30T12:00:00Z."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
