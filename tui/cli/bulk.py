"""`stegvis set --stdin`: many edits, one a line, with a bounded number of them on their way at once."""

from __future__ import annotations

from shared.errors import InputError
from shared.ids import Key
from shared.plan.ops import Applied, Entry
from shared.plan.refusal import Refusal
from tui.cli.entering import edit
from tui.cli.environment import Environment
from tui.cli.lines import lines
from tui.cli.printing import note, put
from tui.session import Session

_STDIN = 0

IN_FLIGHT = 100
"""Edits that may wait for their answers at once."""


async def load(env: Environment, plan: str, because: str = "") -> bool:
    """Read lines until there are no more; whether all were taken. Those that were not have been told.

    `because` is the reason for all of them.
    """
    async with env.session(plan) as opened:
        loading = _Loading(opened, env, because)
        number = 0
        async for line in lines(_STDIN, env.say("bad_line")):
            number += 1
            if line.strip():
                await loading.take(number, line)
        await opened.settled(lambda: not loading.waiting)
    return not loading.refused


class _Loading:
    def __init__(self, opened: Session, env: Environment, because: str) -> None:
        self.refused = 0
        self.waiting: dict[Key, int] = {}
        """Line numbers of the edits that have not been answered."""
        self._opened = opened
        self._env = env
        self._because = because
        self._is_waiting_for_answers = opened.is_reached
        opened.replica.subscribe_answers(self._take_answer)

    async def take(self, number: int, line: bytes) -> None:
        """Submit what a line says, once there is room for it on the way."""
        if self._is_waiting_for_answers and len(self.waiting) >= IN_FLIGHT:
            has_room = await self._opened.settled(lambda: len(self.waiting) < IN_FLIGHT)
            self._is_waiting_for_answers = has_room
        try:
            submitted = await self._submit(line)
        except InputError as error:
            self._refuse(number, str(error))
            return
        if isinstance(submitted, Refusal):
            self._refuse(number, submitted.sentence(self._env.language))
        else:
            self.waiting[submitted] = number

    async def _submit(self, line: bytes) -> Key | Refusal:
        try:
            words = line.decode("utf-8").split("\t")
        except UnicodeDecodeError:
            raise InputError(self._env.say("not_utf8")) from None
        if not 3 <= len(words) <= 5:
            raise InputError(self._env.say("bad_line"))
        node, field, value, period, part = [*words, "", ""][:5]
        op = edit(
            self._opened.plan, node, field, value, self._env, period=period or None, part=part or None,
            because=self._because,
        )  # fmt: skip
        return await self._opened.submit([op])

    def _take_answer(self, key: Key, answer: Entry | Refusal) -> None:
        number = self.waiting.pop(key, None)
        if number is None:
            return
        if isinstance(answer, Refusal):
            self._opened.tell_of(key)
            self._refuse(number, answer.answer(self._env.language))
            return
        outcome = answer.results()[0][1]
        more = "" if isinstance(outcome, Applied) else f" {type(outcome).__name__.lower()}"
        put(f"ok {number} {key.counter} {answer.seq}{more}")

    def _refuse(self, number: int, sentence: str) -> None:
        self.refused += 1
        note(self._env.say("line", line=number, sentence=sentence))
