"""Keeps hold of the tasks that a bot's code starts by itself: none outlives its bot."""

import asyncio
import weakref
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

from algotrade_gui.bots.exits import KeptCoroutine, hide_tasks, keep_callbacks, keep_running

Adopt = Callable[[asyncio.Task[Any]], None]

ADOPTER: ContextVar[Adopt | None] = ContextVar("adopter", default=None)
"""Who takes on the tasks that are started in this context; None: nobody."""

TaskFactory = Callable[..., Any]

_OWNERS: "weakref.WeakKeyDictionary[asyncio.Task[Any], str]" = weakref.WeakKeyDictionary()


def owner_of(task: asyncio.Task[Any]) -> str | None:
    """The bot whose code `task` runs, None for the program's own. May be asked from any thread."""
    return _OWNERS.get(task)


class _Factory:
    """The loop's task factory: makes tasks as before and shows those of a bot's code to their bot."""

    def __init__(self, before: TaskFactory | None) -> None:
        self._before = before

    def __call__(
        self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any
    ) -> asyncio.Future[Any]:
        context = options.get("context")
        # started in a context of its own, a task belongs to whoever owns that
        adopt = ADOPTER.get() if context is None else context.get(ADOPTER)
        if adopt is not None:
            coroutine = KeptCoroutine(coroutine)
        task: asyncio.Task[Any] = (
            asyncio.Task(coroutine, loop=loop, **options)
            if self._before is None
            else self._before(loop, coroutine, **options)
        )
        if adopt is not None:
            adopt(task)
        return task


def watch_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Have `loop` show the tasks of bots' code to their bots, and keep that code from ending the loop. Called again, it does nothing."""
    before = loop.get_task_factory()
    if not isinstance(before, _Factory):
        loop.set_task_factory(_Factory(before))  # type: ignore[arg-type]  # typeshed knows no `context`, which 3.11 hands on
        keep_running(loop, lambda: ADOPTER.get() is not None)
        keep_callbacks(lambda context: context.get(ADOPTER) is not None)
        hide_tasks(owner_of, _current_bot)


def _current_bot() -> str | None:
    """The bot whose code runs, None for the program's own."""
    if ADOPTER.get() is None:
        return None
    task = asyncio.current_task()
    return None if task is None else owner_of(task)


class Children:
    """The tasks that one bot's code has started and that have not ended."""

    def __init__(self, owner: str = "") -> None:
        self._owner = owner
        # in the order of their coming: a set's order would differ from run to run, and may reach the wire
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._closed = False

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Take on `task` until it ends; once the bot has ended, cancel it before it begins."""
        if self._owner:
            _OWNERS[task] = self._owner
        if self._closed:
            task.cancel()
            return
        self._tasks[task] = None
        task.add_done_callback(self.release)

    def release(self, task: asyncio.Task[Any]) -> None:
        """Forget `task`: it has another owner."""
        self._tasks.pop(task, None)

    @property
    def names(self) -> list[str]:
        """Names of those alive, with the function each runs."""
        return sorted(_describe(task) for task in self._tasks if not task.done())

    def cancel_others(self) -> None:
        """Cancel all but the one that runs; one that has not begun never does."""
        running = asyncio.current_task()
        for task in [task for task in self._tasks if task is not running]:
            task.cancel()

    async def end(self, timeout_s: float) -> list[str]:
        """Cancel them all, and whatever they start from now on; return the names of the ones that would not end in time."""
        self._closed = True
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while tasks := [task for task in self._tasks if not task.done()]:
            for task in tasks:
                task.cancel()
            left_s = deadline - loop.time()
            if left_s <= 0:
                break
            await asyncio.wait(tasks, timeout=min(left_s, timeout_s / 4))
        return self.names


def _describe(task: asyncio.Task[Any]) -> str:
    function = getattr(task.get_coro(), "__qualname__", None)
    return f"{task.get_name()} ({function})" if function else task.get_name()
