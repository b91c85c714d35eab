"""What is written to sockets: in order, at once, and without waiting for anybody who does not read."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import unix_connect
from websockets.asyncio.server import ServerConnection, unix_serve
from websockets.exceptions import ConnectionClosed

from server.wire import PeerGone, WebSocket, framed
from shared.ids import ROOT, ClientId, Key
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Transaction
from shared.plan.values import Text
from shared.sync.codec import MAX_FRAME
from shared.sync.down import Confirmed, Present
from tests.server.conftest import Peer, Running, entries_of, running
from tests.wait import LIMIT_S, until


def _edit(client: str, counter: int, text: str) -> Transaction:
    op = SetOp(ROOT, "analysis", "2021", None, Text(text), counter - 1)
    return Transaction(Key(ClientId(client), counter), 1, (op,))


async def _hear_edits(peer: Peer, count: int) -> list[int]:
    """The counters of the next so many edits."""
    return [entry.transaction.key.counter for entry in await peer.hear_entries(count)]


async def _deaf(server: Running, stack: AsyncExitStack, number: int) -> Peer:
    """A peer that has the plan open and reads nothing any more."""
    peer = await stack.enter_async_context(server.peer())
    await peer.open(client="d" + "abcdefghij"[number // 10] + "abcdefghij"[number % 10])
    await peer.hear_a(Present)
    peer.socket.transport.pause_reading()
    return peer


async def _frames(peer: Peer, count: int) -> list[str | bytes]:
    return [await peer.socket.recv() for _ in range(count)]


async def _connected(directory: Path, stack: AsyncExitStack) -> tuple[WebSocket, Peer]:
    """A server's socket and the client at its other end."""
    came: asyncio.Future[ServerConnection] = asyncio.get_running_loop().create_future()

    async def take(connection: ServerConnection) -> None:
        came.set_result(connection)
        await connection.wait_closed()

    path = str(directory / "socket")
    await stack.enter_async_context(unix_serve(take, path, compression=None))
    client = await stack.enter_async_context(unix_connect(path, "ws://localhost/", compression=None))
    return WebSocket(await came, LIMIT_S), Peer(client)


async def test_what_is_posted_and_what_is_sent_arrive_in_the_order_of_the_calls(directory: Path) -> None:
    """An entry that overtook the one before it would not fit the client's chain, and end the connection."""
    noise = random.Random(1)
    messages = [framed(noise.randbytes(size)) for size in (10, 20_000, 10, 3 * MAX_FRAME, 10, 100)] * 20
    async with AsyncExitStack() as stack:
        socket, peer = await _connected(directory, stack)
        reading = asyncio.create_task(_frames(peer, sum(len(message.frames) for message in messages)))
        for number, message in enumerate(messages):
            if number % 3:
                socket.post(message)
            else:
                for frame in message.frames:
                    await socket.send(frame)
        assert await reading == [frame for message in messages for frame in message.frames]


async def test_a_message_in_parts_is_framed_like_any_other(directory: Path) -> None:
    """The bytes that everybody gets are made here and not by the library: it must read them as its own."""
    async with AsyncExitStack() as stack:
        socket, peer = await _connected(directory, stack)
        for size in (1, 125, 126, 65_535, 65_536):
            text = "x" * size
            socket.post(framed(text))
            assert await _frames(peer, len(framed(text).frames)) == list(framed(text).frames)


async def test_a_post_after_the_end_does_nothing(directory: Path) -> None:
    """A room tells its members in one go: one that has just gone must not spoil it for those after it."""
    async with AsyncExitStack() as stack:
        socket, peer = await _connected(directory, stack)
        closing = asyncio.create_task(socket.close())
        await until(closing.done)
        socket.post(framed("late"))
        assert socket.buffered == 0
        with pytest.raises(ConnectionClosed):
            await peer.hear()
        with pytest.raises(PeerGone):
            await socket.recv()
        with pytest.raises(PeerGone):
            await socket.send(b"late")


async def test_a_send_to_somebody_who_does_not_read_ends(directory: Path) -> None:
    """The library waits for ever; whoever catches up and stops reading would be held for good."""
    async with AsyncExitStack() as stack:
        socket, peer = await _connected(directory, stack)
        socket._timeout_s = 0.05
        peer.socket.transport.pause_reading()
        with pytest.raises(PeerGone):
            while True:
                await socket.send(bytes(MAX_FRAME))
        await until(lambda: socket.buffered == 0, "what waited is thrown away")
        peer.socket.transport.resume_reading()


