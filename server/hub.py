"""The open plans, each with its room. A room is made when somebody first opens the plan, and closed when
nobody has it open any more and another plan is opened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from server.plan_log import PlanLog
from server.room import Room
from server.store.base import Store
from shared.ids import PlanId
from shared.sync.down import PlanLine
from shared.sync.up import OpenPlan

_NOBODY = 0
"""The session of the server itself, which holds a room for a while and is no member of it."""


class Hub:
    """Finds, opens and closes rooms. `new_id` gives random ids, `now_ms` the time, `clock` seconds that only grow."""

    def __init__(
        self,
        store: Store,
        new_id: Callable[[], str],
        now_ms: Callable[[], int],
        image_every: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self._new_id = new_id
        self._now_ms = now_ms
        self._image_every = image_every
        self._clock = clock
        self._rooms: dict[PlanId, Room] = {}
        self._opening = asyncio.Lock()
        self._is_behind = True

    async def find(self, request: OpenPlan) -> PlanLine | None:
        """The plan that is asked for, made if that is asked for too; None if there is none."""
        found = await self.store.plan_named(request.name)
        if found is None and request.create:
            plan, epoch = PlanId(self._new_id()), self._new_id()
            found = await self.store.create_plan(plan, request.name, self._now_ms(), epoch)
        return found

    async def room(self, line: PlanLine) -> Room:
        """The plan's room, opened if need be and held. Raises StoreError if the plan cannot be read."""
        plan = PlanId(line.id)
        async with self._opening:
            if plan not in self._rooms:
                await self._close_unused()
                self._rooms[plan] = await self._opened(line)
            self._rooms[plan].hold()
            return self._rooms[plan]

    async def _opened(self, line: PlanLine) -> Room:
        plan = PlanId(line.id)
        room = Room(self._forget, self._clock)
        room.log = PlanLog(
            line,
            self.store,
            await self.store.load(plan),
            await self.store.standing(plan),
            seal_key=await self.store.seal_key(),
            image_every=self._image_every,
            tell=room.take,
            now_ms=self._now_ms,
            clock=self._clock,
        )
        return room

    async def refresh(self) -> None:
        """Look whether an administrator has decided something, and act on it. Raises StoreError; what is left to do is
        done the next time."""
        if await self.store.has_changed() or self._is_behind:
            self._is_behind = True
            # A plan that is just being opened may have been read before that.
            async with self._opening:
                for room in self.rooms():
                    await room.refresh()
            for line in await self.store.releasing():
                await self._release(line)
            self._is_behind = False

    async def _release(self, line: PlanLine) -> None:
        room = await self.room(line)
        try:
            await room.log.release()
        finally:
            room.leave(_NOBODY)

    async def _close_unused(self) -> None:
        """A plan that nobody has open takes memory; it is let go when another one is opened."""
        for room in [room for room in self.rooms() if room.is_unused]:
            self._forget(room)
            await room.close()

    def rooms(self) -> list[Room]:
        """The open rooms."""
        return list(self._rooms.values())

    async def close(self) -> None:
        """Commit what has been handed out, in every room."""
        for room in self.rooms():
            await room.close()

    def _forget(self, room: Room) -> None:
        if self._rooms.get(room.log.plan) is room:
            del self._rooms[room.log.plan]
