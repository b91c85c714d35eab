"""The plan on screen, and everything the keys change in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.followup.assessment import STATUS_LABELS
from shared.followup.entry import Unreadable
from shared.followup.language import in_language
from shared.followup.standing import contradicted, standing
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.fields import Field
from shared.plan.kinds import KINDS, field_of
from shared.plan.ops import Op
from shared.plan.values import Choice
from tui.door import UndoResult
from tui.screens.reviewing import ReviewingView
from tui.views.claims import Contest
from tui.views.detail import heading
from tui.views.draft import Begun, Draft, DraftPlace
from tui.views.entering import (
    Entering,
    begin,
    begin_to_settle,
    initial,
    is_unchanged,
    meanwhile_line,
    reading,
    resumed,
    understood_line,
)
from tui.views.period_words import period_words
from tui.views.shown_fields import is_assessed, result_field, target_field
from tui.views.spans import Line, one_line
from tui.widgets.entry_bar import Asking, Understood

if TYPE_CHECKING:
    from tui.screens.met import Visit


_REASON = "because"
"""What a half-typed reason for an assessment is kept under: no field of a node is called that."""


class PlanScreen(ReviewingView):
    """Enter, assess, write, settle, undo."""

    # Entering a value

    async def action_enter(self) -> None:
        """Type the outcome, or write the analysis where there is none; settle it first where it is contested."""
        node = self.node
        if node is None:
            self.say(self.desk.say("no_rows"))
            return
        field = result_field(self.desk.plan.nodes[node].kind)
        cell = self.desk.plan.cell(node, field.name if field else "analysis", self.desk.period)
        # Something else that is contested must not take the digits that are meant for the outcome.
        if cell is not None and cell.is_contested:
            await self.action_settle()
        elif field:
            await self._enter(node, field)
        else:
            await self.action_analysis()

    async def action_target(self) -> None:
        """Type the target."""
        if self.node is not None:
            field = target_field(self.desk.plan.nodes[self.node].kind)
            period = standing(self.desk.plan, self.node, self.desk.period).target_period
            await self._enter(self.node, field, period) if field else self._refuse_field("target")

    async def _enter(self, node: NodeId, field: Field, period: str | None = None) -> None:
        await self._enter_into(begin(self.desk.plan, node, field, period or self.desk.period))

    async def _enter_into(self, entering: Entering) -> None:
        draft = await self.desk.find_draft(entering.place)
        if draft is not None:
            entering = resumed(entering, draft)

        async def accept(text: str) -> str | None:
            value = reading(entering, text, self.desk.language)
            if isinstance(value, Unreadable) or is_unchanged(entering, value):
                return None
            return await self.desk.write(entering, value)

        label = in_language(entering.field.label, self.desk.language)
        where = f" {period_words(entering.period, self.desk.language)}" if entering.period else ""
        before = initial(entering, self.desk.language)
        await self._ask_on(
            Asking(((f" {label}{where} ", "strong"),), before, lambda text: self._understood(entering, text), accept,
                   Begun(entering.place, before, entering.seen, entering.base)),
            draft,
        )  # fmt: skip

    async def _ask_on(self, asking: Asking, draft: Draft | None) -> None:
        """Ask, and offer what was left unfinished."""
        if draft is not None:
            remark = ((f" {self.desk.say('resumed_entry')} ", "pending"),)
            asking = msgspec.structs.replace(asking, initial=draft.text, remark=remark)
        await self.ask(asking)

    def _understood(self, entering: Entering, text: str) -> Understood:
        if not entering.is_possible:
            return Understood(((f" {self.desk.say('gone')}", "missed"),), is_ok=False)
        value = reading(entering, text, self.desk.language)
        if isinstance(value, Unreadable):
            return Understood(((f" {value.sentence(self.desk.language)}", "missed"),), is_ok=False)
        line = understood_line(entering, value, self.desk.language, self.desk.signs)
        return Understood(((" ", ""), *line, *self._meanwhile(entering)))

    def _meanwhile(self, entering: Entering) -> Line:
        """Who has written the same since, if anybody has."""
        if not entering.has_changed:
            return ()
        return (("   ", ""), *meanwhile_line(entering, self.desk.language, self.desk.door.person_name))

    async def submit(self, ops: Sequence[Op]) -> None:
        """Make one transaction, and say what went wrong with it."""
        self._heard_back(await self.desk.submit(ops))

    # Assessing

    async def action_assess_met(self) -> None:
        """Met."""
        await self._assess("met")

    async def action_assess_partly(self) -> None:
        """Partly met."""
        await self._assess("partly")

    async def action_assess_missed(self) -> None:
        """Missed."""
        await self._assess("missed")

    async def action_assess_unmeasured(self) -> None:
        """Unmeasured."""
        await self._assess("unmeasured")

    async def action_assess_computed(self) -> None:
        """Let the figures assess again."""
        node = self.node
        if node is not None and self.desk.plan.value(node, "assessment", self.desk.period) is not None:
            await self.submit([set_cell(self.desk.plan, node, "assessment", None, period=self.desk.period)])

    async def _assess(self, key: str) -> None:
        node = self.node
        if node is None:
            return
        if not is_assessed(self.desk.plan.nodes[node].kind):
            self._refuse_field("assessment")
            return
        computed = contradicted(standing(self.desk.plan, node, self.desk.period), key)
        if computed is None:
            await self.submit([set_cell(self.desk.plan, node, "assessment", Choice(key), period=self.desk.period)])
        else:
            await self._ask_reason(node, key, in_language(STATUS_LABELS[computed], self.desk.language))

    async def _ask_reason(self, node: NodeId, key: str, computed: str) -> None:
        """Somebody assesses otherwise than the figures do: both are kept, with the reason."""
        hint = f" {self.desk.say('reason_hint', assessment=computed)}"
        field = KINDS[self.desk.plan.nodes[node].kind].fields["assessment"]
        entering = begin(self.desk.plan, node, field, self.desk.period)
        place = DraftPlace(node, _REASON, entering.period)
        draft = await self.desk.find_draft(place)
        if draft is not None:
            entering = resumed(entering, draft)

        async def accept(text: str) -> str | None:
            return await self.desk.write(entering, Choice(key), one_line(text))

        def understand(text: str) -> Understood:
            return Understood(((hint, "muted"), *self._meanwhile(entering)), is_ok=bool(text.strip()))

        label = f" {self.desk.signs.of(key)} {self.desk.say('ask_reason')} "
        begun = Begun(place, "", entering.seen, entering.base)
        await self._ask_on(Asking(((label, key),), "", understand, accept, begun), draft)

    def _refuse_field(self, name: str) -> None:
        if self.node is None:
            return
        kind = self.desk.plan.nodes[self.node].kind
        field = next((entry.fields[name] for entry in KINDS.values() if name in entry.fields), None)
        label = in_language(field.label, self.desk.language).lower() if field else name
        words = in_language(KINDS[kind].label, self.desk.language).lower()
        self.say(self.desk.say("no_such_field", kind=words, field=label))

    # Writing, settling, undoing

    async def action_analysis(self) -> None:
        """Write the analysis in a box of its own."""
        await self._open_analysis(is_outside=False)

    async def action_editor(self) -> None:
        """Write the analysis in one's own editor."""
        await self._open_analysis(is_outside=True)

    async def _open_analysis(self, *, is_outside: bool) -> None:
        from tui.screens.analysis import AnalysisScreen

        field = field_of(self.desk.plan.nodes[self.node].kind, "analysis") if self.node is not None else None
        if self.node is None or field is None:
            return
        entering = begin(self.desk.plan, self.node, field, self.desk.period)
        title = heading(self.desk.plan, self.node, field, self.desk.period, self.desk.language)
        screen = await AnalysisScreen.opened(self.desk, entering, title, is_outside=is_outside)
        await self.app.push_screen(screen, self._heard_back)

    def _heard_back(self, sentence: str | None) -> None:
        if sentence:
            self.say(sentence)

    async def action_settle(self) -> None:
        """Choose between the claims on what is contested here."""
        from tui.screens.settle import SettleScreen

        if self.node is None or not self.desk.contests(self.node):
            self.say(self.desk.say("not_contested"))
            return
        await self.app.push_screen(SettleScreen(self.desk, self.node), self._settled)

    async def _settled(self, answer: Contest | str | None) -> None:
        if isinstance(answer, Contest):
            field = field_of(self.desk.plan.nodes[answer.node].kind, answer.key.field)
            if field is not None:
                await self._enter_into(begin_to_settle(self.desk.plan, answer, field))
        else:
            self._heard_back(answer)

    async def action_undo(self) -> None:
        """Take back one's own latest edit."""
        said = {
            UndoResult.DONE: "undone",
            UndoResult.NOTHING: "undo_nothing",
            UndoResult.EDITED_SINCE: "undo_edited",
            UndoResult.SETTLED: "undo_settled",
        }
        self.say(self.desk.say(said[await self.desk.door.undo()]))

    async def action_returned(self) -> None:
        """Look at the edits that were refused."""
        from tui.screens.returned import ReturnedScreen

        if not self.desk.door.returned:
            self.say(self.desk.say("no_returned"))
            return
        await self.app.push_screen(ReturnedScreen(self.desk), self._heard_back)

    async def action_met(self) -> None:
        """Look at what became of one's own edits."""
        from tui.screens.met import MetScreen

        screen = await MetScreen.opened(self.desk)
        if screen is None:
            self.say(self.desk.say("no_met"))
        else:
            await self.app.push_screen(screen, self._visit)

    async def _visit(self, to: Visit | None) -> None:
        if to is None:
            return
        if to.node not in self.outline.rows:
            self.say(self.desk.say("gone"))
            return
        self.outline.go_to(to.node)
        if to.settles:
            await self.action_settle()

    async def action_help(self) -> None:
        """Every key."""
        from tui.screens.help import HelpScreen

        await self.app.push_screen(HelpScreen(self.desk))