async def test_nobody_waits_for_fifty_who_do_not_read(directory: Path) -> None:
    """Everybody who reads gets every edit in order, while what the others have not read waits for them alone."""
    text = random.Random(2).randbytes(20_000).hex()
    async with running(directory) as server, server.peer() as good, AsyncExitStack() as stack:
        deaf = await asyncio.gather(*(_deaf(server, stack, number) for number in range(50)))
        await good.open(client="good")
        for counter in range(1, 61):
            await good.submit(_edit("good", counter, f"{counter} {text}"))
        assert await _hear_edits(good, 60) == list(range(1, 61))
        assert sum(connection._socket.buffered > 0 for connection in server.listener._open.values()) == 50
        deaf[-1].socket.transport.resume_reading()
        assert await _hear_edits(deaf[-1], 60) == list(range(1, 61))
        for peer in deaf:
            peer.socket.transport.abort()


async def test_who_falls_too_far_behind_is_dropped_and_catches_up(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for one client is bounded; nothing that it missed is missing when it comes back."""
    monkeypatch.setattr("server.images._FEW_BYTES", 2**40)
    text = random.Random(3).randbytes(20_000).hex()
    async with running(directory, queued_bytes=200_000) as server, server.peer() as good:
        async with AsyncExitStack() as stack:
            await _deaf(server, stack, 0)
            await good.open(client="good")
            for counter in range(1, 41):
                await good.submit(_edit("good", counter, f"{counter} {text}"))
                assert await _hear_edits(good, 1) == [counter]
            await until(lambda: len(server.listener._open) == 1, "the deaf one is gone")
        async with server.peer() as again:
            await again.open(client="daa")
            assert await _hear_edits(again, 40) == list(range(1, 41))


async def test_who_takes_nothing_of_little_is_dropped_too(directory: Path) -> None:
    """A client that hangs would otherwise be shown as present for as long as nobody writes much."""
    text = random.Random(4).randbytes(20_000).hex()
    async with running(directory, send_timeout_s=0.2) as server, server.peer() as good, AsyncExitStack() as stack:
        await _deaf(server, stack, 0)
        await good.open(client="good")
        for counter in range(1, 31):
            await good.submit(_edit("good", counter, f"{counter} {text}"))
        assert await _hear_edits(good, 30) == list(range(1, 31))
        await until(lambda: len(server.listener._open) == 1, "the deaf one is gone")
        await good.submit(_edit("good", 31, "still here"))
        assert await _hear_edits(good, 1) == [31]


async def test_who_does_not_read_does_not_keep_the_server_from_stopping(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library says goodbye and waits for ever; an administrator would have to kill the server."""
    monkeypatch.setattr("server.listener._GOODBYE_S", 0.1)
    text = random.Random(5).randbytes(20_000).hex()
    async with asyncio.timeout(LIMIT_S / 2), AsyncExitStack() as stack, running(directory) as server:
        await _deaf(server, stack, 0)
        good = await stack.enter_async_context(server.peer())
        await good.open(client="good")
        for counter in range(1, 31):
            await good.submit(_edit("good", counter, f"{counter} {text}"))
        assert await _hear_edits(good, 30) == list(range(1, 31))


async def test_with_very_many_members_edits_are_told_together(directory: Path) -> None:
    """Where telling everybody takes long, what was committed meanwhile goes out as one; all of it and in order."""
    async with running(directory) as server, server.peer() as anna, server.peer() as bo:
        await anna.open(client="anna")
        await bo.open(client="bo")
        await bo.hear_a(Present)
        (room,) = server.hub.rooms()
        room._news_pace._next = room._clock() + 1e6
        for counter in range(1, 4):
            await anna.submit(_edit("anna", counter, str(counter)))
        await until(lambda: room.log.durable == 3)
        room._tell_now()
        for peer in (anna, bo):
            assert [entry.seq for entry in entries_of(await peer.hear_a(Confirmed))] == [1, 2, 3]


async def test_who_joins_while_edits_wait_gets_each_once(directory: Path) -> None:
    """They are on disk and so among what it catches up with; told to it again they would not fit its chain."""
    async with running(directory) as server, server.peer() as anna:
        await anna.open(client="anna")
        await anna.hear_a(Present)
        (room,) = server.hub.rooms()
        room._news_pace._next = room._clock() + 1e6
        await anna.submit(_edit("anna", 1, "one"))
        await until(lambda: room.log.durable == 1)
        async with server.peer() as bo:
            await bo.open(client="bo")
            await bo.hear_a(Present)
            assert await _hear_edits(anna, 1) == [1]
            await anna.submit(_edit("anna", 2, "two"))
            await until(lambda: room.log.durable == 2)
            room._tell_now()
            assert await _hear_edits(bo, 1) == [2]
