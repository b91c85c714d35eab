"""What a review of the period found: to go there, or to waive it with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual.binding import BindingType

from shared.review.finding import Finding
from tui.keymap import Place, bindings
from tui.screens.choosing import ChoosingSheet
from tui.screens.desk import Desk
from tui.views.check_words import counts_words, finding_lines, finding_title
from tui.views.spans import Line

SHOWN = 200
"""Findings that a sheet has room for; the gravest come first."""


class Chosen(msgspec.Struct, frozen=True):
    """One finding, what to do about it, and where it stood in the list."""

    finding: Finding
    place: int
    waives: bool = False


class CheckScreen(ChoosingSheet[Finding, Chosen]):
    """The findings, one of them chosen. Dismissed with what to do about it, or None."""

    PLACE = Place.CHECK
    HEAD = "check_head"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk, findings: Sequence[Finding], place: int = 0) -> None:
        super().__init__(desk)
        self._findings = findings
        self._chosen = min(place, len(self.listed) - 1)

    def on_mount(self) -> None:
        """Say how many there are, also of those that are not shown."""
        super().on_mount()
        self.note(counts_words(self._findings, self._desk.language), "muted")

    @property
    def listed(self) -> Sequence[Finding]:
        """The findings on nodes that are still there, the gravest first."""
        return [finding for finding in self._findings[:SHOWN] if finding.found.node in self._desk.plan.nodes]

    def words_of(self, thing: Finding) -> tuple[str, list[Line]]:
        """The node; where it is, which rule, and why."""
        plan, language = self._desk.plan, self._desk.language
        return finding_title(plan, thing, language), finding_lines(plan, thing, language, self._desk.signs)

    def action_visit(self) -> None:
        """To the node."""
        self.dismiss(Chosen(self.chosen, self._chosen))

    def action_waive(self) -> None:
        """Waive it, with a reason."""
        self.dismiss(Chosen(self.chosen, self._chosen, waives=True))
