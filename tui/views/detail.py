"""Everything about one node, as lines of words: what the pane beside the outline shows."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import msgspec

from shared.followup.entry import print_value
from shared.followup.explain import computed_paragraph, says_nothing
from shared.followup.explanation import explanation_of
from shared.followup.facts import facts
from shared.followup.language import Language, in_language
from shared.followup.signs import signs_of
from shared.followup.standing import Standing, standing
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.kinds import KINDS, Kind, field_of
from shared.plan.model import Cell, Plan
from shared.plan.ops import CellKey
from shared.plan.values import FieldType, Text, Value, clean
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.claims import PersonName, cell_heading, claim_lines, contests, when
from tui.views.safety import Safety, cell_safety, last_written
from tui.views.shown_fields import carried_words, period_for, result_field, target_field, value_of
from tui.views.spans import Line, one_line

_SHOWN_APART = ("title", "owner", "assessment", "analysis", "outcome", "target")


class Asked(msgspec.Struct, frozen=True):
    """What is looked at, and how."""

    plan: Plan
    node: NodeId
    period: str
    language: Language
    signs: Signs
    name: PersonName
    people: Sequence[str] = ()
    """Names of others who look at the node."""
    pending: AbstractSet[tuple[NodeId, CellKey]] = frozenset()
    backed_up: int = 0
    """The last seq in a backup of the server's, 0 where it makes none."""


def detail_lines(asked: Asked) -> list[Line]:
    """The lines, most wanted first: a small pane shows only the first of them."""
    found = standing(asked.plan, asked.node, asked.period)
    return [
        ((one_line(asked.plan.title(asked.node)) or say(asked.language, "untitled"), "strong"),),
        *_standing_lines(asked, found),
        *_contest_lines(asked),
        *_notes(asked),
        _place(asked),
        *_prose(asked),
        *_other_fields(asked),
    ]


def _place(asked: Asked) -> Line:
    node = asked.plan.nodes[asked.node]
    kind = in_language(KINDS[node.kind].label, asked.language)
    above = [one_line(asked.plan.title(step)) for step in asked.plan.path(asked.node)[:-1]]
    owner = asked.plan.value(asked.node, "owner")
    parts = [one_line(node.level) or kind, *([print_value(owner, asked.language)] if owner else [])]
    return ((" · ".join(parts), ""), (f"  {' / '.join(above)}" if above else "", "muted"))


def _standing_lines(asked: Asked, found: Standing) -> list[Line]:
    kind = asked.plan.nodes[asked.node].kind
    spans: list[tuple[str, str]] = []
    for field, value in _figures(asked, kind, found):
        spans.append((f"{in_language(field.label, asked.language)} ", "muted"))
        carried = carried_words(found, asked.language) if field.name == "outcome" else ""
        spans.append((f"{carried or _value_words(asked, field, value)}   ", ""))
    if "assessment" in KINDS[kind].fields:
        spans += _assessment(asked, found)
    lines: list[Line] = [tuple(spans)] if spans else []
    return [*lines, *_override(asked, found), *_explained(asked), *_facts(asked), *_parts(asked)]


def _figures(asked: Asked, kind: Kind, found: Standing) -> list[tuple[Field, Value | None]]:
    fields = [field for field in (target_field(kind), result_field(kind)) if field]
    values = [value_of(asked.plan, asked.node, field, asked.period) for field in fields]
    return list(zip(fields, [found.target, *values[1:]] if kind is Kind.MEASURE else values, strict=True))


def _value_words(asked: Asked, field: Field, value: Value | None) -> str:
    return one_line(print_value(value, asked.language, field)) if value is not None else asked.signs.unmeasured


def _assessment(asked: Asked, found: Standing) -> list[tuple[str, str]]:
    key = found.assessment
    if key is None:
        return []
    return [(f"{asked.signs.of(key)} {signs_of(asked.plan).word(key, asked.language)}", key)]


def _override(asked: Asked, found: Standing) -> list[Line]:
    cell = asked.plan.cell(asked.node, "assessment", asked.period)
    if cell is None or cell.value is None:
        return []
    name = one_line(asked.name(cell.author))
    because = one_line(cell.because)
    said = (
        say(asked.language, "overridden_because", name=name, reason=because)
        if because
        else say(asked.language, "overridden", name=name)
    )
    return [((said, "muted"),)]


def _explained(asked: Asked) -> list[Line]:
    """How the figures, or what lies under the node, assess it."""
    explained = explanation_of(asked.plan, asked.node, asked.period, name=asked.name, when=when)
    if says_nothing(explained):
        return []
    return [((computed_paragraph(explained, asked.language), "muted"),)]


