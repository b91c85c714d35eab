"""The only door to data: the plan as it is shown, what may be done with it, and the task that keeps it in step.

Runs the client machine and carries out its actions in their order. Store actions go into one queue of the local
database, which does them one after the other, so that their order holds without anybody waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from collections.abc import Set as AbstractSet
from importlib.metadata import version
from pathlib import Path

import msgspec

from shared.errors import StegvisError, StoreError
from shared.ids import ID_BYTES, ClientId, Key, NodeId, id_from
from shared.plan.inverse import Undoing, as_of_now, inverse
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Op, Settle
from shared.plan.refusal import Refusal
from shared.storage.lock import FileLock
from shared.sync import client_actions as wanted
from shared.sync.client_machine import ClientMachine, State
from shared.sync.codec import decode_entry
from shared.sync.down import Act, Confirmed, Down, Known, Past, Refused
from tui.door import Changed, Connection, KeptMet, Listener, Presence, Returned, UndoResult
from tui.history import History
from tui.home import Home, Server
from tui.link import Link, OpenSocket
from tui.local_store import Loaded, LocalStore, seed

_CONNECTIONS = {
    State.OFFLINE: Connection.OFFLINE,
    State.GREETING: Connection.CONNECTING,
    State.OPENING: Connection.CATCHING_UP,
    State.PARTED: Connection.CATCHING_UP,
    State.LIVE: Connection.LIVE,
    State.STOPPED: Connection.REFUSED,
}

AnswerListener = Callable[[Key, Entry | Refusal], None]
"""Is told the server's answer to a transaction of this replica: its place in the log and what became of it, or no."""


def new_id() -> str:
    """A random id."""
    return id_from(os.urandom(ID_BYTES))


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class World(msgspec.Struct, frozen=True):
    """What a replica does not have of itself. A simulation brings its own."""

    now_ms: Callable[[], int] = now_ms
    new_id: Callable[[], str] = new_id
    chance: Callable[[], float] = random.random
    open_socket: OpenSocket | None = None
    """None for the server's own socket."""


OURS = World()
"""The world that programs run in."""


