"""The tray of returned edits: what the server refused, why, and what to do with it. Nothing in it is lost by itself."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.binding import BindingType

from shared.ids import NodeId
from shared.plan.ops import Op
from shared.plan.ops import Set as SetOp
from tui.door import Returned
from tui.keymap import Place, bindings
from tui.screens.desk import Desk
from tui.screens.sheet import Sheet
from tui.views.op_words import returned_words
from tui.views.spans import Line


class ReturnedScreen(Sheet[str]):
    """The refused edits, one of them chosen. Dismissed with a sentence to say, or None."""

    PLACE = Place.RETURNED
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen = 0

    @property
    def chosen(self) -> Returned:
        """The edit that the keys act on."""
        edits = self._desk.door.returned
        return edits[min(self._chosen, len(edits) - 1)]

    def action_down(self) -> None:
        """To the next."""
        self._choose(self._chosen + 1)

    def action_up(self) -> None:
        """To the one before."""
        self._choose(self._chosen - 1)

    async def action_retry(self) -> None:
        """Make the same edit again, over what stands there now; if that goes, it leaves the tray."""
        edit = self.chosen
        wrong = await self._desk.submit([self._over_what_stands(op) for op in edit.transaction.ops])
        if wrong:
            self.note(wrong, "missed")
        else:
            await self._desk.door.drop_returned(edit.transaction.key)
            self.look_again()

    async def action_drop(self) -> None:
        """Take it out of the tray."""
        await self._desk.door.drop_returned(self.chosen.transaction.key)
        self.look_again()

    def action_copy(self) -> None:
        """Put its words on the clipboard."""
        self.app.copy_to_clipboard(returned_words(self._desk.plan, self.chosen, self._desk.language))
        self.note(self._desk.say("copied"), "muted")

    def _over_what_stands(self, op: Op) -> Op:
        """Whoever retries looks at the value that stands there now."""
        if not isinstance(op, SetOp):
            return op
        cell = self._desk.plan.cell(NodeId(op.node), *op.cell)
        base = op.base if op.base is None or cell is None else cell.value
        return msgspec.structs.replace(op, seen=cell.seq if cell else 0, base=base)

    def _choose(self, place: int) -> None:
        self._chosen = max(0, min(place, len(self._desk.door.returned) - 1))
        self.fill()

    def look_again(self) -> None:
        """Show what is in the tray now, or leave it if it is empty."""
        if self._desk.door.returned:
            self._choose(self._chosen)
        elif self.is_current:
            self.dismiss(None)

    def fill(self) -> None:
        """Each edit with the reason it was refused for."""
        desk = self._desk
        lines: list[Line] = []
        for place, edit in enumerate(desk.door.returned):
            is_chosen = place == self._chosen
            words = returned_words(desk.plan, edit, desk.language)
            lines.append(((desk.signs.cursor if is_chosen else " ", "cursor"), (words, "strong" if is_chosen else "")))
            lines.append(((f"   {edit.refusal.sentence(desk.language)}", "missed"),))
        self.put([((desk.say("returned_head"), "strong"),), ()], lines)
