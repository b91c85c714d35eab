"""Reviewing the period that is shown: the list of what was found, and waiving it with a reason."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shared.ids import ROOT
from shared.plan.model import Plan
from tui.screens.writing import WritingView
from tui.views.draft import Begun, DraftPlace
from tui.views.spans import one_line
from tui.widgets.entry_bar import Asking, EntryBar, Understood

if TYPE_CHECKING:
    from shared.review.finding import Finding
    from tui.screens.check import Chosen

_WAIVER = "waiver"


class ReviewingView(WritingView):
    """Lists what a review finds, goes there, and writes waivers."""

    def action_check(self) -> None:
        """Review the period, and list what was found."""
        self._review()

    def _review(self, place: int = 0) -> None:
        self.say(self.desk.say("checking"))
        # What a review takes in a large plan is seconds, and others' edits go on coming: it has a copy of its own.
        copy = Plan.of(self.desk.plan.still())
        self.run_worker(self._list_findings(copy, self.desk.period, place), group="check", exclusive=True)

    async def _list_findings(self, copy: Plan, period: str, place: int) -> None:
        from shared.review.review import review
        from tui.screens.check import CheckScreen

        everything = await asyncio.to_thread(review, copy, period)
        # Whoever has begun something else meanwhile is not to be interrupted.
        if period != self.desk.period or not self.is_current or self.query(EntryBar):
            return
        findings = [one for one in everything if not one.waived and one.found.node in self.desk.plan.nodes]
        if findings:
            self.say("")
            await self.app.push_screen(CheckScreen(self.desk, findings, place), self._found_chosen)
        else:
            self.say(self.desk.say("no_findings"))

    async def _found_chosen(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        node = chosen.finding.found.node
        if node in self.outline.rows:
            self.outline.go_to(node)
        elif not chosen.waives:
            self.say(self.desk.say("about_whole_plan" if node == ROOT else "gone"))
        if chosen.waives:
            await self._ask_waiver(chosen.finding, chosen.place)

    async def _ask_waiver(self, finding: Finding, place: int) -> None:
        """Ask why it is waived; the list comes back after that."""
        from shared.followup.language import in_language
        from shared.review.review import waive
        from shared.review.rules import RULE_OF

        node, period, rule = finding.found.node, self.desk.period, finding.rule
        where = DraftPlace(node, _WAIVER, period, rule)
        cell = self.desk.plan.cell(node, _WAIVER, period, rule)
        draft = await self.desk.find_draft(where)
        seen, base = (draft.seen, draft.base) if draft else (cell.seq if cell else 0, cell.value if cell else None)

        async def accept(text: str) -> str | None:
            if node not in self.desk.plan.nodes:
                return self.desk.say("gone")
            op = replace(waive(self.desk.plan, node, period, rule, one_line(text)), seen=seen)
            wrong = await self.desk.submit([op])
            if wrong is None:
                self._review(place)
            return wrong

        def understand(text: str) -> Understood:
            hint = in_language(RULE_OF[rule].label, self.desk.language)
            return Understood(((f" {hint}", "muted"),), is_ok=bool(text.strip()))

        label = ((f" {self.desk.say('ask_waiver')} ", "strong"),)
        begun = Begun(where, "", seen, base)
        await self.ask(Asking(label, draft.text if draft else "", understand, accept, begun))
