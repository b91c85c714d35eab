"""All fields of one node, as the lines of a form: what each says in the period looked at, part by part.

Derived from the table of kinds, so that a field that is added there can be entered without another line of code.
"""

from __future__ import annotations

import msgspec

from shared.followup.entry import print_value
from shared.followup.language import Language, in_language
from shared.followup.period import read_period
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import KINDS
from shared.plan.model import Plan
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.shown_fields import period_for
from tui.views.spans import Line, one_line

_LONGEST = 200
"""Characters of a value that the form shows; what is longer is read where it is written."""


class FormRow(msgspec.Struct, frozen=True):
    """One line of the form: a field, or one part of it."""

    field: Field
    part: str | None = None


def form_rows(plan: Plan, node: NodeId, period: str) -> list[FormRow]:
    """The fields in the order of the table, each with the parts that have a value behind it."""
    cells = plan.cells(node)
    found: list[FormRow] = []
    for field in KINDS[plan.nodes[node].kind].fields.values():
        where = period_for(field, period)
        parts = [
            key.part
            for key, cell in cells.items()
            if key.field == field.name and key.period == where and key.part and cell.value is not None
        ]
        found += [FormRow(field), *(FormRow(field, part) for part in sorted(parts))]
    return found


def form_line(plan: Plan, node: NodeId, row: FormRow, period: str, language: Language, signs: Signs) -> Line:
    """Its name and its value; the mark of what is contested."""
    cell = plan.cell(node, row.field.name, period_for(row.field, period), row.part)
    value = one_line(print_value(cell.value, language, row.field)) if cell else ""
    short = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    contested = ((f"  {signs.contested} {say(language, 'contested')}", "contested"),) if cell and cell.rivals else ()
    return ((f"{row_name(plan, row, language)}  ", "muted"), (short or signs.unmeasured, ""), *contested)


def row_name(plan: Plan, row: FormRow, language: Language) -> str:
    """What the line is about; a part that is a node's id or an option's key by what it is called."""
    label = in_language(row.field.label, language)
    if row.part is None:
        return label
    part = plan.title(NodeId(row.part)) if NodeId(row.part) in plan.nodes else row.part
    return f"  {label}, {one_line(part)}"


def period_note(row: FormRow, period: str, language: Language) -> str:
    """Which period the line is for, "" where the fact has none."""
    named = read_period(period) if row.field.per_period else None
    return named.label(language) if named else ""
