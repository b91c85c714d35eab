"""An unfinished text, kept with what its author was looking at when it was begun.

Without that, a draft taken up again next week would be saved over what others wrote meanwhile as if it had been seen.
"""

from __future__ import annotations

import msgspec

from shared.ids import NodeId
from shared.plan.values import Value

DRAFT_S = 0.5
"""So long after something was typed it is on disk, however fast the typing goes on."""


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A text, and the value that stood in the cell when it was begun."""

    text: str
    seen: int = 0
    base: Value | None = None


class DraftPlace(msgspec.Struct, frozen=True):
    """What an unfinished text is for: a cell, or the reason that is to stand in one."""

    node: NodeId
    field: str
    period: str | None
    part: str | None = None


class Begun(msgspec.Struct, frozen=True):
    """Something that is being written: what for, and what was there when that began."""

    place: DraftPlace
    text: str
    """What stood there, as it would be typed: as long as nothing else is typed there is no draft."""
    seen: int
    base: Value | None


def written(draft: Draft) -> str:
    """The draft as one text, to be kept."""
    return msgspec.json.encode(draft).decode()


def read_draft(kept: str) -> Draft | None:
    """The draft that was kept, or None if that is not one."""
    try:
        return msgspec.json.decode(kept, type=Draft)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
