"""What the server asks of a store. Every store passes the same suite of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from shared.ids import ClientId, Key, PersonId, PlanId
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.refusal import Refusal
from shared.sync.chain import LogRow
from shared.sync.down import Person, PlanLine
from shared.sync.image import Image
from shared.sync.sequencer import KeyedRow, Logged


class Loaded(msgspec.Struct, frozen=True):
    """A plan as the store has it."""

    plan: Plan
    chain: bytes
    image: Image | None
    """The newest image, which the plan was made from."""
    recent: Sequence[Logged]
    """The transactions after it, in order."""
    recent_bytes: int
    """Bytes of their entries."""
    clients: Mapping[ClientId, tuple[str, int]]
    """Every client in the log: its owner, and its highest counter up to the image."""


class Standing(msgspec.Struct, frozen=True):
    """What administrators decide about a plan while it is open."""

    epoch: str
    """Another one after every restore from a backup."""
    backed_up: int
    """Everything up to this seq is in a backup."""
    roles: Mapping[str, Role]
    """What people may do, by their ids. Empty: nobody has decided, and everybody may do everything."""


class Parked(msgspec.Struct, frozen=True):
    """A transaction that was refused through no fault of its author's: it waits for an administrator."""

    key: Key
    author: str
    at: int
    """When it was refused, in ms since 1970 by the server's clock."""
    refusal: Refusal
    body: bytes
    """The transaction as the client sent it; perhaps of a newer program, and unreadable here."""
    is_released: bool = False
    """Whether an administrator wants it in the plan, and the server has not come to it yet."""


class Store(Protocol):
    """Plans, their logs, and people. Each method is one transaction; what it changed is synced when it returns."""

    async def plans(self) -> list[PlanLine]:
        """The plans there are, by name."""

    async def plan_named(self, name: str) -> PlanLine | None:
        """The plan of that name, or None."""

    async def create_plan(self, plan: PlanId, name: str, at: int, epoch: str) -> PlanLine:
        """Make a plan, or return the one that has the name already. `at` is in ms since 1970."""

    async def load(self, plan: PlanId) -> Loaded:
        """The plan at the end of its log, from the newest image on; from the log alone where the image is damaged.
        Raises StoreCorrupt if the chain does not hold."""

    async def append(self, plan: PlanId, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end of the log, all or none. Raises StoreError if they do not follow."""

    async def rows(self, plan: PlanId, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` rows that follow seq `after`, in order; fewer where they are long, but one if there is one.
        Raises StoreCorrupt if the chain over them does not hold."""

    async def chain_at(self, plan: PlanId, seq: int) -> bytes | None:
        """The chain at that seq (`chain.START` at 0), or None if the log has no such row."""

    async def bytes_after(self, plan: PlanId, seq: int) -> int:
        """About how many bytes the entries after that seq take, packed as they are on the wire."""

    async def seqs_of(self, plan: PlanId, keys: Sequence[Key]) -> dict[Key, int]:
        """The seqs of those of the keys that are in the log."""

    async def put_image(self, plan: PlanId, image: Image) -> None:
        """Keep this image of the plan instead of the one before. Everything up to its seq must be in the log."""

    async def image_seq(self, plan: PlanId) -> int:
        """The seq of the newest image; 0 if there is none that can be read."""

    async def compact(self, plan: PlanId, keep: int) -> int:
        """Pack the rows up to the newest image, but for the last `keep` of them, so that they take little room; how
        many were packed. They stay readable, row by row, and the chain over them verifiable."""

    async def verify(self, plan: PlanId) -> tuple[int, bytes]:
        """Replay the whole log, and compare it with its chain, its keys and the newest image; the seq and the chain at
        its end. Takes its time, but no more of the store's at once than an append does. Raises StoreCorrupt."""

    async def standing(self, plan: PlanId) -> Standing:
        """What administrators have decided about the plan so far. Raises StoreError if there is no such plan."""

    async def new_epoch(self, plan: PlanId, epoch: str) -> None:
        """The log goes on from a backup: what it had after that is not in it any more."""

    async def note_backed_up(self, plan: PlanId, seq: int) -> None:
        """Everything up to that seq is in a backup."""

    async def grant(self, plan: PlanId, person: PersonId, role: Role) -> None:
        """Let somebody do what that role may do in the plan, instead of what they could before."""

    async def has_changed(self) -> bool:
        """Whether another process, such as an administrator's command, has written since this was last asked, or since
        the store was opened."""

    async def park(self, plan: PlanId, parked: Parked, at_most: int | None = None) -> bool:
        """Keep a refused transaction; whether it is kept. It is not where so many of its author's are already.

        Parking it again changes nothing, unless it was released: then it waits again, for the new reason.
        """

    async def parked(self, plan: PlanId) -> list[Parked]:
        """What waits for an administrator, oldest first."""

    async def release(self, plan: PlanId, key: Key) -> None:
        """An administrator wants it in the plan: the server is to put it in order."""

    async def releasing(self) -> list[PlanLine]:
        """The plans with something that was released and is parked still."""

    async def unpark(self, plan: PlanId, key: Key) -> None:
        """It has been dropped, or has its place in the log."""

    async def seal_key(self) -> bytes:
        """The secret that seals are made with, `SEAL_KEY_BYTES` bytes; made at the first time, and in every backup."""

    async def person(self, login: str, new_id: PersonId) -> Person:
        """The person who signs in under that name; a new one, with the id given, at the first time."""

    async def people(self) -> list[Person]:
        """Everybody the store knows."""

    async def close(self) -> None:
        """Finish and close."""
