"""The messages from a client to the server."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.ids import PLAN_NAME
from shared.plan.ops import Count, Id, Transaction
from shared.plan.values import Line

MAX_SUBMITTED = 500
"""Transactions of one `Submit`."""


class _Up(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    pass


class Hello(_Up, frozen=True, tag="hello"):
    """The first message: which versions of the protocol the client speaks."""

    protocol: Count
    oldest: Count
    program: Line


class ListPlans(_Up, frozen=True, tag="list_plans"):
    """Which plans are there? Answered by `Plans`."""


class OpenPlan(_Up, frozen=True, tag="open_plan"):
    """Open a plan on this connection and fetch what is new since `base`. Answered by `Opened`, then by `Image` or
    `Confirmed`. Sent again on an open connection it opens the plan anew."""

    name: Annotated[str, Meta(pattern=PLAN_NAME)]
    create: bool
    """Whether to make the plan if there is none of that name."""
    client: Id
    base: Count
    chain: Annotated[bytes, Meta(min_length=32, max_length=32)]
    """The client's chain at `base`: a difference means that the histories have parted."""


class Submit(_Up, frozen=True, tag="submit"):
    """Transactions in the order of the client's outbox. Each is answered, by a `Confirmed` or a `Refused`."""

    transactions: Annotated[tuple[Transaction, ...], Meta(min_length=1, max_length=MAX_SUBMITTED)]


class Look(_Up, frozen=True, tag="look"):
    """Where this person is, for the others to see. Never stored, not answered."""

    node: Annotated[str, Meta(max_length=32)]
    """A node's id, or "" for nowhere."""


Up = Hello | ListPlans | OpenPlan | Submit | Look
