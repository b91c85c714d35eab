"""A paper's table of contents: its lines, and the titles it gives away."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, plain, without_markup

_ENTRY = re.compile(r"^(?P<title>\S.*?)(?:[ .…]*\t[ .…]*|[ .…]*\.{4,}\s*|\s*…+\s*|\s{4,})(?P<page>\d{1,3})$")
_ENOUGH = 3
_MAX_ENTRY = 300


def contents_lines(lines: Sequence[str], vocabulary: Vocabulary) -> dict[int, str]:
    """The lines of the table of contents, by index from 0, with the title each ends ("" for a heading or a first half).

    It begins with its heading, or with three entries in a row. An entry may be broken over two lines.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    heads = {plain(word) for word in vocabulary.contents}
    for place, index in enumerate(filled):
        if plain(lines[index]) in heads:
            return {index: ""} | _entries(lines, filled[place + 1 :])
        run = [_entry(lines[near]) for near in filled[place : place + _ENOUGH]]
        if len(run) == _ENOUGH and all(run):
            return _entries(lines, filled[place:])
    return {}


def _entries(lines: Sequence[str], filled: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    half: list[int] = []
    for index in filled:
        entry = _entry(lines[index])
        if entry:
            title = " ".join([*(lines[part] for part in half), entry["title"]])
            found |= dict.fromkeys(half, "") | {index: one_line(without_markup(title)).rstrip(" .…")}
            half = []
        elif half or len(lines[index]) > 150 or "\t" in lines[index].strip():
            break
        else:
            half.append(index)
    return found


def _entry(line: str) -> re.Match[str] | None:
    return _ENTRY.match(line.strip()) if len(line) <= _MAX_ENTRY else None
