"""A shell around `ServerMachine`: one socket, and one task that reads it. Writing needs none: what a room tells is
written at once, and what one client asked for is sent by the task that reads, as fast as the client takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from server.hub import Hub
from server.room import FOREIGN_CLIENT, Room
from server.settings import Settings
from server.wire import Framed, PeerGone, Socket, framed
from shared.errors import RemoteProtocolError, StoreError
from shared.ids import ClientId
from shared.plan.ops import Transaction
from shared.sync.codec import MAX_UP, UP_DECODER, Assembler, frames
from shared.sync.down import Act, Confirmed, Image, People, PlanLine
from shared.sync.server_machine import Action, Enter, FindPlans, Hangup, PassOn, Send, ServerMachine, ShowAt
from shared.sync.snapshot import image_of
from shared.sync.up import OpenPlan, Up

_OPS_IN_A_TURN = 500
"""Ops that are sequenced before others have a turn; one transaction alone may have more."""


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
                case Send(message):
                    self.post(framed(message))
                case Hangup():
                    return False
                case FindPlans():
                    await self._carry_out(self._machine.plans_found(await self._hub.store.plans()))
                case Enter(request):
                    return await self._enter(request)
                case PassOn(transactions):
                    await self._pass_on(transactions)
                case ShowAt(node) if self._room is not None:
                    self._room.look(self.session, self._machine.person, node)
                case _:
                    return False
        return True

    async def _pass_on(self, transactions: Sequence[Transaction]) -> None:
        """Hand them over in slices, so that everybody else has a turn in between."""
        batch: list[Transaction] = []
        ops = 0
        for transaction in transactions:
            batch.append(transaction)
            ops += len(transaction.ops)
            if ops >= _OPS_IN_A_TURN:
                self._hand_over(batch)
                batch, ops = [], 0
                await asyncio.sleep(0)
        if batch:
            self._hand_over(batch)

    def _hand_over(self, transactions: Sequence[Transaction]) -> None:
        if self._room is not None:
            self._room.submit(self.session, self._machine.person, transactions)

    # Opening a plan

    async def _enter(self, request: OpenPlan) -> bool:
        self._leave()
        line = await self._hub.find(request)
        if line is None:
            sentence = f"The server has no plan called {request.name}."
            return await self._carry_out(self._machine.fail(Act.CHOOSE_PLAN, sentence))
        room = self._room = await self._hub.room(line)
        if room.sequencer.owner(ClientId(request.client)) not in (None, self._machine.person):
            return await self._carry_out(self._machine.fail(Act.STOP, FOREIGN_CLIENT))
        if await self._hub.store.chain_at(room.plan, request.base) != request.chain:
            sentence = f"The plan {line.name} on the server has another history than the copy here."
            return await self._carry_out(self._machine.fail(Act.STOP, sentence))
        await self._carry_out(self._machine.entered(PlanLine(line.id, line.name, room.durable)))
        await self._catch_up(room, request.base)
        return True

    def _leave(self) -> None:
        if self._room is not None:
            self._room.leave(self.session)
            self._room = None

    async def _catch_up(self, room: Room, base: int) -> None:
        """Send what the client lacks, then let it into the room. Between the last row sent and joining nothing is
        awaited, so that no publication falls between the two."""
        people = await self._hub.store.people()
        await self._send(frames(People(tuple(people))))
        if room.durable - base > self._settings.image_after:
            base = await self._send_image(room)
        while base < room.durable:
            rows = await self._hub.store.rows(room.plan, base, self._settings.rows_at_once)
            if rows:
                await self._send(frames(Confirmed(tuple(rows))))
            base += len(rows)
        if room.has_failed:
            raise StoreError("the plan could not be saved.")
        room.introduce([person for person in people if person.id == self._machine.person])
        room.join(self, self._machine.person)

    async def _send_image(self, room: Room) -> int:
        plan, chain = room.sequencer.plan, room.sequencer.chain
        seq, image = plan.seq, image_of(plan)
        await room.wait_durable(seq)
        if room.has_failed:
            raise StoreError("the plan could not be saved.")
        await self._send(frames(Image(image, chain)))
        return seq

    # Writing

    async def _send(self, frames: Sequence[bytes]) -> None:
        """Send frames as fast as the client reads: whoever asks for much is served at their own speed. Not for members
        of a room: what it tells would come between the frames of one message."""
        for frame in frames:
            self._written += len(frame)
            await self._socket.send(frame)
