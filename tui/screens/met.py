"""What became of one's own edits: those that met somebody else's, newest first, to be found again at any time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from msgspec.structs import replace
from textual.binding import BindingType

from shared.followup.describe import cell_words
from shared.ids import NodeId
from shared.plan.ops import CellKey
from tui.door import Changed, KeptMet
from tui.keymap import Place, bindings
from tui.screens.choosing import ChoosingSheet
from tui.screens.desk import Desk
from tui.views.met_words import is_contested, met_lines
from tui.views.spans import Line

_SHOWN = 200


class Visit(msgspec.Struct, frozen=True):
    """A node to go to, and the cell to settle there, if any."""

    node: NodeId
    settles: CellKey | None = None


class MetScreen(ChoosingSheet[KeptMet, Visit]):
    """The edits that met others, one of them chosen. Dismissed with where to go, or None.

    What is shown has been read; what was unread before is marked so until the screen is closed.
    """

    PLACE = Place.MET
    HEAD = "met_head"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk, kept: Sequence[KeptMet]) -> None:
        super().__init__(desk)
        self._kept = kept

    @classmethod
    async def opened(cls, desk: Desk) -> MetScreen | None:
        """The screen, or None if there is nothing to show."""
        kept = await desk.door.met(_SHOWN)
        if not kept:
            return None
        await desk.door.met_seen()
        return cls(desk, kept)

    def _hear(self, changed: Changed) -> None:
        super()._hear(changed)
        if changed.met is not None:
            self.call_later(self._take_news)

    async def _take_news(self) -> None:
        """Show what has come since, with the chosen one still chosen and what was unread still marked."""
        chosen, unread = self.chosen.met, {kept.met for kept in self._kept if kept.is_unread}
        news = await self._desk.door.met(_SHOWN)
        await self._desk.door.met_seen()
        self._kept = [replace(kept, is_unread=kept.is_unread or kept.met in unread) for kept in news]
        self._choose(next((place for place, kept in enumerate(news) if kept.met == chosen), 0))

    @property
    def listed(self) -> Sequence[KeptMet]:
        """The edits, newest first."""
        return self._kept

    def words_of(self, thing: KeptMet) -> tuple[str, list[Line]]:
        """What it was about; when, and what happened."""
        desk = self._desk
        title = cell_words(desk.plan, thing.met.node, thing.met.cell, desk.language)
        return title, met_lines(desk.plan, thing, desk.language, desk.door.person_name, desk.signs)

    def action_visit(self) -> None:
        """To the node."""
        self.dismiss(Visit(self.chosen.met.node))

    def action_settle(self) -> None:
        """To the node, to settle there what is contested."""
        if is_contested(self._desk.plan, self.chosen.met):
            self.dismiss(Visit(self.chosen.met.node, self.chosen.met.cell))
        else:
            self.note(self._desk.say("not_contested"), "muted")
