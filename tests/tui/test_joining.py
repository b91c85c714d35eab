"""How a replica comes to have a plan: by an image in chunks that may be cut off anywhere, and the log after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from server.connection import Connection as ServerConnection
from server.wire import PeerGone
from shared.ids import NodeId
from shared.plan.edits import set_cell
from shared.plan.values import Text
from shared.sync.codec import encode
from shared.sync.down import Down, ImageChunk, Past
from shared.sync.snapshot import _Chunk
from shared.sync.up import Recall
from tests.builders import percent
from tests.server.conftest import directory, running
from tests.shared.sync.messages import packed
from tests.tui.replicas import YEAR, a_measure, enter, replica, settled
from tests.wait import until
from tui.door import Connection
from tui.history import History
from tui.replica import Replica

__all__ = ["directory"]

Tamper = Callable[[ImageChunk], ImageChunk]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few nodes to a chunk, and images wherever there is one."""
    monkeypatch.setattr("shared.sync.snapshot.CHUNK_NODES", 3)
    monkeypatch.setattr("server.images._ROW_BYTES", 10_000)


class Chunks:
    """Sees every chunk that the server sends, and can hold one back and cut the connection then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[int] = []
        self.cut_at: int | None = None
        self.cut = asyncio.Event()
        self.tamper: Tamper = lambda chunk: chunk
        send = ServerConnection._send

        async def watched(connection: ServerConnection, message: Down) -> None:
            if isinstance(message, ImageChunk):
                if message.index == self.cut_at:
                    self.cut_at = None
                    await self.cut.wait()
                    connection.abort()
                    raise PeerGone("cut")
                self.sent.append(message.index)
                message = self.tamper(message)
            await send(connection, message)

        monkeypatch.setattr(ServerConnection, "_send", watched)


async def _many(one: Replica, count: int = 30) -> NodeId:
    """So many measures, with a result each; the last of them."""
    for number in range(count):
        node = await a_measure(one)
        await enter(one, node, percent(str(number)))
    await settled(one)
    return node


async def test_an_image_that_is_cut_off_is_taken_up_at_the_chunk(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow line that breaks every few minutes a large plan would never arrive otherwise."""
    async with running(directory, image_every=5), replica(directory, "anna") as anna:
        await _many(anna)
        chunks = Chunks(monkeypatch)
        chunks.cut_at = 3
        async with replica(directory, "bo") as bo:
            await until(lambda: bo.progress[0] == 3, "three chunks are here")
            chunks.cut.set()
            await settled(anna, bo)
            assert bo.plan.digest == anna.plan.digest
    assert chunks.sent == list(range(max(chunks.sent) + 1))
    assert max(chunks.sent) > 5


