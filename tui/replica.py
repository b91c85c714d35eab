"""The only door to data: the plan as it is shown, and what may be done with it.

Behind it are the client machine with its shell, and the replica's file.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from importlib.metadata import version
from pathlib import Path

from shared.errors import StoreError
from shared.ids import ClientId, Key, NodeId
from shared.plan.inverse import as_of_now, inverse
from shared.plan.model import Plan
from shared.plan.ops import CellKey, Entry, Op, Settle
from shared.plan.refusal import Refusal
from shared.storage.lock import FileLock
from shared.sync.client_actions import Healed
from shared.sync.client_machine import ClientMachine, State
from shared.sync.down import Act, Late, LateDecided
from shared.sync.up import DecideLate
from tui.answers import AnswerListener
from tui.door import Changed, Connection, KeptMet, Listener, Presence, Returned, UndoResult
from tui.home import Home, Server
from tui.kept import Kept
from tui.local_store import Loaded, LocalStore, seed
from tui.machine_shell import MachineShell
from tui.world import OURS, World

_CONNECTIONS = {
    State.OFFLINE: Connection.OFFLINE,
    State.GREETING: Connection.CONNECTING,
    State.OPENING: Connection.CATCHING_UP,
    State.PARTED: Connection.CATCHING_UP,
    State.LIVE: Connection.LIVE,
    State.STOPPED: Connection.REFUSED,
}


class Replica:
    """One replica of one plan. Make it with `open`, end it with `close`."""

    def __init__(
        self, name: str, server: Server, store: LocalStore, lock: FileLock, loaded: Loaded, world: World = OURS
    ) -> None:
        self.name = name
        self._store = store
        self._lock = lock
        self._kept = Kept(loaded)
        self._machine = _machine(name, loaded, world)
        self._shell = MachineShell(self._machine, self._kept, store, server, world)
        self._undo_lock = asyncio.Lock()
        self._now_ms = world.now_ms

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
        return self._shell.writes.trouble or self._machine.reason or self._shell.link_reason

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
        return self._kept.returned

    @property
    def damaged(self) -> int:
        """How many own edits and half-written texts were damaged on disk and set aside, since the replica was made."""
        return self._kept.damaged

    def person_name(self, author: str) -> str:
        """What an author is called; their id where no name is known."""
        return self._machine.people.get(author, author)

    async def history(self) -> list[Entry]:
        """The log, oldest first; as far as it is here, where the server cannot be asked."""
        await self._shell.writes.flushed()
        return await self._shell.history.entries(is_live=lambda: self.connection is Connection.LIVE)

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
        return self._kept.own_seq

    @property
    def must_fetch_afresh(self) -> bool:
        """Whether the server will have us only once the plan here has been fetched again: see `connect`."""
        return self._machine.act is Act.FETCH_AFRESH

    @property
    def healed(self) -> Healed | None:
        """What the server had lost and was handed back since this replica was opened, or None."""
        return self._kept.healed

    async def met(self, limit: int) -> list[KeptMet]:
        """The own edits that met others last, newest first."""
        await self._shell.writes.flushed()
        return await self._store.met(limit)

    @property
    def unread_met(self) -> int:
        """How many of them the person has not read of."""
        return self._kept.unread

    async def met_seen(self) -> None:
        """The person has read of them all."""
        self._kept.unread = 0
        await self._store.met_seen()
        self._shell.tell(Changed())

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told in the event loop what changed. Returns a function that ends it."""
        self._shell.listeners.append(listener)
        return lambda: self._shell.listeners.remove(listener)

    def subscribe_answers(self, listener: AnswerListener) -> None:
        """Be told in the event loop what the server answers to this replica's own transactions, old ones too."""
        self._shell.answer_listeners.append(listener)

    # What is done

    async def submit(self, ops: Sequence[Op]) -> Refusal | None:
        """Make these ops one transaction; on disk here when this returns. A Refusal means that nothing changed.

        Raises StoreError if it could not be saved; then, too, nothing changed.
        """
        submitted = await self.submit_keyed(ops)
        return submitted if isinstance(submitted, Refusal) else None

    async def submit_keyed(self, ops: Sequence[Op]) -> Key | Refusal:
        """Like `submit`; the key by which the server's answer is known."""
        return await self._shell.submit(ops, inverse(self.plan, ops))

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
            submitted = await self._shell.submit(ops, ())
            await self._store.drop_undo(last.key)
            return UndoResult.EDITED_SINCE if isinstance(submitted, Refusal) else UndoResult.DONE

    async def late_entries(self) -> Late | None:
        """The late entries that wait on the server, as far as this person may see them; None where it does not
        answer."""
        return await self._shell.late.listed() if self.connection is Connection.LIVE else None

    async def decide_late(self, key: Key, *, is_accepted: bool, reason: str, case_number: str) -> LateDecided | None:
        """Let a late entry in, or turn it down; None where the server does not answer."""
        request = DecideLate(key, is_accepted, reason, case_number, self.seq, self._now_ms())
        return await self._shell.late.decide(request) if self.connection is Connection.LIVE else None

    async def look_at(self, node: NodeId | None) -> None:
        """Tell the others which node one is looking at."""
        self._shell.look_at(node or "")

    async def drop_returned(self, key: Key) -> None:
        """Take a refused transaction out of the tray."""
        self._kept.drop_returned(key)
        await self._store.drop_returned(key)
        self._shell.tell(Changed())

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
        self._shell.connect()

    async def close(self) -> None:
        """Save, disconnect and let others have the replica."""
        try:
            await self._shell.close()
            if not self._shell.writes.trouble:
                plan, chain = self._machine.confirmed()
                with contextlib.suppress(StoreError):
                    await self._store.keep_image(plan, chain, self._kept.image_seq)
        finally:
            await self._store.close()
            self._lock.release()


def _machine(name: str, loaded: Loaded, world: World) -> ClientMachine:
    return ClientMachine(
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
