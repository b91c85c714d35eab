"""An event loop whose time is virtual and whose order is drawn by lot, and the lives of the programs that run in it.

Time jumps to the next thing that is due. Within one program things happen in the order that asyncio promises; between
programs, in any. Each step of each task of a program is counted, and a program can be ended right before any of them.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar

T = TypeVar("T")

_LIFE: ContextVar[Life | None] = ContextVar("life", default=None)


class Life:
    """One program from its start to its end. `before_step` is called before each step of each of its tasks, and may end
    it."""

    def __init__(self, name: str, before_step: Callable[[Life], None]) -> None:
        self.name = name
        self.is_over = False
        self.before_step = before_step
        self.tasks: dict[asyncio.Task[Any], None] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run this as a part of the program."""
        context = copy_context()
        context.run(_LIFE.set, self)
        return asyncio.get_running_loop().create_task(work, context=context)

    def end(self) -> None:
        """Stop where it is: whatever it still tries to do has no effect."""
        self.is_over = True
        for task in list(self.tasks):
            task.cancel()

    @staticmethod
    def check() -> None:
        """Raise CancelledError in a program whose life is over."""
        life = _LIFE.get()
        if life is not None and life.is_over:
            raise asyncio.CancelledError


class _Steps(Coroutine[Any, Any, T]):
    """A coroutine whose steps are counted."""

    def __init__(self, work: Coroutine[Any, Any, T], life: Life) -> None:
        self._work = work
        self._life = life

    def send(self, value: Any) -> Any:
        """Take a step; if that is the program's last, it is not taken."""
        if not self._life.is_over:
            self._life.before_step(self._life)
            if self._life.is_over:
                return self._work.throw(asyncio.CancelledError())
        return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        """Take a step with an error."""
        return self._work.throw(*error)

    def close(self) -> None:
        """Take no more steps."""
        self._work.close()

    def __await__(self) -> Generator[Any, Any, T]:
        return self._work.__await__()


class _Jump(selectors.SelectSelector):
    """Waits for nothing: moves the clock on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Nothing ever arrives from outside."""
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.now += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop of a simulation."""

    def __init__(self, chance: random.Random) -> None:
        self._jump = _Jump()
        self._chance = chance
        super().__init__(self._jump)
        self.set_task_factory(_task)
        self.outside = Context()
        """For what no program does, such as a frame's arrival."""

    def time(self) -> float:
        """Virtual seconds."""
        return self._jump.now

    def run_in_executor(self, executor: object, work: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """Threads are not simulated: the work is done as a step of its own."""
        answer: asyncio.Future[T] = self.create_future()

        def do() -> None:
            if not answer.done():
                try:
                    answer.set_result(work(*args))
                except Exception as error:
                    answer.set_exception(error)

        self.call_soon(do)
        return answer

    def _run_once(self) -> None:
        ready: deque[asyncio.Handle] = self._ready  # type: ignore[has-type]
        if len(ready) > 1:
            queues: dict[Life | None, deque[asyncio.Handle]] = {}
            turns = []
            for handle in ready:
                life = handle._context.get(_LIFE)  # type: ignore[attr-defined]
                queues.setdefault(life, deque()).append(handle)
                turns.append(life)
            if len(queues) > 1:
                self._chance.shuffle(turns)
                self._ready = deque(queues[life].popleft() for life in turns)
        super()._run_once()  # type: ignore[misc]


def _task(loop: asyncio.AbstractEventLoop, work: Any, context: Context | None = None) -> asyncio.Task[Any]:
    life = (context or copy_context()).get(_LIFE)
    if life is None:
        return asyncio.Task(work, loop=loop, context=context)
    task: asyncio.Task[Any] = asyncio.Task(_Steps(work, life), loop=loop, context=context)
    life.tasks[task] = None
    task.add_done_callback(lambda done: life.tasks.pop(done, None))
    if life.is_over:
        task.cancel()
    return task
