"""A refused transaction, as its author recognises it."""

from __future__ import annotations

from shared.followup.entry import print_value
from shared.followup.language import Language, in_language
from shared.ids import NodeId
from shared.plan.kinds import field_of
from shared.plan.model import Plan
from shared.plan.ops import Op, Settle
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
    title = one_line(plan.title(NodeId(op.node))) or op.node
    if not isinstance(op, SetOp | Settle):
        return f"{title}: {say(language, type(op).__name__.lower())}"
    node = plan.nodes.get(NodeId(op.node))
    field = field_of(node.kind, op.field) if node else None
    what = in_language(field.label, language) if field else op.field
    where = f" {period_words(op.period, language)}" if op.period else ""
    value = one_line(print_value(op.value, language, field)) if op.value is not None else say(language, "cleared")
    return f"{title}: {what}{where} = {value}"
