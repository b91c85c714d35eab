"""What a replica's machine asks its shell for. The order of the actions is the order to carry them out in."""

from __future__ import annotations

from enum import Enum

import msgspec

from shared.ids import ClientId, Key, NodeId
from shared.plan.ops import CellKey, Transaction
from shared.plan.refusal import Refusal
from shared.sync.chain import LogRow
from shared.sync.image import ImageHead
from shared.sync.up import Up


class Send(msgspec.Struct, frozen=True):
    """Send this message to the server, if the link is still up."""

    message: Up


class Met(Enum):
    """What became of an edit that was not simply applied."""

    MERGED = "merged"
    CONTESTED = "contested"
    SETTLED = "settled"


class EditMet(msgspec.Struct, frozen=True, array_like=True):
    """An edit met another one: tell the person, and keep it where they find it again."""

    seq: int
    """The transaction that tells of it."""
    node: NodeId
    cell: CellKey
    met: Met
    is_mine: bool
    """Whether it was the person's own edit that came second; otherwise somebody else's met theirs."""
    author: str
    """Whose edit came second."""


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """A point of the server's log, and its seal on it."""

    seq: int
    chain: bytes
    seal: bytes


# What goes to disk: each whole or not at all, in this order


class StorePending(msgspec.Struct, frozen=True):
    """Put the transaction into the outbox, then say `stored`."""

    transaction: Transaction


class StoreConfirmed(msgspec.Struct, frozen=True):
    """News: rows at the end of the log; which own transactions they or others answer, by key and seq, which leave the
    outbox and are kept as own until they are backed up; what else is pending as it is now; whom edits met."""

    rows: tuple[LogRow, ...]
    seq: int
    """The seq of the last row; of the newest one here, where there are none."""
    answered: tuple[tuple[Key, int], ...] = ()
    rebased: tuple[Transaction, ...] = ()
    met: tuple[EditMet, ...] = ()
    sealed: Sealed | None = None


class StoreChunk(msgspec.Struct, frozen=True):
    """Keep a chunk of an image that is arriving, so that the rest can be fetched later. Chunk 0 begins anew."""

    head: ImageHead
    index: int
    chunk: bytes


class StoreImage(msgspec.Struct, frozen=True):
    """All chunks are here: what is confirmed is this image from now on, and the log goes on from it."""

    head: ImageHead
    sealed: Sealed


class StoreReturned(msgspec.Struct, frozen=True):
    """Move a transaction from the outbox to the tray of returned edits."""

    transaction: Transaction
    refusal: Refusal


class StoreRekeyed(msgspec.Struct, frozen=True):
    """The replica is another client from now on, whose next counter is 1, and what could be undone cannot be any more.
    These pending transactions have new keys, in the same places; then say `stored` of each."""

    client: ClientId
    rekeyed: tuple[tuple[Key, Transaction], ...]
    """The old key, and the transaction with its new one."""


class StoreReopened(msgspec.Struct, frozen=True):
    """These own transactions, which had their places in a log that is lost, are pending again, before all others; and
    `rebased` are as they are now."""

    transactions: tuple[Transaction, ...]
    rebased: tuple[Transaction, ...] = ()


class StorePeople(msgspec.Struct, frozen=True):
    """Remember who the server takes us for, and these names by author id."""

    person: str
    people: dict[str, str]


class StoreServer(msgspec.Struct, frozen=True):
    """Remember the server's epoch and what is backed up: own transactions up to that seq need not be kept."""

    epoch: str
    backed_up: int


# What the machine must know from disk


class FindAnchors(msgspec.Struct, frozen=True):
    """Look up points of the log here, newest first and ever farther apart; then say `anchors_found`."""


class FindLost(msgspec.Struct, frozen=True):
    """Look up the rows after that seq, or after the image that the log here begins with, where that is later; and own
    transactions with a later seq; then say `lost_found`."""

    after: int


# What the person is told


class Changed(msgspec.Struct, frozen=True):
    """The plan shows something else at these nodes."""

    nodes: frozenset[NodeId]
    is_structural: bool
    """Whether nodes came, went or moved; everything may be another then."""


class StateChanged(msgspec.Struct, frozen=True):
    """How it stands with the server, what is backed up, or who is here is another."""


class Healed(msgspec.Struct, frozen=True):
    """The server had lost something and was handed it back: so many rows; so many own transactions are sent anew."""

    rows: int
    own: int


class Hangup(msgspec.Struct, frozen=True):
    """Close the link; connect again if `again`."""

    again: bool


Stored = (
    StorePending
    | StoreConfirmed
    | StoreChunk
    | StoreImage
    | StoreReturned
    | StoreRekeyed
    | StoreReopened
    | StorePeople
    | StoreServer
)
Action = Send | Stored | FindAnchors | FindLost | Changed | StateChanged | EditMet | Healed | Hangup
