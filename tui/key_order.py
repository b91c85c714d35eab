"""Keys do what they would have done, however fast they come.

Textual hands a key to the widget that has the focus, and runs the key's action only after the key has gone up through
all that widget's parents. A key that is typed meanwhile, or comes in one piece with it as over a slow line, goes to
the old focus: of "Enter 6 1" the digits would not reach the line that Enter opens, but set an assessment. Here a key
waits until everything has come to rest that the one before it set going.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_ROUNDS = 4
"""How often the way from the focus up to the app is waited for: an action's message may lead to another one."""

_LOOK_AGAIN_S = 0.05


class KeysInOrder(App[None]):
    """An application that takes one key, or one paste, at a time."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._held: deque[events.Key | events.Paste] = deque()
        self._resting: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hold a key while an earlier one is at work."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._resting is not None and not self._resting.done():
            self._held.append(event)
        else:
            await super().on_event(event)
            self._resting = asyncio.create_task(self._take_held(), name="keys in order")

    async def _take_held(self) -> None:
        """Let everything come to rest, take the next key, and so on until none is held."""
        await self._rest()
        while self._held:
            try:
                await super().on_event(self._held.popleft())
            except Exception as error:
                self._handle_exception(error)
            await self._rest()

    async def _rest(self) -> None:
        for _ in range(_ROUNDS):
            focused = self.focused
            way: list[MessagePump] = list(focused.ancestors_with_self) if focused is not None else [self.screen, self]
            for step in way:
                await _caught_up(step)


async def _caught_up(pump: MessagePump) -> None:
    """Return once it has processed all that it has been sent so far, or is gone."""
    done = asyncio.Event()
    pump.call_later(done.set)
    while not done.is_set() and pump.is_running:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_AGAIN_S):
                await done.wait()
