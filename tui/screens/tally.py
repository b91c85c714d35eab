"""The plan's tables for the period: how many are met, against a year earlier; and from each figure to what it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from shared.followup.tally import Member
from shared.followup.tally_book import Scope
from shared.followup.tally_rules import Rule
from tui.keymap import Place, bindings
from tui.screens.choosing import ChoosingSheet
from tui.screens.desk import Desk
from tui.screens.met import Visit
from tui.views.spans import Line, one_line
from tui.views.tally_figures import Figure, members_of
from tui.views.tally_lines import Shown, figure_words, member_lines, member_words, shown, table_lines


class TallyScreen(ChoosingSheet[Shown, Visit]):
    """The figures, one of them chosen. Dismissed with the node to go to, or None."""

    PLACE = Place.TALLY
    HEAD = "tally_head"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown = shown(desk.tallies, desk.period, desk.language)

    @property
    def listed(self) -> Sequence[Shown]:
        """Every figure of every table."""
        return self._shown

    def look_again(self) -> None:
        """Count what has changed, and stay on the same figure."""
        rule, key = self.chosen.rule.node, self.chosen.figure.key
        self._shown = shown(self._desk.tallies, self._desk.period, self._desk.language)
        keys = [(row.rule.node, row.figure.key) for row in self._shown]
        self._choose(keys.index((rule, key)) if (rule, key) in keys else 0)

    def above(self, thing: Shown) -> list[Line]:
        """The table's name and rule, above its first figure."""
        if not thing.is_first:
            return []
        lines = table_lines(thing, self._desk.plan, self._desk.language, self.room)
        return lines if thing is self._shown[0] else [(), *lines]

    def words_of(self, thing: Shown) -> tuple[str, list[Line]]:
        """One row of a table."""
        return figure_words(thing, self._desk.language, self._desk.signs, self.room), []

    def action_members(self) -> None:
        """What the chosen figure is made of."""
        row = self.chosen
        screen = MembersScreen(self._desk, row.rule, row.scopes[0], row.figure)
        if screen.listed:
            self.app.push_screen(screen, self._left_for)
        else:
            self.note(self._desk.say("no_members"), "muted")

    def _left_for(self, visit: Visit | None) -> None:
        if visit is not None:
            self.dismiss(visit)


class MembersScreen(ChoosingSheet[Member, Visit]):
    """The nodes that a figure is made of, one of them chosen. Dismissed with the node to go to, or None."""

    PLACE = Place.MEMBERS
    HEAD = "members_head"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk, rule: Rule, scope: Scope, figure: Figure) -> None:
        super().__init__(desk)
        self._rule, self._scope, self._figure = rule, scope, figure
        self._members = self._found()

    @property
    def listed(self) -> Sequence[Member]:
        """The nodes, in the plan's order."""
        return self._members

    def head_words(self) -> str:
        """Which figure it is."""
        return f"{one_line(self._figure.label)} · {self._desk.period_words} · {len(self._members)}"

    def look_again(self) -> None:
        """List what the figure is made of now, the chosen one still chosen."""
        chosen = self.chosen.node
        self._members = self._found()
        nodes = [member.node for member in self._members]
        if chosen in nodes:
            self._chosen = nodes.index(chosen)
        super().look_again()

    def words_of(self, thing: Member) -> tuple[str, list[Line]]:
        """Sign and title; outcome, target and where it stands."""
        desk, row = self._desk, self._desk.row(thing.node)
        above = " / ".join(one_line(desk.plan.title(step)) for step in desk.plan.path(thing.node)[:-1])
        return member_words(thing, row, desk.signs), member_lines(thing, row, above, desk.language)

    def action_visit(self) -> None:
        """To the node."""
        self.dismiss(Visit(self.chosen.node))

    def _found(self) -> list[Member]:
        return members_of(self._figure.key, self._desk.tallies.members(self._rule, self._scope))
