"""Writing to standard output and standard error: plain aligned text for people, JSON for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import click
import msgspec

from shared.plan.values import clean


def put(text: str = "") -> None:
    """A line or several on standard output, with nothing in it that steers a terminal."""
    click.echo(clean(text))


def note(text: str) -> None:
    """A sentence on standard error."""
    click.echo(f"stegvis: {clean(text)}", err=True)


def put_json(value: object, *, lines: bool = False) -> None:
    """A value as JSON in UTF-8, whatever the locale is; on one line if `lines`."""
    raw = msgspec.json.encode(value)
    click.echo(raw if lines else msgspec.json.format(raw, indent=2))


def put_table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: AbstractSet[int] = frozenset()) -> None:
    """Columns of text under their heads, two spaces between; `right` are the ones to align to the right."""
    table = [[one_line(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(width(row[column]) for row in table) for column in range(len(heads))]
    for row in table:
        cells = [_padded(cell, widths[column], column in right) for column, cell in enumerate(row)]
        put("  ".join(cells).rstrip())


def one_line(text: str) -> str:
    """The text with its line breaks and runs of spaces as one space each; no-break spaces stay."""
    return " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)


def width(text: str) -> int:
    """The cells of a terminal that the text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)


def _padded(text: str, to: int, is_right: bool) -> str:
    space = " " * (to - width(text))
    return space + text if is_right else text + space
