"""A store in memory, for tests and simulations: what a method has changed is on its disk, so to speak, when it returns.

It waits for nothing by itself, so that whoever runs it decides in which order things happen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from hashlib import sha256

import msgspec

from server.store.base import Loaded, Parked, Standing
from server.store.log import PACKS_BY
from server.store.replay import Verification, load, page
from shared.errors import StoreError
from shared.ids import ClientId, Key, PersonId, PlanId
from shared.plan.fields import Role
from shared.sync.chain import START, LogRow
from shared.sync.down import Person, PlanLine
from shared.sync.image import Image
from shared.sync.sequencer import KeyedRow

_NAME = "The store in memory"


class MemoryLog:
    """All that is kept of one plan. What is in it may be looked at, and damaged, by tests."""

    def __init__(self, name: str, epoch: str) -> None:
        self.name = name
        self.epoch = epoch
        self.kept: list[KeyedRow] = []
        self.packed = 0
        self.newest: Image | None = None
        self.backed_up = 0
        self.roles: dict[str, Role] = {}
        self.parked: dict[Key, Parked] = {}

    def head(self) -> int:
        """The newest seq."""
        return len(self.kept)

    def rows(self, after: int) -> Generator[tuple[int, LogRow], None, None]:
        """The rows after that seq, in order, with their seqs."""
        yield from ((row.seq, row.row) for row in self.kept[after:])

    def chain_at(self, seq: int) -> bytes | None:
        """The chain at that seq, or None if there is no such row."""
        if seq == 0:
            return START
        return self.kept[seq - 1].row.chain if seq <= len(self.kept) else None

    def bytes_after(self, seq: int) -> int:
        """About how many bytes the entries after that seq take, packed."""
        return sum(len(row.row.body) for row in self.kept[seq:]) // PACKS_BY

    def seqs_of(self, keys: Sequence[Key]) -> dict[Key, int]:
        """The seqs of those of the keys that are in the log."""
        seqs = {row.logged.key: row.seq for row in self.kept}
        return {key: seqs[key] for key in keys if key in seqs}

    def clients(self, until: int) -> dict[ClientId, tuple[str, int]]:
        """Every client's owner, and its highest counter up to that seq."""
        clients: dict[ClientId, tuple[str, int]] = {}
        for logged in (row.logged for row in self.kept):
            owner, highest = clients.get(logged.key.client, (logged.author, 0))
            counter = logged.key.counter if logged.seq <= until else 0
            clients[logged.key.client] = (owner, max(highest, counter))
        return clients

    def image(self) -> Image | None:
        """The newest image, if there is one."""
        return self.newest

    def append(self, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end. Raises StoreError if they do not follow."""
        if [row.seq for row in rows] != list(range(self.head() + 1, self.head() + 1 + len(rows))):
            raise StoreError(f"{_NAME}: what was to be appended does not follow transaction {self.head()}.")
        self.kept.extend(rows)

    def pack(self, keep: int) -> None:
        """Note how far a store on disk would have packed its rows."""
        newest = self.newest.head.seq if self.newest else 0
        self.packed = max(self.packed, newest - keep)


class MemoryStore:
    """A `Store` that ends with its process.

    `point`, if given, is awaited before and after each change: what is cancelled or raised there is a crash then.
    """

    def __init__(self, point: Callable[[], Awaitable[None]] | None = None) -> None:
        self.logs: dict[PlanId, MemoryLog] = {}
        self._point = point
        self._people: dict[str, Person] = {}

    async def plans(self) -> list[PlanLine]:
        """The plans there are, by name."""
        lines = [PlanLine(plan, log.name, log.head()) for plan, log in self.logs.items()]
        return sorted(lines, key=lambda line: line.name)

    async def plan_named(self, name: str) -> PlanLine | None:
        """The plan of that name, or None."""
        return next((line for line in await self.plans() if line.name == name), None)

    async def create_plan(self, plan: PlanId, name: str, at: int, epoch: str) -> PlanLine:
        """Make a plan, or return the one that has the name already."""

        def change() -> None:
            if all(log.name != name for log in self.logs.values()):
                self.logs[plan] = MemoryLog(name, epoch)

        await self._change(change)
        return next(line for line in await self.plans() if line.name == name)

    async def load(self, plan: PlanId) -> Loaded:
        """The plan at the end of its log. Raises StoreCorrupt if the chain does not hold."""
        return load(_NAME, self._log(plan))

    async def append(self, plan: PlanId, rows: Sequence[KeyedRow]) -> None:
        """Add rows at the end of the log, all or none. Raises StoreError if they do not follow."""
        await self._change(lambda: self._log(plan).append(rows))

    async def rows(self, plan: PlanId, after: int, limit: int) -> list[LogRow]:
        """Up to `limit` rows that follow seq `after`, in order; fewer where they are long, but one if there is one."""
        return page(_NAME, self._log(plan), after, limit)

    async def chain_at(self, plan: PlanId, seq: int) -> bytes | None:
        """The chain at that seq (`chain.START` at 0), or None if the log has no such row."""
        return self._log(plan).chain_at(seq)

    async def bytes_after(self, plan: PlanId, seq: int) -> int:
        """About how many bytes the entries after that seq take, packed as they are on the wire."""
        return self._log(plan).bytes_after(seq)

    async def seqs_of(self, plan: PlanId, keys: Sequence[Key]) -> dict[Key, int]:
        """The seqs of those of the keys that are in the log."""
        return self._log(plan).seqs_of(keys)

    async def put_image(self, plan: PlanId, image: Image) -> None:
        """Keep this image of the plan instead of the one before. Everything up to its seq must be in the log."""
        await self._change(lambda: setattr(self._log(plan), "newest", image))

    async def image_seq(self, plan: PlanId) -> int:
        """The seq of the newest image; 0 if there is none."""
        image = self._log(plan).newest
        return image.head.seq if image else 0

    async def compact(self, plan: PlanId, keep: int) -> int:
        """How many rows would have been packed: here they take the room they take."""
        log = self._log(plan)
        before = log.packed
        await self._change(lambda: log.pack(keep))
        return log.packed - before

    async def verify(self, plan: PlanId) -> tuple[int, bytes]:
        """Replay the whole log, and compare it with its chain, its keys and the newest image. Raises StoreCorrupt."""
        check = Verification(_NAME)
        check.begin(self._log(plan))
        while check.go_on(self._log(plan)):
            pass
        return check.replay.plan.seq, check.replay.chain

    async def standing(self, plan: PlanId) -> Standing:
        """What administrators have decided about the plan so far. Raises StoreError if there is no such plan."""
        log = self._log(plan)
        return Standing(log.epoch, log.backed_up, dict(log.roles))

    async def new_epoch(self, plan: PlanId, epoch: str) -> None:
        """The log goes on from a backup."""
        log = self._log(plan)
        await self._change(lambda: setattr(log, "epoch", epoch))

    async def note_backed_up(self, plan: PlanId, seq: int) -> None:
        """Everything up to that seq is in a backup."""
        log = self._log(plan)
        await self._change(lambda: setattr(log, "backed_up", max(log.backed_up, seq)))

    async def grant(self, plan: PlanId, person: PersonId, role: Role) -> None:
        """Let somebody do what that role may do in the plan, instead of what they could before."""
        await self._change(lambda: self._log(plan).roles.__setitem__(person, role))

    async def has_changed(self) -> bool:
        """No other process can write here."""
        return False

    async def park(self, plan: PlanId, parked: Parked, at_most: int | None = None) -> bool:
        """Keep a refused transaction; whether it is kept. It is not where so many of its author's are already.

        Parking it again changes nothing, unless it was released: then it waits again, for the new reason.
        """
        kept = self._log(plan).parked
        before = kept.get(parked.key)
        count = sum(one.author == parked.author for one in kept.values())
        if before is None and at_most is not None and count >= at_most:
            return False
        await self._change(lambda: kept.update({parked.key: parked} if before is None or before.is_released else {}))
        return True

    async def parked(self, plan: PlanId) -> list[Parked]:
        """What waits for an administrator, oldest first."""
        return list(self._log(plan).parked.values())

    async def release(self, plan: PlanId, key: Key) -> None:
        """An administrator wants it in the plan: the server is to put it in order."""
        kept = self._log(plan).parked
        released = {key: msgspec.structs.replace(kept[key], is_released=True)} if key in kept else {}
        await self._change(lambda: kept.update(released))

    async def releasing(self) -> list[PlanLine]:
        """The plans with something that was released and is parked still."""
        plans = {plan for plan, log in self.logs.items() if any(one.is_released for one in log.parked.values())}
        return [line for line in await self.plans() if line.id in plans]

    async def unpark(self, plan: PlanId, key: Key) -> None:
        """It has been dropped, or has its place in the log."""
        await self._change(lambda: self._log(plan).parked.pop(key, None))

    async def seal_key(self) -> bytes:
        """The secret that seals are made with: the same in every store in memory, for schedules to be repeatable."""
        return sha256(_NAME.encode()).digest()

    async def person(self, login: str, new_id: PersonId) -> Person:
        """The person who signs in under that name; a new one, with the id given, at the first time."""
        if login not in self._people:
            await self._change(lambda: self._people.setdefault(login, Person(new_id, login)))
        return self._people[login]

    async def people(self) -> list[Person]:
        """Everybody the store knows."""
        return sorted(self._people.values(), key=lambda person: person.name)

    async def close(self) -> None:
        """There is nothing to close."""

    def _log(self, plan: PlanId) -> MemoryLog:
        if plan not in self.logs:
            raise StoreError(f"{_NAME} has no plan {plan}.")
        return self.logs[plan]

    async def _change(self, change: Callable[[], object]) -> None:
        if self._point is not None:
            await self._point()
        change()
        if self._point is not None:
            await self._point()
