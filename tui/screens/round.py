"""The period's round: what each unit owes and how far it has come, what came late, and what was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual.binding import BindingType
from textual.timer import Timer

from shared.followup.corrections import Correction, corrections
from shared.followup.hand_in import approve, hand_in, hand_in_of, send_back, unapproved
from shared.followup.language import in_language
from shared.followup.owed import Share, owed
from shared.followup.round_words import correction_words, round_words, stage_words
from shared.followup.rounds import CLOSED, Round, close_round, open_round, round_of
from shared.ids import Key, NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.ops import Op
from tui.door import Changed
from tui.keymap import Place, bindings
from tui.late import Waiting, waiting
from tui.screens.choosing import ChoosingSheet
from tui.screens.desk import Desk
from tui.views.claims import when
from tui.views.late_words import late_lines
from tui.views.spans import Line, one_line
from tui.world import new_id

_AGAIN_S = 1.0
"""How long what others change may wait to be counted: of a large plan that takes a while."""

_OWED_SHOWN = 5


class Wish(msgspec.Struct, frozen=True):
    """What takes a comment to be done: the sheet closes, and the line to type it in opens."""

    step: str
    """send_back, accept or decline."""
    unit: NodeId | None = None
    key: Key | None = None
    """The late entry's."""


Thing = Share | Waiting | Correction


