"""A shell around `ServerMachine`: one socket, and one task that reads it. Writing needs none: what a room tells is
written at once, and what one client asked for is sent by the task that reads, as fast as the client takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from server.hub import Hub
from server.late import decide, late_entries
from server.room import FOREIGN_CLIENT, Room
from server.settings import Settings
from server.wire import Framed, PeerGone, Socket, framed
from shared.errors import RemoteProtocolError, StoreError
from shared.sync.codec import MAX_UP, UP_DECODER, Assembler, frames
from shared.sync.down import Act, Down, ImageBegins, ImageChunk, People
from shared.sync.image import Image
from shared.sync.server_machine import (
    Action,
    Decide,
    Enter,
    FindCommon,
    FindLate,
    FindPast,
    FindPlans,
    Hangup,
    PassOn,
    Send,
    ServerMachine,
    ShowAt,
    TakeBack,
)
from shared.sync.up import Anchor, OpenPlan, Resume, Sent, Up

_BYTES_IN_A_TURN = 100_000
"""Bytes of transactions that are sequenced before others have a turn; one transaction alone may be larger."""


class Connection:
    """One client of somebody the listener has identified. `serve` runs until it is closed."""

    def __init__(self, socket: Socket, hub: Hub, settings: Settings, machine: ServerMachine) -> None:
        self.session = machine.session
        self._socket = socket
        self._hub = hub
        self._settings = settings
        self._machine = machine
        self._room: Room | None = None
        self._assembler: Assembler[Up] = Assembler(UP_DECODER, MAX_UP)
        self._written = 0
        self._taken_before = 0
        self._closing: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Read until the client goes or is dropped; what is still to be sent is sent first."""
        try:
            await self._read_all()
        finally:
            self._leave()
            await self._socket.close()

    # What a room may do

    def post(self, message: Framed) -> None:
        """Write a message; a client that does not keep up is dropped, and catches up when it comes back."""
        # One message may be larger than the limit: it must get through to a client that has nothing else waiting.
        if self._socket.buffered > self._settings.queued_bytes:
            self._socket.abort()
        else:
            self._written += len(message.wire)
            self._socket.post(message)

    def drop(self, act: Act, sentence: str) -> None:
        """Close the connection, saying why."""
        for action in self._machine.fail(act, sentence):
            if isinstance(action, Send):
                self.post(framed(action.message))
        self._closing = asyncio.create_task(self._socket.close())

    # What the listener may do

    def abort(self) -> None:
        """Cut the connection."""
        self._socket.abort()

    def drop_if_stuck(self) -> None:
        """Cut the connection if its client has taken nothing of what waits for it since this was last asked."""
        buffered = self._socket.buffered
        taken = self._written - buffered
        if buffered and taken <= self._taken_before:
            self._socket.abort()
        self._taken_before = taken

    # Reading

    async def _read_all(self) -> None:
        try:
            async with asyncio.timeout(self._settings.hello_timeout_s):
                keep_on = await self._read_one()
            while keep_on:
                keep_on = await self._read_one()
        except (PeerGone, TimeoutError):
            pass
        except RemoteProtocolError as error:
            await self._carry_out(self._machine.fail(Act.STOP, f"The client sent {error}."))
        except StoreError as error:
            await self._carry_out(self._machine.fail(Act.RETRY, f"The server's store failed: {error}"[:500]))

    async def _read_one(self) -> bool:
        """Take one frame; whether to go on."""
        frame = await self._socket.recv()
        if isinstance(frame, str):
            raise RemoteProtocolError("text where bytes belong")
        message = self._assembler.feed(frame)
        return message is None or await self._carry_out(self._machine.receive(message))

    async def _carry_out(self, actions: Sequence[Action]) -> bool:
        for action in actions:
            match action:
                case PassOn(transactions):
                    await self._pass_on(transactions)
                case Send(message):
                    self.post(framed(message))
                case Hangup():
                    return False
                case FindPlans():
                    await self._carry_out(self._machine.plans_found(await self._hub.store.plans()))
                case Enter(request, was_parted):
                    return await self._enter(request, was_parted=was_parted)
                case ShowAt(node):
                    self._held.look(self.session, self._machine.person, node)
                case FindCommon(anchors):
                    common = await self._held.log.kept.newest_common(anchors)
                    await self._carry_out(self._machine.common_found(common))
                case TakeBack(common, before, bodies, seal):
                    count = await self._held.log.take_back(common, before, bodies, seal)
                    await self._carry_out(self._machine.taken_back(count))
                case FindPast(until):
                    past = await self._held.log.kept.past(until, self._settings.rows_at_once)
                    self.post(await asyncio.to_thread(framed, past))
                case FindLate():
                    await self._post_late()
                case Decide(request):
                    self.post(framed(await decide(self._held.log, self._hub.store, self._machine.person, request)))
        return True

    async def _post_late(self) -> None:
        late = await late_entries(self._held.log, self._hub.store, self._machine.person)
        self.post(await asyncio.to_thread(framed, late))

    @property
    def _held(self) -> Room:
        """The room of the plan that is open, or was asked for."""
        assert self._room is not None, "the machine allows this only once a plan has been found"
        return self._room

    async def _pass_on(self, transactions: Sequence[Sent]) -> None:
        """Hand them over in slices, so that everybody else has a turn in between."""
        room = self._held
        for place, batch in enumerate(_slices(transactions)):
            if place:
                await asyncio.sleep(0)
            if room.log.unsure(batch):
                await room.log.recall([sent.key for sent in batch])
            room.submit(self.session, self._machine.person, batch)

    # Opening a plan

    async def _enter(self, request: OpenPlan, *, was_parted: bool) -> bool:
        self._leave()
        line = await self._hub.find(request)
        if line is None:
            sentence = f"The server has no plan called {request.name}."
            return await self._carry_out(self._machine.fail(Act.CHOOSE_PLAN, sentence))
        room = self._room = await self._hub.room(line)
        if room.log.is_foreign(request.client, self._machine.person):
            return await self._carry_out(self._machine.fail(Act.STOP, FOREIGN_CLIENT))
        # Who fetches the plan afresh gives up the log they have: what we lack of it comes back here first.
        may_give_up = request.afresh and was_parted
        if not may_give_up and not await room.log.kept.has(Anchor(request.base, request.chain)):
            return await self._carry_out(self._machine.parted(room.log.durable))
        image = await room.log.image_for(request.base, afresh=request.afresh)
        await self._carry_out(self._machine.entered(room.log.opened(self._machine.person)))
        await self._catch_up(room, request, image)
        return True

    def _leave(self) -> None:
        if self._room is not None:
            self._room.leave(self.session)
            self._room = None

    async def _catch_up(self, room: Room, request: OpenPlan, image: Image | None) -> None:
        """Send what the client lacks, then let it into the room. Between the last row sent and joining nothing is
        awaited, so that no publication falls between the two."""
        people = await self._hub.store.people()
        await self._send(People(tuple(people)))
        base = request.base
        if image is not None:
            await self._send_image(room, image, request.resume)
            base = image.head.seq
        while base < room.log.durable:
            rows = await room.log.kept.rows_after(base, self._settings.rows_at_once)
            if rows is not None:
                await self._send(rows)
                base += len(rows.bodies)
        if room.log.has_failed:
            raise StoreError("the plan could not be saved.")
        room.introduce([person for person in people if person.id == self._machine.person])
        room.join(self, self._machine.person)

    async def _send_image(self, room: Room, image: Image, resume: Resume | None) -> None:
        """Send an image chunk by chunk; not those of it that the client has already."""
        head = image.head
        is_same = resume is not None and resume.sha == head.sha and resume.here < head.count
        first = resume.here if resume is not None and is_same else 0
        await self._send(ImageBegins(head, first, room.log.kept.sealed(head.seq, head.chain)))
        for index in range(first, head.count):
            await self._send(ImageChunk(index, image.chunks[index]))

    # Writing

    async def _send(self, message: Down) -> None:
        """Send a message as fast as the client reads: whoever asks for much is served at their own speed. Not for
        members of a room: what it tells would come between the frames of one message."""
        # Old rows may be many megabytes; to pack them must not hold up everybody else.
        for frame in await asyncio.to_thread(frames, message):
            self._written += len(frame)
            await self._socket.send(frame)


def _slices(transactions: Sequence[Sent]) -> Iterable[Sequence[Sent]]:
    """The transactions in turns of about `_BYTES_IN_A_TURN`; mostly there is one of a few."""
    return _cut(transactions) if len(transactions) > 1 else (transactions,)


def _cut(transactions: Sequence[Sent]) -> Iterator[Sequence[Sent]]:
    start = size = 0
    for place, sent in enumerate(transactions, 1):
        size += len(sent.body)
        if size >= _BYTES_IN_A_TURN or place == len(transactions):
            yield transactions[start:place]
            start, size = place, 0
