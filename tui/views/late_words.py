"""A late entry in words: what it would write, and what stands there now."""

from __future__ import annotations

from shared.followup.describe import cell_words
from shared.followup.entry import print_value
from shared.followup.language import Language
from shared.ids import NodeId
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import CellOp
from shared.plan.values import Value, one_line
from tui.late import Waiting
from tui.locale.texts import say
from tui.views.spans import Line


def late_lines(plan: Plan, found: Waiting, language: Language) -> list[Line]:
    """Each of its values, with the one that stands there now."""
    lines: list[Line] = [((f"   {_op_words(plan, op, language)}", ""),) for op in found.ops]
    return [*lines, ((f"   {say(language, 'late_hint')}", "muted"),)]


def _op_words(plan: Plan, op: CellOp, language: Language) -> str:
    node = NodeId(op.node)
    now = _words(plan, op, plan.value(node, *op.cell), language)
    value = _words(plan, op, op.value, language)
    return f"{cell_words(plan, node, op.cell, language)} = {value} {say(language, 'now_there', value=now)}"


def _words(plan: Plan, op: CellOp, value: Value | None, language: Language) -> str:
    node = plan.nodes.get(NodeId(op.node))
    field = field_of(node.kind, op.field) if node else None
    return one_line(print_value(value, language, field)) or "–"
