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
from collections.abc import Callable, Sequence

from shared.errors import InputError
from shared.followup.language import Language
from shared.ids import Key
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op
from shared.plan.refusal import Refusal
from tui.catalogue import ANSWER_S as GREETING_S
from tui.catalogue import NO_ANSWER, more_patience_s
from tui.cli.sentences import told
from tui.cli.texts import say
from tui.door import Connection
from tui.home import Server
from tui.replica import Replica

ANSWER_S = 10.0
"""How long to wait for the next answer to what was submitted."""


class Session:
    """An open plan. Made by `tui.ways_in`."""

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
