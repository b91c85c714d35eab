"""The log of one open plan: its sequencer, and the task that commits what the sequencer hands out.

Knows the store and no connection: whatever is to be told goes to one listener.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from server.images import Images
from server.kept_log import KeptLog
from server.store.base import Loaded, Parked, Standing, Store
from server.told import Answered, Failed, Published, Told, Unanswered
from shared.errors import StoreError
from shared.ids import ClientId, Key, PlanId
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import Transaction
from shared.plan.refusal import Refusal
from shared.sync.down import Known, Opened, PlanLine, Refused
from shared.sync.handed_back import Returning
from shared.sync.image import Image
from shared.sync.sequencer import Action, Gather, Publish, Refuse, Repeat, Sequencer, released
from shared.sync.up import Anchor, Sent

_QUIET_TURNS = 3
"""Turns of the loop that bring nothing, after which a commit waits for no more."""

_USUAL_SHARE = 0.9
"""With this share of the transactions of a usual commit one such turn is enough."""

MAX_PARKED = 1_000
"""Transactions of one person that are kept in one plan for the administrator; what comes after is in their own tray
alone. Nobody decides about more, and a program gone wrong must not fill the disk."""

_MOST_TURNS = 100
"""Turns of the loop that a commit waits at most for more to come."""


class PlanLog:
    """What is in the store and on its way there; `close` must follow."""

    def __init__(
        self,
        line: PlanLine,
        store: Store,
        loaded: Loaded,
        standing: Standing,
        *,
        seal_key: bytes,
        image_every: int,
        tell: Callable[[Told], None],
        now_ms: Callable[[], int],
        clock: Callable[[], float],
    ) -> None:
        self.plan = PlanId(line.id)
        self.name = line.name
        self.has_failed = False
        self.standing = standing
        self.sequencer = Sequencer(
            loaded.plan, loaded.chain, recent=loaded.recent, clients=loaded.clients, role_of=self.role_of
        )
        self._store = store
        self.kept = KeptLog(self.plan, store, seal_key)
        self._tell = tell
        self._now_ms = now_ms
        self._gathering: asyncio.Queue[bool] = asyncio.Queue()
        self._durable = asyncio.Condition()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._parking: dict[Key, asyncio.Task[None]] = {}
        """What was handed back and is to be parked, until it is."""
        self._images = Images(
            self.plan,
            store,
            loaded,
            self.sequencer,
            every=image_every,
            clock=clock,
            keep=self._keep,
            wait_durable=self.wait_durable,
        )
        self._usual = 0.0
        """Transactions of a commit, of late."""
        self._committer = asyncio.create_task(self._commit_all(), name=f"commits of {self.name}")

    @property
    def durable(self) -> int:
        """The newest seq that is on disk."""
        return self.sequencer.durable

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is on its way to disk."""
        return self.durable == self.sequencer.plan.seq and not self._tasks

    def role_of(self, person: str) -> Role:
        """What somebody may do. Where nobody has decided about anybody, everybody may do everything."""
        return self.standing.roles.get(person, Role.READER) if self.standing.roles else Role.ADMINISTRATOR

    def is_foreign(self, client: str, person: str) -> bool:
        """Whether that client is somebody else's."""
        return self.sequencer.owner(ClientId(client)) not in (None, person)

    def opened(self, person: str) -> Opened:
        """What a client is told first."""
        standing = self.standing
        digest = self.sequencer.durable_digest
        role = self.role_of(person)
        return Opened(self.plan, self.name, self.durable, digest, standing.epoch, standing.backed_up, role)

    async def refresh(self) -> Standing:
        """Read anew what administrators have decided; what it was before."""
        before, self.standing = self.standing, await self._store.standing(self.plan)
        return before

    # Writing

    def unsure(self, transactions: Sequence[Sent]) -> list[Key]:
        """Those of their keys that may be in the log; if there are any, `recall` comes before these are submitted."""
        return self.sequencer.unsure(sent.key for sent in transactions)

    async def recall(self, keys: Sequence[Key]) -> None:
        """Look up which of these keys are in the log."""
        while True:
            image = self._images.newest
            self.sequencer.recall(await self._store.seqs_of(self.plan, self.sequencer.unsure(keys)))
            if image is self._images.newest:
                return
            # What was remembered when this was asked has been forgotten by the time it is answered.

    def submit(self, session: int, person: str, transactions: Sequence[Sent]) -> None:
        """A session's transactions, in its order."""
        self._carry_out(self.sequencer.submit(session, person, transactions))

    async def take_back(self, common: int, before: Anchor, bodies: Sequence[bytes], claimed: bytes) -> int:
        """Rows that a client hands back, into the log again if they are ours; how many were new, once they are on disk.
        Raises RemoteProtocolError and StoreError."""
        # Hashing and reading many rows takes long, and they may be nobody's: that must not hold up the others.
        returning = await asyncio.to_thread(Returning, common, before, bodies)
        if not bodies or not await asyncio.to_thread(self.kept.is_ours, returning, claimed):
            return 0
        await self.wait_durable(self.sequencer.plan.seq)
        seqs = await self._store.seqs_of(self.plan, returning.keys)
        logged = {key: (await self._store.rows(self.plan, seq - 1, 1))[0].body for key, seq in seqs.items()}
        returning.tell_apart(logged)
        await self.recall(returning.keys)
        seq = self.sequencer.plan.seq
        self._carry_out(self.sequencer.take_back(returning))
        now = self.sequencer.plan.seq
        await self.wait_durable(now)
        for parking in [self._parking[key] for key in returning.keys if key in self._parking]:
            await parking
        return now - seq

    async def release(self) -> None:
        """Put in order what an administrator has let go. What is refused again is parked again. Raises StoreError."""
        for one in await self._store.parked(self.plan):
            if one.is_released:
                await self._release(one.author, Sent(one.key, one.body))

    async def _release(self, author: str, sent: Sent) -> None:
        transaction = released(sent)
        keys = [] if isinstance(transaction, Refusal) else [transaction.key]
        await self.recall(keys)
        self._carry_out(self.sequencer.release(author, sent))
        await self.wait_durable(self.sequencer.plan.seq)
        # Only now: whoever stops in between finds it parked still, and then, by its key, in the log.
        if await self._store.seqs_of(self.plan, keys):
            await self._store.unpark(self.plan, sent.key)

    async def enter(self, author: str, key: Key, make: Callable[[Plan], Transaction | Refusal | None]) -> int | Refusal:
        """Put in order what the server itself makes of the plan, unless that key is in the log; its seq, once that is
        on disk, or 0 where nothing is made. Raises StoreError."""
        await self.recall([key])
        if self.sequencer.seq_of(key) is None:
            made = make(self.sequencer.plan)
            entered = self.sequencer.enter(author, made) if isinstance(made, Transaction) else made
            if not isinstance(entered, list):
                # It may rest on something that is not on disk yet.
                await self.wait_durable(self.sequencer.plan.seq)
                return entered or 0
            self._carry_out(entered)
        seq = self.sequencer.seq_of(key) or 0
        await self.wait_durable(seq)
        return seq

    async def wait_durable(self, seq: int) -> None:
        """Return once everything up to that seq is on disk. Raises StoreError if it cannot be saved."""
        async with self._durable:
            await self._durable.wait_for(lambda: self.durable >= seq or self.has_failed)
        if self.has_failed:
            raise StoreError("the plan could not be saved.")

    async def close(self) -> None:
        """Commit all that has been put in order, finish what is under way and stop."""
        with contextlib.suppress(StoreError):
            await self.wait_durable(self.sequencer.plan.seq)
        await self._gathering.put(False)
        await self._committer
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # Reading

    async def image_for(self, base: int, *, afresh: bool) -> Image | None:
        """An image that brings a client with that base forward in fewer bytes than the log would, or None."""
        return await self._images.bringing_forward(base, afresh=afresh)

    # Carrying out

    def _carry_out(self, actions: Sequence[Action]) -> None:
        for action in actions:
            match action:
                case Gather():
                    self._gathering.put_nowait(True)
                case Publish(rows):
                    self._tell(
                        Published(self.kept.confirmed(rows[0].seq, [kept.row for kept in rows], rows[-1].digest))
                    )
                case Refuse(session=None, sent=sent):
                    self._parking[sent.key] = self._keep(self._park(action))
                case Refuse(int(session)) if action.is_parked:
                    self._keep(self._answered(session, self._park(action)))
                case Refuse(int(session), _, sent, refusal):
                    self._tell(Answered(session, Refused(sent.key, refusal)))
                case Repeat(session, seq):
                    self._keep(self._answered(session, self._repeat(session, seq)))

    async def _park(self, refuse: Refuse) -> None:
        """Nobody is told before it is kept: a client that is told forgets it."""
        sent, refusal = refuse.sent, refuse.refusal
        parked = Parked(sent.key, refuse.author, self._now_ms(), refusal, sent.body)
        if refuse.session is None:
            # Whoever hands it back gives it up: here is the only place left for it, however many there are.
            await self._store.park(self.plan, parked)
            self._parking.pop(sent.key, None)
        else:
            is_kept = await self._store.park(self.plan, parked, MAX_PARKED)
            answer = refusal if is_kept else refusal.unkept(MAX_PARKED)
            self._tell(Answered(refuse.session, Refused(sent.key, answer)))

    async def _repeat(self, session: int, seq: int) -> None:
        for row in await self._store.rows(self.plan, seq - 1, 1):
            self._tell(Answered(session, Known(row.body)))

    async def _answered(self, session: int, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except StoreError as error:
            self._tell(Unanswered(session, str(error)))

    async def _commit_all(self) -> None:
        while await self._gathering.get():
            await self._all_here()
            try:
                rows = self.sequencer.commit()
                await self._store.append(self.plan, rows)
                self._carry_out(self.sequencer.committed())
            except Exception as error:
                # Whatever it is: an edit that is not on disk must never look as if it were, nor one be waited for that
                # nobody was told of.
                await self._fail(error)
                return
            async with self._durable:
                self._durable.notify_all()
            self._images.grown(sum(len(row.row.body) for row in rows))

    async def _all_here(self) -> None:
        """Return when no more comes: whoever writes at the same time as others shares their sync and their frame. Those
        who were told of the last commit answer it one after the other, and are waited for a little longer."""
        here, quiet = self.sequencer.plan.seq - self.durable, 0
        for _ in range(_MOST_TURNS):
            await asyncio.sleep(0)
            before, here = here, self.sequencer.plan.seq - self.durable
            quiet = quiet + 1 if here == before else 0
            if quiet == _QUIET_TURNS or (quiet and here >= _USUAL_SHARE * self._usual):
                break
        self._usual = max(here, _USUAL_SHARE * self._usual)

    async def _fail(self, error: BaseException) -> None:
        self.has_failed = True
        self._tell(Failed(str(error) if isinstance(error, StoreError) else type(error).__name__))
        async with self._durable:
            self._durable.notify_all()

    def _keep(self, work: Coroutine[None, None, Any]) -> asyncio.Task[Any]:
        """Run it to its end."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
