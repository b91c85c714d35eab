"""One open plan on the server: who has it open, and what they are told when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from server.plan_log import PlanLog
from server.tick import Pace, Tick
from server.told import Answered, Published, Told, Unanswered
from server.told import Failed as LogFailed
from server.wire import Framed, framed
from shared.sync.down import Act, BackedUp, Down, People, Person
from shared.sync.presence import Presence
from shared.sync.up import Sent

FOREIGN_CLIENT = "This copy of the plan belongs to somebody else; move it away, and a new one is made."

_FEW = 64
"""With fewer members than this nothing that is published waits."""

_NEWS_SHARE = 1 / 2
_PRESENCE_SHARE = 1 / 20
"""Of a loop's time that telling everybody may take. Where so many are here that it takes long, presence, which costs
the square of their number, must yield to edits."""

_PRESENCE_S = 0.1


class Member(Protocol):
    """A connection as its room sees it. Neither method waits."""

    session: int

    def post(self, message: Framed) -> None:
        """Send this message."""

    def drop(self, act: Act, sentence: str) -> None:
        """Close the connection, saying why."""


class Room:
    """The connections that have one plan open. What the plan's log has to tell, it tells them."""

    def __init__(self, closing: Callable[[Room], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.log: PlanLog
        """Set once, right after the room is made: the log tells the room."""
        self._closing = closing
        self._members: dict[int, Member] = {}
        self._people: dict[int, str] = {}
        self._presence = Presence()
        self._clock = clock
        self._tick = Tick()
        self._news_pace = Pace(_NEWS_SHARE)
        self._telling: asyncio.TimerHandle | None = None
        self._presence_pace = Pace(_PRESENCE_SHARE, _PRESENCE_S)
        self._showing: asyncio.TimerHandle | None = None
        self._users = 0

    @property
    def is_unused(self) -> bool:
        """Whether nobody has the plan open or is about to, and nothing is on its way to disk."""
        return not self._users and self.log.is_at_rest

    def hold(self) -> None:
        """A connection is about to join; `leave` follows in any case."""
        self._users += 1

    def join(self, member: Member, person: str) -> None:
        """From now on the member gets everything that is published. It has been sent all rows up to `durable`."""
        # What the others are yet to be told is among them.
        self._tell_now()
        self._members[member.session] = member
        self._people[member.session] = person
        self._presence.look(member.session, person, "")
        self._show_presence()

    def leave(self, session: int) -> None:
        """The connection that held the room is gone, or has opened another plan."""
        self._users -= 1
        self._remove(session)

    def look(self, session: int, person: str, node: str) -> None:
        """A member looks at a node ("" for none)."""
        if session in self._members and self._presence.look(session, person, node):
            self._show_presence()

    def introduce(self, people: Sequence[Person]) -> None:
        """Tell the members these people's names."""
        self._tell_all(People(tuple(people)))

    def submit(self, session: int, person: str, transactions: Sequence[Sent]) -> None:
        """A member's transactions, in its order. A client belongs to whoever used it first."""
        if self.log.has_failed:
            self._drop(session, Act.RETRY, "The server could not save.")
            return
        for sent in transactions:
            if self.log.is_foreign(sent.key.client, person):
                self._drop(session, Act.STOP, FOREIGN_CLIENT)
                return
        self.log.submit(session, person, transactions)

    def take(self, told: Told) -> None:
        """Something that the log has to tell."""
        match told:
            case Published(message):
                self._tick.publish(message)
                self._tell_in_time()
            case Answered(session, message):
                self._tell(session, message)
            case Unanswered(session, sentence):
                self._drop(session, Act.RETRY, f"The server's store failed: {sentence}")
            case LogFailed(sentence):
                # Everybody starts over from what is on disk.
                for session in list(self._members):
                    self._drop(session, Act.RETRY, f"The server could not save: {sentence}")
                self._closing(self)

    async def refresh(self) -> None:
        """An administrator may have decided something: tell whom it concerns."""
        before = await self.log.refresh()
        now = self.log.standing
        if now.backed_up != before.backed_up:
            self._tell_all(BackedUp(now.backed_up))
        if now.roles != before.roles:
            for session, person in list(self._people.items()):
                if before.roles.get(person) is not now.roles.get(person) or bool(before.roles) is not bool(now.roles):
                    self._drop(session, Act.RETRY, "What you may do in this plan has changed.")

    async def close(self) -> None:
        """Commit what has been handed out and stop."""
        for timer in (self._showing, self._telling):
            if timer is not None:
                timer.cancel()
        await self.log.close()

    def _drop(self, session: int, act: Act, sentence: str) -> None:
        member = self._remove(session)
        if member is not None:
            member.drop(act, sentence[:500])

    def _remove(self, session: int) -> Member | None:
        """The member that was, if it was one."""
        member = self._members.pop(session, None)
        if member is not None:
            del self._people[session]
            self._presence.leave(session)
            self._show_presence()
        return member

    def _show_presence(self) -> None:
        """Tell everybody who is here, once for all that changes within a short while."""
        if self._showing is None or self._showing.cancelled():
            wait_s = max(_PRESENCE_S, self._presence_pace.wait_s(self._clock()))
            self._showing = asyncio.get_running_loop().call_later(wait_s, self._show_now)

    def _show_now(self) -> None:
        self._showing = None
        begun = self._clock()
        self._tell_all(self._presence.message())
        self._when_written(self._presence_pace, begun)

    def _tell(self, session: int, message: Down) -> None:
        """Tell one member, after all that was published before."""
        self._tick.add(message, session)
        self._tell_in_time()

    def _tell_in_time(self) -> None:
        """Tell what is waiting: now, or as soon as the members have had time for what they were told last."""
        if self._telling is not None:
            return
        wait_s = self._news_pace.wait_s(self._clock())
        if wait_s:
            self._telling = asyncio.get_running_loop().call_later(wait_s, self._tell_now)
        else:
            self._tell_now()

    def _tell_now(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        if self._tick.is_empty:
            return
        begun = self._clock()
        for told in self._tick.take():
            if told.session is None:
                self._tell_all(told.message)
            elif told.session in self._members:
                self._members[told.session].post(framed(told.message))
        if len(self._members) >= _FEW:
            self._when_written(self._news_pace, begun)

    def _tell_all(self, message: Down) -> None:
        if not self._members:
            return
        encoded = framed(message)
        for member in list(self._members.values()):
            member.post(encoded)

    def _when_written(self, pace: Pace, begun: float) -> None:
        """Some loops write to the sockets after the callback that told them to; the next turn knows what it took."""
        asyncio.get_running_loop().call_soon(lambda: pace.done(begun, self._clock()))
