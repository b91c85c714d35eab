"""Settling: the claims on a contested cell, numbered, and one key to choose."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from shared.ids import NodeId
from shared.plan.edits import settle_write
from tui.door import Changed
from tui.keymap import Place, bindings
from tui.screens.desk import Desk
from tui.views.claims import Claim, Contest, claim_lines
from tui.views.key_line import key_line
from tui.views.spans import Line, one_line
from tui.widgets.lines import Lines


class SettleScreen(ModalScreen[Contest | str | None]):
    """The contested cells of one node, one at a time.

    Dismissed with a sentence to say, with a contest that somebody wants to settle with a value of their own, or None.
    What is chosen is chosen among the claims as they were shown: one that comes meanwhile is not settled unseen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SETTLE)]

    def __init__(self, desk: Desk, node: NodeId) -> None:
        super().__init__()
        self._desk = desk
        self._node = node
        self._place = 0
        self._contests: list[Contest] = desk.contests(node)

    def compose(self) -> ComposeResult:
        """Heading, claims, keys."""
        with VerticalScroll(id="box", can_focus=False):
            yield Lines(id="box-head")
            yield Lines(id="box-claims")
            yield Lines(id="box-note")
            yield Lines(id="box-keys")

    def on_mount(self) -> None:
        """Show the first contest, and follow what others do to it."""
        self._leave = self._desk.door.subscribe(self._hear)
        self._show()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

    @property
    def contest(self) -> Contest:
        """The contest that is shown."""
        return self._contests[self._place % len(self._contests)]

    async def action_keep(self) -> None:
        """What stands stays."""
        await self._settle(self.contest.confirmed)

    async def action_take(self, number: str) -> None:
        """The rival of that number stands; nothing happens if there is none."""
        if int(number) <= len(self.contest.rivals):
            await self._settle(self.contest.rivals[int(number) - 1])

    def action_write(self) -> None:
        """Ask for a value of one's own."""
        self.dismiss(self.contest)

    def action_next_cell(self) -> None:
        """To the node's next contested cell."""
        self._place += 1
        self._show()

    def action_close(self) -> None:
        """Close without settling."""
        self.dismiss(None)

    async def _settle(self, claim: Claim) -> None:
        contest = self.contest
        op = settle_write(self._desk.plan, contest.node, contest.key, claim.value)
        wrong = await self._desk.submit([msgspec.structs.replace(op, seen=contest.newest)])
        if wrong:
            self.query_one("#box-note", Lines).show([((wrong, "missed"),)])
        else:
            self._look_again()

    def _hear(self, changed: Changed) -> None:
        if self._node in changed.nodes:
            self.call_later(self._look_again)

    def _look_again(self) -> None:
        self._contests = self._desk.contests(self._node)
        if self._contests:
            self._show()
        elif self.is_current:
            self.dismiss(self._desk.say("settled"))

    def _show(self) -> None:
        desk = self._desk
        title = one_line(desk.plan.title(self._node))
        total = len(self._contests)
        count = f"  {self._place % total + 1}/{total}" if total > 1 else ""
        head: list[Line] = [((desk.say("settle_head"), "strong"),), ((f"{title}{count}", "muted"),), ()]
        self.query_one("#box-head", Lines).show(head)
        self.query_one("#box-claims", Lines).show([*claim_lines(self.contest, desk.language, desk.signs), ()])
        width = self.app.size.width - 4
        self.query_one("#box-keys", Lines).show([key_line(Place.SETTLE, frozenset(), width, desk.language)])
