"""A plan opened for the length of one command: caught up before, everything answered after.

    async with session(home, "plan") as opened:
        key = await opened.submit(ops)
        answer = await opened.answer(key)

Where the server cannot be reached the copy here is used, and a note says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import shlex
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from shared.errors import InputError
from shared.followup.language import Language
from shared.ids import Key
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op
from shared.plan.refusal import Refusal
from shared.sync.client_actions import Healed
from tui.catalogue import ANSWER_S as GREETING_S
from tui.catalogue import NO_ANSWER, Unreachable, more_patience_s, server_plans
from tui.cli.sentences import silence, told
from tui.cli.texts import say
from tui.door import Connection
from tui.example import EXAMPLE
from tui.home import Home, Server, try_lock
from tui.local_store import has_pending
from tui.replica import Replica

ANSWER_S = 10.0
"""How long to wait for the next answer to what was submitted."""


class NoSuchPlan(InputError):
    """Neither here nor on the server is there a plan of that name."""


Note = Callable[[str], None]
"""Takes a sentence that is for the person, and not part of what the command gives."""


class Session:
    """An open plan. Made by `session`."""

    def __init__(self, replica: Replica, language: Language) -> None:
        self.replica = replica
        self.language = language
        self.is_reached = False
        """Whether the server has answered so far."""
        self.silence = ""
        """Why it has not, as the link says it."""
        self._news = asyncio.Event()
        self._answers: dict[Key, asyncio.Future[Entry | Refusal]] = {}
        self._refused: dict[Key, Refusal] = {}
        self._answered = 0
        replica.subscribe(lambda _: self._news.set())
        replica.subscribe_answers(self._take_answer)

    @property
    def plan(self) -> Plan:
        """Confirmed and pending together."""
        return self.replica.plan

    async def submit(self, ops: Sequence[Op]) -> Key | Refusal:
        """Make these ops one transaction; saved here when this returns."""
        submitted = await self.replica.submit_keyed(ops)
        if isinstance(submitted, Key):
            self.answer_to(submitted)
        return submitted

    def answer_to(self, key: Key) -> asyncio.Future[Entry | Refusal]:
        """The server's answer to a transaction, when it comes."""
        if key not in self._answers:
            self._answers[key] = asyncio.get_running_loop().create_future()
        return self._answers[key]

    async def answer(self, key: Key) -> Entry | Refusal | None:
        """The server's answer, or None if it does not come in time; the transaction is then saved here.

        Whoever has been given a refusal tells the person.
        """
        answer = self.answer_to(key)
        await self.settled(answer.done)
        if not answer.done():
            return None
        self.tell_of(key)
        return answer.result()

    def tell_of(self, key: Key) -> None:
        """The person has been told, or will be, what became of this transaction."""
        self._refused.pop(key, None)

    async def settled(self, is_so: Callable[[], bool]) -> bool:
        """Wait until this is so, for as long as the server is there and goes on answering; whether it is."""
        while self.is_reached and not self._is_over and not is_so():
            if not await self._news_within(ANSWER_S, is_so):
                break
        return is_so()

    async def until(self, is_so: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until this is so, or for as long as that; whether it is."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not is_so():
                    self._news.clear()
                    await self._news.wait()
        return is_so()

    async def _news_within(self, timeout_s: float, is_so: Callable[[], bool]) -> bool:
        before = self._answered
        return await self.until(lambda: is_so() or self._is_over or self._answered != before, timeout_s)

    async def catch_up(self, server: Server, *, is_patient: bool = True) -> None:
        """Wait until everything is here, or the server has been silent too long. Raises InputError if it refuses.

        Who is patient waits for a plan that is arriving in parts, however long it takes on a slow line.
        """
        await self.until(lambda: self._is_settled, GREETING_S)
        await self.until(lambda: self._is_settled, more_patience_s(server, self.replica.connection_reason))
        while is_patient and self._is_fetching and await self._gets_further():
            pass
        self.is_reached = self._is_live
        if self._is_over:
            raise InputError(self.refusal)
        self.silence = self.replica.connection_reason or NO_ANSWER

    @property
    def refusal(self) -> str:
        """What a server that will not have us says, and what has not been sent for that."""
        sentence = told(self.replica.connection_reason, self.language)
        if self.replica.must_fetch_afresh:
            sentence = say(self.language, "differs", name=shlex.quote(self.replica.name))
        unsent = self.replica.pending_count
        return f"{sentence} {say(self.language, 'unsent', count=unsent, reason='')}" if unsent else sentence

    def unreported_refusals(self) -> list[Refusal]:
        """Refusals that nobody has been told of."""
        return list(self._refused.values())

    async def _gets_further(self) -> bool:
        """Wait for the next part of a plan that is being fetched; whether anything has come in time."""
        before = self.replica.progress
        return await self.until(lambda: self._is_settled or self.replica.progress != before, ANSWER_S)

    @property
    def _is_fetching(self) -> bool:
        return self.replica.connection is Connection.CATCHING_UP and self.replica.progress[1] > 0

    @property
    def _is_settled(self) -> bool:
        return self._is_live or self._is_over

    @property
    def _is_live(self) -> bool:
        return self.replica.connection is Connection.LIVE

    @property
    def _is_over(self) -> bool:
        return self.replica.connection is Connection.REFUSED

    def _take_answer(self, key: Key, answer: Entry | Refusal) -> None:
        self._answered += 1
        if isinstance(answer, Refusal):
            self._refused[key] = answer
        future = self.answer_to(key)
        if not future.done():
            future.set_result(answer)
        self._news.set()


@asynccontextmanager
async def session(
    home: Home, name: str, *, language: Language, note: Note, may_create: bool = False
) -> AsyncIterator[Session]:
    """Open a plan, and close it when the block ends.

    Whether the server was reached, and whether all was sent, is told in one note at the end. Raises InputError if there
    is no such plan, if the server will not have us, or if it refused an edit; StoreError if the replica cannot be used.
    """
    may_create = may_create or name == EXAMPLE
    if not may_create:
        await _check_there(home, name, language)
    async with _opened(await Replica.open(home, name), home.server(), language, may_create=may_create) as opened:
        if name == EXAMPLE:
            await _fill_example(opened.replica)
            await opened.settled(lambda: opened.replica.pending_count == 0)
        elif not (opened.is_reached or may_create or opened.replica.seq or opened.replica.pending_count):
            raise InputError(say(language, "no_copy", name=name))
        yield opened
        await _finish(opened)
    unsent = opened.replica.pending_count
    if opened.is_reached:
        unsent += await _send_left_behind(home, name, language)
    if opened.replica.healed is not None and (sentence := _healed_words(opened.replica.healed, language)):
        note(sentence)
    if sentence := _closing(opened, unsent):
        note(sentence)


async def fetch_afresh(home: Home, name: str, *, language: Language, note: Note) -> None:
    """Fetch the plan again, whole, for every copy here that no other program has open; what is pending is kept.

    Raises InputError if the server refuses or falls silent, StoreError if a copy cannot be used.
    """
    for path in home.slots(name):
        lock = try_lock(path)
        if lock is None:
            note(say(language, "not_fetched", name=name))
            continue
        replica = await Replica.open_at(path, lock, home.server(), name)
        async with _opened(replica, home.server(), language, may_create=False, afresh=True) as opened:
            if not opened.is_reached:
                raise InputError(say(language, "no_answer", reason=silence(opened.silence, language)))


@asynccontextmanager
async def on_screen(home: Home, name: str, *, language: Language, note: Note) -> AsyncIterator[Replica]:
    """Open a plan for somebody who works on it: what is here is shown at once, and the server is caught up with later.

    Only a plan of which there is nothing here yet waits for the server. Raises as `session` does.
    """
    if name != EXAMPLE:
        await _check_there(home, name, language)
    replica = await Replica.open(home, name)
    try:
        opened = Session(replica, language)
        replica.connect(may_create=name == EXAMPLE or _was_made_here(replica))
        if replica.seq == 0 and replica.pending_count == 0:
            await opened.catch_up(home.server(), is_patient=False)
        if name == EXAMPLE:
            await _fill_example(replica)
        yield replica
    finally:
        await replica.close()
    if unsent := replica.pending_count:
        note(say(language, "unsent", count=unsent, reason=silence(replica.connection_reason, language)))


@asynccontextmanager
async def _opened(
    replica: Replica, server: Server, language: Language, *, may_create: bool, afresh: bool = False
) -> AsyncIterator[Session]:
    """Connect the replica and catch up; close it when the block ends."""
    opened = Session(replica, language)
    try:
        replica.connect(may_create=may_create or _was_made_here(replica), afresh=afresh)
        await opened.catch_up(server)
        yield opened
    finally:
        await replica.close()


async def _fill_example(replica: Replica) -> None:
    """Fill the example if it is empty."""
    # Reading the example takes what imports take; a command on another plan must not wait for that.
    from tui.example.plan import ensure_example

    await ensure_example(replica)


async def _check_there(home: Home, name: str, language: Language) -> None:
    """Raise InputError if there is nothing of the plan here and the server has none, before anything is made here."""
    if home.slots(name):
        return
    try:
        there = await server_plans(home.server())
    except Unreachable as error:
        raise InputError(
            say(language, "no_plan_unreachable", name=name, reason=silence(str(error), language))
        ) from None
    if name not in {line.name for line in there}:
        raise NoSuchPlan(say(language, "no_plan", name=name))


def _was_made_here(replica: Replica) -> bool:
    """Whether the plan was made while the server was away, so that it exists nowhere else yet."""
    return replica.seq == 0 and replica.pending_count > 0


async def _finish(opened: Session) -> None:
    """Wait for what is still unanswered. Raises InputError for what was refused."""
    await opened.settled(lambda: opened.replica.pending_count == 0)
    if opened.replica.connection is Connection.REFUSED:
        raise InputError(opened.refusal)
    if refusals := opened.unreported_refusals():
        raise InputError(" ".join(dict.fromkeys(refusal.answer(opened.language) for refusal in refusals)))


def _healed_words(healed: Healed, language: Language) -> str:
    # What words of the screens take to import is seldom needed here.
    from tui.views.met_words import healed_words

    return healed_words(healed, language)


def _closing(opened: Session, unsent: int) -> str:
    """What the person must know at the end; "" if everything is as it should be."""
    if opened.is_reached:
        reason = silence(opened.replica.connection_reason, opened.language)
        return say(opened.language, "unsent", count=unsent, reason=reason) if unsent else ""
    reason = silence(opened.silence, opened.language)
    return say(opened.language, "offline_unsent" if unsent else "offline", reason=reason, count=unsent)


async def _send_left_behind(home: Home, name: str, language: Language) -> int:
    """Send what programs that are gone have left in other replicas of the plan; how many edits could not be sent."""
    unsent = 0
    for path in home.slots(name):
        if not await asyncio.to_thread(has_pending, path):
            continue
        lock = try_lock(path)
        if lock is None:
            continue
        replica = await Replica.open_at(path, lock, home.server(), name)
        async with _opened(replica, home.server(), language, may_create=False) as opened:
            await _finish(opened)
        unsent += opened.replica.pending_count
    return unsent
