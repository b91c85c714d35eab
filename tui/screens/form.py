"""Every field of one node, one of them chosen to be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual.binding import BindingType

from shared.followup.language import in_language
from shared.ids import NodeId
from shared.plan.kinds import KINDS
from tui.keymap import Place, bindings
from tui.screens.choosing import ChoosingSheet
from tui.screens.desk import Desk
from tui.views.form import FormRow, form_line, form_rows
from tui.views.spans import Line, one_line


class Picked(msgspec.Struct, frozen=True):
    """What is to be written, and its place in the form, to come back to."""

    row: FormRow
    place: int
    is_new_part: bool = False
    """Whether the part is still to be named."""


class FormScreen(ChoosingSheet[FormRow, Picked]):
    """The fields of a node as lines. Dismissed with what to write, or None."""

    PLACE = Place.FORM
    HEAD = "form_head"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk, node: NodeId, chosen: int = 0) -> None:
        super().__init__(desk)
        self._node = node
        self._chosen = chosen

    @property
    def listed(self) -> Sequence[FormRow]:
        """The fields and their parts; nothing once the node has been taken back."""
        plan = self._desk.plan
        return form_rows(plan, self._node, self._desk.period) if self._node in plan.nodes else ()

    def head_words(self) -> str:
        """Whose fields they are, and in which period."""
        desk = self._desk
        kind = in_language(KINDS[desk.plan.nodes[self._node].kind].label, desk.language)
        title = one_line(desk.plan.title(self._node)) or desk.say("untitled")
        return desk.say("form_head", kind=kind, title=title, period=desk.period_words)

    def words_of(self, thing: FormRow) -> tuple[Line, list[Line]]:
        """A field on one line."""
        desk = self._desk
        return form_line(desk.plan, self._node, thing, desk.period, desk.language, desk.signs), []

    def action_edit(self) -> None:
        """Write the chosen one."""
        self.dismiss(Picked(self.chosen, self._chosen))

    def action_part(self) -> None:
        """Write a part of it that is not there yet."""
        if self.chosen.field.in_parts:
            self.dismiss(Picked(FormRow(self.chosen.field), self._chosen, is_new_part=True))
        else:
            self.note(self._desk.say("no_parts"), "muted")