class Replica:
    """One replica of one plan. Make it with `open`, end it with `close`."""

    def __init__(
        self, name: str, server: Server, store: LocalStore, lock: FileLock, loaded: Loaded, world: World = OURS
    ) -> None:
        self.name = name
        self._store = store
        self._lock = lock
        self._image_seq = loaded.image_seq
        self._returned = [Returned(*pair) for pair in loaded.returned]
        self._unread = loaded.unread
        self._own_seq = loaded.own_seq
        self._healed: wanted.Healed | None = None
        self._machine = ClientMachine(
            name=name,
            client=loaded.client,
            plan=loaded.plan,
            chain=loaded.chain,
            new_client=lambda: ClientId(world.new_id()),
            seal=loaded.seal.seal if loaded.seal is not None else b"",
            epoch=loaded.epoch,
            backed_up=loaded.backed_up,
            incoming=loaded.incoming,
            pending=loaded.pending,
            next_counter=loaded.next_counter,
            person=loaded.person,
            people=loaded.people,
            program=f"stegvis {version('stegvis')}",
        )
        self._now_ms = world.now_ms
        self._link = Link(server, self, world.chance, world.open_socket)
        self._history = History(store, self._link.send)
        self._link_task: asyncio.Task[None] | None = None
        self._writes: set[asyncio.Task[None]] = set()
        self._listeners: list[Listener] = []
        self._answer_listeners: list[AnswerListener] = []
        self._link_reason = ""
        self._trouble = ""
        self._undo_lock = asyncio.Lock()

    @classmethod
    async def open(cls, home: Home, name: str) -> Replica:
        """The first free replica of the plan, made if there is none. Raises StoreError or InputError."""
        home.prepare()
        path, lock = home.take_slot(name)
        if not path.exists():
            for other in home.slots(name)[:1]:
                await asyncio.to_thread(seed, path, other)
        return await cls.open_at(path, lock, home.server(), name)

    @classmethod
    async def open_at(cls, path: Path, lock: FileLock, server: Server, name: str, world: World = OURS) -> Replica:
        """The replica in that file, whose lock the caller has taken. Raises StoreError."""
        try:
            store = await LocalStore.open(path)
            try:
                loaded = await store.load(ClientId(world.new_id()))
            except BaseException:
                await store.close()
                raise
        except BaseException:
            lock.release()
            raise
        return cls(name, server, store, lock, loaded, world)

    # What is shown

    @property
    def plan(self) -> Plan:
        """Confirmed and pending together, changed in place."""
        return self._machine.plan

    @property
    def seq(self) -> int:
        """The newest confirmed transaction that is here."""
        return self._machine.plan.seq

    @property
    def pending_count(self) -> int:
        """Transactions that the server has not acknowledged."""
        return len(self._machine.outbox)

    @property
    def pending_cells(self) -> AbstractSet[tuple[NodeId, CellKey]]:
        """The cells those transactions write."""
        return self._machine.pending_cells

    @property
    def connection(self) -> Connection:
        """How it stands with the server."""
        return _CONNECTIONS[self._machine.state]

    @property
    def connection_reason(self) -> str:
        """One sentence on why it stands so, or ""."""
        return self._trouble or self._machine.reason or self._link_reason

    @property
    def people(self) -> Sequence[Presence]:
        """Who has the plan open, this terminal first."""
        machine = self._machine
        mine = [here for here in machine.here if here.session == machine.session]
        others = [here for here in machine.here if here.session != machine.session]
        return [Presence(here.person, here.node or None, here in mine) for here in [*mine, *others]]

    @property
    def returned(self) -> Sequence[Returned]:
        """Own transactions that were refused, oldest first."""
        return self._returned

    def person_name(self, author: str) -> str:
        """What an author is called; their id where no name is known."""
        return self._machine.people.get(author, author)

    async def history(self) -> list[Entry]:
        """The log, oldest first; as far as it is here, where the server cannot be asked."""
        await self._flushed()
        return await self._history.entries(is_live=lambda: self.connection is Connection.LIVE)

    @property
    def backed_up(self) -> int:
        """Everything up to this seq is in a backup of the server's; 0 where it makes none."""
        return self._machine.opening.backed_up

    @property
    def progress(self) -> tuple[int, int]:
        """How many parts of a plan that is being fetched are here, of how many; 0 of 0 where none is."""
        return self._machine.opening.progress

    @property
    def own_seq(self) -> int:
        """The newest seq of own transactions, as far as they are not known to be backed up; 0 for none."""
        return self._own_seq

    @property
    def must_fetch_afresh(self) -> bool:
        """Whether the server will have us only once the plan here has been fetched again: see `connect`."""
        return self._machine.act is Act.FETCH_AFRESH

    @property
    def healed(self) -> wanted.Healed | None:
        """What the server had lost and was handed back since this replica was opened, or None."""
        return self._healed

    async def met(self, limit: int) -> list[KeptMet]:
        """The own edits that met others last, newest first."""
        await self._flushed()
        return await self._store.met(limit)

    @property
    def unread_met(self) -> int:
        """How many of them the person has not read of."""
        return self._unread

    async def met_seen(self) -> None:
        """The person has read of them all."""
        self._unread = 0
        await self._store.met_seen()
        self._tell(Changed(status_only=True))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told in the event loop what changed. Returns a function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def subscribe_answers(self, listener: AnswerListener) -> None:
        """Be told in the event loop what the server answers to this replica's own transactions, old ones too."""
        self._answer_listeners.append(listener)

    # What is done

    async def submit(self, ops: Sequence[Op]) -> Refusal | None:
        """Make these ops one transaction; on disk here when this returns. A Refusal means that nothing changed.

        Raises StoreError if it could not be saved; then, too, nothing changed.
        """
        submitted = await self.submit_keyed(ops)
        return submitted if isinstance(submitted, Refusal) else None

    async def submit_keyed(self, ops: Sequence[Op]) -> Key | Refusal:
        """Like `submit`; the key by which the server's answer is known."""
        return await self._submit(ops, inverse(self.plan, ops))

    async def undo(self) -> UndoResult:
        """Take back one's own latest transaction."""
        async with self._undo_lock:
            last = await self._store.last_undo()
            if last is None:
                return UndoResult.NOTHING
            ops = as_of_now(self.plan, last.ops, last.key)
            if ops is None:
                await self._store.drop_undo(last.key)
                was_settling = any(isinstance(one.done, Settle) for one in last.ops)
                return UndoResult.SETTLED if was_settling else UndoResult.EDITED_SINCE
            submitted = await self._submit(ops, ())
            await self._store.drop_undo(last.key)
            return UndoResult.EDITED_SINCE if isinstance(submitted, Refusal) else UndoResult.DONE

    async def look_at(self, node: NodeId | None) -> None:
        """Tell the others which node one is looking at."""
        self._carry_out(self._machine.look(node or ""))

    async def drop_returned(self, key: Key) -> None:
        """Take a refused transaction out of the tray."""
        self._returned = [kept for kept in self._returned if kept.transaction.key != key]
        await self._store.drop_returned(key)
        self._tell(Changed(status_only=True))

    async def save_draft(
        self, node: NodeId, field: str, period: str | None, text: str, part: str | None = None
    ) -> None:
        """Keep an unfinished text, over the one kept before."""
        await self._store.save_draft(node, field, period, text, part)

    async def load_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> str | None:
        """The unfinished text, or None."""
        return await self._store.load_draft(node, field, period, part)

    async def drop_draft(self, node: NodeId, field: str, period: str | None, part: str | None = None) -> None:
        """Forget the unfinished text."""
        await self._store.drop_draft(node, field, period, part)

    def connect(self, *, may_create: bool = False, afresh: bool = False) -> None:
        """Begin to keep in step with the server, in the background. With `afresh` the whole plan is fetched again
        first, whatever is here; what is pending is kept."""
        self._machine.opening.may_create = may_create
        self._machine.opening.wants_afresh = afresh
        self._link_task = asyncio.create_task(self._link.run(), name="link")

    async def close(self) -> None:
        """Save, disconnect and let others have the replica."""
        try:
            if self._link_task is not None:
                self._link_task.cancel()
                await asyncio.gather(self._link_task, return_exceptions=True)
            await self._flushed()
            if not self._trouble:
                plan, chain = self._machine.confirmed()
                with contextlib.suppress(StoreError):
                    await self._store.keep_image(plan, chain, self._image_seq)
        finally:
            await self._store.close()
            self._lock.release()

    # What the link tells

    def link_up(self) -> None:
        """The socket is open."""
        self._link_reason = ""
        self._carry_out(self._machine.connected())

    def link_down(self, reason: str) -> None:
        """The socket is closed, or could not be opened."""
        self._link_reason = reason
        self._carry_out(self._machine.disconnected())

    def link_received(self, message: Down) -> None:
        """A message arrived. Once something could not be stored, nothing more is taken."""
        if self._trouble:
            return
        if isinstance(message, Past):
            self._history.take(message)
        actions = self._machine.receive(message)
        self._carry_out(actions)
        if self._answer_listeners:
            self._tell_answers(message, actions)

    def link_progress(self, here: int, expected: int) -> None:
        """So many parts of a long message have arrived."""
        self._tell(Changed(status_only=True))

    # Carrying out

    async def _submit(self, ops: Sequence[Op], undo: Sequence[Undoing]) -> Key | Refusal:
        actions = self._machine.submit(ops, self._now_ms())
        if isinstance(actions, Refusal):
            return actions
        (pending,) = [action for action in actions if isinstance(action, wanted.StorePending)]
        self._carry_out([action for action in actions if action is not pending])
        # Whoever asked may be cancelled; the edit must be told stored all the same, or those behind it would wait.
        await asyncio.shield(self._keep(self._store_pending(pending, undo)))
        return pending.transaction.key

    async def _store_pending(self, action: wanted.StorePending, undo: Sequence[Undoing]) -> None:
        key = action.transaction.key
        try:
            await self._store.put_pending(action.transaction, undo)
        except Exception as error:
            self._carry_out(self._machine.withdraw(key))
            if isinstance(error, StegvisError):
                raise
            raise StoreError(f"The edit could not be saved ({type(error).__name__}).") from error
        self._carry_out(self._machine.stored(key))

    def _carry_out(self, actions: Sequence[wanted.Action]) -> None:
        for action in actions:
            match action:
                case wanted.Send(message):
                    self._link.send(message)
                case wanted.StoreConfirmed():
                    self._unread += len(action.met)
                    self._own_seq = max((self._own_seq, *(seq for _, seq in action.answered)))
                    self._write(self._store.confirm(action, self._now_ms()))
                case wanted.StoreChunk():
                    self._write(self._store.put_chunk(action))
                case wanted.StoreImage(head):
                    self._image_seq = head.seq
                    self._write(self._store.put_image(action))
                case wanted.StorePast():
                    self._write(self._store.put_past(action))
                case wanted.StoreServer():
                    self._write(self._store.put_server(action))
                case wanted.StoreReopened():
                    self._write(self._store.reopen(action))
                case wanted.FindAnchors():
                    self._write(self._find_anchors())
                case wanted.FindLost(after):
                    # What came later has lost its place, and is pending again or finds another one.
                    self._own_seq = min(self._own_seq, after)
                    self._write(self._find_lost(after))
                case wanted.StoreReturned(transaction, refusal):
                    self._returned = [*self._returned, Returned(transaction, refusal)]
                    self._write(self._store.put_returned(action))
                case wanted.StoreRekeyed():
                    self._write(self._rekey(action))
                case wanted.StorePeople():
                    self._write(self._store.put_people(action))
                case wanted.Changed(nodes, is_structural):
                    self._tell(Changed(nodes, is_structural))
                case wanted.StateChanged():
                    self._tell(Changed(status_only=True))
                case wanted.EditMet(node=node):
                    self._tell(Changed(frozenset([node]), met=action))
                case wanted.Healed():
                    self._healed = action
                    self._tell(Changed(status_only=True, healed=action))
                case wanted.Hangup(again):
                    self._link.hang_up(again=again)
                case wanted.StorePending():
                    raise AssertionError("pending transactions come from submit alone")

    async def _rekey(self, action: wanted.StoreRekeyed) -> None:
        await self._store.rekey(action)
        for _, transaction in action.rekeyed:
            self._carry_out(self._machine.stored(transaction.key))

    async def _find_anchors(self) -> None:
        self._carry_out(self._machine.anchors_found(await self._store.anchors()))

    async def _find_lost(self, after: int) -> None:
        self._carry_out(self._machine.lost_found(*await self._store.lost(after)))

    def _write(self, work: Coroutine[None, None, None]) -> None:
        """Queue a write. The database does them in the order in which they are queued here."""
        self._keep(self._guarded(work))

    def _keep(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run it to its end, whoever is cancelled; closing waits for it."""
        task = asyncio.create_task(work)
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        return task

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        if self._trouble:
            work.close()
            return
        try:
            await work
        except Exception as error:
            # What is on disk is behind what is shown: go no further, the next start fetches it again.
            self._trouble = str(error) if isinstance(error, StegvisError) else type(error).__name__
            self._link.hang_up(again=False)
            self._tell(Changed(status_only=True))

    async def _flushed(self) -> None:
        while self._writes:
            await asyncio.gather(*self._writes, return_exceptions=True)

    def _tell_answers(self, message: Down, actions: Sequence[wanted.Action]) -> None:
        own = {key for action in actions if isinstance(action, wanted.StoreConfirmed) for key, _ in action.answered}
        answers: list[tuple[Key, Entry | Refusal]] = []
        match message:
            case Confirmed() | Known() if own:
                bodies = message.bodies if isinstance(message, Confirmed) else (message.body,)
                entries = map(decode_entry, bodies)
                answers = [(entry.transaction.key, entry) for entry in entries if entry.transaction.key in own]
            case Refused(key, refusal):
                answers = [(key, refusal)]
        for key, answer in answers:
            for listener in self._answer_listeners:
                listener(key, answer)

    def _tell(self, changed: Changed) -> None:
        for listener in list(self._listeners):
            listener(changed)
