"""The outline of a plan: one line a row, drawn on demand, so that 100,000 rows cost no more than a screenful.

It knows which node the cursor is on, not what any node says: lines come from a function it is given. When rows come
and go around it, cursor and screen stay with the same node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from shared.ids import NodeId
from tui.views.spans import Line, words
from tui.views.tree_rows import TreeRows
from tui.widgets.parts import PART_CLASSES, segments

LineOf = Callable[[NodeId, bool], Line]
"""The line of a node, and whether the cursor is on it."""


class Outline(ScrollView, can_focus=True):
    """Rows in pre-order with folds and a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*PART_CLASSES, "outline--current"}

    class CursorMoved(Message):
        """The cursor is on another node, or on none."""

        def __init__(self, node: NodeId | None) -> None:
            super().__init__()
            self.node = node

    class Resized(Message):
        """The outline has another size."""

    def __init__(self, rows: TreeRows, line_of: LineOf, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = rows
        self._line_of = line_of
        self._line = 0
        self.cursor: NodeId | None = rows.node_at(0) if rows.line_count else None

    @property
    def rows(self) -> TreeRows:
        """The rows as they are now."""
        return self._rows

    @property
    def cursor_offset(self) -> int:
        """How far below the top of the widget the cursor's line is, in lines."""
        return self._line - self.scroll_offset.y

    def on_mount(self) -> None:
        """Take the height of all lines."""
        self._resize_to_rows()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._bring_into_sight()
        self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        """One line of the widget, `y` lines below its top."""
        line = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if line >= self._rows.line_count:
            return Strip.blank(width, self.rich_style)
        node = self._rows.node_at(line)
        is_current = node == self.cursor
        shown = self._line_of(node, is_current)
        base = self.rich_style
        if is_current:
            shown = ((words(shown), ""),)
            base += self.get_component_rich_style("outline--current", partial=True)
        return Strip(segments(self, shown, base)).simplify().adjust_cell_length(width, base)

    # The cursor

    def go_to_line(self, line: int) -> None:
        """Put the cursor on that line, or on the nearest there is."""
        if self._rows.line_count:
            self._place(max(0, min(line, self._rows.line_count - 1)))

    def go_by(self, lines: int) -> None:
        """Move the cursor down that many lines, up if negative."""
        self.go_to_line(self._line + lines)

    def go_to(self, node: NodeId) -> None:
        """Put the cursor on a node, unfolding what hides it. Nothing happens if it is not in the plan."""
        if node not in self._rows:
            return
        if self._rows.reveal(node):
            self._rows_changed()
        line = self._rows.line_of(node)
        if line is not None:
            self._place(line)

    def page(self, share: float) -> None:
        """Move the cursor by that share of a page, and the page with it."""
        step = int(self._page_height * share) or (1 if share > 0 else -1)
        self._scroll(self.scroll_offset.y + step)
        self.go_by(step)

    def toggle_fold(self) -> None:
        """Fold or unfold the cursor's node."""
        if self.cursor is not None and (self._rows.unfold(self.cursor) or self._rows.fold(self.cursor)):
            self._rows_changed()

    def fold_or_leave(self) -> None:
        """Fold the cursor's node; where nothing can be folded, go to its parent."""
        if self.cursor is None:
            return
        if self._rows.fold(self.cursor):
            self._rows_changed()
        elif (parent := self._rows.parent_of(self.cursor)) is not None:
            self.go_to(parent)

    def unfold_or_enter(self) -> None:
        """Unfold the cursor's node; where it is open, go to its first child."""
        if self.cursor is None:
            return
        if self._rows.unfold(self.cursor):
            self._rows_changed()
        elif self._rows.has_children(self.cursor):
            self.go_by(1)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where somebody clicked; a second click folds."""
        line = event.y + self.scroll_offset.y
        if line < self._rows.line_count:
            self.go_to_line(line)
            if event.chain == 2:
                self.toggle_fold()

    # What others change

    def show_rows(self, rows: TreeRows) -> None:
        """Show these rows instead, with the cursor on the same node and that node on the same line of the screen.

        A node that is gone leaves the cursor where it was.
        """
        offset = self.cursor_offset
        old = self.cursor
        self._rows = rows
        found = rows.line_of(old) if old is not None else None
        line = found if found is not None else min(self._line, rows.line_count - 1)
        self._line = max(0, line)
        self.cursor = rows.node_at(self._line) if rows.line_count else None
        self._resize_to_rows()
        self._scroll(self._line - offset)
        self._bring_into_sight()
        self.refresh()
        if self.cursor != old:
            self.post_message(self.CursorMoved(self.cursor))

    def refresh_nodes(self, nodes: Iterable[NodeId]) -> None:
        """Draw the lines of these nodes again."""
        for node in nodes:
            line = self._rows.line_of(node)
            if line is not None and 0 <= line - self.scroll_offset.y < self._page_height:
                self.refresh_line(line)

    # Within

    @property
    def _page_height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _place(self, line: int) -> None:
        before, self._line = self._line, line
        node = self._rows.node_at(line)
        if node == self.cursor:
            return
        self.cursor = node
        self.refresh_line(before)
        self.refresh_line(line)
        self._bring_into_sight()
        self.post_message(self.CursorMoved(node))

    def _bring_into_sight(self) -> None:
        """Jump so that the cursor's line is in the middle, if it is out of sight.

        A jump of half a page once is cheaper than a scroll of one line at every key, which repaints as much.
        """
        if not 0 <= self.cursor_offset < self._page_height:
            self._scroll(self._line - self._page_height // 2)

    def _scroll(self, top: int) -> None:
        last = max(0, self._rows.line_count - self._page_height)
        self.scroll_to(y=max(0, min(top, last)), animate=False, force=True)

    def _rows_changed(self) -> None:
        if self.cursor is not None:
            self._line = self._rows.line_of(self.cursor) or 0
        self._resize_to_rows()
        self._bring_into_sight()
        self.refresh()

    def _resize_to_rows(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self._rows.line_count)
