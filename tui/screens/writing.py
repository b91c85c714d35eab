"""Writing one field of the node under the cursor: at the cursor's row, in a box for prose, or from the form of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.followup.entry import Unreadable
from shared.followup.language import in_language
from shared.ids import NodeId
from shared.plan.fields import Field
from shared.plan.ops import CellKey, Op
from shared.plan.values import FieldType
from tui.screens.asking import AskingView
from tui.views.draft import Begun, Draft
from tui.views.entering import (
    Entering,
    begin,
    heading,
    initial,
    is_unchanged,
    meanwhile_line,
    reading,
    resumed,
    understood_line,
)
from tui.views.period_words import period_words
from tui.views.spans import Line, one_line
from tui.widgets.entry_bar import Asking, Understood

MAX_PART = 100
"""Characters of a part's name."""

if TYPE_CHECKING:
    from tui.screens.form import Picked


class WritingView(AskingView):
    """Asks for a value, says what was understood of it, and writes it."""

    async def _write(self, entering: Entering, back_to: int | None = None) -> None:
        """Prose in its box, anything else on a line."""
        if entering.field.type is FieldType.PROSE:
            await self._write_prose(entering)
        else:
            await self._enter_into(entering, back_to)

    # At the cursor's row

    async def _enter(self, node: NodeId, field: Field, period: str | None = None) -> None:
        await self._enter_into(begin(self.desk.plan, node, field, period or self.desk.period))

    async def _enter_into(self, entering: Entering, back_to: int | None = None) -> None:
        """Ask for the value; `back_to` is the line of the form to return to once it is written."""
        draft = await self.desk.find_draft(entering.place)
        if draft is not None:
            entering = resumed(entering, draft)

        async def accept(text: str) -> str | None:
            value = reading(entering, text, self.desk.language)
            wrong = None
            if not isinstance(value, Unreadable) and not is_unchanged(entering, value):
                wrong = await self.desk.write(entering, value)
            if wrong is None and back_to is not None:
                await self._open_form(entering.node, back_to)
            return wrong

        label = in_language(entering.field.label, self.desk.language)
        label = f"{label}, {one_line(entering.part)}" if entering.part else label
        where = f" {period_words(entering.period, self.desk.language)}" if entering.period else ""
        before = initial(entering, self.desk.language)
        await self._ask_on(
            Asking(((f" {label}{where} ", "strong"),), before, lambda text: self._understood(entering, text), accept,
                   Begun(entering.place, before, entering.seen, entering.base)),
            draft,
        )  # fmt: skip

    async def _ask_on(self, asking: Asking, draft: Draft | None) -> None:
        """Ask, and offer what was left unfinished."""
        if draft is not None:
            remark = ((f" {self.desk.say('resumed_entry')} ", "pending"),)
            asking = msgspec.structs.replace(asking, initial=draft.text, remark=remark)
        await self.ask(asking)

    def _understood(self, entering: Entering, text: str) -> Understood:
        if not entering.is_possible:
            return Understood(((f" {self.desk.say('gone')}", "missed"),), is_ok=False)
        value = reading(entering, text, self.desk.language)
        if isinstance(value, Unreadable):
            return Understood(((f" {value.sentence(self.desk.language)}", "missed"),), is_ok=False)
        line = understood_line(entering, value, self.desk.language, self.desk.signs)
        return Understood(((" ", ""), *line, *self._meanwhile(entering)))

    def _meanwhile(self, entering: Entering) -> Line:
        """Who has written the same since, if anybody has."""
        if not entering.has_changed:
            return ()
        return (("   ", ""), *meanwhile_line(entering, self.desk.language, self.desk.door.person_name))

    async def settle(self, first: CellKey | None) -> None:
        """Choose between the claims on what is contested here, with that cell before the others."""
        raise AssertionError("the screen of the plan settles")

    async def submit(self, ops: Sequence[Op]) -> None:
        """Make one transaction, and say what went wrong with it."""
        self._heard_back(await self.desk.submit(ops))

    # In a box

    async def _write_prose(self, entering: Entering, *, is_outside: bool = False) -> None:
        from tui.screens.analysis import AnalysisScreen

        title = heading(entering, self.desk.language)
        screen = await AnalysisScreen.opened(self.desk, entering, title, is_outside=is_outside)
        await self.app.push_screen(screen, self._heard_back)

    def _heard_back(self, sentence: str | None) -> None:
        if sentence:
            self.say(sentence)

    # From the form

    async def action_fields(self) -> None:
        """See all fields of the node, and write one of them."""
        if self.node is not None:
            await self._open_form(self.node, 0)

    async def _open_form(self, node: NodeId, place: int) -> None:
        from tui.screens.form import FormScreen

        async def picked(answer: Picked | None) -> None:
            if answer is not None and node in self.desk.plan.nodes:
                await (self._name_part(node, answer) if answer.is_new_part else self._write_picked(node, answer))

        await self.app.push_screen(FormScreen(self.desk, node, place), picked)

    async def _write_picked(self, node: NodeId, picked: Picked) -> None:
        """Write what was picked; back to the form after that, for there may be more to fill in."""
        entering = begin(self.desk.plan, node, picked.row.field, self.desk.period, picked.row.part)
        if entering.is_contested:
            await self.settle(entering.cell)
        else:
            await self._write(entering, back_to=picked.place)

    async def _name_part(self, node: NodeId, picked: Picked) -> None:
        hint = ((f" {self.desk.say('part_hint')}", "muted"),)

        async def accept(text: str) -> str | None:
            row = msgspec.structs.replace(picked.row, part=one_line(text)[:MAX_PART])
            await self._write_picked(node, msgspec.structs.replace(picked, row=row, is_new_part=False))
            return None

        label = self.desk.say("ask_part", field=in_language(picked.row.field.label, self.desk.language).lower())
        await self.ask(
            Asking(((f" {label} ", "strong"),), "", lambda text: Understood(hint, is_ok=bool(one_line(text))), accept)
        )
