"""Handing in: a unit says that its part of a round is done, and somebody else approves it or sends it back.

    not yet ──hand in 1──> handed in ──approve 1──> approved
                            ^      │                   │
                    hand in 2      └──> sent back <────┘ send back 1

Each hand-in has a number, and what is approved or sent back is a number: so it does not matter in which order edits
arrive that were made apart. What is both approved and sent back is sent back.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum

import msgspec

from shared.followup.belonging import belongs_to, owners_of, units_of
from shared.followup.owed import Share, owed
from shared.followup.rounds import Round, rounds_of
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import Kind
from shared.plan.model import Cell, Plan
from shared.plan.ops import Op
from shared.plan.values import Quantity, Text

HANDING_IN = ("handed_in", "approved", "sent_back")
"""The fields of a round that hold the numbers."""


class Stage(Enum):
    """How far a unit has come in a round."""

    NOT_YET = "not_yet"
    HANDED_IN = "handed_in"
    SENT_BACK = "sent_back"
    APPROVED = "approved"


class HandIn(msgspec.Struct, frozen=True):
    """Where one unit, or with None the whole plan, stands in a round."""

    unit: NodeId | None
    stage: Stage
    number: int
    """How many times it was handed in."""
    handed_in: Cell | None
    """The cell that says so: who wrote it, and when."""
    decided: Cell | None
    """The cell that says that this hand-in was approved or sent back."""
    comment: str
    """Why it was sent back; "" unless it is."""


def hand_in_of(plan: Plan, period: str, unit: NodeId | None) -> HandIn:
    """Where the unit stands in the period's round; not yet handed in where there is none."""
    return _hand_in(plan, rounds_of(plan, period), unit)


def _hand_in(plan: Plan, there: Sequence[Round], unit: NodeId | None) -> HandIn:
    handed_in, approved, sent_back = (_newest(plan, there, field, unit) for field in HANDING_IN)
    number, stage, decided = number_of(handed_in), Stage.NOT_YET, None
    if number and number_of(sent_back) >= number:
        stage, decided = Stage.SENT_BACK, sent_back
    elif number and number_of(approved) >= number:
        stage, decided = Stage.APPROVED, approved
    elif number:
        stage = Stage.HANDED_IN
    comment = _newest(plan, there, "comment", unit) if stage is Stage.SENT_BACK else None
    words = comment.value.text if comment and isinstance(comment.value, Text) else ""
    return HandIn(unit, stage, number, handed_in, decided, words)


def unapproved(plan: Plan, period: str) -> list[NodeId | None]:
    """The units whose part of the round is not approved; None for what belongs to no unit. [] where all is."""
    if hand_in_of(plan, period, None).stage is Stage.APPROVED:
        return []
    return [share.unit for share in _shares(plan, period) if not is_approved(plan, period, share.unit)]


def _shares(plan: Plan, period: str) -> list[Share]:
    return [share for share in owed(plan, period) if share.members]


def is_approved(plan: Plan, period: str, unit: NodeId | None) -> bool:
    """Whether the unit's hand-in that stands was approved."""
    return hand_in_of(plan, period, unit).stage is Stage.APPROVED


def approving(plan: Plan, node: NodeId, there: Sequence[Round]) -> HandIn | None:
    """The approved hand-in in these rounds of one period that holds what the node says of it, or None if that can still
    be changed. Asked for every op.

    The whole plan's holds everything, a unit's what lies under it. What several units own without any of them lying
    above it is held once all of them are approved: the first must not lock out the others.
    """
    if not _has_approvals(plan, there):
        return None
    above = [None, *(step for step in plan.path(node) if plan.nodes[step].kind is Kind.UNIT)]
    holding = next((found for unit in above if (found := _hand_in(plan, there, unit)).stage is Stage.APPROVED), None)
    if holding is not None or not owners_of(plan, node):
        return holding
    owning = [_hand_in(plan, there, unit) for unit in units_of(plan, node) if unit not in above]
    return owning[0] if owning and all(found.stage is Stage.APPROVED for found in owning) else None


def approved_above(plan: Plan, node: NodeId, there: Sequence[Round]) -> set[NodeId]:
    """The units at or above a node whose hand-in in these rounds of one period is approved."""
    if not _has_approvals(plan, there):
        return set()
    above = (step for step in plan.path(node) if plan.nodes[step].kind is Kind.UNIT)
    return {unit for unit in above if _hand_in(plan, there, unit).stage is Stage.APPROVED}


def _has_approvals(plan: Plan, there: Sequence[Round]) -> bool:
    return any(key.field == "approved" for each in there for key in plan.cells(each.node))


def authors(plan: Plan, period: str, unit: NodeId | None) -> set[str]:
    """Who reported for the unit: who handed in its part, and who wrote an outcome, a status or a verdict in it."""
    found = {cell.author for cell in [_newest(plan, rounds_of(plan, period), "handed_in", unit)] if cell}
    for _, node in plan.walk():
        name = NodeId(node.id)
        cells = [
            cell
            for key, cell in plan.cells(name).items()
            if key.field in _REPORTED and key.period == period and cell.value is not None
        ]
        if cells and belongs_to(plan, name, unit):
            found |= {cell.author for cell in cells}
    return found


def hand_in(plan: Plan, found: Round, unit: NodeId | None) -> Op:
    """The op that hands in the unit's part; the next number, whatever became of those before."""
    there = rounds_of(plan, found.period.name)
    used = max(number_of(_newest(plan, there, field, unit)) for field in HANDING_IN)
    return _numbered(plan, found, "handed_in", unit, used + 1)


def approve(plan: Plan, found: Round, unit: NodeId | None) -> Op | None:
    """The op that approves what the unit has handed in; None if nothing waits for that."""
    there = hand_in_of(plan, found.period.name, unit)
    return _numbered(plan, found, "approved", unit, there.number) if there.stage is Stage.HANDED_IN else None


def send_back(plan: Plan, found: Round, unit: NodeId | None, comment: str) -> tuple[Op, ...]:
    """The ops that send back what the unit has handed in, approved or not; () if there is nothing to send back."""
    there = hand_in_of(plan, found.period.name, unit)
    if there.stage not in (Stage.HANDED_IN, Stage.APPROVED):
        return ()
    said = set_cell(plan, found.node, "comment", Text(comment), part=unit)
    return _numbered(plan, found, "sent_back", unit, there.number), said


def number_of(cell: Cell | None) -> int:
    """The number in the cell; 0 where there is none, or one that nobody can have handed in."""
    amount = cell.value.amount if cell and isinstance(cell.value, Quantity) else Decimal(0)
    return int(amount) if 0 < amount < _MOST and amount == amount.to_integral_value() else 0


_REPORTED = frozenset({"outcome", "status", "verdict"})
"""What is reported; whoever only comments has not."""
_MOST = 1_000_000


def _numbered(plan: Plan, found: Round, field: str, unit: NodeId | None, number: int) -> Op:
    return set_cell(plan, found.node, field, Quantity(Decimal(number)), part=unit)


def _newest(plan: Plan, there: Sequence[Round], field: str, unit: NodeId | None) -> Cell | None:
    """The cell with the highest number; of comments the latest. Of a period that two people opened at once there are
    two rounds, and either may have been written."""
    cells = (plan.cell(each.node, field, None, unit) for each in there)
    said = [cell for cell in cells if cell and cell.value is not None]
    return max(said, key=lambda cell: (number_of(cell), cell.seq), default=None)
