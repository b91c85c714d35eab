"""The plan on screen: outline, pane about the node, lines of status and keys. Shows and moves; changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.timer import Timer

from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.sync.client_actions import EditMet, Healed, Met
from tui.door import Changed, Connection
from tui.keymap import Need, Place, bindings
from tui.screens.desk import Desk
from tui.screens.moving import MovingView
from tui.views.columns import Columns, lay_out, usual, wanted
from tui.views.key_line import key_line
from tui.views.met_words import is_contested
from tui.views.patience import SILENT_S
from tui.views.row_line import Placing, row_line, title_width
from tui.views.shown_fields import is_assessed, result_field, target_field
from tui.views.spans import Line
from tui.views.status_line import head_line, status_lines
from tui.views.tree_rows import TreeRows
from tui.widgets.lines import Lines
from tui.widgets.outline import Outline

WIDE = 110
"""Columns from which the pane about the node stands beside the outline."""

_SAMPLE = 1000
"""Rows whose words decide how wide the columns are."""

_COUNTED_AT_A_TIME = 2000
_BETWEEN_S = 0.01
_NOTICE_S = 10.0
_LOOK_S = 0.4


class PlanView(MovingView):
    """Follows the door: what others change shows where it is, and nothing jumps."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.OUTLINE)]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._columns = Columns(1)
        self._room = (Size(0, 0), 0)
        self._held = ExitStack()
        self._notice = ""
        self._met: EditMet | None = None
        self._changed: set[NodeId] = set()
        self._is_restructured = False
        self._is_waiting = False
        self._marks = (desk.marked(), desk.visited())
        self._backed_up = desk.door.backed_up
        self._leave: Callable[[], None] | None = None
        self._waiting: dict[str, Timer] = {}

    # Making

    def compose(self) -> ComposeResult:
        """Head, outline and pane, status, keys."""
        self.set_class(self.app.size.width >= WIDE, "-wide")
        yield Lines(id="head")
        with Container(id="body"):
            yield Outline(TreeRows(self.desk.plan), self._line_of, id="outline")
            yield Lines(id="about", more=self.desk.signs.more)
        yield Lines(id="status")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Listen to the door; draw once everything has its place, and count what is owed after that."""
        self._held.enter_context(self.app.batch_update())
        self._leave = self.desk.door.subscribe(self._hear)
        self._marks = (self.desk.marked(), self.desk.visited())
        # What was handed back while the program was starting was told to nobody.
        self._tell_healed(self.desk.door.healed)
        self.outline.focus()
        self.call_after_refresh(self.count)

    def on_unmount(self) -> None:
        """Stop listening."""
        if self._leave is not None:
            self._leave()

    @property
    def node(self) -> NodeId | None:
        """The node under the cursor; None where there is none, or it was taken back a moment ago."""
        cursor = self.outline.cursor
        return cursor if cursor in self.desk.plan.nodes else None

    # Showing

    def on_resize(self, event: events.Resize) -> None:
        """Put the pane beside the outline where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._fit)

    @on(Outline.Resized)
    def _fit(self) -> None:
        """Draw all of it again if its room has changed; a start tells of its size several times.

        Under a dialog the outline gets its size later than the screen.
        """
        room = (self.size, self.outline.scrollable_content_region.width)
        if room != self._room:
            self._room = room
            self.show_everything()
        self._held.close()

    def show_everything(self) -> None:
        """Draw all of it again, with columns that fit."""
        heads = (self.desk.say("target"), self.desk.say("outcome"))
        ids = self.outline.rows.ids[:_SAMPLE]
        sample = [self.desk.row(node) for node in ids]
        target = wanted((row.target for row in sample), heads[0])
        outcome = wanted((row.outcome for row in sample), heads[1])
        titles = [title_width(row, self.outline.rows.depth_of(node)) for node, row in zip(ids, sample, strict=True)]
        self._columns = lay_out(self.outline.scrollable_content_region.width, target, outcome, usual(titles))
        self.show_head()
        self.outline.refresh()
        self.show_node()

    def show_head(self) -> None:
        """Say which plan and period it is, and how the period's round stands."""
        heads = (self.desk.say("target"), self.desk.say("outcome"))
        head = head_line(self.desk.door.name, self.desk.head_words, self._columns, heads, self.desk.signs)
        self.query_one("#head", Lines).show([head])

    def show_node(self) -> None:
        """Show what there is about the node under the cursor, and the keys it takes."""
        about = self.query_one("#about", Lines)
        node = self.node
        about.show(self.desk.detail(node) if node is not None else [((self.desk.say("empty_plan"), "muted"),)])
        self.show_keys()
        self.show_status()

    def show_keys(self) -> None:
        """Show the keys that are valid now."""
        line = key_line(self.place, self._has(self.node), self.size.width, self.desk.language)
        self.query_one("#keys", Lines).show([line])

    @property
    def place(self) -> Place:
        """Where the keys go."""
        return Place.OUTLINE

    def show_status(self) -> None:
        """Say how things stand, or what was just said."""
        standings, width = self.desk.standings(), self.size.width
        lines = status_lines(standings, width, self.desk.language, self.desk.signs, self._notice)
        status = self.query_one("#status", Lines)
        status.styles.height = len(lines)
        status.show(lines)
        if self.desk.patience.is_waiting:
            self._later("silence", SILENT_S, self.show_status)

    def say(self, sentence: str, met: EditMet | None = None) -> None:
        """Say one sentence on the status line, until something else is done, or `met` is no longer contested."""
        self._notice, self._met = sentence, met
        self.show_status()
        self._later("notice", _NOTICE_S, self._hush)

    def _hush(self) -> None:
        self._notice, self._met = "", None
        self.show_status()

    def _line_of(self, node: NodeId, is_cursor: bool) -> Line:
        rows = self.outline.rows
        pending, visited = self._marks
        placing = Placing(
            depth=rows.depth_of(node),
            fold=rows.is_folded(node) if rows.has_children(node) else None,
            is_cursor=is_cursor,
            is_pending=node in pending,
            is_present=node in visited,
        )
        return row_line(self.desk.row(node), placing, self._columns, self.desk.signs)

    def _has(self, node: NodeId | None) -> frozenset[Need]:
        if node is None:
            return frozenset()
        kind = self.desk.plan.nodes[node].kind
        found = {
            Need.OUTCOME: result_field(kind) is not None,
            Need.ASSESSMENT: is_assessed(kind),
            Need.TARGET: target_field(kind) is not None,
            Need.CONTEST: self.desk.row(node).is_contested,
            Need.RETURNED: bool(self.desk.door.returned),
            Need.UNREAD: self.desk.door.unread_met > 0,
        }
        return frozenset(need for need, is_met in found.items() if is_met)

    # Hearing

    def _hear(self, changed: Changed) -> None:
        """Gather what changed; it is shown once, however many changes come at a time."""
        self._changed |= changed.nodes
        self._is_restructured |= changed.is_structural
        if changed.met is not None:
            self.call_later(self.say, self.desk.met_words(changed.met), changed.met)
        self._tell_healed(changed.healed)
        if not self._is_waiting:
            self._is_waiting = True
            self.call_later(self._show_changes)

    def _tell_healed(self, healed: Healed | None) -> None:
        if healed is not None and (words := self.desk.healed_words(healed)):
            self.call_later(self.say, words)

    def _show_changes(self) -> None:
        self._is_waiting = False
        if self.desk.door.connection is not Connection.LIVE:
            self.desk.patience.heard()
        nodes, self._changed = self._changed, set()
        is_restructured, self._is_restructured = self._is_restructured, False
        marks = (self.desk.marked(), self.desk.visited())
        touched = nodes.union(*(old ^ new for old, new in zip(self._marks, marks, strict=True)))
        self._marks = marks
        touched = self.desk.look_again(touched, is_structural=is_restructured)
        self.desk.look_again(touched)
        if any(self.desk.plan.nodes[node].kind is Kind.ROUND for node in nodes if node in self.desk.plan.nodes):
            self.show_head()
        if is_restructured:
            self.outline.show_rows(TreeRows(self.desk.plan, self.outline.rows.folded))
            self.desk.owed_among(()).follow(self.outline.rows.ids)
        self._draw(touched)
        if self._met is not None and self._met.met is Met.CONTESTED and not is_contested(self.desk.plan, self._met):
            self._hush()
        is_shown = is_restructured or bool(touched & {ROOT, self.node}) or self._backed_up != self.desk.door.backed_up
        self._backed_up = self.desk.door.backed_up
        if is_shown:
            self.show_node()
        else:
            self.show_status()
            self.show_keys()
        self.nodes_changed(touched)

    def _draw(self, nodes: set[NodeId]) -> None:
        # Signs, words and the rule for goals are the root's, and hold everywhere.
        if ROOT in nodes:
            self.outline.refresh()
        else:
            self.outline.refresh_nodes(nodes)

    def nodes_changed(self, nodes: set[NodeId]) -> None:
        """Something changed on these nodes."""

    def count(self) -> None:
        """Count who owes an outcome, a stretch at a time; keys pressed meanwhile come between."""
        if self.desk.owed_among(self.outline.rows.ids).count_on(_COUNTED_AT_A_TIME):
            self.show_status()
            self._prepare()
        else:
            self.set_timer(_BETWEEN_S, self.count)

    def _prepare(self) -> None:
        """Count the tables in the same way, so that nobody waits for them who asks."""
        if not self.desk.prepare_tallies(_COUNTED_AT_A_TIME):
            self._later("tallies", _BETWEEN_S, self._prepare)

    @on(Outline.CursorMoved)
    def _moved(self, event: Outline.CursorMoved) -> None:
        self._notice, self._met = "", None
        self.query_one("#about", Lines).scroll_to_top()
        self.show_node()
        self._later("look", _LOOK_S, self._tell_where)

    async def _tell_where(self) -> None:
        await self.desk.door.look_at(self.node)

    def _later(self, name: str, seconds: float, do: Callable[[], object]) -> None:
        """Do something in a while, instead of what was to be done under that name before."""
        if name in self._waiting:
            self._waiting[name].stop()
        self._waiting[name] = self.set_timer(seconds, do)

    def action_redraw(self) -> None:
        """Draw the whole screen again."""
        self.app.refresh(layout=True)
        self.refresh(repaint=True, layout=True)
        self.show_everything()
