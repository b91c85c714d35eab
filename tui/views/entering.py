"""Writing one field of one node: what stands there, how typed text is read, and the op it becomes.

What the author was looking at is noted when the writing begins. A value that arrives meanwhile was not seen, and the
op must not claim so: then the two meet as edits, and nothing is overwritten unnoticed.
"""

from __future__ import annotations

import msgspec

from shared.followup.control import why_off_scale
from shared.followup.entry import Unreadable, print_value, read_entry
from shared.followup.language import Language, in_language
from shared.followup.own_unit import own_unit
from shared.followup.signs import signs_of
from shared.followup.words_only import why_words
from shared.ids import NodeId
from shared.plan.check import takes_base
from shared.plan.edits import set_cell, settle_write
from shared.plan.fields import Field
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Op
from shared.plan.values import Target, TargetForm, Value
from tui.locale.signs import Signs
from tui.locale.texts import say
from tui.views.claims import Contest, PersonName
from tui.views.draft import Draft, DraftPlace
from tui.views.period_words import period_words
from tui.views.shown_fields import period_for
from tui.views.spans import Line, one_line
from tui.views.would_be import would_be


class Entering(msgspec.Struct, frozen=True):
    """A field that is being written, and the cell as it was when that began."""

    plan: Plan
    node: NodeId
    field: Field
    period: str | None
    seen: int
    """The seq of the value its author is looking at, 0 for none."""
    base: Value | None
    """That value."""
    settles: Contest | None = None
    """The contest that the value is to settle, if there is one."""
    part: str | None = None

    @property
    def place(self) -> DraftPlace:
        """Where it is kept while it is unfinished."""
        return DraftPlace(self.node, self.field.name, self.period, self.part)

    @property
    def cell(self) -> CellKey:
        """Which fact about the node it is."""
        return CellKey(self.field.name, self.period, self.part)

    @property
    def is_possible(self) -> bool:
        """Whether the node is still known; one that was just made may be taken back."""
        return self.node in self.plan.nodes

    @property
    def is_contested(self) -> bool:
        """Whether more than one claim on it stands, to be settled first."""
        now = self.plan.cell(self.node, *self.cell)
        return now is not None and now.is_contested

    @property
    def has_changed(self) -> bool:
        """Whether somebody wrote the cell since."""
        now = self.plan.cell(self.node, *self.cell)
        return (now.value if now else None) != self.base


def begin(plan: Plan, node: NodeId, field: Field, period: str, part: str | None = None) -> Entering:
    """Begin to write a field of a node that is in the plan, or one part of it."""
    where = period_for(field, period)
    cell = plan.cell(node, field.name, where, part)
    value = cell.value if cell else None
    return Entering(plan, node, field, where, cell.seq if cell else 0, value, part=part)


def begin_to_settle(plan: Plan, contest: Contest, field: Field) -> Entering:
    """Begin to write a value of one's own for a contested cell."""
    value = contest.confirmed.value
    return Entering(plan, contest.node, field, contest.key.period, contest.newest, value, contest, contest.key.part)


def resumed(entering: Entering, draft: Draft) -> Entering:
    """Go on with what was begun over what its author was looking at then. Whoever settles has seen the claims since."""
    if entering.settles is not None:
        return entering
    return msgspec.structs.replace(entering, seen=draft.seen, base=draft.base)


def heading(entering: Entering, language: Language) -> str:
    """What is being written: field, part, period in words where it has one, title."""
    part = f", {one_line(entering.part)}" if entering.part else ""
    where = f" {period_words(entering.period, language)}" if entering.period else ""
    title = one_line(entering.plan.title(entering.node))
    return f"{in_language(entering.field.label, language)}{part}{where}: {title}"


def initial(entering: Entering, language: Language) -> str:
    """What stands in the cell, as it would be typed."""
    return print_value(entering.base, language, entering.field) if entering.base is not None else ""


def reading(entering: Entering, text: str, language: Language) -> Value | Unreadable | None:
    """What the typed text says; None for a blank, which clears the cell."""
    if not text.strip():
        return None
    unit = own_unit(entering.plan, entering.node, entering.period)
    found = read_entry(entering.field, text, unit=unit, lang=language, period=entering.period)
    if isinstance(found, Unreadable):
        return found
    return why_off_scale(entering.plan, entering.node, entering.field, found) or found


def is_unchanged(entering: Entering, value: Value | None) -> bool:
    """Whether that is what stood there, so that there is nothing to write."""
    return entering.settles is None and value == entering.base


def op_for(entering: Entering, value: Value | None, because: str = "") -> Op:
    """The op that writes the value, over what its author was looking at."""
    if entering.settles is not None:
        settle = settle_write(entering.plan, entering.node, entering.settles.key, value)
        return msgspec.structs.replace(settle, seen=entering.seen)
    op = set_cell(
        entering.plan, entering.node, entering.field.name, value, period=entering.period, part=entering.part,
        because=because,
    )  # fmt: skip
    base = entering.base if takes_base(entering.field) else None
    return msgspec.structs.replace(op, seen=entering.seen, base=base)


def understood_line(entering: Entering, value: Value | None, language: Language, signs: Signs) -> Line:
    """What would be written, and the assessment it would give."""
    if value is None and entering.base is None:
        return ((_wanted(entering.field, language), "muted"),)
    if is_unchanged(entering, value):
        return ((say(language, "unchanged"), "muted"),)
    if value is None:
        return ((say(language, "will_clear"), "pending"),)
    printed = one_line(print_value(value, language, entering.field))
    if isinstance(value, Target) and value.form is TargetForm.WORDS:
        return ((printed, "strong"), (f" {in_language(why_words(value.printed), language)}", "muted"))
    status = would_be(entering.plan, entering.node, entering.field, entering.period, value)
    # A part by itself is not what is assessed.
    if status is None or entering.part:
        return ((printed, "strong"),)
    words = f"{signs.of(status)} {signs_of(entering.plan).word(status, language)}"
    told = say(language, "understood_as", value=printed, arrow=signs.arrow, assessment=words)
    return ((told, status),)


def _wanted(field: Field, language: Language) -> str:
    """What can be typed there."""
    if not field.options:
        return say(language, "type_value")
    return say(language, "choices", choices=", ".join(in_language(option.label, language) for option in field.options))


def meanwhile_line(entering: Entering, language: Language, name: PersonName) -> Line:
    """Who wrote what while this was being typed."""
    now = entering.plan.cell(entering.node, *entering.cell)
    value = one_line(print_value(now.value if now else None, language, entering.field)) or say(language, "cleared")
    who = one_line(name(now.author)) if now else ""
    return ((say(language, "changed_meanwhile", name=who, value=value), "contested"),)
