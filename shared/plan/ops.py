"""The six ops, the transaction that carries them, and what became of each when the server put it in order.

Nothing else changes a plan. Each op says here what happens when what it names is missing or has changed meanwhile;
how edits of one cell meet is one function, `shared.sync.meeting.meet`.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from shared.ids import Key, PersonId
from shared.plan.kinds import Kind
from shared.plan.values import MAX_LINE, Line, Value

MAX_OPS = 20_000
"""Ops of one transaction: a whole paper is imported as one."""

MAX_SEQ = 2**53 - 1

Id = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^[a-z2-7]+\Z")]
Count = Annotated[int, Meta(ge=0, le=MAX_SEQ)]
Because = Annotated[str, Meta(max_length=MAX_LINE)]
PERIOD_PATTERN = r"^[0-9]{4}(-(SY|H[12]|T[123]|Q[1-4]|W(0[1-9]|[1-4][0-9]|5[0-3])|(0[1-9]|1[0-2])))?\Z"
"""A period's canonical name; `shared.followup.period` knows what they mean."""
PeriodKey = Annotated[str, Meta(pattern=PERIOD_PATTERN)]
PartKey = Annotated[str, Meta(min_length=1, max_length=100)]
FieldName = Annotated[str, Meta(min_length=1, max_length=60)]


class CellKey(NamedTuple):
    """Which fact about a node: a field, in a period or for the whole plan, as a whole or one part of it."""

    field: str
    period: str | None = None
    part: str | None = None


class _Op(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    node: Id


class Create(_Op, frozen=True, tag="create"):
    """A new node. Refused where the parent is unknown or another node has the id; under a retired parent it is
    applied, and the parent marked as edited after retirement."""

    kind: Kind
    level: Line
    parent: Id
    rank: Line


class Move(_Op, frozen=True, tag="move"):
    """Another parent or rank. Refused if that would make a cycle, or under a retired node. The last move counts."""

    parent: Id
    rank: Line


class Retire(_Op, frozen=True, tag="retire"):
    """Out of the plan, with all that lies under it, but in the log, so that late ops find it."""


class Restore(_Op, frozen=True, tag="restore"):
    """Back into the plan, with whatever was entered meanwhile."""


class Set(_Op, frozen=True, tag="set"):
    """A cell's value. `seen` is the seq of the value its author was looking at, 0 for none."""

    field: FieldName
    period: PeriodKey | None
    part: PartKey | None
    value: Value | None
    """None clears the cell."""
    seen: Count
    base: Value | None = None
    """For prose and sets the value its author was looking at, which a three-way merge starts from."""
    because: Because = ""

    @property
    def cell(self) -> CellKey:
        """The cell this op writes."""
        return CellKey(self.field, self.period, self.part)


class Settle(_Op, frozen=True, tag="settle"):
    """One value for a contested cell. `seen` is the newest seq among the claims its author was looking at; claims
    newer than that stay as rivals. Of a cell that is not contested any more it is an ordinary edit."""

    field: FieldName
    period: PeriodKey | None
    part: PartKey | None
    value: Value | None
    seen: Count
    because: Because = ""

    @property
    def cell(self) -> CellKey:
        """The cell this op settles."""
        return CellKey(self.field, self.period, self.part)


Op = Create | Move | Retire | Restore | Set | Settle
CellOp = Set | Settle


class Transaction(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """The ops of one user action: all or none."""

    key: Key
    at: Count
    """Milliseconds since 1970 by the author's clock; for people to read, decides nothing."""
    ops: Annotated[tuple[Op, ...], Meta(min_length=1, max_length=MAX_OPS)]


class _Outcome(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    pass


class Applied(_Outcome, frozen=True, tag="applied"):
    """It took effect as it was sent."""


class Absorbed(_Outcome, frozen=True, tag="absorbed"):
    """The plan already said so; nothing changed."""


class Merged(_Outcome, frozen=True, tag="merged"):
    """Two edits of one text or set were combined into this value."""

    value: Value


class Contested(_Outcome, frozen=True, tag="contested"):
    """Two people wrote without having seen each other's value: the confirmed one stays, this one became a rival."""


Outcome = Applied | Absorbed | Merged | Contested

APPLIED = Applied()
ABSORBED = Absorbed()
CONTESTED = Contested()


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True, forbid_unknown_fields=True):
    """A transaction with its place in the log."""

    seq: Count
    author: Annotated[str, Meta(max_length=100)]
    transaction: Transaction
    outcomes: tuple[Outcome, ...] = ()
    """One for each op; empty if all were simply applied."""

    def results(self) -> list[tuple[Op, Outcome]]:
        """Each op with what became of it."""
        ops = self.transaction.ops
        return list(zip(ops, self.outcomes or (APPLIED,) * len(ops), strict=True))

    @property
    def person(self) -> PersonId:
        """Who wrote it."""
        return PersonId(self.author)
