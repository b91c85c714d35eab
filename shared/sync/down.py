"""The messages from the server to a client."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.ids import Key
from shared.plan.ops import Count
from shared.plan.refusal import Refusal
from shared.plan.values import Line
from shared.sync.chain import LogRow

MAX_ROWS = 5_000


class Act(Enum):
    """Who must act, and how, when the server cannot go on with a connection."""

    RETRY = "retry"
    """Connect again later; nothing is wrong with what was sent."""
    UPGRADE = "upgrade"
    """One of the two programs is too old for the other."""
    SIGN_IN = "sign_in"
    """The server does not know who this is, or does not let them in."""
    CHOOSE_PLAN = "choose_plan"
    """There is no plan of that name."""
    STOP = "stop"
    """Do not try again as things are: the histories have parted, or the client breaks the protocol."""


class _Down(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    pass


class PlanLine(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One plan of a server."""

    id: Line
    name: Line
    head: Count


class Person(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Who is behind an author id."""

    id: Line
    name: Line


class Here(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Somebody who has the plan open, and the node they look at ("" for none)."""

    session: Count
    person: Line
    node: Line


class Welcome(_Down, frozen=True, tag="welcome"):
    """The answer to `Hello`."""

    protocol: Count
    program: Line
    person: Line
    """Who the server takes this client's user for."""
    session: Count


class Plans(_Down, frozen=True, tag="plans"):
    """The plans this person may open, by name."""

    plans: Annotated[tuple[PlanLine, ...], Meta(max_length=10_000)]


class Opened(_Down, frozen=True, tag="opened"):
    """The plan is open; what is missing up to `head` follows."""

    plan: Line
    name: Line
    head: Count


class Image(_Down, frozen=True, tag="image"):
    """A whole plan at one seq, where that is shorter than the log. See `shared.sync.snapshot`."""

    image: Annotated[bytes, Meta(max_length=256 * 2**20)]
    chain: Annotated[bytes, Meta(min_length=32, max_length=32)]


class Confirmed(_Down, frozen=True, tag="confirmed"):
    """Rows of the log, in order: synced to disk, with what became of every op. To the client whose transaction is in
    it, this is the acknowledgement; to all others, the news."""

    rows: Annotated[tuple[LogRow, ...], Meta(min_length=1, max_length=MAX_ROWS)]


class Refused(_Down, frozen=True, tag="refused"):
    """A transaction was refused, whole; it has no place in the log."""

    key: Key
    refusal: Refusal


class People(_Down, frozen=True, tag="people"):
    """Names behind author ids: all at first, later the new ones."""

    people: Annotated[tuple[Person, ...], Meta(max_length=100_000)]


class Present(_Down, frozen=True, tag="present"):
    """Everybody who has the plan open, this client too."""

    here: Annotated[tuple[Here, ...], Meta(max_length=10_000)]


class Failed(_Down, frozen=True, tag="failed"):
    """The server cannot go on; it closes the connection after this."""

    act: Act
    sentence: Line


Down = Welcome | Plans | Opened | Image | Confirmed | Refused | People | Present | Failed
"""Every message that the server sends."""
