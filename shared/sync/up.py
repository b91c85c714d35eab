"""The messages from a client to the server."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.ids import PLAN_NAME, Key
from shared.plan.ops import Because, Count, Id
from shared.plan.values import Line
from shared.sync.chain import SEAL_BYTES, Hash

MAX_SUBMITTED = 500
"""Transactions of one `Submit`."""

MAX_HANDED = 5_000
"""Rows of one `HandBack`."""

MAX_BODY = 32 * 2**20
"""Bytes of one transaction or entry."""


class _Up(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    pass


class Hello(_Up, frozen=True, tag="hello"):
    """The first message: which versions of the protocol the client speaks."""

    protocol: Count
    oldest: Count
    program: Line


class ListPlans(_Up, frozen=True, tag="list_plans"):
    """Which plans are there? Answered by `Plans`."""


class Resume(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Part of an image that a client has already: which image, and how many of its chunks."""

    sha: Hash
    here: Count


class OpenPlan(_Up, frozen=True, tag="open_plan"):
    """Open a plan on this connection and fetch what is new since `base`. Answered by `Opened`, then by an image, by
    `Confirmed` or by both; or by `Parted`. Sent again on an open connection it opens the plan anew."""

    name: Annotated[str, Meta(pattern=PLAN_NAME)]
    create: bool
    """Whether to make the plan if there is none of that name."""
    client: Id
    base: Count
    chain: Hash
    """The client's chain at `base`: a difference means that the histories have parted."""
    afresh: bool = False
    """Whether to send a whole image, whatever the base."""
    resume: Resume | None = None


class Sent(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A transaction under way. The server reads each by itself: one that it cannot read holds up nobody else's."""

    key: Key
    body: Annotated[bytes, Meta(max_length=MAX_BODY)]
    """The transaction as the client encoded it."""


class Submit(_Up, frozen=True, tag="submit"):
    """Transactions in the order of the client's outbox. Each is answered, by a `Confirmed`, `Known` or `Refused`."""

    transactions: Annotated[tuple[Sent, ...], Meta(min_length=1, max_length=MAX_SUBMITTED)]


class Anchor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A point of a log, by its seq and its chain there."""

    seq: Count
    chain: Hash


class Locate(_Up, frozen=True, tag="locate"):
    """After `Parted`: points of the log that the client has, newest first. Answered by `Common`."""

    anchors: Annotated[tuple[Anchor, ...], Meta(max_length=100)]


class HandBack(_Up, frozen=True, tag="hand_back"):
    """After `Common`: rows that the server may have lost, in order; the last message of several carries the seal.
    Answered by `TakenBack`."""

    before: Anchor
    """The point in the client's log right before the first row of all these messages."""
    bodies: Annotated[tuple[Annotated[bytes, Meta(max_length=MAX_BODY)], ...], Meta(max_length=MAX_HANDED)]
    seal: Annotated[bytes, Meta(max_length=SEAL_BYTES)]
    """The server's own seal on the last row; empty where more follow, or where there are none."""
    is_last: bool


class Recall(_Up, frozen=True, tag="recall"):
    """Rows of the log up to one that the client knows the chain at: those it never had, since it joined with an image.
    Answered by `Past`."""

    until: Count


class ListLate(_Up, frozen=True, tag="list_late"):
    """Which late entries wait? Answered by `Late`: all of them to whoever approves, to others their own."""


class DecideLate(_Up, frozen=True, tag="decide_late"):
    """Let a late entry in, or turn it down. Answered by `LateDecided`."""

    key: Key
    is_accepted: bool
    reason: Because
    case_number: Line
    seen: Count
    """The seq of the plan that was looked at."""
    at: Count
    """When it was decided, in ms since 1970 by the client's clock."""


class Look(_Up, frozen=True, tag="look"):
    """Where this person is, for the others to see. Never stored, not answered."""

    node: Annotated[str, Meta(max_length=32)]
    """A node's id, or "" for nowhere."""


Up = Hello | ListPlans | OpenPlan | Submit | Locate | HandBack | Recall | ListLate | DecideLate | Look
"""Every message that a client sends."""
