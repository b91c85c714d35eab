"""What a screen has at hand: the plan behind its door, seen in one period and one language."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress

from shared.errors import StegvisError
from shared.followup.describe import cell_words
from shared.followup.language import Language
from shared.followup.round_words import round_words
from shared.followup.rounds import round_of
from shared.followup.signs import signs_of
from shared.followup.tally_book import TallyBook
from shared.ids import ROOT, NodeId
from shared.plan.model import Plan
from shared.plan.ops import Op
from shared.plan.values import Value
from shared.sync.client_actions import EditMet, Healed
from tui.cli.sentences import told
from tui.door import Door
from tui.locale.signs import Signs, with_own
from tui.locale.texts import say
from tui.views.claims import Contest, contests
from tui.views.detail import Asked, detail_lines
from tui.views.draft import Begun, Draft, DraftPlace, read_draft, written
from tui.views.entering import Entering, op_for
from tui.views.met_words import healed_words
from tui.views.owed import Owed
from tui.views.patience import Patience
from tui.views.period_words import period_words
from tui.views.rows import Row, Rows
from tui.views.safety import safety_of
from tui.views.spans import Line
from tui.views.status_line import Standings
from tui.views.tally_lines import scopes_for


class Desk:
    """A door with a period and a language, and what is worked out from the three."""

    def __init__(self, door: Door, period: str, language: Language, signs: Signs) -> None:
        self.door = door
        self._signs = signs
        self.period = period
        self.language: Language = language
        self.owed: Owed | None = None
        self.patience = Patience()
        self._rows = Rows(door.plan, period, language)
        self._tallies: TallyBook | None = None

    @property
    def plan(self) -> Plan:
        """The plan as it is shown: confirmed and pending."""
        return self.door.plan

    @property
    def signs(self) -> Signs:
        """The signs of the screen: the plan's own for its assessments, where the terminal can show them."""
        return with_own(self._signs, signs_of(self.plan))

    @property
    def period_words(self) -> str:
        """The period in the language of the screen."""
        return period_words(self.period, self.language)

    @property
    def head_words(self) -> str:
        """The same, with how its round stands."""
        state = round_words(round_of(self.plan, self.period), self.language)
        return " · ".join(filter(None, (self.period_words, state)))

    def say(self, text: str, **words: object) -> str:
        """A text in the language of the screen."""
        return say(self.language, text, **words)

    def row(self, node: NodeId) -> Row:
        """What the outline says about a node."""
        return self._rows.row(node)

    def turn_to(self, period: str, language: Language) -> None:
        """Look at another period, or in another language."""
        if period != self.period:
            self.owed = None
        self.period, self.language = period, language
        self._rows = Rows(self.plan, period, language)

    def owed_among(self, nodes: Sequence[NodeId]) -> Owed:
        """Who owes an outcome among the plan's rows, which these are; counted to the end by whoever asks for that."""
        if self.owed is None:
            self.owed = Owed(self.plan, self.period, nodes)
        return self.owed

    def look_again(self, nodes: AbstractSet[NodeId], *, is_structural: bool = False) -> set[NodeId]:
        """Take account of what changed on these nodes, or in the tree. Returns the nodes whose rows it may change."""
        # The root says how goals are assessed; what was moved or taken out counted for those it lay under.
        if is_structural or ROOT in nodes:
            self._rows.forget_all()
        again = self._rows.forget(nodes)
        if self.owed is not None:
            self.owed.look_again(nodes)
        return again

    @property
    def tallies(self) -> TallyBook:
        """The plan's tables, told of every change from the first time that somebody asks."""
        if self._tallies is None:
            book = self._tallies = TallyBook(self.plan)
            self.door.subscribe(lambda changed: book.told(changed.nodes, is_structural=changed.is_structural))
        return self._tallies

    def prepare_tallies(self, at_most: int) -> bool:
        """Count the plan's tables for the period and for a year earlier, looking at so many nodes at most; true once
        all is counted that a screen of them shows."""
        return all(self.tallies.prepare(scope, at_most) for scope in scopes_for(self.period))

    def marked(self) -> frozenset[NodeId]:
        """Nodes with something pending."""
        return frozenset(node for node, _ in self.door.pending_cells)

    def visited(self) -> frozenset[NodeId]:
        """Nodes that others look at."""
        return frozenset(NodeId(there.node) for there in self.door.people if there.node and not there.is_me)

    def contests(self, node: NodeId) -> list[Contest]:
        """The node's contested cells."""
        return contests(self.plan, node, self.language, self.door.person_name)

    def detail(self, node: NodeId) -> list[Line]:
        """Everything about a node."""
        here = [there.person for there in self.door.people if there.node == node and not there.is_me]
        return detail_lines(
            Asked(
                plan=self.plan,
                node=node,
                period=self.period,
                language=self.language,
                signs=self.signs,
                name=self.door.person_name,
                people=[self.door.person_name(person) for person in here],
                pending=self.door.pending_cells,
                backed_up=self.door.backed_up,
            )
        )

    def standings(self) -> Standings:
        """How things stand with the plan and its server."""
        others = {there.person for there in self.door.people if not there.is_me}
        door = self.door
        return Standings(
            connection=door.connection,
            reason=self._reason(),
            pending=door.pending_count,
            owed=len(self.owed) if self.owed is not None and self.owed.is_counted else None,
            contested=len(self.plan.contested),
            returned=len(door.returned),
            others=tuple(sorted(map(door.person_name, others))),
            is_silent=self.patience.is_over(door.connection, door.pending_count, self.plan.seq, door.progress),
            safety=safety_of(door.own_seq, is_pending=door.pending_count > 0, backed_up=door.backed_up),
            progress=door.progress,
            unread=door.unread_met,
            damaged=door.damaged,
        )

    def _reason(self) -> str:
        """Why it stands so with the server, and what the person can do about it."""
        if self.door.must_fetch_afresh:
            return self.say("differs", name=shlex.quote(self.door.name))
        return told(self.door.connection_reason, self.language)

    def healed_words(self, healed: Healed) -> str:
        """What to tell of something that the server had lost; "" where that was nothing."""
        return healed_words(healed, self.language)

    def met_words(self, met: EditMet) -> str:
        """What to tell a person whose edit met another one."""
        text = ("my_" if met.is_mine else "their_") + met.met.value
        return self.say(text, what=cell_words(self.plan, met.node, met.cell, self.language))

    async def write(self, entering: Entering, value: Value | None, because: str = "") -> str | None:
        """Write what was entered; a sentence on why that could not be done, or None."""
        if not entering.is_possible:
            return self.say("gone")
        return await self.submit([op_for(entering, value, because)])

    async def keep_draft(self, begun: Begun, text: str) -> str | None:
        """Keep what is typed so far, if it is something else than what stood there. A sentence on why that could not be
        done, or None."""
        if text == begun.text:
            await self.drop_draft(begun.place)
            return None
        place, kept = begun.place, written(Draft(text, begun.seen, begun.base))
        try:
            await self.door.save_draft(place.node, place.field, place.period, kept, place.part)
        except StegvisError as error:
            return self.say("not_saved", detail=told(str(error), self.language))
        return None

    async def find_draft(self, place: DraftPlace) -> Draft | None:
        """What was left unfinished there, or None; also where it cannot be read, for one can write it again."""
        with suppress(StegvisError):
            kept = await self.door.load_draft(place.node, place.field, place.period, place.part)
            return read_draft(kept) if kept else None
        return None

    async def drop_draft(self, place: DraftPlace) -> None:
        """Forget what was left unfinished there. One that cannot be taken away is offered again, and does no harm."""
        with suppress(StegvisError):
            await self.door.drop_draft(place.node, place.field, place.period, place.part)

    async def submit(self, ops: Sequence[Op]) -> str | None:
        """Make one transaction of these ops. Returns a sentence on why that could not be done, or None."""
        try:
            refusal = await self.door.submit(ops)
        except StegvisError as error:
            return self.say("not_saved", detail=told(str(error), self.language))
        return refusal.sentence(self.language) if refusal is not None else None
