"""An op, or the cell it writes, as its author recognises it."""

from __future__ import annotations

from shared.followup.entry import print_value
from shared.followup.language import Language, in_language
from shared.ids import NodeId
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Op, Settle
from shared.plan.ops import Set as SetOp
from tui.door import Returned
from tui.locale.texts import say
from tui.views.period_words import period_words
from tui.views.spans import one_line


def returned_words(plan: Plan, returned: Returned, language: Language) -> str:
    """What it would have changed, op by op, on one line."""
    return " · ".join(op_words(plan, op, language) for op in returned.transaction.ops[:5])


def op_words(plan: Plan, op: Op, language: Language) -> str:
    """An op in a few words: title, field, period and value; its name for ops about the tree."""
    name = NodeId(op.node)
    if not isinstance(op, SetOp | Settle):
        return f"{one_line(plan.title(name)) or name}: {say(language, type(op).__name__.lower())}"
    node = plan.nodes.get(name)
    field = field_of(node.kind, op.field) if node else None
    value = one_line(print_value(op.value, language, field)) or say(language, "cleared")
    return f"{cell_words(plan, name, op.cell, language)} = {value}"


def cell_words(plan: Plan, node: NodeId, cell: CellKey, language: Language) -> str:
    """Which fact about which node: "Sjukfrånvaro: Resultat 2020"."""
    there = plan.nodes.get(node)
    field = field_of(there.kind, cell.field) if there else None
    what = in_language(field.label, language) if field else cell.field
    where = f" {period_words(cell.period, language)}" if cell.period else ""
    part = f", {one_line(cell.part)}" if cell.part else ""
    return f"{one_line(plan.title(node)) or node}: {what}{where}{part}"
