"""The server is killed and paused again and again while people work. Every loop ends after a fixed number of rounds."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack

from tests.acceptance.processes import Server
from tests.server.clients import acknowledged, assert_nothing_lost, client, settled, store
from tests.wait import until
from tui.door import Connection

NAMES = ("anna", "bo", "cia", "dan", "eva")
KILLS = 60


def test_sixty_kills_of_a_busy_server_lose_and_double_nothing(server: Server) -> None:
    """Five people write; the server dies after any number of acknowledgements, often with commits under way. What was
    told as saved here is in the log once, and what was told as on the server is where it was told."""
    chance = random.Random(60)

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(client(server, name)) for name in NAMES]
            loads = [asyncio.create_task(one.load(await one.a_measure(), 0)) for one in clients]
            for _ in range(KILLS):
                told = sum(len(one.acknowledged) for one in clients)
                await acknowledged(clients, told + chance.randrange(1, 40))
                server.kill()
                server.start()
            for load in loads:
                load.cancel()
            await asyncio.gather(*loads, return_exceptions=True)
            await settled(*clients)
            assert_nothing_lost(store(server), *clients)
            assert min(len(one.saved) for one in clients) > KILLS

    asyncio.run(scenario())
    server.stop()
    assert "whole" in server.done("verify").out


def test_while_the_server_hangs_people_go_on_and_are_told(server: Server) -> None:
    """A machine that swaps, a disk that does not answer: edits are saved here, shown as not sent, and go out later."""

    async def scenario() -> None:
        async with client(server, "anna") as anna, client(server, "bo") as bo:
            node = await anna.a_measure()
            await settled(anna, bo)
            server.pause()
            for number in range(20):
                await anna.enter(f"anna {number}", node, "analysis", str(2000 + number))
            assert anna.replica.pending_count == 20
            assert anna.acknowledged == {}
            assert anna.replica.plan.value(node, "analysis", "2019") is not None
            async with client(server, "cia") as cia:
                await cia.enter("cia before she was ever connected")
                assert (cia.replica.pending_count, cia.replica.connection) == (1, Connection.OFFLINE)
                server.go_on()
                await settled(anna, bo, cia)
            assert_nothing_lost(store(server), anna, bo, cia)

    asyncio.run(scenario())


def test_a_server_killed_while_it_hangs_is_followed_by_another(server: Server) -> None:
    """Whoever looks after the machine kills what hangs and starts it anew; the clients see to themselves."""

    async def scenario() -> None:
        async with client(server, "anna") as anna:
            await anna.enter("one")
            await settled(anna)
            server.pause()
            await anna.enter("two")
            server.kill()
            server.start()
            await settled(anna)
            await until(lambda: anna.acknowledged == {"one": 1, "two": 2})

    asyncio.run(scenario())
