"""The plans a server has: one connection, one question."""

from __future__ import annotations

import asyncio
from importlib.metadata import version

from shared.errors import InputError, StegvisError
from shared.sync.down import Down, Failed, PlanLine, Plans, Welcome
from shared.sync.up import Hello, ListPlans
from shared.sync.version import OLDEST_SPOKEN, PROTOCOL
from tui.home import Server
from tui.link import NOBODY_THERE, Link

ANSWER_S = 3.0
"""How long to wait for a server that runs."""

START_S = 10.0
"""How long to wait for a private server that is being started."""


NO_ANSWER = f"no answer within {ANSWER_S:g} s"
"""What is said of a server that takes the connection and is silent."""


class Unreachable(StegvisError):
    """The server does not answer."""


class _Question:
    """The ends of a link that asks for the plans and waits for the answer."""

    def __init__(self, server: Server) -> None:
        self.link = Link(server, self)
        self.answer: asyncio.Future[tuple[PlanLine, ...]] = asyncio.get_running_loop().create_future()
        self.reason = ""

    def link_up(self) -> None:
        """Say hello."""
        self.link.send(Hello(PROTOCOL, OLDEST_SPOKEN, f"stegvis {version('stegvis')}"))

    def link_down(self, reason: str) -> None:
        """Remember why."""
        self.reason = reason

    def link_received(self, message: Down) -> None:
        """Ask once greeted; take the answer."""
        match message:
            case Welcome():
                self.link.send(ListPlans())
            case Plans(plans) if not self.answer.done():
                self.answer.set_result(plans)
            case Failed(_, sentence) if not self.answer.done():
                self.answer.set_exception(InputError(sentence))

    def link_progress(self, here: int, expected: int) -> None:
        """Nothing to tell anybody."""


def more_patience_s(server: Server, reason: str) -> float:
    """How many seconds more a command waits for a server that has not answered in `ANSWER_S`.

    Only a private server that nobody has found running is still on its way; `reason` is what the link said last.
    """
    return START_S - ANSWER_S if server.is_private and reason == NOBODY_THERE else 0.0


async def server_plans(server: Server) -> tuple[PlanLine, ...]:
    """The plans on the server, by name; the private server is started if it does not run.

    Raises Unreachable if there is no answer in time, and InputError if the server will not have us.
    """
    question = _Question(server)
    running = asyncio.create_task(question.link.run(), name="question")
    try:
        await asyncio.wait([question.answer], timeout=ANSWER_S)
        await asyncio.wait([question.answer], timeout=more_patience_s(server, question.reason))
        if not question.answer.done():
            raise Unreachable(question.reason or NO_ANSWER)
        return question.answer.result()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
