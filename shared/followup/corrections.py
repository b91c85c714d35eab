"""Corrections: what was changed in a period after its round was closed, by whom, why, and from what to what.

A correction is a node under the closed round, made together with the edit it stands for. It is written once: a mistake
in one is put right by another. A late entry that was let in, or was not, is told of in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec

from shared.followup.describe import cell_words
from shared.followup.entry import print_value
from shared.followup.language import Language
from shared.followup.rounds import Round, rounds_of
from shared.ids import Key, NodeId
from shared.plan.kinds import Kind, field_of
from shared.plan.model import Node, Plan
from shared.plan.ops import CellKey, CellOp, Create, Op
from shared.plan.ops import Set as SetOp
from shared.plan.values import MAX_LINE, Choice, PeriodName, Reference, Text, Value, cleaned

ACCEPTED, DECLINED = "accepted", "declined"
"""What was decided about a late entry, by its key."""

LANGUAGE: Language = "sv"
"""What the papers are written in: the words of a correction are part of the plan, and the same for everybody."""


class Correction(msgspec.Struct, frozen=True):
    """What one correction says."""

    node: NodeId
    corrects: NodeId
    cell: CellKey
    before: str
    """The value in words; "" for none."""
    after: str
    case_number: str
    reason: str
    late: str
    """What was decided about a late entry, "" for a correction of somebody's own."""
    decided_by: str
    """Who decided about the late entry, by the person's id."""
    author: str
    at: int
    """When it was made, in ms since 1970 by its author's clock."""
    seq: int
    """The transaction that it came with."""


class Grounds(msgspec.Struct, frozen=True):
    """What a correction rests on."""

    case_number: str
    reason: str
    late: str = ""
    decided_by: str = ""


def corrections(plan: Plan, period: str) -> list[Correction]:
    """The corrections under the period's rounds, in the order they were made."""
    nodes = chain.from_iterable(plan.all_children(found.node) for found in rounds_of(plan, period))
    found = (read_correction(plan, node) for node in nodes if node.kind is Kind.CORRECTION)
    return sorted((each for each in found if each), key=lambda each: each.seq)


def read_correction(plan: Plan, node: Node) -> Correction | None:
    """What the node says, or None if it does not say what it corrects."""
    name = NodeId(node.id)
    corrects, first = plan.value(name, "corrects"), plan.cell(name, "corrects")
    if not isinstance(corrects, Reference) or first is None:
        return None
    period, late = plan.value(name, "period"), plan.value(name, "late")
    named = period.name if isinstance(period, PeriodName) else None
    text = {field: plan.text(name, field) for field in _TEXTS}
    return Correction(
        name, NodeId(corrects.to), CellKey(text["field"], named, text["part"] or None), text["before"], text["after"],
        text["case_number"], text["description"], late.key if isinstance(late, Choice) else "", text["decided_by"],
        first.author, first.at, first.seq,
    )  # fmt: skip


def value_words(plan: Plan, node: NodeId, field: str, value: Value | None) -> str:
    """A value as a correction tells of it."""
    text = cleaned(Text(print_value(value, LANGUAGE, field_of(plan.nodes[node].kind, field))))
    return text.text if isinstance(text, Text) else ""


def correction(
    plan: Plan, closed: Round, op: CellOp, grounds: Grounds, *, name: NodeId, rank: str, after: Value | None
) -> Iterator[Op]:
    """The ops that make a node under the closed round, at that rank, to tell of an op on its period. `after` is what
    the cell says then."""
    node = NodeId(op.node)
    before = value_words(plan, node, op.field, plan.value(node, *op.cell))
    said: dict[str, Value | None] = {
        "title": Text(cell_words(plan, node, op.cell, LANGUAGE)[:MAX_LINE]), "corrects": Reference(op.node),
        "field": Text(op.field), "period": PeriodName(closed.period.name), "part": _text(op.part),
        "before": _text(before), "after": _text(value_words(plan, node, op.field, after)),
        "case_number": _text(grounds.case_number), "description": _text(grounds.reason),
        "late": Choice(grounds.late) if grounds.late else None, "decided_by": _text(grounds.decided_by),
    }  # fmt: skip
    yield Create(name, Kind.CORRECTION, "", closed.node, rank)
    yield from (SetOp(name, field, None, None, cleaned(value), 0) for field, value in said.items() if value)


def told_of(plan: Plan, there: Sequence[Round], op: CellOp, key: Key) -> list[Correction]:
    """The corrections of this very transaction, under these rounds of the period, that tell of the op."""
    nodes = (node for each in there for node in plan.all_children(each.node) if _was_written_by(plan, node, key))
    found = (read_correction(plan, node) for node in nodes)
    return [each for each in found if each and (each.corrects, each.cell) == (op.node, op.cell)]


def is_true(plan: Plan, told: Correction, op: CellOp) -> bool:
    """Whether what the correction tells is what the op does: the value before, the value after, and nothing that its
    author had not seen."""
    node = NodeId(op.node)
    cell = plan.cell(node, *op.cell)
    before = value_words(plan, node, op.field, cell.value if cell else None)
    after = value_words(plan, node, op.field, op.value)
    return (before, after) == (told.before, told.after) and op.seen >= (cell.newest if cell else 0)


def is_begun_by(plan: Plan, node: NodeId, key: Key) -> bool:
    """Whether a correction's node is being written by this transaction still."""
    return all(cell.key == key for cell in plan.cells(node).values())


def _was_written_by(plan: Plan, node: Node, key: Key) -> bool:
    # The first cell tells most of them apart: this is asked for every op on the round's period.
    first = plan.cell(NodeId(node.id), "corrects") if node.kind is Kind.CORRECTION else None
    if first is None or first.key != key:
        return False
    return all(cell.key == key and not cell.rivals for cell in plan.cells(NodeId(node.id)).values())


_TEXTS = ("field", "part", "before", "after", "case_number", "description", "decided_by")


def _text(words: str | None) -> Text | None:
    return Text(words) if words else None
