"""The tray of returned edits: what the server refused, why, and what to do with it. Nothing in it is lost by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual.binding import BindingType

from shared.followup.corrections import ACCEPTED
from shared.followup.round_words import correction_words
from shared.ids import NodeId
from shared.plan.ops import Op
from shared.plan.ops import Set as SetOp
from shared.sync.late import decision_about
from tui.door import Returned
from tui.keymap import Place, bindings
from tui.screens.choosing import ChoosingSheet
from tui.views.claims import when
from tui.views.op_words import returned_words
from tui.views.spans import Line


class ReturnedScreen(ChoosingSheet[Returned, str]):
    """The refused edits, one of them chosen. Dismissed with a sentence to say, or None."""

    PLACE = Place.RETURNED
    HEAD = "returned_head"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    @property
    def listed(self) -> Sequence[Returned]:
        """The refused edits, oldest first."""
        return self._desk.door.returned

    def words_of(self, thing: Returned) -> tuple[str, list[Line]]:
        """What it would have changed, and why it was refused; or what was decided since, where it came late."""
        desk = self._desk
        decided = decision_about(desk.plan, thing.transaction)
        if decided is not None:
            said = correction_words(desk.plan, decided, desk.language, desk.door.person_name, when)
            line: Line = ((f"   {said}", "met" if decided.late == ACCEPTED else "missed"),)
        else:
            line = ((f"   {thing.refusal.answer(desk.language)}", "missed"),)
        return returned_words(desk.plan, thing, desk.language), [line]

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
