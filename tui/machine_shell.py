"""The shell around the client machine: tells it what happens, and carries out its actions in their order.

What there is to store goes into one queue, so that its order holds without anybody waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from shared.errors import StegvisError, StoreError
from shared.ids import Key
from shared.plan.inverse import Undoing
from shared.plan.ops import Op
from shared.plan.refusal import Refusal
from shared.sync import client_actions as wanted
from shared.sync.client_machine import ClientMachine
from shared.sync.down import Down, Late, LateDecided, Past
from tui.answers import AnswerListener, answers
from tui.door import Changed, Listener
from tui.history import History
from tui.home import Server
from tui.kept import Kept
from tui.late import LateEntries
from tui.link import Link
from tui.local_store import LocalStore
from tui.world import World
from tui.writes import Writes


class MachineShell:
    """Between one machine and its file, its link and whoever listens."""

    def __init__(self, machine: ClientMachine, kept: Kept, store: LocalStore, server: Server, world: World) -> None:
        self.listeners: list[Listener] = []
        self.answer_listeners: list[AnswerListener] = []
        self.link_reason = ""
        """Why there is no connection."""
        self.link_task: asyncio.Task[None] | None = None
        self.writes = Writes(self._stop)
        self._machine = machine
        self._kept = kept
        self._store = store
        self._now_ms = world.now_ms
        self._link = Link(server, self, world.chance, world.open_socket)
        self.history = History(store, self._link.send)
        self.late = LateEntries(self._link.send)

    def connect(self) -> None:
        """Keep in step with the server from here on, in the background."""
        self.link_task = asyncio.create_task(self._link.run(), name="link")

    async def close(self) -> None:
        """Disconnect, and write what there is to write."""
        if self.link_task is not None:
            self.link_task.cancel()
            await asyncio.gather(self.link_task, return_exceptions=True)
        await self.writes.flushed()

    async def submit(self, ops: Sequence[Op], undo: Sequence[Undoing]) -> Key | Refusal:
        """Make these ops one transaction; on disk, with how to undo it, when this returns. Raises StoreError if it
        could not be saved; then, as for a Refusal, nothing has changed."""
        actions = self._machine.submit(ops, self._now_ms())
        if isinstance(actions, Refusal):
            return actions
        (pending,) = [action for action in actions if isinstance(action, wanted.StorePending)]
        self.carry_out([action for action in actions if action is not pending])
        # Whoever asked may be cancelled; the edit must be told stored all the same, or those behind it would wait.
        await asyncio.shield(self.writes.keep(self._store_pending(pending, undo)))
        return pending.transaction.key

    def look_at(self, node: str) -> None:
        """The person looks at this node ("" for none)."""
        self.carry_out(self._machine.look(node))

    def tell(self, changed: Changed) -> None:
        """Tell whoever listens."""
        for listener in list(self.listeners):
            listener(changed)

    # What the link tells

    def link_up(self) -> None:
        """The socket is open."""
        self.link_reason = ""
        self.carry_out(self._machine.connected())

    def link_down(self, reason: str) -> None:
        """The socket is closed, or could not be opened."""
        self.link_reason = reason
        self.carry_out(self._machine.disconnected())

    def link_received(self, message: Down) -> None:
        """A message arrived. Once something could not be stored, nothing more is taken."""
        if self.writes.trouble:
            return
        if isinstance(message, Past):
            self.history.take(message)
        if isinstance(message, Late | LateDecided):
            self.late.take(message)
        actions = self._machine.receive(message)
        self.carry_out(actions)
        for key, answer in answers(message, actions) if self.answer_listeners else ():
            for listener in self.answer_listeners:
                listener(key, answer)

    def link_progress(self, here: int, expected: int) -> None:
        """So many parts of a long message have arrived."""
        self.tell(Changed())

    # Carrying out

    def carry_out(self, actions: Sequence[wanted.Action]) -> None:
        """Do what the machine asks for."""
        for action in actions:
            self._kept.note(action)
            match action:
                case wanted.Send(message):
                    self._link.send(message)
                case wanted.StoreConfirmed():
                    self.writes.queue(self._store.confirm(action, self._now_ms()))
                case wanted.StoreChunk():
                    self.writes.queue(self._store.put_chunk(action))
                case wanted.StoreImage():
                    self.writes.queue(self._store.put_image(action))
                case wanted.StoreServer():
                    self.writes.queue(self._store.put_server(action))
                case wanted.StoreReopened():
                    self.writes.queue(self._store.reopen(action))
                case wanted.FindAnchors():
                    self.writes.queue(self._find_anchors())
                case wanted.FindLost(after):
                    self.writes.queue(self._find_lost(after))
                case wanted.StoreReturned():
                    self.writes.queue(self._store.put_returned(action))
                case wanted.StoreRekeyed():
                    self.writes.queue(self._rekey(action))
                case wanted.StorePeople():
                    self.writes.queue(self._store.put_people(action))
                case wanted.Changed(nodes, is_structural):
                    self.tell(Changed(nodes, is_structural))
                case wanted.StateChanged():
                    self.tell(Changed())
                case wanted.EditMet(node=node):
                    self.tell(Changed(frozenset([node]), met=action))
                case wanted.Healed():
                    self.tell(Changed(healed=action))
                case wanted.Hangup(again):
                    self._link.hang_up(again=again)
                case wanted.StorePending():
                    raise AssertionError("pending transactions come from submit alone")

    async def _store_pending(self, action: wanted.StorePending, undo: Sequence[Undoing]) -> None:
        key = action.transaction.key
        try:
            await self._store.put_pending(action.transaction, undo)
        except Exception as error:
            self.carry_out(self._machine.withdraw(key))
            if isinstance(error, StegvisError):
                raise
            raise StoreError(f"The edit could not be saved ({type(error).__name__}).") from error
        self.carry_out(self._machine.stored(key))

    async def _rekey(self, action: wanted.StoreRekeyed) -> None:
        await self._store.rekey(action)
        for _, transaction in action.rekeyed:
            self.carry_out(self._machine.stored(transaction.key))

    async def _find_anchors(self) -> None:
        self.carry_out(self._machine.anchors_found(await self._store.anchors()))

    async def _find_lost(self, after: int) -> None:
        self.carry_out(self._machine.lost_found(*await self._store.lost(after)))

    def _stop(self) -> None:
        """Something could not be written."""
        self._link.hang_up(again=False)
        self.tell(Changed())
