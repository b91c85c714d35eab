"""What a replica's machine asks its shell for. The order of the actions is the order to carry them out in."""

from __future__ import annotations

import msgspec

from shared.ids import ClientId, Key, NodeId
from shared.plan.ops import CellKey, Transaction
from shared.plan.refusal import Refusal
from shared.sync.chain import LogRow
from shared.sync.up import Up


class Send(msgspec.Struct, frozen=True):
    """Send this message to the server, if the link is still up."""

    message: Up


class StorePending(msgspec.Struct, frozen=True):
    """Put the transaction into the outbox on disk, then say `stored`."""

    transaction: Transaction


class StoreConfirmed(msgspec.Struct, frozen=True):
    """Write to disk, all or none: the rows, that these keys are answered, and these transactions as they are now."""

    rows: tuple[LogRow, ...]
    seq: int
    answered: tuple[Key, ...]
    rebased: tuple[Transaction, ...]


class StoreImage(msgspec.Struct, frozen=True):
    """Replace what is confirmed on disk by this image of the plan."""

    image: bytes
    chain: bytes
    seq: int


class StoreReturned(msgspec.Struct, frozen=True):
    """Move a transaction from the outbox to the tray of returned edits."""

    transaction: Transaction
    refusal: Refusal


class Changed(msgspec.Struct, frozen=True):
    """The plan shows something else at these nodes."""

    nodes: frozenset[NodeId]
    is_structural: bool
    """Whether nodes came, went or moved; everything may be another then."""


class StoreIdentity(msgspec.Struct, frozen=True):
    """The replica is another client from now on: these are its pending transactions, under their new keys, and what
    could be undone under the old ones cannot be any more. Then say `stored` of each."""

    client: ClientId
    pending: tuple[Transaction, ...]
    next_counter: int


class StorePeople(msgspec.Struct, frozen=True):
    """Remember who the server takes us for, and these names by author id."""

    person: str
    people: dict[str, str]


class StateChanged(msgspec.Struct, frozen=True):
    """`state`, `people` or `here` is another."""


class EditMet(msgspec.Struct, frozen=True):
    """An edit met another one: tell the person. `is_mine` tells their edit from one that met theirs."""

    node: NodeId
    cell: CellKey
    is_contested: bool
    is_mine: bool


class Hangup(msgspec.Struct, frozen=True):
    """Close the link; connect again if `again`."""

    again: bool


Stored = StorePending | StoreConfirmed | StoreImage | StoreReturned | StoreIdentity | StorePeople
"""What goes to disk, each whole or not at all, in this order."""
Action = Send | Stored | Changed | StateChanged | EditMet | Hangup
