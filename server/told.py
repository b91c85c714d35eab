"""What the log of a plan has to tell those who have the plan open."""

from __future__ import annotations

import msgspec

from shared.sync.down import Confirmed, Known, Refused


class Published(msgspec.Struct, frozen=True):
    """News for everybody who has the plan open."""

    message: Confirmed


class Answered(msgspec.Struct, frozen=True):
    """An answer for one session."""

    session: int
    message: Refused | Known


class Unanswered(msgspec.Struct, frozen=True):
    """What a session is owed could not be read or kept: it has to ask again."""

    session: int
    sentence: str


class Failed(msgspec.Struct, frozen=True):
    """The disk said no. What was sequenced but not committed never happened, and this log is of no use any more."""

    sentence: str


Told = Published | Answered | Unanswered | Failed
