"""The open plans, each with its room. A room is made when somebody first opens the plan, and closed when
nobody has it open any more and another plan is opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from server.room import Room
from server.store.base import Store
from shared.ids import PlanId
from shared.sync.down import PlanLine
from shared.sync.sequencer import Sequencer
from shared.sync.up import OpenPlan


class Hub:
    """Finds, opens and closes rooms. `new_id` gives random ids, `now_ms` the time."""

    def __init__(self, store: Store, new_id: Callable[[], str], now_ms: Callable[[], int]) -> None:
        self.store = store
        self._new_id = new_id
        self._now_ms = now_ms
        self._rooms: dict[PlanId, Room] = {}
        self._opening = asyncio.Lock()

    async def find(self, request: OpenPlan) -> PlanLine | None:
        """The plan that is asked for, made if that is asked for too; None if there is none."""
        found = await self.store.plan_named(request.name)
        if found is None and request.create:
            found = await self.store.create_plan(PlanId(self._new_id()), request.name, self._now_ms())
        return found

    async def room(self, line: PlanLine) -> Room:
        """The plan's room, opened if need be and held. Raises StoreError if the plan cannot be read."""
        plan = PlanId(line.id)
        async with self._opening:
            if plan not in self._rooms:
                await self._close_unused()
                loaded = await self.store.load(plan)
                sequencer = Sequencer(loaded.plan, loaded.chain, loaded.known)
                self._rooms[plan] = Room(plan, line.name, self.store, sequencer, self._forget)
            self._rooms[plan].hold()
            return self._rooms[plan]

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
        if self._rooms.get(room.plan) is room:
            del self._rooms[room.plan]
