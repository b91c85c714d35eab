"""The bar one types in, and what it finds: titles, periods. Still changes nothing in the plan."""

from __future__ import annotations

from textual import on

from shared.followup.period import read_period
from shared.ids import NodeId
from tui.keymap import Place
from tui.screens.plan_view import PlanView
from tui.views.period_words import period_after, periods_of
from tui.views.search import Search
from tui.views.spans import one_line
from tui.widgets.entry_bar import Asking, EntryBar, Understood

_BAR_LINES = 2


class AskingView(PlanView):
    """Asks at the cursor's row; searches, and turns to other periods and the other language."""

    _sought = ""
    _asking: Asking | None = None
    """What is asked for, if anything."""

    # The bar one types in

    async def ask(self, asking: Asking) -> None:
        """Open the bar at the cursor's row, in place of the one that may be open."""
        await self.keep_draft()
        await self._close_bar()
        self._asking = asking
        bar = EntryBar(asking, lambda count: self.desk.say("left_out", count=count))
        self._put_at_cursor(bar)
        await self.mount(bar)
        self.show_keys()

    def _put_at_cursor(self, bar: EntryBar) -> None:
        """Just below the cursor's line, or just above it where there is no room below."""
        outline = self.outline
        line = outline.region.y + outline.cursor_offset
        below = line + 1
        fits = below + _BAR_LINES <= max(outline.region.bottom, 1 + _BAR_LINES)
        bar.styles.offset = (outline.region.x, below if fits else max(0, line - _BAR_LINES))
        bar.styles.width = outline.region.width

    async def _close_bar(self) -> None:
        self._asking = None
        for bar in self.query(EntryBar):
            await bar.remove()
        self.outline.focus()
        self.show_keys()

    @property
    def place(self) -> Place:
        """Where the keys go: to the bar, if there is one."""
        return Place.ENTRY if self.query(EntryBar) else Place.OUTLINE

    @on(EntryBar.Typed)
    async def _bar_typed(self, event: EntryBar.Typed) -> None:
        # One that is told after the bar was closed would bring back what has been accepted or dropped.
        if event.asking is self._asking:
            await self._keep(event.asking, event.text)

    @on(EntryBar.Closed)
    async def _bar_closed(self) -> None:
        asking = self._asking
        await self._close_bar()
        if asking is not None and asking.begun is not None:
            await self.desk.drop_draft(asking.begun.place)

    @on(EntryBar.Accepted)
    async def _bar_accepted(self, event: EntryBar.Accepted) -> None:
        await self._close_bar()
        wrong = await event.asking.accept(event.text)
        if wrong:
            await self._keep(event.asking, event.text)
            self.say(wrong)
        elif event.asking.begun is not None:
            await self.desk.drop_draft(event.asking.begun.place)

    async def keep_draft(self) -> None:
        """Save what is half typed, if anything is."""
        for bar in self.query(EntryBar):
            if self._asking is not None:
                await self._keep(self._asking, bar.text)

    async def _keep(self, asking: Asking, text: str) -> None:
        wrong = await self.desk.keep_draft(asking.begun, text) if asking.begun is not None else None
        if wrong:
            self.say(wrong)

    def nodes_changed(self, nodes: set[NodeId]) -> None:
        """Keep the bar at its row, and say anew what was understood; it may depend on what changed."""
        self._put_bars()
        for bar in self.query(EntryBar):
            bar.refresh_hint()

    def show_everything(self) -> None:
        """Draw all of it again, with the bar at its row."""
        super().show_everything()
        self._put_bars()

    def _put_bars(self) -> None:
        for bar in self.query(EntryBar):
            self._put_at_cursor(bar)

    # Finding

    def action_next_owed(self) -> None:
        """To the next node that owes an outcome."""
        self._go_to_owed(backwards=False)

    def action_previous_owed(self) -> None:
        """To the one before."""
        self._go_to_owed(backwards=True)

    def _go_to_owed(self, *, backwards: bool) -> None:
        rows = self.outline.rows
        owed = self.desk.owed_among(rows.ids)
        owed.count_on()
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

        async def accept(text: str) -> str | None:
            self._sought = text
            self.action_search_again()
            return None

        await self.ask(Asking(((f" {self.desk.say('ask_search')} ", "strong"),), "", understand, accept))

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

        async def accept(text: str) -> str | None:
            period = read_period(text)
            self._turn_to(period.name if period else self.desk.period)
            return None

        await self.ask(Asking(((f" {self.desk.say('ask_period')} ", "strong"),), self.desk.period, understand, accept))

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
        self.show_everything()
        self.count()
