"""An op, or the cell it writes, as its author recognises it."""

from __future__ import annotations

from shared.followup.entry import print_value
from shared.followup.language import Language, in_language
from shared.followup.period import read_period
from shared.ids import NodeId
from shared.plan.fields import Label
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Create, Move, Op, Restore, Retire, Settle
from shared.plan.ops import Set as SetOp
from shared.plan.values import one_line

_CLEARED = Label("(tömt)", "(cleared)")
_DONE: dict[type[Create | Move | Retire | Restore], Label] = {
    Create: Label("ny rad", "new node"),
    Move: Label("flyttad", "moved"),
    Retire: Label("ur planen", "retired"),
    Restore: Label("tillbaka i planen", "restored"),
}


def op_words(plan: Plan, op: Op, language: Language) -> str:
    """An op in a few words, on one line: title, field, period and value; what it does for ops about the tree."""
    name = NodeId(op.node)
    if not isinstance(op, SetOp | Settle):
        return f"{one_line(plan.title(name)) or name}: {in_language(_DONE[type(op)], language)}"
    node = plan.nodes.get(name)
    field = field_of(node.kind, op.field) if node else None
    value = one_line(print_value(op.value, language, field)) or in_language(_CLEARED, language)
    return f"{cell_words(plan, name, op.cell, language)} = {value}"


def cell_words(plan: Plan, node: NodeId, cell: CellKey, language: Language) -> str:
    """Which fact about which node: "Sjukfrånvaro: Resultat 2020"."""
    there = plan.nodes.get(node)
    field = field_of(there.kind, cell.field) if there else None
    what = in_language(field.label, language) if field else one_line(cell.field)
    period = read_period(cell.period) if cell.period else None
    where = f" {period.label(language)}" if period else ""
    part = f", {one_line(cell.part)}" if cell.part else ""
    return f"{one_line(plan.title(node)) or node}: {what}{where}{part}"