class RoundScreen(ChoosingSheet[Thing, Wish]):
    """The units, the late entries and the corrections, one of them chosen. Dismissed with a wish, or None."""

    PLACE = Place.ROUND
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACE)]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._late: Sequence[Waiting] = ()
        self._things = self._counted()
        self._waiting: Timer | None = None

    # Showing

    def on_mount(self) -> None:
        """Show what is here, and ask the server what came late; it may take its time."""
        super().on_mount()
        self.run_worker(self._fetch_late())

    async def _fetch_late(self) -> None:
        late = await self._desk.door.late_entries()
        self._late = waiting(self._desk.plan, late.entries, self._desk.period) if late else ()
        self._count_again()

    def head_words(self) -> str:
        """The period, and whether it is open."""
        state = round_words(self._round, self._desk.language) or self._desk.say("round_unopened")
        return self._desk.say("round_head", period=self._desk.period_words, state=state)

    @property
    def listed(self) -> Sequence[Thing]:
        """Each unit's share, then what waits, then what was corrected."""
        return self._things

    def words_of(self, thing: Thing) -> tuple[str | Line, list[Line]]:
        """How one of them reads."""
        match thing:
            case Share():
                return self._unit_words(thing.unit), list(self._share_lines(thing))
            case Waiting():
                author = one_line(self._desk.door.person_name(thing.entry.author))
                title = self._desk.say("late_head", author=author, at=when(thing.transaction.at))
                return title, late_lines(self._desk.plan, thing, self._desk.language)
            case Correction():
                words = correction_words(
                    self._desk.plan, thing, self._desk.language, self._desk.door.person_name, when
                )  # fmt: skip
                return words, []

    def _share_lines(self, share: Share) -> list[Line]:
        desk = self._desk
        stands = hand_in_of(desk.plan, desk.period, share.unit)
        stage = stage_words(stands, desk.language, desk.door.person_name, when)
        count = desk.say("share_owes", owing=len(share.owing), members=len(share.members))
        lines: list[Line] = [((f"   {count}; {stage}", "muted"),)]
        if share.owing:
            lines.append(((f"   {self._owed_words(share)}", "missed"),))
        return lines

    def _owed_words(self, share: Share) -> str:
        titles = [one_line(self._desk.plan.title(node)) for node in share.owing]
        more = [self._desk.say("and_more", count=len(titles) - _OWED_SHOWN)] if len(titles) > _OWED_SHOWN else []
        return "; ".join([*titles[:_OWED_SHOWN], *more])

    def _unit_words(self, unit: NodeId | None) -> str:
        return (one_line(self._desk.plan.title(unit)) or unit) if unit else self._desk.say("whole_plan")

    def _counted(self) -> list[Thing]:
        plan, period = self._desk.plan, self._desk.period
        return [*owed(plan, period), *self._late, *corrections(plan, period)]

    def _hear(self, changed: Changed) -> None:
        # A timer that is set here, in the link's task and not the app's, fails when it fires.
        if changed.nodes:
            self.call_later(self._count_soon)

    def _count_soon(self) -> None:
        if self._waiting is None:
            self._waiting = self.set_timer(_AGAIN_S, self._count_again)

    def _count_again(self) -> None:
        self._waiting = None
        self._things = self._counted()
        if self.is_mounted:
            self.look_again()

    # Doing

    @property
    def _round(self) -> Round | None:
        return round_of(self._desk.plan, self._desk.period)

    async def action_open(self) -> None:
        """Open the period, again if it was closed."""
        title = f"{in_language(KINDS[Kind.ROUND].label, self._desk.language)} {self._desk.period_words}"
        ops = open_round(self._desk.plan, self._desk.period, title=title, due=None, new_id=lambda: NodeId(new_id()))
        await self._do(ops)

    async def action_close_round(self) -> None:
        """Close the period, if all of it is approved."""
        left = unapproved(self._desk.plan, self._desk.period)
        if left and self._round is not None:
            self.note(self._desk.say("unapproved", units=", ".join(map(self._unit_words, left))), "missed")
        else:
            await self.action_close_anyway()

    async def action_close_anyway(self) -> None:
        """Close the period, whatever is approved."""
        if self._the_round() is not None:
            await self._do(close_round(self._desk.plan, self._desk.period))

    async def action_hand_in(self) -> None:
        """Hand in the chosen unit's part, if nothing of it is owed."""
        if isinstance(self.chosen, Share) and self.chosen.owing:
            self.note(self._desk.say("incomplete", count=len(self.chosen.owing)), "missed")
        else:
            await self.action_hand_in_anyway()

    async def action_hand_in_anyway(self) -> None:
        """Hand in the chosen unit's part as it is."""
        share, found = self._chosen_share(), self._the_open()
        if share is not None and found is not None:
            await self._do([hand_in(self._desk.plan, found, share.unit)])

    async def action_approve(self) -> None:
        """Approve what the chosen unit has handed in."""
        share, found = self._chosen_share(), self._the_open()
        if share is None or found is None:
            return
        op = approve(self._desk.plan, found, share.unit)
        if op is None:
            self.note(self._desk.say("nothing_to_approve"), "muted")
        else:
            await self._do([op])

    def action_send_back(self) -> None:
        """Send back what the chosen unit has handed in, with a comment."""
        share, found = self._chosen_share(), self._the_open()
        if share is None or found is None:
            return
        if send_back(self._desk.plan, found, share.unit, ""):
            self.dismiss(Wish("send_back", unit=share.unit))
        else:
            self.note(self._desk.say("nothing_to_send_back"), "muted")

    def action_accept(self) -> None:
        """Let the chosen late entry in."""
        self._decide("accept")

    def action_decline(self) -> None:
        """Turn the chosen late entry down."""
        self._decide("decline")

    def _decide(self, step: str) -> None:
        if isinstance(self.chosen, Waiting):
            self.dismiss(Wish(step, key=self.chosen.entry.key))
        else:
            self.note(self._desk.say("no_late_here"), "muted")

    def _chosen_share(self) -> Share | None:
        if isinstance(self.chosen, Share):
            return self.chosen
        self.note(self._desk.say("no_unit_here"), "muted")
        return None

    def _the_round(self) -> Round | None:
        if self._round is None:
            self.note(self._desk.say("no_round"), "missed")
        return self._round

    def _the_open(self) -> Round | None:
        found = self._the_round()
        if found is not None and found.state == CLOSED:
            self.note(self._desk.say("round_closed"), "missed")
            return None
        return found

    async def _do(self, ops: Sequence[Op]) -> None:
        wrong = await self._desk.submit(ops) if ops else None
        self._things = self._counted()
        self.look_again()
        self.note(wrong or "", "missed")
