"""The lines of a paper as blocks: what kind of thing each line is, before anything is made of it."""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.exchange.vocabulary import Level


class Shape(Enum):
    """What a line looks like."""

    LABELLED = "labelled"
    """ "Perspektiv: Ekonomi"."""
    MARKED = "marked"
    """A heading with its number of # in front."""
    TITLE = "title"
    """A short line by itself, without a full stop: perhaps a heading."""
    PROSE = "prose"
    CELLS = "cells"
    """A row of a table, or its head."""
    FURNITURE = "furniture"


class Block(msgspec.Struct, frozen=True):
    """A line, or a heading that runs over several."""

    shape: Shape
    lines: tuple[int, ...]
    texts: tuple[str, ...]
    """The lines as they stand in the file."""
    text: str = ""
    """Cleaned; of a heading its title."""
    cells: tuple[str, ...] = ()
    """Of a row, not yet cleaned."""
    level: Level | None = None
    label: str = ""
    """A labelled heading's label, as the vocabulary spells it."""
    depth: int = 0
    """A marked heading's number of #."""
    why: str = ""
    """What kind of furniture."""
    after_blank: bool = False
    before_blank: bool = False
    is_head_by_rule: bool = False
    """Whether a rule under it says that it is a table's head."""
