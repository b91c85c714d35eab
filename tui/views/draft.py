"""An unfinished text, kept with what its author was looking at when it was begun.

Without that, a draft taken up again next week would be saved over what others wrote meanwhile as if it had been seen.
"""

from __future__ import annotations

import msgspec

from shared.plan.values import Value


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A text, and the value that stood in the cell when it was begun."""

    text: str
    seen: int = 0
    base: Value | None = None


def written(draft: Draft) -> str:
    """The draft as one text, to be kept."""
    return msgspec.json.encode(draft).decode()


def read_draft(kept: str) -> Draft | None:
    """The draft that was kept, or None if that is not one."""
    try:
        return msgspec.json.decode(kept, type=Draft)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