def _facts(asked: Asked) -> list[Line]:
    """What follows from the figures of risks, actions, investments and money."""
    return [((one_line(fact), "muted"),) for fact in facts(asked.plan, asked.node, asked.language, asked.period)]


def _parts(asked: Asked) -> list[Line]:
    spans = []
    for key, cell in asked.plan.cells(asked.node).items():
        field = field_of(asked.plan.nodes[asked.node].kind, key.field)
        if not key.part or key.period != asked.period or field is None or field.type is FieldType.PROSE:
            continue
        if cell.value is not None:
            spans.append(f"{one_line(key.part)} {print_value(cell.value, asked.language, field)}")
    return [((" · ".join(spans), ""),)] if spans else []


def _contest_lines(asked: Asked) -> list[Line]:
    found = contests(asked.plan, asked.node, asked.language, asked.name)
    lines = [line for contest in found for line in claim_lines(contest, asked.language, asked.signs)]
    return [*lines, ((f" {say(asked.language, 'settle_hint')}", "muted"),)] if lines else []


def _notes(asked: Asked) -> list[Line]:
    notes: list[Line] = []
    if asked.people:
        notes.append(((say(asked.language, "looking_here", names=", ".join(map(one_line, asked.people))), "present"),))
    return [*notes, *_safety(asked)]


def _safety(asked: Asked) -> list[Line]:
    """How safe is what was written last, among what is written for the period and what is pending."""
    cells = {key: cell for key, cell in asked.plan.cells(asked.node).items() if _is_reported(asked, key)}
    key = last_written(asked.node, cells, asked.pending)
    return [_safety_line(asked, key, cells[key])] if key is not None else []


def _is_reported(asked: Asked, key: CellKey) -> bool:
    return key.period == asked.period or (asked.node, key) in asked.pending


def _safety_line(asked: Asked, key: CellKey, cell: Cell) -> Line:
    what = cell_heading(key, field_of(asked.plan.nodes[asked.node].kind, key.field), asked.language)
    match cell_safety(asked.node, key, cell, asked.pending, asked.backed_up):
        case Safety.HERE:
            sign, text, part = asked.signs.pending, "safety_here", "pending"
        case Safety.SERVER:
            text = "safety_server_only" if asked.backed_up else "safety_server"
            sign, part = asked.signs.server, "muted"
        case Safety.BACKUP:
            sign, text, part = asked.signs.backup, "safety_backup", "muted"
    return ((f"{sign} {say(asked.language, text, what=what)}", part),)


def _prose(asked: Asked) -> list[Line]:
    """Prose fields under their headings: the analysis first, and each board's own under its name."""
    kind = asked.plan.nodes[asked.node].kind
    fields = [field for field in KINDS[kind].fields.values() if field.type is FieldType.PROSE]
    fields.sort(key=lambda field: field.name != "analysis")
    lines: list[Line] = []
    for field in fields:
        for part, cell in _in_parts(asked, field):
            if isinstance(cell.value, Text) and cell.value.text.strip():
                written = f"  {one_line(asked.name(cell.author))} {when(cell.at)}"
                lines += [(), ((_headed(field, part, asked.language), "strong"), (written, "muted"))]
                lines += [((paragraph, ""),) for paragraph in clean(cell.value.text).split("\n")]
    return lines


def _in_parts(asked: Asked, field: Field) -> list[tuple[str, Cell]]:
    """The field's cells for the period, the one in common first, under "", and the others by name."""
    period = period_for(field, asked.period)
    cells = asked.plan.cells(asked.node).items()
    found = [(key.part or "", cell) for key, cell in cells if (key.field, key.period) == (field.name, period)]
    return sorted(found, key=lambda entry: entry[0])


def _headed(field: Field, part: str, language: Language) -> str:
    return ", ".join(filter(None, (in_language(field.label, language), one_line(part))))


def _other_fields(asked: Asked) -> list[Line]:
    kind = asked.plan.nodes[asked.node].kind
    shown = {field.name for field in (target_field(kind), result_field(kind)) if field} | set(_SHOWN_APART)
    lines: list[Line] = []
    for field in KINDS[kind].fields.values():
        if field.name in shown or field.type is FieldType.PROSE:
            continue
        value = value_of(asked.plan, asked.node, field, asked.period)
        if value is not None:
            label = in_language(field.label, asked.language)
            lines.append(((f"{label}  ", "muted"), (one_line(print_value(value, asked.language, field)), "")))
    return [(), *lines] if lines else []
