"""The plan on screen, and everything the keys change in it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from shared.followup.assessment import STATUS_LABELS
from shared.followup.entry import Unreadable
from shared.followup.language import in_language
from shared.followup.period import read_period
from shared.followup.standing import standing
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.kinds import KINDS, Field, field_of
from shared.plan.ops import Op
from shared.plan.values import Choice
from tui.door import UndoResult
from tui.screens.plan_view import PlanView
from tui.views.claims import Contest
from tui.views.detail import heading
from tui.views.entering import (
    Entering,
    begin,
    begin_to_settle,
    initial,
    is_unchanged,
    meanwhile_line,
    reading,
    understood_line,
)
from tui.views.period_words import period_after, period_words, periods_of
from tui.views.search import Search
from tui.views.shown_fields import is_assessed, result_field, target_field
from tui.views.spans import Line, one_line
from tui.widgets.entry_bar import Asking, EntryBar, Understood

_BAR_LINES = 2


class PlanScreen(PlanView):
    """Enter, assess, write, settle, undo, search, and look at other periods."""

    _sought = ""
    _entering: Entering | None = None

    # Entering a value

    async def action_enter(self) -> None:
        """Settle what is contested, else type the outcome, else write the analysis."""
        node = self.node
        if node is None:
            self.say(self.desk.say("no_rows"))
        elif self.desk.row(node).is_contested:
            await self.action_settle()
        elif field := result_field(self.desk.plan.nodes[node].kind):
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
        async def accept(text: str) -> None:
            value = reading(entering, text, self.desk.language)
            if not isinstance(value, Unreadable) and not is_unchanged(entering, value):
                self._heard_back(await self.desk.write(entering, value))

        label = in_language(entering.field.label, self.desk.language)
        where = f" {period_words(entering.period, self.desk.language)}" if entering.period else ""
        await self._ask(
            Asking(((f" {label}{where} ", "strong"),), initial(entering, self.desk.language),
                   lambda text: self._understood(entering, text), accept)
        )  # fmt: skip
        self._entering = entering

    def _understood(self, entering: Entering, text: str) -> Understood:
        if not entering.is_possible:
            return Understood(((f" {self.desk.say('gone')}", "missed"),), is_ok=False)
        value = reading(entering, text, self.desk.language)
        if isinstance(value, Unreadable):
            return Understood(((f" {value.sentence(self.desk.language)}", "missed"),), is_ok=False)
        tail: Line = ()
        if entering.has_changed:
            tail = (("   ", ""), *meanwhile_line(entering, self.desk.language, self.desk.door.person_name))
        line = understood_line(entering, value, self.desk.language, self.desk.signs)
        return Understood(((" ", ""), *line, *tail))

    # The bar one types in

    async def _ask(self, asking: Asking) -> None:
        await self._close_bar()
        bar = EntryBar(asking)
        self._put_at_cursor(bar)
        await self.mount(bar)

    def _put_at_cursor(self, bar: EntryBar) -> None:
        """Just below the cursor's line, or just above it where there is no room below."""
        outline = self.outline
        line = outline.region.y + outline.cursor_offset
        below = line + 1
        fits = below + _BAR_LINES <= max(outline.region.bottom, 1 + _BAR_LINES)
        bar.styles.offset = (outline.region.x, below if fits else max(0, line - _BAR_LINES))
        bar.styles.width = outline.region.width

    async def _close_bar(self) -> None:
        self._entering = None
        for bar in self.query(EntryBar):
            await bar.remove()
        self.outline.focus()

    @on(EntryBar.Closed)
    async def _bar_closed(self) -> None:
        await self._close_bar()

    @on(EntryBar.Accepted)
    async def _bar_accepted(self, event: EntryBar.Accepted) -> None:
        await self._close_bar()
        await event.asking.accept(event.text)

    def nodes_changed(self, nodes: set[NodeId]) -> None:
        """Say so in the bar, if what is being written was written by somebody else."""
        if self._entering is not None and self._entering.node in nodes:
            for bar in self.query(EntryBar):
                bar.refresh_hint()

    def on_outline_resized(self) -> None:
        """Keep the bar at its row."""
        for bar in self.query(EntryBar):
            self._put_at_cursor(bar)

    async def submit(self, ops: Sequence[Op], done: str = "") -> bool:
        """Make one transaction, and say what went wrong with it, or `done`."""
        wrong = await self.desk.submit(ops)
        if wrong or done:
            self.say(wrong or done)
        return wrong is None

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
        computed = standing(self.desk.plan, node, self.desk.period).computed.status
        if computed in (None, "unmeasured", key):
            await self._set_assessment(node, key, "")
        else:
            await self._ask_reason(node, key, in_language(STATUS_LABELS[computed], self.desk.language))

    async def _ask_reason(self, node: NodeId, key: str, computed: str) -> None:
        """Somebody assesses otherwise than the figures do: both are kept, with the reason."""
        hint = f" {self.desk.say('reason_hint', assessment=computed)}"

        async def accept(text: str) -> None:
            await self._set_assessment(node, key, one_line(text))

        def understand(text: str) -> Understood:
            return Understood(((hint, "muted"),), is_ok=bool(text.strip()))

        label = f" {self.desk.signs.of(key)} {self.desk.say('ask_reason')} "
        await self._ask(Asking(((label, key),), "", understand, accept))

    async def _set_assessment(self, node: NodeId, key: str, because: str) -> None:
        op = set_cell(self.desk.plan, node, "assessment", Choice(key), period=self.desk.period, because=because)
        await self.submit([op])

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
        said = {UndoResult.DONE: "undone", UndoResult.NOTHING: "undo_nothing", UndoResult.EDITED_SINCE: "undo_edited"}
        self.say(self.desk.say(said[await self.desk.door.undo()]))

    async def action_returned(self) -> None:
        """Look at the edits that were refused."""
        from tui.screens.returned import ReturnedScreen

        if not self.desk.door.returned:
            self.say(self.desk.say("no_returned"))
            return
        await self.app.push_screen(ReturnedScreen(self.desk), self._heard_back)

    async def action_help(self) -> None:
        """Every key."""
        from tui.screens.help import HelpScreen

        await self.app.push_screen(HelpScreen(self.desk))

    # Finding

    def action_next_owed(self) -> None:
        """To the next node that owes an outcome."""
        self._go_to_owed(backwards=False)

    def action_previous_owed(self) -> None:
        """To the one before."""
        self._go_to_owed(backwards=True)

    def _go_to_owed(self, *, backwards: bool) -> None:
        rows = self.outline.rows
        owed = self.desk.owed or self.desk.count_owed(rows.ids)
        found = next((node for node in rows.after(self.node, backwards=backwards) if node in owed), None)
        if found is not None:
            self.outline.go_to(found)
        elif self.node is None or self.node not in owed:
            self.say(self.desk.say("none_owed"))

    async def action_search(self) -> None:
        """Ask for words of a title, and go to the first that has them."""
        search = self._titles()

        def understand(text: str) -> Understood:
            hits = search.hits(text)
            if not hits:
                return Understood(((f" {self.desk.say('no_hit') if text.strip() else ''}", "missed"),), is_ok=False)
            first = self.desk.row(search.next_hit(text, self.node) or hits[0]).title
            return Understood(((f" {self.desk.say('hits', count=len(hits), title=first)}", "muted"),))

        async def accept(text: str) -> None:
            self._sought = text
            self.action_search_again()

        await self._ask(Asking(((f" {self.desk.say('ask_search')} ", "strong"),), "", understand, accept))

    def action_search_again(self) -> None:
        """To the next hit of the latest search."""
        if not self._sought:
            self.say(self.desk.say("nothing_to_repeat"))
            return
        found = self._titles().next_hit(self._sought, self.node)
        self.outline.go_to(found) if found is not None else self.say(self.desk.say("no_hit"))

    def _titles(self) -> Search:
        plan = self.desk.plan
        return Search([(node, one_line(plan.title(node))) for node in self.outline.rows.ids])

    # Period and language

    async def action_period(self) -> None:
        """Ask for a period."""
        known = [period.label(self.desk.language) for period in periods_of(self.desk.plan)]
        hint = self.desk.say("period_hint", periods=", ".join(known[-8:])) if known else ""

        def understand(text: str) -> Understood:
            period = read_period(text)
            if period is None:
                return Understood(((f" {self.desk.say('bad_period')}", "missed"),), is_ok=False)
            return Understood(((f" {period.label(self.desk.language)}", "strong"), (f"   {hint}", "muted")))

        async def accept(text: str) -> None:
            period = read_period(text)
            self._turn_to(period.name if period else self.desk.period)

        await self._ask(Asking(((f" {self.desk.say('ask_period')} ", "strong"),), self.desk.period, understand, accept))

    def action_previous_period(self) -> None:
        """Look at the period before."""
        period = read_period(self.desk.period)
        self._turn_to(period.previous().name if period else self.desk.period)

    def action_next_period(self) -> None:
        """Look at the period after."""
        period = read_period(self.desk.period)
        self._turn_to(period_after(period).name if period else self.desk.period)

    def action_language(self) -> None:
        """Swedish or English."""
        self.desk.turn_to(self.desk.period, "en" if self.desk.language == "sv" else "sv")
        self.show_everything()

    def _turn_to(self, period: str) -> None:
        self.desk.turn_to(period, self.desk.language)
        self.desk.count_owed(self.outline.rows.ids)
        self.show_everything()