async def test_the_chunks_that_are_here_outlive_the_program(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody gives up waiting and starts again: what has arrived is not fetched twice."""
    async with running(directory, image_every=5), replica(directory, "anna") as anna:
        await _many(anna)
        chunks = Chunks(monkeypatch)
        chunks.cut_at = 3
        async with replica(directory, "bo") as bo:
            await until(lambda: bo.progress[0] == 3, "three chunks are here")
        chunks.cut.set()
        async with replica(directory, "bo", connect=False) as bo:
            assert bo.progress[0] == 3
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            assert bo.plan.digest == anna.plan.digest
    assert [index for index in chunks.sent if index < 3] == [0, 1, 2]


NOTHING = packed(encode(_Chunk([], [], [], [], [], [], [], [])))
"""A chunk without nodes."""


@pytest.mark.parametrize(("chunk", "place"), [(b"damaged", 1), (NOTHING, -1)], ids=["unreadable", "of another image"])
async def test_a_damaged_chunk_is_refused_and_the_image_fetched_again(
    directory: Path, monkeypatch: pytest.MonkeyPatch, chunk: bytes, place: int
) -> None:
    """Damage on the way must not become part of anybody's plan, nor keep them from ever getting one."""
    async with running(directory, image_every=5) as server, replica(directory, "anna") as anna:
        await _many(anna)
        chunks = Chunks(monkeypatch)
        image = await server.hub.rooms()[0].log.image_for(0, afresh=True)
        assert image is not None
        damaged = {place % image.head.count}

        def tamper(message: ImageChunk) -> ImageChunk:
            if message.index not in damaged:
                return message
            damaged.clear()
            return ImageChunk(message.index, chunk)

        chunks.tamper = tamper
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            assert bo.plan.digest == anna.plan.digest
    assert chunks.sent.count(0) == 2


async def test_a_digest_that_differs_stops_the_sync_and_keeps_what_is_pending(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two plans that should be one and are not: whoever goes on would only spread it. The person is told what to do,
    and what they have entered waits."""
    async with running(directory), replica(directory, "anna") as anna:
        node = await _many(anna, 2)
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
        async with replica(directory, "bo", connect=False) as bo:
            await enter(bo, node, percent("7"))
            bo._machine._layers.lift()
            bo._machine.plan._total += 1
            bo._machine._layers.lay()
            bo.connect()
            await until(lambda: bo.connection is Connection.REFUSED, "stopped")
            assert "fetch it afresh" in bo.connection_reason
            assert bo.pending_count == 1
            assert bo.plan.value(node, "outcome", YEAR) == percent("7")
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            assert anna.plan.value(node, "outcome", YEAR) == percent("7")


async def test_news_that_lead_to_another_plan_are_not_kept(directory: Path) -> None:
    """The digest after every commit is compared, and not only when a plan is opened."""
    async with running(directory), replica(directory, "anna") as anna, replica(directory, "bo") as bo:
        node = await _many(anna, 1)
        await settled(anna, bo)
        bo._machine.plan._total += 1
        seq = bo.seq
        await enter(anna, node, percent("7"))
        await until(lambda: bo.connection is Connection.REFUSED, "stopped")
        assert (bo.seq, bo.plan.value(node, "outcome", YEAR)) == (seq, percent("0"))


async def test_the_log_was_packed_while_somebody_with_pending_edits_was_away(directory: Path) -> None:
    """Weeks offline: the rows that the server would have sent are packed away, and nothing of one's own is lost."""
    async with running(directory, image_every=5) as server, replica(directory, "anna") as anna:
        node = await _many(anna, 3)
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
        async with replica(directory, "bo", connect=False) as bo:
            await enter(bo, node, percent("77"))
            mine = await a_measure(bo)
        await enter(anna, node, percent("88"))
        await _many(anna, 30)
        store = server.hub.store
        await until(lambda: server.hub.rooms()[0].log.is_at_rest, "packed")
        assert (await store.load(server.hub.rooms()[0].log.plan)).image is not None
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            cell = anna.plan.cell(node, "outcome", YEAR)
            assert cell is not None
            assert [cell.value, *(rival.value for rival in cell.rivals)] == [percent("88"), percent("77")]
            assert mine in anna.plan.nodes
            assert bo.plan.digest == anna.plan.digest


async def test_history_is_whole_after_joining_with_an_image(directory: Path) -> None:
    """Who wrote what when must not begin on the day somebody happened to join."""
    async with running(directory, image_every=5), replica(directory, "anna") as anna:
        await _many(anna)
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            assert len(await bo._store.history()) < anna.seq
            assert await bo.history() == await anna.history()
            assert [entry.seq for entry in await bo.history()] == list(range(1, anna.seq + 1))
    async with replica(directory, "bo", connect=False) as bo:
        assert len(await bo.history()) == bo.seq


async def test_history_asked_for_twice_at_once_is_whole_both_times(directory: Path) -> None:
    """Two screens may ask; an answer to one must be none to what the other asks next."""
    async with running(directory, image_every=5, rows_at_once=2), replica(directory, "anna") as anna:
        await _many(anna)
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            whole = await anna.history()
            async with asyncio.timeout(5):
                assert list(await asyncio.gather(bo.history(), bo.history())) == [whole, whole]


async def test_a_past_of_long_transactions_comes_to_its_end(directory: Path) -> None:
    """An import is one transaction of a megabyte: a page holds one or two, and the one that is known already must not
    be all that every answer brings."""
    texts = [Text(f"{number} " + "ord " * 20_000) for number in range(14)]
    async with running(directory, image_every=2) as server, replica(directory, "anna") as anna:
        nodes = [await a_measure(anna) for _ in texts]
        for turn in range(4):
            told = [Text(f"{turn} {text.text}") for text in texts]
            ops = [set_cell(anna.plan, node, "description", text) for node, text in zip(nodes, told, strict=True)]
            assert await anna.submit(ops) is None
            await settled(anna)
        async with server.peer() as peer:
            await peer.open()
            await peer.hear_image()
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            async with asyncio.timeout(20):
                assert await bo.history() == await anna.history()


async def test_a_late_answer_about_the_past_is_not_taken_for_the_next_one(directory: Path) -> None:
    """A server that takes its time answers after nobody waits any more; whoever asks again then is not to be told that
    the log is damaged."""
    async with running(directory, image_every=5, rows_at_once=2), replica(directory, "anna") as anna:
        await _many(anna)
        async with replica(directory, "bo") as bo:
            await settled(anna, bo)
            late: list[Past] = []

            def ask(recall: Recall) -> None:
                bo._shell._link.send(recall)
                for past in late:
                    History.take(history, past)

            class Remembered(History):
                def take(self, past: Past) -> None:
                    super().take(past)
                    late.append(past)

            bo._shell.history = history = Remembered(bo._store, ask)
            assert await bo.history() == await anna.history()
            assert len(late) > 1
