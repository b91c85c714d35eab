"""A paper's table of contents: its lines, and the titles it gives away."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from shared.exchange.columns import head_of
from shared.exchange.vocabulary import Vocabulary
from shared.exchange.words import one_line, plain, without_glyphs, without_markup

_PAGE = re.compile(r"(?<!\d)\d{1,3}$")
_LEADER = re.compile(r"\t|\.{4}|…|\s{4}")
"""What stands somewhere between a title and its page."""
_LEADING = " .…\t"
_ENOUGH = 3
_MAX_ENTRY = 300
_MAX_RUNS = 5
"""Runs of entries that are weighed before a paper is held to have no table of contents."""
_MAX_BROKEN = 3
"""Lines that a heading may run over."""
_TELLING = 40
"""Characters that a title is known by: a heading may be spelled otherwise further on than the contents have it."""


class Contents(msgspec.Struct, frozen=True):
    """A table of contents, its lines by index from 0."""

    titles: dict[int, str]
    """What each line ends: a title, or "" for a heading or a first half."""
    lost: frozenset[int] = frozenset()
    """Lines whose title the paper never comes to."""


def find_contents(lines: Sequence[str], vocabulary: Vocabulary) -> Contents:
    """The table of contents: entries under its heading, or else a run of entries most of which are found again later.

    An entry may be broken over two lines. Rows under the head of a table are never entries.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    heads = {plain(word) for word in vocabulary.contents}
    place = tried = 0
    while place < len(filled) and tried < _MAX_RUNS:
        if plain(lines[filled[place]]) in heads:
            return _headed(lines, filled, place)
        run = [_entry(lines[near]) for near in filled[place : place + _ENOUGH]]
        if len(run) < _ENOUGH or not all(run):
            place += 1
            continue
        titles = _entries(lines, filled[place:])
        lost = _lost(titles, lines)
        named = sum(bool(title) for title in titles.values())
        if not _is_under_head(lines, filled, place, vocabulary) and len(_named(lost, titles)) * 2 < named:
            return Contents(titles, lost)
        place, tried = place + len(titles), tried + 1
    return Contents({})


def _headed(lines: Sequence[str], filled: Sequence[int], place: int) -> Contents:
    titles = _entries(lines, filled[place + 1 :])
    return Contents({filled[place]: ""} | titles, _lost(titles, lines))


def _is_under_head(lines: Sequence[str], filled: Sequence[int], place: int, vocabulary: Vocabulary) -> bool:
    heads = lines[filled[place - 1]].split("\t") if place else []
    return len(heads) > 1 and head_of(heads, vocabulary, None) is not None


def _named(lost: frozenset[int], titles: dict[int, str]) -> list[int]:
    return [index for index in lost if titles[index]]


def _entries(lines: Sequence[str], filled: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    half: list[int] = []
    for index in filled:
        entry = _entry(lines[index])
        if entry:
            title = " ".join([*(lines[part] for part in half), entry])
            found |= dict.fromkeys(half, "")
            found[index] = one_line(without_markup(title))
            half = []
        elif half or len(lines[index]) > 150 or "\t" in lines[index].strip():
            break
        else:
            half.append(index)
    return found


def _entry(line: str) -> str | None:
    """The title of an entry, or None if the line is none."""
    bare = line.strip()
    page = _PAGE.search(bare[-4:]) if len(line) <= _MAX_ENTRY else None
    if page is None:
        return None
    before = bare[: len(bare) - len(page.group())]
    title = before.rstrip(_LEADING)
    return title if title and _LEADER.search(before[len(title) :]) else None


def _lost(titles: dict[int, str], lines: Sequence[str]) -> frozenset[int]:
    """The lines of titles that no later line of the paper begins with; a first half shares its entry's fate."""
    begun = _beginnings(lines[max(titles, default=0) + 1 :])
    lost: list[int] = []
    half: list[int] = []
    for index in sorted(titles):
        half.append(index)
        if titles[index]:
            lost += [] if is_begun(plain(titles[index])[:_TELLING], begun) else half
            half = []
    return frozenset(lost)


def _beginnings(lines: Sequence[str]) -> list[str]:
    """How headings may begin, sorted: each line with those that it may go on over."""
    filled = [line for line in lines if line.strip()]
    return sorted(
        _heading(" ".join(filled[at : at + _MAX_BROKEN])) for at, line in enumerate(filled) if len(line) <= _MAX_ENTRY
    )


def _heading(text: str) -> str:
    return plain(without_glyphs(one_line(without_markup(text[: _MAX_ENTRY * 2]))).lstrip("# "))


def is_begun(start: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts, which are sorted, begins so."""
    place = bisect_left(texts, start)
    return place < len(texts) and texts[place].startswith(start)
