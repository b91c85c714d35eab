"""The keys valid now, on one line: from the table of keys, as many as there is room for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from shared.followup.language import Language, in_language
from tui.keymap import WAITING, KeyEntry, Need, Place, keys_in
from tui.views.spans import Line, width_of

_ALWAYS = 2
"""How many of the last entries are kept when there is no room for all: help and quit."""


def key_line(place: Place, has: AbstractSet[Need], width: int, language: Language) -> Line:
    """Keys and what they do. `has` is what the row under the cursor has; keys that need more are left out."""
    valid = [entry for entry in keys_in(place) if entry.short and (entry.need is Need.NOTHING or entry.need in has)]
    kept = valid[-_ALWAYS:]
    room = width - sum(_width(entry, language) for entry in kept)
    # What waits for an answer is not crowded out by what can always be done.
    for entry in sorted(valid[:-_ALWAYS], key=lambda entry: entry.need not in WAITING):
        room -= _width(entry, language)
        if room < 0:
            break
        kept.append(entry)
    return tuple(span for entry in valid if entry in kept for span in _spans(entry, language))


def help_lines(language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every key under the heading of its place: the name of the heading's text, and (keys, what they do)."""
    return [
        (place.value, [(entry.label, in_language(entry.help, language)) for entry in keys_in(place)]) for place in Place
    ]


def _spans(entry: KeyEntry, language: Language) -> Line:
    word = in_language(entry.short, language) if entry.short else ""
    return ((f" {entry.first_label}", "strong"), (f" {word} ", "muted"))


def _width(entry: KeyEntry, language: Language) -> int:
    return width_of(_spans(entry, language))
