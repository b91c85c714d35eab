"""The ways a plan is opened: for one command, for somebody who works on it, and to be fetched again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from shared.errors import InputError
from shared.followup.language import Language
from shared.sync.client_actions import Healed
from tui.catalogue import Unreachable, server_plans
from tui.cli.sentences import silence
from tui.cli.texts import say
from tui.door import Connection
from tui.example import EXAMPLE
from tui.home import Home, Server, try_lock
from tui.local_store import has_pending
from tui.replica import Replica
from tui.session import Session


class NoSuchPlan(InputError):
    """Neither here nor on the server is there a plan of that name."""


Note = Callable[[str], None]
"""Takes a sentence that is for the person, and not part of what the command gives."""


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
