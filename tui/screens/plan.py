"""The plan on screen, and everything the keys change in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.followup.language import in_language
from shared.followup.signs import signs_of
from shared.followup.standing import contradicted, standing
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.fields import Field
from shared.plan.kinds import KINDS, field_of
from shared.plan.ops import CellKey
from shared.plan.values import Choice
from tui.door import UndoResult
from tui.screens.reviewing import ReviewingView
from tui.views.boards import boards, numbered, the_board
from tui.views.claims import Contest
from tui.views.draft import Begun, DraftPlace
from tui.views.entering import (
    begin,
    begin_to_settle,
    resumed,
)
from tui.views.shown_fields import is_assessed, result_field, target_field
from tui.views.spans import one_line
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
            await self._ask_reason(node, key, signs_of(self.desk.plan).word(computed, self.desk.language))

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
        await self._analyse(is_outside=False)

    async def action_editor(self) -> None:
        """Write the analysis in one's own editor."""
        await self._analyse(is_outside=True)

    async def _analyse(self, *, is_outside: bool) -> None:
        node = self.node
        field = field_of(self.desk.plan.nodes[node].kind, "analysis") if node is not None else None
        if node is None or field is None:
            return
        if owners := boards(self.desk.plan, node):
            await self._ask_whose(node, field, owners, is_outside=is_outside)
        else:
            await self._write_prose(begin(self.desk.plan, node, field, self.desk.period), is_outside=is_outside)

    async def _ask_whose(self, node: NodeId, field: Field, owners: tuple[str, ...], *, is_outside: bool) -> None:
        """Several boards own the goal: ask for whose comment it is, or the one in common."""
        hint = one_line(self.desk.say("whose_hint", names=numbered(owners)))

        def understand(text: str) -> Understood:
            named = the_board(owners, text) if text.strip() else self.desk.say("whose_common")
            return Understood(((f" {one_line(named or '')}", "strong"), (f"   {hint}", "muted")), is_ok=bool(named))

        async def accept(text: str) -> str | None:
            if node not in self.desk.plan.nodes:
                return self.desk.say("gone")
            entering = begin(self.desk.plan, node, field, self.desk.period, the_board(owners, text))
            await self._write_prose(entering, is_outside=is_outside)
            return None

        await self.ask(Asking(((f" {self.desk.say('ask_whose')} ", "strong"),), "", understand, accept))

    async def action_settle(self) -> None:
        """Choose between the claims on what is contested here."""
        await self.settle(None)

    async def settle(self, first: CellKey | None) -> None:
        """Choose between the claims on what is contested here, with that cell before the others."""
        from tui.screens.settle import SettleScreen

        if self.node is None or not self.desk.contests(self.node):
            self.say(self.desk.say("not_contested"))
            return
        await self.app.push_screen(SettleScreen(self.desk, self.node, first), self._settled)

    async def _settled(self, answer: Contest | str | None) -> None:
        if isinstance(answer, Contest):
            field = field_of(self.desk.plan.nodes[answer.node].kind, answer.key.field)
            if field is not None:
                await self._write(begin_to_settle(self.desk.plan, answer, field))
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

    async def action_round(self) -> None:
        """Look at the period's round."""
        from tui.screens.commenting import ask_comment
        from tui.screens.round import RoundScreen, Wish

        async def take(wish: Wish | None) -> None:
            if wish is not None:
                await ask_comment(self, wish)

        await self.app.push_screen(RoundScreen(self.desk), take)

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
        if to.settles is not None:
            await self.settle(to.settles)

    async def action_tally(self) -> None:
        """How many are met, in the plan's tables."""
        from tui.screens.tally import TallyScreen

        await self.app.push_screen(TallyScreen(self.desk), self._visit)

    async def action_help(self) -> None:
        """Every key."""
        from tui.screens.help import HelpScreen

        await self.app.push_screen(HelpScreen(self.desk))
