"""A sheet with a list of things, one of which is chosen and always in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.containers import VerticalScroll
from textual.geometry import Region

from tui.screens.desk import Desk
from tui.screens.sheet import R, Sheet
from tui.views.spans import Line
from tui.widgets.lines import Lines

T = TypeVar("T")


class ChoosingSheet(Sheet[R], Generic[T, R]):
    """Whoever derives from it says what is listed, and how one of them reads. It is never shown empty."""

    HEAD: str
    """The name of the heading's text."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # The keys stay in sight under a list that is longer than the screen.
        self.add_class("-choosing")
        self._chosen = 0

    @property
    def listed(self) -> Sequence[T]:
        """What there is to choose among, now."""
        raise AssertionError("each list lists something")

    def words_of(self, thing: T) -> tuple[str | Line, list[Line]]:
        """How one of them reads: what it is about, and lines below that."""
        raise AssertionError("each list tells what is in it")

    def head_words(self) -> str:
        """The heading."""
        return self._desk.say(self.HEAD)

    @property
    def chosen(self) -> T:
        """The one that the keys act on."""
        return self.listed[min(self._chosen, len(self.listed) - 1)]

    def action_down(self) -> None:
        """To the next."""
        self._choose(self._chosen + 1)

    def action_up(self) -> None:
        """To the one before."""
        self._choose(self._chosen - 1)

    def look_again(self) -> None:
        """Show what there is now, or leave if there is nothing left."""
        if self.listed:
            self._choose(self._chosen)
        elif self.is_current:
            self.dismiss(None)

    def fill(self) -> None:
        """Each with what is said of it, the chosen one in sight."""
        lines: list[Line] = []
        first = count = 0
        for place, thing in enumerate(self.listed):
            is_chosen = place == self._chosen
            title, below = self.words_of(thing)
            if is_chosen:
                first, count = len(lines), 1 + len(below)
            mark = self._desk.signs.cursor if is_chosen else " "
            spans = ((title, "strong" if is_chosen else ""),) if isinstance(title, str) else title
            lines.append(((mark, "cursor"), *spans))
            lines += below
        self.put([((self.head_words(), "strong"),), ()], lines)
        self.call_after_refresh(self._bring_in_sight, first, count)

    def _choose(self, place: int) -> None:
        self._chosen = max(0, min(place, len(self.listed) - 1))
        self.fill()

    def _bring_in_sight(self, first: int, count: int) -> None:
        body = self.query_one("#box-body", Lines)
        above, height = body.rows_of(first, count)
        top = body.virtual_region.y + above if first else 0
        # The foot lies over the last rows of the box.
        bottom = body.virtual_region.y + above + height + self.query_one("#box-foot").size.height
        self.query_one("#box", VerticalScroll).scroll_to_region(Region(0, top, 1, bottom - top), animate=False)
