"""The tray of returned edits: what the server refused, why, and what to do with it. Nothing in it is lost by itself."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from shared.ids import NodeId
from shared.plan.ops import Op
from shared.plan.ops import Set as SetOp
from tui.door import Changed, Returned
from tui.keymap import Place, bindings
from tui.screens.desk import Desk
from tui.views.key_line import key_line
from tui.views.op_words import returned_words
from tui.views.spans import Line
from tui.widgets.lines import Lines


class ReturnedScreen(ModalScreen[str | None]):
    """The refused edits, one of them chosen. Dismissed with a sentence to say, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.RETURNED)]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Heading, edits, note, keys."""
        with VerticalScroll(id="box", can_focus=False):
            yield Lines(id="box-head")
            yield Lines(id="box-list")
            yield Lines(id="box-note")
            yield Lines(id="box-keys")

    def on_mount(self) -> None:
        """Show them, and follow what becomes of them."""
        self._leave = self._desk.door.subscribe(self._hear)
        self._show()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

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
            self._note(wrong, "missed")
        else:
            await self._desk.door.drop_returned(edit.transaction.key)
            self._look_again()

    async def action_drop(self) -> None:
        """Take it out of the tray."""
        await self._desk.door.drop_returned(self.chosen.transaction.key)
        self._look_again()

    def action_copy(self) -> None:
        """Put its words on the clipboard."""
        self.app.copy_to_clipboard(returned_words(self._desk.plan, self.chosen, self._desk.language))
        self._note(self._desk.say("copied"), "muted")

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def _over_what_stands(self, op: Op) -> Op:
        """Whoever retries looks at the value that stands there now."""
        if not isinstance(op, SetOp):
            return op
        cell = self._desk.plan.cell(NodeId(op.node), *op.cell)
        base = op.base if op.base is None or cell is None else cell.value
        return msgspec.structs.replace(op, seen=cell.seq if cell else 0, base=base)

    def _choose(self, place: int) -> None:
        self._chosen = max(0, min(place, len(self._desk.door.returned) - 1))
        self._show()

    def _hear(self, changed: Changed) -> None:
        self.call_later(self._look_again)

    def _look_again(self) -> None:
        if self._desk.door.returned:
            self._choose(self._chosen)
        elif self.is_current:
            self.dismiss(None)

    def _show(self) -> None:
        desk = self._desk
        lines: list[Line] = []
        for place, edit in enumerate(desk.door.returned):
            is_chosen = place == self._chosen
            words = returned_words(desk.plan, edit, desk.language)
            lines.append(((desk.signs.cursor if is_chosen else " ", "cursor"), (words, "strong" if is_chosen else "")))
            lines.append(((f"   {edit.refusal.sentence(desk.language)}", "missed"),))
        self.query_one("#box-head", Lines).show([((desk.say("returned_head"), "strong"),), ()])
        self.query_one("#box-list", Lines).show([*lines, ()])
        keys = key_line(Place.RETURNED, frozenset(), self.app.size.width - 4, desk.language)
        self.query_one("#box-keys", Lines).show([keys])

    def _note(self, sentence: str, part: str) -> None:
        self.query_one("#box-note", Lines).show([((sentence, part),)])
