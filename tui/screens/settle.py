"""Settling: the claims on a contested cell, numbered, and one key to choose."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.binding import BindingType

from shared.ids import NodeId
from shared.plan.edits import settle_write
from shared.plan.ops import CellKey
from tui.keymap import Place, bindings
from tui.screens.desk import Desk
from tui.screens.sheet import Sheet
from tui.views.claims import Claim, Contest, claim_lines
from tui.views.spans import Line, one_line


class SettleScreen(Sheet[Contest | str]):
    """The contested cells of one node, one at a time.

    Dismissed with a sentence to say, with a contest that somebody wants to settle with a value of their own, or None.
    What is chosen is chosen among the claims as they were shown: one that comes meanwhile is not settled unseen.
    """

    PLACE = Place.SETTLE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk, node: NodeId, first: CellKey | None = None) -> None:
        """`first` is the cell to begin with, if it is contested."""
        super().__init__(desk)
        self._node = node
        self._contests: list[Contest] = desk.contests(node)
        self._place = next((place for place, contest in enumerate(self._contests) if contest.key == first), 0)

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
        self.fill()

    async def _settle(self, claim: Claim) -> None:
        contest = self.contest
        op = settle_write(self._desk.plan, contest.node, contest.key, claim.value)
        wrong = await self._desk.submit([msgspec.structs.replace(op, seen=contest.newest)])
        if wrong:
            self.note(wrong, "missed")
        else:
            self.look_again()

    def look_again(self) -> None:
        """Show the claims as they are now, or leave if nothing is contested any more."""
        self._contests = self._desk.contests(self._node)
        if self._contests:
            self.fill()
        elif self.is_current:
            self.dismiss(self._desk.say("settled"))

    def fill(self) -> None:
        """The claims of the contest at hand."""
        desk = self._desk
        title = one_line(desk.plan.title(self._node))
        total = len(self._contests)
        count = f"  {self._place % total + 1}/{total}" if total > 1 else ""
        head: list[Line] = [((desk.say("settle_head"), "strong"),), ((f"{title}{count}", "muted"),), ()]
        self.put(head, claim_lines(self.contest, desk.language, desk.signs))
