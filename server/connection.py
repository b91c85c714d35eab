"""A shell around `ServerMachine`: one websocket, one task that reads and one that writes."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from server.hub import Hub
from server.room import FOREIGN_CLIENT, Room
from server.settings import Settings
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

    def __init__(self, socket: ServerConnection, hub: Hub, settings: Settings, machine: ServerMachine) -> None:
        self.session = machine.session
        self._socket = socket
        self._hub = hub
        self._settings = settings
        self._machine = machine
        self._room: Room | None = None
        self._assembler: Assembler[Up] = Assembler(UP_DECODER, MAX_UP)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._news = asyncio.Event()
        self._space = asyncio.Event()
        self._space.set()
        self._is_ending = False

    async def serve(self) -> None:
        """Read until the client goes; what is still to be sent is sent first."""
        writer = asyncio.create_task(self._write_all(), name=f"writer of session {self.session}")
        try:
            await self._read_all()
        finally:
            self._leave()
            self._is_ending = True
            self._news.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.send_timeout_s):
                    await writer
            writer.cancel()
            await self._socket.close()

    # What a room may do

    def post(self, frames: Sequence[bytes]) -> None:
        """Queue frames; a client that does not keep up is dropped, and catches up when it comes back."""
        if self._waiting_bytes > self._settings.queued_bytes:
            self._abort()
            return
        # One message may be larger than the limit: it must get through to a client that has nothing else waiting.
        self._waiting.extend(frames)
        self._waiting_bytes += sum(map(len, frames))
        if self._waiting_bytes > self._settings.queued_bytes // 2:
            self._space.clear()
        self._news.set()

    def drop(self, act: Act, sentence: str) -> None:
        """Close the connection, saying why."""
        for action in self._machine.fail(act, sentence):
            if isinstance(action, Send):
                self.post(frames(action.message))
        self._is_ending = True
        self._news.set()

    # Reading

    async def _read_all(self) -> None:
        try:
            async with asyncio.timeout(self._settings.hello_timeout_s):
                keep_on = await self._read_one()
            while keep_on:
                keep_on = await self._read_one()
        except (ConnectionClosed, TimeoutError):
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
                    await self._send(frames(message))
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
        # Joining with a long message still waiting would look like a client that does not keep up.
        while base < room.durable or not self._space.is_set():
            await self._space.wait()
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
        """Queue frames and wait while too much is waiting already: whoever asks for much is served as they read."""
        await self._space.wait()
        self.post(frames)

    async def _write_all(self) -> None:
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._waiting:
                    await self._write(self._waiting.popleft())
                if self._is_ending:
                    break
        except (ConnectionClosed, TimeoutError):
            self._abort()

    async def _write(self, frame: bytes) -> None:
        async with asyncio.timeout(self._settings.send_timeout_s):
            await self._socket.send(frame)
        self._waiting_bytes -= len(frame)
        if self._waiting_bytes <= self._settings.queued_bytes // 2:
            self._space.set()

    def _abort(self) -> None:
        self._waiting.clear()
        self._waiting_bytes = 0
        self._space.set()
        self._is_ending = True
        self._socket.transport.abort()
