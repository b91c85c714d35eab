"""What the screens ask of whoever holds the data: a plan to show, and ways to change it.

The screens own no data, open no file and know no socket. Everything goes through a `Door`, so that a test puts an
in-memory one behind the same screens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Protocol

import msgspec

from shared.ids import Key, NodeId
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Op, Transaction
from shared.plan.refusal import Refusal
from shared.sync.client_actions import EditMet, Healed
from shared.sync.down import Late, LateDecided


class Connection(Enum):
    """How the replica stands with its server."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    CATCHING_UP = "catching_up"
    LIVE = "live"
    REFUSED = "refused"
    """The server will not have us; `Door.connection_reason` says why."""


class UndoResult(Enum):
    """What became of an undo."""

    DONE = "done"
    NOTHING = "nothing"
    """There is nothing of one's own to undo."""
    EDITED_SINCE = "edited_since"
    """Somebody wrote over it since; undoing would take their words away."""
    SETTLED = "settled"
    """It settled something: the claims are in the history, and cannot be raised again in their authors' names."""


class Presence(msgspec.Struct, frozen=True):
    """Somebody who has the plan open, and the node they look at."""

    person: str
    """An author id; `Door.person_name` knows the name."""
    node: str | None
    is_me: bool = False


class Returned(msgspec.Struct, frozen=True):
    """A transaction of one's own that the server refused. It waits until its author retries or drops it."""

    transaction: Transaction
    refusal: Refusal


class KeptMet(msgspec.Struct, frozen=True):
    """An edit that met another one."""

    at: int
    """When it was heard of here, in ms since 1970."""
    met: EditMet
    is_unread: bool


class Changed(msgspec.Struct, frozen=True):
    """What is no longer as it was shown, besides the connection, the people and the counts."""

    nodes: frozenset[NodeId] = frozenset()
    """Nodes whose cells, pending or contested marks changed."""
    is_structural: bool = False
    """Whether nodes came, went or moved."""
    met: EditMet | None = None
    """Something to tell the person, at once."""
    healed: Healed | None = None
    """The server had lost something and was handed it back: to tell the person, too."""


Listener = Callable[[Changed], None]


class Door(Protocol):
    """A plan behind a door. Every property may be asked for at any time and costs nothing."""

    @property
    def plan(self) -> Plan:
        """Confirmed and pending together, changed in place; the same object for the life of the door."""

    @property
    def name(self) -> str:
        """What the plan is called."""

    @property
    def pending_count(self) -> int:
        """Transactions that the server has not acknowledged."""

    @property
    def pending_cells(self) -> AbstractSet[tuple[NodeId, CellKey]]:
        """The cells those transactions write."""

    @property
    def connection(self) -> Connection:
        """How it stands with the server."""

    @property
    def connection_reason(self) -> str:
        """One sentence on why it stands so, or ""."""

    @property
    def people(self) -> Sequence[Presence]:
        """Who has the plan open."""

    @property
    def returned(self) -> Sequence[Returned]:
        """Own transactions that were refused, oldest first."""

    @property
    def damaged(self) -> int:
        """How many own edits and half-written texts were damaged on disk and set aside, since the replica was made."""

    @property
    def must_fetch_afresh(self) -> bool:
        """Whether the server will have us only once the plan here has been fetched again, whole."""

    @property
    def progress(self) -> tuple[int, int]:
        """How many parts of a plan that is being fetched are here, of how many; 0 of 0 where none is."""

    @property
    def own_seq(self) -> int:
        """The newest seq of one's own transactions, as far as they are not known to be backed up; 0 for none."""

    @property
    def backed_up(self) -> int:
        """Everything up to this seq is in a backup of the server's; 0 where it makes none."""

    @property
    def healed(self) -> Healed | None:
        """What the server had lost and was handed back since this door was opened, or None."""

    @property
    def unread_met(self) -> int:
        """How many own edits have met others without the person having read of it."""

    async def met(self, limit: int) -> Sequence[KeptMet]:
        """The own edits that met others last, newest first."""

    async def met_seen(self) -> None:
        """The person has read of them all."""

    def person_name(self, author: str) -> str:
        """What an author is called; their id where no name is known."""

    async def submit(self, ops: Sequence[Op]) -> Refusal | None:
        """Make these ops one transaction. It shows at once in the plan and is on disk when this returns; None.

        Ops that cannot be done on the plan as it is change nothing: the refusal is returned.
        """

    async def undo(self) -> UndoResult:
        """Take back one's own latest transaction."""

    async def drop_returned(self, key: Key) -> None:
        """Take a refused transaction out of the tray."""

    async def late_entries(self) -> Late | None:
        """The late entries that wait on the server, as far as this person may see them; None where it does not
        answer."""

    async def decide_late(self, key: Key, *, is_accepted: bool, reason: str, case_number: str) -> LateDecided | None:
        """Let a late entry in, or turn it down; None where the server does not answer."""

    async def look_at(self, node: NodeId | None) -> None:
        """Tell the others which node one is looking at."""

    async def save_draft(
        self, node: NodeId, field: str, period: str | None, text: str, part: str | None = None
    ) -> None:
        """Keep an unfinished text, over the one kept before. Raises StoreError, as the next two do."""

    async def load_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> str | None:
        """The unfinished text, or None."""

    async def drop_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> None:
        """Forget the unfinished text."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told in the event loop what changed. Returns a function that ends it."""
