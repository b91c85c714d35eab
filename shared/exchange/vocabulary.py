"""The words of papers and what they mean: levels, columns, signs, choices. Data, so that each organisation has its own.

The built-in words are `vocabulary.toml`; a plan's or a profile's TOML text is laid over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.exchange.document import Unreadable
from shared.exchange.phrases import gaps, wildcards
from shared.exchange.words import plain
from shared.ids import ROOT
from shared.plan.fields import Label
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Plan

MAX_STARS = 3
"""Wildcards of one pattern: more would make matching slow, and the words may come from somebody else."""

Pattern = Annotated[str, Meta(max_length=200)]


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of goals or of what lies under them."""

    name: str
    kind: Kind
    depth: int
    """Wide levels have small numbers; only the order counts."""
    labels: tuple[str, ...] = ()
    """Words of headings ("Perspektiv: ...") and of columns that are kept as printed."""
    columns: tuple[str, ...] = ()
    """Words of columns that get the level's name."""

    def label(self, words: str) -> str | None:
        """The label that these words are, as it is spelled here, whatever capitals they are printed in."""
        bare = plain(words)
        return next((label for label in self.labels if bare and plain(label) == bare), None)


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign of assessment."""

    sign: str
    spellings: tuple[str, ...] = ()
    assessment: str | None = None


TableShape = Literal["levels", "controls", "investments", "money"]
"""What a table's rows are: levels and their cells, or one of the forms that have a reader of their own."""


class KnownTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table that is known by columns it has, and what those mean there."""

    has: tuple[str, ...]
    columns: dict[str, str]
    """Column to level, field, "Level.field", or "" for not used."""
    shape: TableShape = "levels"
    title: str = ""
    """Of a table of money: what it is called in the plan."""


class TallyWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words by which a row of a table of counts says what it counts."""

    part: str
    words: tuple[str, ...]


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words, as in `vocabulary.toml`."""

    contents: tuple[str, ...] = ()
    feet: tuple[Pattern, ...] = ()
    case_numbers: tuple[Pattern, ...] = ()
    unfinished: tuple[str, ...] = ()
    """Words that no title ends with."""
    section: str = ""
    """The level of headings without a label; "" keeps the one there is."""
    section_depth: int = 0
    """How deep chapters stand among the levels: one as wide as this, or wider, ends them. 0 keeps what there is."""
    levels: tuple[Level, ...] = ()
    columns: dict[str, tuple[str, ...]] = {}
    tables: tuple[KnownTable, ...] = ()
    signs: tuple[Sign, ...] = ()
    choices: dict[str, dict[str, tuple[str, ...]]] = {}
    tallies: tuple[TallyWords, ...] = ()
    phrases: dict[str, tuple[Pattern, ...]] = {}
    """Sentences by what they say, with gaps; see `shared.exchange.phrases`."""

    def level_of(self, kind: Kind) -> str:
        """The name of the first level of a kind, or else the kind's own name."""
        return next((level.name for level in self.levels if level.kind is kind), KINDS[kind].label.sv)

    def phrase(self, name: str, sentence: str) -> dict[str, str] | None:
        """What stands in the gaps of a sentence that says this; None if it does not say it."""
        return gaps(self.phrases.get(name, ()), sentence.strip())

    def sign(self, text: str) -> Sign | None:
        """The sign that this text is, in any of its spellings."""
        bare = text.strip().replace("\ufe0f", "")
        return next((sign for sign in self.signs if bare == sign.sign or bare in sign.spellings), None)

    def choice(self, field: str, words: str) -> str | None:
        """The key of the choice these words mean, or None."""
        bare = plain(words)
        options = self.choices.get(field, {})
        return next((key for key, spelled in options.items() if bare in {plain(word) for word in spelled}), None)

    def is_foot(self, line: str) -> bool:
        """Whether the line is the foot of a page."""
        return any(pattern.fullmatch(line.strip()) for pattern in _compiled(self.feet))

    def is_case_number(self, text: str) -> bool:
        """Whether the text is the number of a case."""
        return any(pattern.fullmatch(text.strip()) for pattern in _compiled(self.case_numbers))


def default_vocabulary() -> Vocabulary:
    """The built-in words."""
    text = files("shared.exchange").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Vocabulary)


def overlaid(base: Vocabulary, text: str) -> Vocabulary | Unreadable:
    """The words with those of a TOML text laid over them.

    Levels and signs replace the ones of the same name; other words are added and are tried first.
    """
    try:
        own = msgspec.toml.decode(text, type=Vocabulary)
    except (msgspec.DecodeError, ValueError) as error:
        said = str(error)[:200]
        return Unreadable(Label(f"Ordlistan går inte att läsa: {said}", f"The vocabulary cannot be read: {said}"))
    patterns = (*own.feet, *own.case_numbers, *(p for listed in own.phrases.values() for p in listed))
    if bad := next((p for p in patterns if wildcards(p) > MAX_STARS), None):
        return Unreadable(Label(f"Ordlistans mönster har för många *: {bad}", f"Too many * in the pattern: {bad}"))
    return _combined(own, base)


def vocabulary_for(plan: Plan, profile: str | None = None) -> Vocabulary | Unreadable:
    """The built-in words, with the plan's own (the root's vocabulary cell) and then a profile's laid over them."""
    words: Vocabulary | Unreadable = default_vocabulary()
    for text in (plan.text(ROOT, "vocabulary"), profile or ""):
        if text.strip() and isinstance(words, Vocabulary):
            words = overlaid(words, text)
    return words


def _combined(own: Vocabulary, base: Vocabulary) -> Vocabulary:
    fields = dict.fromkeys([*own.columns, *base.columns])
    return Vocabulary(
        contents=own.contents + base.contents,
        feet=own.feet + base.feet,
        case_numbers=own.case_numbers + base.case_numbers,
        unfinished=own.unfinished + base.unfinished,
        section=own.section or base.section,
        section_depth=own.section_depth or base.section_depth,
        levels=own.levels + tuple(b for b in base.levels if b.name not in {level.name for level in own.levels}),
        columns={name: own.columns.get(name, ()) + base.columns.get(name, ()) for name in fields},
        tables=own.tables + base.tables,
        signs=own.signs + tuple(b for b in base.signs if b.sign not in {sign.sign for sign in own.signs}),
        choices={name: _choices(own, base, name) for name in dict.fromkeys([*own.choices, *base.choices])},
        tallies=own.tallies + base.tallies,
        phrases={
            name: own.phrases.get(name, ()) + base.phrases.get(name, ())
            for name in dict.fromkeys([*own.phrases, *base.phrases])
        },
    )


def _choices(own: Vocabulary, base: Vocabulary, field: str) -> dict[str, tuple[str, ...]]:
    ours, theirs = own.choices.get(field, {}), base.choices.get(field, {})
    return {key: ours.get(key, ()) + theirs.get(key, ()) for key in dict.fromkeys([*ours, *theirs])}


@cache
def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [re.compile("".join(_regex(pattern))) for pattern in patterns]


def _regex(pattern: str) -> Iterable[str]:
    meanings = {"*": ".{1,200}", "#": "[0-9]+", "@": "[A-ZÅÄÖ]+", " ": r"\s*"}
    return (meanings.get(char, re.escape(char)) for char in pattern)
