"""Typed ids and transaction keys.

Ids are opaque text, never derived from a title: titles repeat and change. Whoever makes one brings the random bytes,
so that nothing in `shared` has a source of randomness of its own.
"""

from __future__ import annotations

from base64 import b32encode
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

NodeId = NewType("NodeId", str)
"""A node within its plan: 16 characters a-z2-7, or `ROOT`."""

ClientId = NewType("ClientId", str)
"""One replica of one plan; a replica that was copied or restored takes a new one."""

PersonId = NewType("PersonId", str)
"""Who somebody is to the server, as it appears in the log. Names live in one table on the server."""

PlanId = NewType("PlanId", str)
"""A plan on a server: 16 characters a-z2-7."""

Seq = NewType("Seq", int)
"""Place of a transaction in its plan's log: 1, 2, 3, ... given by the server. 0 means before the first."""

ROOT = NodeId("root")
"""The node every plan has: the unit whose plan it is."""

PLAN_NAME = r"^[^\W_][\w .-]{0,97}[\w-]\Z|^[^\W_]\Z"
"""What a plan may be called: letters, digits, spaces and - _ . only, at most 99; it names directories too."""

ID_BYTES = 10
"""Random bytes an id is made of: 80 bits, which is 16 characters."""


class Key(msgspec.Struct, frozen=True, gc=False, array_like=True, order=True, forbid_unknown_fields=True):
    """A transaction's idempotency key: every retry carries the same one, so it takes effect once."""

    client: ClientId
    counter: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    """1, 2, 3, ... within the client, in the order of its outbox."""


def id_from(random_bytes: bytes) -> str:
    """An id from `ID_BYTES` random bytes: lower case, without characters that are read as another."""
    if len(random_bytes) != ID_BYTES:
        raise ValueError(f"an id takes {ID_BYTES} random bytes, not {len(random_bytes)}")
    return b32encode(random_bytes).decode("ascii").lower()
