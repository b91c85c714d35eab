"""One open plan on the server: who has it open, and the task that commits what its sequencer hands out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from server.store.base import Store
from server.tick import Pace, Tick
from server.wire import Framed, framed
from shared.errors import StoreError
from shared.ids import PlanId
from shared.plan.ops import Transaction
from shared.sync.down import Act, Confirmed, Down, People, Person, Refused
from shared.sync.presence import Presence
from shared.sync.sequencer import Action, Commit, Publish, Refuse, Repeat, Sequencer

FOREIGN_CLIENT = "This copy of the plan belongs to somebody else; move it away, and a new one is made."

_FEW = 64
"""With fewer members than this nothing that is published waits."""

_NEWS_SHARE = 1 / 3
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
    """The connections that have one plan open. Carries out the sequencer's actions in their order."""

    def __init__(
        self,
        plan: PlanId,
        name: str,
        store: Store,
        sequencer: Sequencer,
        failed: Callable[[Room], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.plan = plan
        self.name = name
        self.sequencer = sequencer
        self.has_failed = False
        self._store = store
        self._members: dict[int, Member] = {}
        self._presence = Presence()
        self._clock = clock
        self._tick = Tick()
        self._news_pace = Pace(_NEWS_SHARE)
        self._telling: asyncio.TimerHandle | None = None
        self._presence_pace = Pace(_PRESENCE_SHARE, _PRESENCE_S)
        self._showing: asyncio.TimerHandle | None = None
        self._users = 0
        self._commits: asyncio.Queue[Commit | None] = asyncio.Queue()
        self._on_failure = failed
        self._durable = asyncio.Condition()
        self._repeats: set[asyncio.Task[None]] = set()
        self._committer = asyncio.create_task(self._commit_all(), name=f"commits of {name}")

    @property
    def durable(self) -> int:
        """The newest seq that is on disk."""
        return self.sequencer.durable

    @property
    def is_unused(self) -> bool:
        """Whether nobody has the plan open or is about to, and nothing is on its way to disk."""
        return not self._users and self.durable == self.sequencer.plan.seq

    def hold(self) -> None:
        """A connection is about to join; `leave` follows in any case."""
        self._users += 1

    def join(self, member: Member, person: str) -> None:
        """From now on the member gets everything that is published. It has been sent all rows up to `durable`."""
        # What the others are yet to be told is among them.
        self._tell_now()
        self._members[member.session] = member
        self._presence.look(member.session, person, "")
        self._show_presence()

    def leave(self, session: int) -> None:
        """The connection that held the room is gone, or has opened another plan."""
        self._users -= 1
        if self._members.pop(session, None) is not None:
            self._presence.leave(session)
            self._show_presence()

    def look(self, session: int, person: str, node: str) -> None:
        """A member looks at a node ("" for none)."""
        if session in self._members and self._presence.look(session, person, node):
            self._show_presence()

    def introduce(self, people: Sequence[Person]) -> None:
        """Tell the members these people's names."""
        self._tell_all(People(tuple(people)))

    def submit(self, session: int, person: str, transactions: Sequence[Transaction]) -> None:
        """A member's transactions, in its order. A client belongs to whoever used it first."""
        if self.has_failed or any(self._is_foreign(transaction, person) for transaction in transactions):
            why = "The server could not save." if self.has_failed else FOREIGN_CLIENT
            self._drop(session, Act.RETRY if self.has_failed else Act.STOP, why)
            return
        self._carry_out(self.sequencer.submit(session, person, transactions))

    def _is_foreign(self, transaction: Transaction, person: str) -> bool:
        return self.sequencer.owner(transaction.key.client) not in (None, person)

    async def wait_durable(self, seq: int) -> None:
        """Return once everything up to that seq is on disk, or the room has failed."""
        async with self._durable:
            await self._durable.wait_for(lambda: self.durable >= seq or self.has_failed)

    async def close(self) -> None:
        """Commit what has been handed out and stop."""
        for timer in (self._showing, self._telling):
            if timer is not None:
                timer.cancel()
        await self._commits.put(None)
        await self._committer

    def _carry_out(self, actions: Sequence[Action]) -> None:
        for action in actions:
            match action:
                case Commit():
                    self._commits.put_nowait(action)
                case Publish(rows):
                    self._tick.publish(Confirmed(rows))
                    self._tell_in_time()
                case Refuse(session, key, refusal):
                    self._tell(session, Refused(key, refusal))
                case Repeat(session, seq):
                    self._repeats.add(task := asyncio.create_task(self._repeat(session, seq)))
                    task.add_done_callback(self._repeats.discard)

    async def _repeat(self, session: int, seq: int) -> None:
        try:
            rows = await self._store.rows(self.plan, seq - 1, 1)
        except StoreError as error:
            self._drop(session, Act.RETRY, f"The server's store failed: {error}")
            return
        if rows:
            self._tell(session, Confirmed(tuple(rows)))

    async def _commit_all(self) -> None:
        while (commit := await self._commits.get()) is not None:
            try:
                await self._store.append(self.plan, commit.rows)
            except Exception as error:
                # Whatever it is: an edit that is not on disk must never look as if it were.
                await self._fail(str(error) if isinstance(error, StoreError) else type(error).__name__)
                return
            self._carry_out(self.sequencer.committed())
            async with self._durable:
                self._durable.notify_all()

    async def _fail(self, sentence: str) -> None:
        """The disk said no. What was sequenced but not committed never happened: everybody starts over from disk."""
        self.has_failed = True
        for session in list(self._members):
            self._drop(session, Act.RETRY, f"The server could not save: {sentence}")
        self._on_failure(self)
        async with self._durable:
            self._durable.notify_all()

    def _drop(self, session: int, act: Act, sentence: str) -> None:
        member = self._members.pop(session, None)
        if member is not None:
            member.drop(act, sentence[:500])

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
