"""How a replica asks for its plan, and what it takes until all of it is here: news, an image of the whole plan, or,
where the server's log has parted from ours, handing back first what the server may have lost."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import RemoteProtocolError
from shared.ids import ClientId
from shared.plan.ops import Transaction
from shared.sync.arrival import Arrival
from shared.sync.client_actions import (
    Action,
    Changed,
    Send,
    StateChanged,
    StoreChunk,
    StoreImage,
    StoreReopened,
    StoreServer,
)
from shared.sync.down import ImageBegins, ImageChunk, Opened
from shared.sync.healing import Healing
from shared.sync.image import ImageHead
from shared.sync.layers import Layers
from shared.sync.snapshot import Unpacking
from shared.sync.up import Anchor, OpenPlan


class Opening:
    """One plan to be opened, again after each cut, and what the server has said of it."""

    def __init__(
        self, name: str, layers: Layers, epoch: str, backed_up: int, incoming: tuple[ImageHead, Sequence[bytes]] | None
    ) -> None:
        self.name = name
        self.may_create = False
        """Whether the server shall make the plan if it has none of that name."""
        self.wants_afresh = False
        """Whether to fetch the whole plan again, whatever is here."""
        self.backed_up = backed_up
        """Everything up to this seq is in a backup of the server's."""
        self.healing: Healing | None = None
        """From `Parted` until the plan is open."""
        self._layers = layers
        self._arrival = Arrival(incoming)
        self._epoch = epoch
        self._head = layers.plan.seq
        self._digest = layers.digest
        """Of the server's plan at its head, as it was when the plan was opened."""

    @property
    def has_all(self) -> bool:
        """Whether everything is here that the server's plan had when it was opened."""
        return self._layers.plan.seq >= self._head and not self.wants_afresh

    @property
    def differs(self) -> bool:
        """Whether the same log has led to another plan here. What has come in since the plan was opened may have led
        past the seq of which that can be said."""
        return self._layers.plan.seq == self._head and self._layers.digest != self._digest

    @property
    def is_arriving(self) -> bool:
        """Whether more chunks of an image are to come."""
        return self._arrival.resume is not None

    @property
    def progress(self) -> tuple[int, int]:
        """How many chunks of an image are here, of how many; 0 of 0 where none is arriving."""
        return self._arrival.progress

    def ask(self, client: ClientId) -> Send:
        """Ask for the plan, from where the replica stands."""
        seq, chain = self._layers.plan.seq, self._layers.chain
        asked = OpenPlan(self.name, self.may_create, client, seq, chain, self.wants_afresh, self._arrival.resume)
        return Send(asked)

    def take_opened(self, message: Opened) -> list[Action]:
        """The server has opened the plan."""
        self._head, self._digest = message.head, message.digest
        self._epoch, self.backed_up = message.epoch, message.backed_up
        if self._layers.role is not message.role:
            self._layers.role = message.role
            self._layers.again()
        return [StoreServer(message.epoch, message.backed_up)]

    def take_backed_up(self, seq: int) -> list[Action]:
        """There is a backup up to there."""
        self.backed_up = max(self.backed_up, seq)
        return [StoreServer(self._epoch, self.backed_up), StateChanged()]

    # Healing

    def hand_back(self, before: Anchor, bodies: Sequence[bytes], own: Sequence[Transaction]) -> list[Action]:
        """Hand back the rows after that point. Own transactions that had a place after the common one are pending
        again: whatever becomes of the rows, they are not lost."""
        if self.healing is None:
            return []
        handed = self.healing.hand_back(before, bodies, self._layers.seal)
        outbox = self._layers.outbox
        reopened = tuple(transaction for transaction in own if transaction.key not in outbox)
        outbox.reopen(reopened)
        self._layers.again()
        self.healing.reopened = len(reopened)
        return [StoreReopened(reopened), *map(Send, handed)]

    # An image

    def begin_image(self, message: ImageBegins) -> None:
        """An image of the plan follows. Raises RemoteProtocolError for one of anything else."""
        head = message.head
        if head.seq < self._layers.plan.seq and not self.wants_afresh:
            raise RemoteProtocolError("an image of an older plan than is here")
        if head.seq == self._head and head.digest != self._digest:
            raise RemoteProtocolError("an image of another plan than was opened")
        self._arrival.begin(message)

    def take_chunk(self, message: ImageChunk) -> list[Action]:
        """Take one chunk; with the last one the plan is what the image says. Raises RemoteProtocolError if it does not
        fit."""
        here = self._arrival.feed(message)
        kept = StoreChunk(here.head, message.index, message.chunk)
        return [kept, *(self._become(here) if here.is_complete else [])]

    def _become(self, here: Unpacking) -> list[Action]:
        plan = here.plan()
        self._layers.become(plan, here.head.chain, self._arrival.seal)
        self.wants_afresh = False
        rebased = self.healing.transplant(self._layers.outbox, plan) if self.healing is not None else []
        self.healing = None
        self._layers.lay()
        retold: list[Action] = [StoreReopened((), tuple(rebased))] if rebased else []
        return [StoreImage(here.head, self._layers.sealed), *retold, Changed(frozenset(), True)]
