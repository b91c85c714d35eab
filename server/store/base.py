"""What the server asks of a store. Every store passes the same suite of tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from shared.ids import PersonId, PlanId
from shared.plan.model import Plan
from shared.sync.chain import LogRow
from shared.sync.down import Person, PlanLine
from shared.sync.sequencer import KeyedRow, Known


class Loaded(msgspec.Struct, frozen=True):
    """A plan as the store has it."""

    plan: Plan
    chain: bytes
    known: Sequence[Known]
    """Every transaction in the log, in order."""


class Store(Protocol):
    """Plans, their logs, and people."""

    async def plans(self) -> list[PlanLine]:
        """The plans there are, by name."""

    async def plan_named(self, name: str) -> PlanLine | None:
        """The plan of that name, or None."""

    async def create_plan(self, plan: PlanId, name: str, at: int) -> PlanLine:
        """Make a plan, or return the one that has the name already. `at` is in ms since 1970."""

    async def load(self, plan: PlanId) -> Loaded:
        """The plan at the end of its log. Raises StoreCorrupt if the chain of its log does not hold."""

    async def append(self, plan: PlanId, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end of the log, all or none; returns when they are synced to disk."""

    async def rows(self, plan: PlanId, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` rows that follow seq `after`, in order; fewer where they are long, but one if there is one."""

    async def chain_at(self, plan: PlanId, seq: int) -> bytes | None:
        """The chain at that seq (`chain.START` at 0), or None if the log has no such row."""

    async def person(self, login: str, new_id: PersonId) -> Person:
        """The person who signs in under that name; a new one, with the id given, at the first time."""

    async def people(self) -> list[Person]:
        """Everybody the store knows."""

    async def close(self) -> None:
        """Finish and close."""
