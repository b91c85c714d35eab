"""Writing prose: a box with several lines, a draft that survives, and a way out to one's own editor."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import TextArea

from shared.plan.values import MAX_PROSE, Text, clean
from tui.door import Changed
from tui.keymap import Place, bindings
from tui.screens.desk import Desk
from tui.screens.outside_editor import EditorFailed, edit_outside, editor_command
from tui.views.draft import DRAFT_S, Begun
from tui.views.entering import Entering, resumed
from tui.views.key_line import key_line
from tui.views.spans import one_line
from tui.widgets.lines import Lines


class AnalysisScreen(ModalScreen[str | None]):
    """A prose field of one node. Dismissed with a sentence to say, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ANALYSIS, priority=True)]

    def __init__(self, desk: Desk, entering: Entering, heading: str, text: str, *, is_outside: bool) -> None:
        super().__init__()
        self._desk = desk
        self._entering = entering
        self._heading = heading
        self._text = text
        self._is_outside = is_outside
        self._timer: Timer | None = None

    @classmethod
    async def opened(cls, desk: Desk, entering: Entering, heading: str, *, is_outside: bool) -> AnalysisScreen:
        """A screen on the field, with the draft that was left of it if there is one.

        The draft is held against what its author was looking at, which may be older than what stands there now.
        """
        draft = await desk.find_draft(entering.place)
        if draft is None:
            return cls(desk, entering, heading, _words(entering), is_outside=is_outside)
        heading = f"{heading}  ({desk.say('resumed_draft')})"
        return cls(desk, resumed(entering, draft), heading, draft.text, is_outside=is_outside)

    def compose(self) -> ComposeResult:
        """Heading, box, note, keys."""
        with Vertical(id="box"):
            yield Lines(id="box-head")
            yield TextArea(
                self._text, id="box-text", soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True
            )
            yield Lines(id="box-note")
            yield Lines(id="box-keys")

    async def on_mount(self) -> None:
        """Put the cursor at the end; go straight out to the editor if that was asked for."""
        self.query_one("#box-head", Lines).show([((self._heading, "strong"),)])
        width = self.app.size.width - 4
        keys = key_line(Place.ANALYSIS, frozenset(), width, self._desk.language)
        self.query_one("#box-keys", Lines).show([keys])
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()
        self._leave = self._desk.door.subscribe(self._hear)
        if self._is_outside:
            self.call_after_refresh(self._write_outside_and_save)

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

    @property
    def text(self) -> str:
        """What is in the box, as it would be saved."""
        return clean(self.query_one(TextArea).text).rstrip()[:MAX_PROSE]

    @property
    def is_changed(self) -> bool:
        """Whether the box says something else than what its author started from."""
        return self.text != _words(self._entering)

    async def action_save(self) -> None:
        """Write what is in the box, and close."""
        if self.is_changed:
            value = Text(self.text) if self.text.strip() else None
            wrong = await self._desk.write(self._entering, value)
            if wrong:
                self._note(wrong, "missed")
                return
        await self._drop_draft()
        self.dismiss(None)

    async def action_close(self) -> None:
        """Close; what is unsaved stays as a draft."""
        if self.is_changed:
            await self.keep_draft()
            self.dismiss(self._desk.say("draft_kept"))
        else:
            await self._drop_draft()
            self.dismiss(None)

    async def action_outside(self) -> None:
        """Go on in one's own editor; the text comes back into the box."""
        await self._write_outside()

    async def _write_outside_and_save(self) -> None:
        if await self._write_outside():
            await self.action_save()

    async def _write_outside(self) -> bool:
        try:
            text = await edit_outside(self.app, self.text, editor_command(os.environ))
        except EditorFailed as failure:
            self._note(self._desk.say(failure.text, **({"detail": failure.detail} if failure.detail else {})), "missed")
            return False
        area = self.query_one(TextArea)
        area.load_text(text)
        area.move_cursor(area.document.end)
        return True

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(DRAFT_S, self.keep_draft)

    async def keep_draft(self) -> None:
        """Save what is in the box as a draft, if it differs from what its author started from."""
        self._stop_waiting()
        entering = self._entering
        begun = Begun(entering.place, _words(entering), entering.seen, entering.base)
        wrong = await self._desk.keep_draft(begun, self.text)
        if wrong:
            self._note(wrong, "missed")

    async def _drop_draft(self) -> None:
        self._stop_waiting()
        await self._desk.drop_draft(self._entering.place)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None

    def _hear(self, changed: Changed) -> None:
        entering = self._entering
        if entering.node in changed.nodes and entering.has_changed:
            cell = entering.plan.cell(entering.node, *entering.cell)
            name = one_line(self._desk.door.person_name(cell.author)) if cell else ""
            self._note(self._desk.say("merged_meanwhile", name=name), "contested")

    def _note(self, sentence: str, part: str) -> None:
        self.query_one("#box-note", Lines).show([((sentence, part),)])


def _words(entering: Entering) -> str:
    return clean(entering.base.text).rstrip() if isinstance(entering.base, Text) else ""
