"""Whom to tell when edits meet. Every outcome but "applied" reaches its author, and whoever's claim it met."""

from __future__ import annotations

from collections.abc import Iterator

from shared.ids import NodeId
from shared.plan.model import Cell, Plan, Rival
from shared.plan.ops import Applied, CellOp, Contested, Entry, Merged, Outcome
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.sync.client_actions import EditMet, Met

_MET: dict[type[Outcome], Met] = {Merged: Met.MERGED, Contested: Met.CONTESTED}


def told_author(entry: Entry) -> list[EditMet]:
    """What became of somebody's own edits."""
    return [
        EditMet(entry.seq, NodeId(op.node), op.cell, _MET[type(outcome)], True, entry.author)
        for op, outcome in _cell_results(entry)
        if type(outcome) in _MET
    ]


def told_others(plan: Plan, entry: Entry, person: str) -> list[EditMet]:
    """What somebody else's entry, not yet applied, does to the person's claims in the plan."""
    if entry.author == person:
        return []
    return [
        EditMet(entry.seq, NodeId(op.node), op.cell, met, False, entry.author)
        for op, outcome in _cell_results(entry)
        if (met := _met(plan, op, outcome)) is not None and any(claim.author == person for claim in claims(plan, op))
    ]


def claims(plan: Plan, op: CellOp) -> tuple[Cell | Rival, ...]:
    """All claims on the op's cell, the confirmed one first."""
    cell = plan.cell(NodeId(op.node), *op.cell)
    return (cell, *cell.rivals) if cell is not None else ()


def _met(plan: Plan, op: CellOp, outcome: Outcome) -> Met | None:
    if isinstance(op, SettleOp) and isinstance(outcome, Applied):
        return Met.SETTLED if len(claims(plan, op)) > 1 else None
    return _MET.get(type(outcome))


def _cell_results(entry: Entry) -> Iterator[tuple[CellOp, Outcome]]:
    for op, outcome in entry.results():
        if isinstance(op, SetOp | SettleOp):
            yield op, outcome
