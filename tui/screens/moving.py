"""The keys that move: about in the outline, and in the pane about the node. They show; they change nothing."""

from __future__ import annotations

from textual.screen import Screen

from tui.widgets.lines import Lines
from tui.widgets.outline import Outline


class MovingView(Screen[None]):
    """A screen with an outline and a pane about the node under its cursor."""

    @property
    def outline(self) -> Outline:
        """The outline."""
        return self.query_one("#outline", Outline)

    def action_down(self) -> None:
        """To the next line."""
        self.outline.go_by(1)

    def action_up(self) -> None:
        """To the line above."""
        self.outline.go_by(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self.outline.page(0.5)

    def action_half_up(self) -> None:
        """Half a page up."""
        self.outline.page(-0.5)

    def action_page_down(self) -> None:
        """A page down."""
        self.outline.page(1)

    def action_page_up(self) -> None:
        """A page up."""
        self.outline.page(-1)

    def action_top(self) -> None:
        """To the first line."""
        self.outline.go_to_line(0)

    def action_bottom(self) -> None:
        """To the last line."""
        self.outline.go_to_line(self.outline.rows.line_count - 1)

    def action_fold(self) -> None:
        """Fold, or go to the parent."""
        self.outline.fold_or_leave()

    def action_unfold(self) -> None:
        """Unfold, or go to the first child."""
        self.outline.unfold_or_enter()

    def action_toggle_fold(self) -> None:
        """Fold or unfold."""
        self.outline.toggle_fold()

    def action_detail_down(self) -> None:
        """Scroll the pane about the node down."""
        self.query_one("#about", Lines).scroll_by(3)

    def action_detail_up(self) -> None:
        """Scroll the pane about the node up."""
        self.query_one("#about", Lines).scroll_by(-3)
